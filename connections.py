"""From settings to vendors' clients: whoever composes a program opens them here, all the same way.

A helpdesk is connected when its address and its credential are set, and not otherwise.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

import httpx

from escalation.policy import Policy
from integrations.helpdesk.freshdesk import client as freshdesk
from integrations.helpdesk.hubspot import client as hubspot
from integrations.helpdesk.intercom import client as intercom
from integrations.helpdesk.port import Helpdesk
from integrations.helpdesk.zendesk import client as zendesk
from settings import Settings


@asynccontextmanager
async def open_helpdesks(
    chosen: Settings, policy: Policy, transport: httpx.AsyncBaseTransport | None = None
) -> AsyncIterator[Mapping[str, Helpdesk]]:
    """Give the connected helpdesks by name; their connections close with the block."""
    statuses = policy.helpdesk.statuses
    async with AsyncExitStack() as stack:
        found: dict[str, Helpdesk] = {}
        if chosen.zendesk_url and (key := chosen.zendesk_token.get_secret_value()):
            opened = zendesk.open_client(chosen.zendesk_url, chosen.zendesk_email, key, transport)
            client = await stack.enter_async_context(opened)
            found["zendesk"] = zendesk.ZendeskClient(client, statuses)
        if key := chosen.intercom_token.get_secret_value():
            opened = intercom.open_client(chosen.intercom_base_url, key, transport)
            client = await stack.enter_async_context(opened)
            us = chosen.intercom_admin_id
            found["intercom"] = intercom.IntercomClient(client, statuses, us)
        if chosen.freshdesk_url and (key := chosen.freshdesk_api_key.get_secret_value()):
            opened = freshdesk.open_client(chosen.freshdesk_url, key, transport)
            client = await stack.enter_async_context(opened)
            found["freshdesk"] = freshdesk.FreshdeskClient(client, statuses)
        if key := chosen.hubspot_token.get_secret_value():
            opened = hubspot.open_client(chosen.hubspot_base_url, key, transport)
            client = await stack.enter_async_context(opened)
            found["hubspot"] = hubspot.HubSpotClient(client, statuses)
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
