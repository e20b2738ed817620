"""The vendors that can be connected: by which settings, and how each is opened."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum

import httpx

from connections import helpdesk, http_client
from escalation.policy import Policy
from integrations.helpdesk.freshdesk.setup import FreshdeskSetup
from integrations.helpdesk.hubspot.setup import HubSpotSetup
from integrations.helpdesk.intercom.setup import IntercomSetup
from integrations.helpdesk.zendesk.setup import ZendeskSetup
from integrations.linear import client as linear
from integrations.linear.setup import LinearSetup
from integrations.setup import HelpdeskSetup
from settings import PREFIX, Settings, WrongSetting
from starter.doctor.vendor import Connection


class Vendor(StrEnum):
    """Whose webhooks we take, besides Slack's."""

    LINEAR = "linear"
    ZENDESK = "zendesk"
    INTERCOM = "intercom"
    FRESHDESK = "freshdesk"
    HUBSPOT = "hubspot"


@dataclass(frozen=True)
class Account:
    """The settings of a vendor: those without which nothing can be asked, and its secret.

    `secret` checks the signatures of webhooks, and `secret_at` says where a person finds it.
    """

    needed: tuple[str, ...]
    secret: str
    secret_at: str


ACCOUNTS = {
    Vendor.LINEAR: Account(
        ("linear_api_key",),
        "linear_webhook_secret",
        "Linear › Settings › API › Webhooks › the webhook › Signing secret",
    ),
    Vendor.ZENDESK: Account(
        ("zendesk_subdomain", "zendesk_token"),
        "zendesk_webhook_secret",
        "Admin Center › Apps and integrations › Webhooks › the webhook › Reveal secret",
    ),
    Vendor.INTERCOM: Account(
        ("intercom_token",),
        "intercom_client_secret",
        "Developer Hub › the app › Basic information › Client secret",
    ),
    Vendor.FRESHDESK: Account(
        ("freshdesk_domain", "freshdesk_api_key"),
        "freshdesk_webhook_secret",
        "the header X-Handrail-Secret of the automation rules; without rules `connect` makes one",
    ),
    Vendor.HUBSPOT: Account(
        ("hubspot_token",),
        "hubspot_client_secret",
        "Settings › Integrations › Legacy apps › the app › Auth › Client secret",
    ),
}
# Whoever names an address needs no account's name.
_INSTEAD = {"zendesk_subdomain": "zendesk_url", "freshdesk_domain": "freshdesk_url"}


def is_connected(vendor: Vendor, chosen: Settings) -> bool:
    """Whether any of its settings is set."""
    account = ACCOUNTS[vendor]
    return any(_has(chosen, name) for name in (*account.needed, account.secret))


def unset(vendor: Vendor, chosen: Settings) -> list[str]:
    """The variables that nothing can be asked without, and that are not set."""
    return [variable(name) for name in ACCOUNTS[vendor].needed if not _has(chosen, name)]


def has_secret(vendor: Vendor, chosen: Settings) -> bool:
    """Whether webhooks can be told from forged ones."""
    return _has(chosen, ACCOUNTS[vendor].secret)


def variable(name: str) -> str:
    """How the environment names a setting."""
    return f"{PREFIX}{name}".upper()


def _has(chosen: Settings, name: str) -> bool:
    return bool(getattr(chosen, _INSTEAD.get(name, name)))


@asynccontextmanager
async def connected(vendor: Vendor, chosen: Settings, policy: Policy) -> AsyncIterator[Connection]:
    """Give a vendor to ask, until the block ends. Raises WrongSetting without its credential."""
    opened = None if unset(vendor, chosen) else _client(vendor, chosen)
    if opened is None:
        named = " and ".join(unset(vendor, chosen))
        raise WrongSetting(f"{named}: {vendor} cannot be asked without; set it and run this again")
    async with opened as client:
        yield _connection(vendor, client, chosen, policy)


def _client(vendor: Vendor, chosen: Settings) -> httpx.AsyncClient | None:
    if vendor != Vendor.LINEAR:
        return http_client(vendor, chosen)
    return linear.open_client(chosen.linear_base_url, chosen.linear_api_key.get_secret_value())


def _connection(
    vendor: Vendor, client: httpx.AsyncClient, chosen: Settings, policy: Policy
) -> Connection:
    if vendor == Vendor.LINEAR:
        return _of_linear(client, policy, chosen.linear_webhook_secret.get_secret_value())
    # Without the id of our own, so that its credential is asked for and seen to be valid.
    me = helpdesk(vendor, client, policy.helpdesk.statuses).me
    setup = _setup(vendor, client, chosen, policy)
    return Connection(me, setup, setup)


def _setup(
    vendor: Vendor, client: httpx.AsyncClient, chosen: Settings, policy: Policy
) -> HelpdeskSetup:
    statuses = policy.helpdesk.statuses
    match vendor:
        case Vendor.ZENDESK:
            return ZendeskSetup(client, statuses)
        case Vendor.INTERCOM:
            return IntercomSetup(client, statuses, chosen.intercom_admin_id)
        case Vendor.FRESHDESK:
            secret = chosen.freshdesk_webhook_secret.get_secret_value()
            return FreshdeskSetup(client, secret, statuses)
        case Vendor.HUBSPOT:
            return HubSpotSetup(client, statuses)
        case _:
            raise ValueError(f"{vendor} is no helpdesk")


def _of_linear(client: httpx.AsyncClient, policy: Policy, secret: str) -> Connection:
    async def me() -> str:
        return (await linear.LinearClient(client).viewer()).id

    return Connection(me, LinearSetup(client, policy, secret))
