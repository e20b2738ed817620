"""From settings to vendors' clients: whoever composes a program opens them here, all the same way.

A helpdesk is connected when its address and its credential are set, and not otherwise.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

import httpx

from escalation.policy import Policy
from escalation.terms import TicketStatus
from integrations.helpdesk.freshdesk import client as freshdesk
from integrations.helpdesk.hubspot import client as hubspot
from integrations.helpdesk.intercom import client as intercom
from integrations.helpdesk.port import Helpdesk
from integrations.helpdesk.zendesk import client as zendesk
from settings import Settings

HELPDESKS = ("zendesk", "intercom", "freshdesk", "hubspot")
Statuses = Mapping[str, TicketStatus]


@asynccontextmanager
async def open_helpdesks(
    chosen: Settings, policy: Policy, transport: httpx.AsyncBaseTransport | None = None
) -> AsyncIterator[Mapping[str, Helpdesk]]:
    """Give the connected helpdesks by name; their connections close with the block."""
    async with AsyncExitStack() as stack:
        found: dict[str, Helpdesk] = {}
        for name in HELPDESKS:
            if opened := http_client(name, chosen, transport):
                client = await stack.enter_async_context(opened)
                us = chosen.intercom_admin_id
                found[name] = helpdesk(name, client, policy.helpdesk.statuses, us)
        yield found


def http_client(
    name: str, chosen: Settings, transport: httpx.AsyncBaseTransport | None = None
) -> httpx.AsyncClient | None:
    """Open a connection to a helpdesk of HELPDESKS; None where it is not connected."""
    match name:
        case "zendesk" if chosen.zendesk_url and (key := chosen.zendesk_token.get_secret_value()):
            return zendesk.open_client(chosen.zendesk_url, chosen.zendesk_email, key, transport)
        case "intercom" if key := chosen.intercom_token.get_secret_value():
            return intercom.open_client(chosen.intercom_base_url, key, transport)
        case "freshdesk" if chosen.freshdesk_url and (
            key := chosen.freshdesk_api_key.get_secret_value()
        ):
            return freshdesk.open_client(chosen.freshdesk_url, key, transport)
        case "hubspot" if key := chosen.hubspot_token.get_secret_value():
            return hubspot.open_client(chosen.hubspot_base_url, key, transport)
        case _:
            return None


def helpdesk(
    name: str, client: httpx.AsyncClient, statuses: Statuses, admin_id: str = ""
) -> Helpdesk:
    """Give a helpdesk of HELPDESKS, asked by `client`; only Intercom takes an id of ours."""
    match name:
        case "zendesk":
            return zendesk.ZendeskClient(client, statuses)
        case "intercom":
            return intercom.IntercomClient(client, statuses, admin_id)
        case "freshdesk":
            return freshdesk.FreshdeskClient(client, statuses)
        case "hubspot":
            return hubspot.HubSpotClient(client, statuses)
        case _:
            raise ValueError(f"{name} is no helpdesk of ours")


def webhook_secrets(chosen: Settings) -> dict[str, str]:
    """Give what each helpdesk signs its webhooks with; empty where it is not set."""
    secrets = {
        "zendesk": chosen.zendesk_webhook_secret,
        "intercom": chosen.intercom_client_secret,
        "freshdesk": chosen.freshdesk_webhook_secret,
        "hubspot": chosen.hubspot_client_secret,
    }
    return {name: secret.get_secret_value() for name, secret in secrets.items()}
