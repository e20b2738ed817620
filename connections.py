"""From settings to vendors' clients: whoever composes a program opens them here, all the same way.

A helpdesk is connected when its address and its credential are set, and not otherwise.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from escalation.policy import Policy
from integrations.helpdesk.freshdesk import client as freshdesk
from integrations.helpdesk.port import Helpdesk
from integrations.helpdesk.zendesk import client as zendesk
from settings import Settings


@asynccontextmanager
async def open_helpdesks(chosen: Settings, policy: Policy) -> AsyncIterator[Mapping[str, Helpdesk]]:
    """Give the connected helpdesks by name; their connections close with the block."""
    statuses = policy.helpdesk.statuses
    async with AsyncExitStack() as stack:
        found: dict[str, Helpdesk] = {}
        if chosen.zendesk_url and (token := chosen.zendesk_token.get_secret_value()):
            opened = zendesk.open_client(chosen.zendesk_url, chosen.zendesk_email, token)
            found["zendesk"] = zendesk.ZendeskClient(await stack.enter_async_context(opened))
        if chosen.freshdesk_url and (key := chosen.freshdesk_api_key.get_secret_value()):
            client = await stack.enter_async_context(
                freshdesk.open_client(chosen.freshdesk_url, key)
            )
            found["freshdesk"] = freshdesk.FreshdeskClient(client, statuses)
        yield found


def webhook_secrets(chosen: Settings) -> dict[str, str]:
    """Give what each helpdesk signs its webhooks with; empty where it is not set."""
    secrets = {
        "zendesk": chosen.zendesk_webhook_secret,
        "intercom": chosen.intercom_client_secret,
        "freshdesk": chosen.freshdesk_webhook_secret,
        "hubspot": chosen.hubspot_client_secret,
    }
    return {name: secret.get_secret_value() for name, secret in secrets.items()}
