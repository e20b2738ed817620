"""What a Zendesk account must have: a webhook that tells us, and two fields that show our state.

Zendesk, "Webhooks" and "Ticket fields"; both are made by an administrator.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import httpx

from escalation.terms import TicketStatus
from integrations import http
from integrations.helpdesk.zendesk import records
from integrations.helpdesk.zendesk.api import PAGE, ZENDESK, Api
from integrations.helpdesk.zendesk.update import FIELDS
from integrations.helpdesk.zendesk.webhook import EVENTS, OWN_STATUS
from integrations.helpdesk.zendesk.words import STATUS
from integrations.setup import Step

NAME = "Handrail"
PATH = "/webhooks/zendesk"
BY_TRIGGERS = ("conditional_ticket_events",)  # connected to triggers: subscribed to nothing else
# What `reading.fields` gives besides the account's own fields.
ALWAYS = frozenset(
    [
        *(f"ticket.{name}" for name in ("via", "support_type", "external_id")),
        *(f"requester.{name}" for name in ("role", "locale", "time_zone", "external_id")),
        *(f"organization.{name}" for name in ("name", "details", "external_id")),
    ]
)


class ZendeskSetup:
    """The set-up of one account; `statuses` are the policy's meanings of the account's own."""

    name = "zendesk"

    def __init__(
        self, client: httpx.AsyncClient, statuses: Mapping[str, TicketStatus] | None = None
    ) -> None:
        self._api = Api(client)
        self._statuses = statuses or {}

    async def steps(self, url: str) -> list[Step]:
        """The webhook to the gateway at `url`, and the fields."""
        found = await self._api.get(records.FieldsAnswer, "ticket_fields")
        own = {field.title: field for field in found.ticket_fields}
        fields = [self._field(title, own.get(title)) for title in FIELDS.values()]
        return [await self._webhook(url.rstrip("/") + PATH), *fields]

    async def lacking(self) -> list[str]:
        """The role that our user should have."""
        role = (await self._api.get(records.UserAnswer, "users/me")).user.role
        if role == "admin":
            return []
        # An agent may read and write tickets, and see nothing of what is set up.
        return ["the role admin"] if role == "agent" else ["the role agent", "the role admin"]

    async def clock(self) -> datetime | None:
        """Its clock, to the second."""
        client = self._api.client
        request = client.build_request("GET", "/api/v2/users/me")
        return http.clock(await http.send(client, request, ZENDESK))

    async def statuses(self) -> Mapping[str, TicketStatus | None]:
        """The account's statuses; one that the policy does not name means its category."""
        found = await self._api.look(records.CustomStatusesAnswer, "custom_statuses")
        if found is None:  # not switched on: there are only Zendesk's own
            return dict(STATUS)
        return {
            each.agent_label: self._statuses.get(each.id)
            or self._statuses.get(each.agent_label, STATUS.get(each.status_category))
            for each in found.custom_statuses
            if each.active
        }

    async def groups(self) -> Mapping[str, str]:
        """The groups by id."""
        found: dict[str, str] = {}
        window = {"page[size]": PAGE}
        while True:
            page = await self._api.get(records.GroupsAnswer, "groups", window)
            found |= {group.id: group.name for group in page.groups}
            if not page.meta.has_more or not page.meta.after_cursor:
                return found
            window["page[after]"] = page.meta.after_cursor

    async def fields(self) -> frozenset[str]:
        """The names of what a ticket, its requester and their organization may carry."""
        tickets = await self._api.get(records.FieldsAnswer, "ticket_fields")
        people = await self._api.get(records.KeyedFieldsAnswer, "user_fields")
        firms = await self._api.get(records.KeyedFieldsAnswer, "organization_fields")
        return ALWAYS.union(
            (f"ticket.{field.title}" for field in tickets.ticket_fields),
            (f"ticket.{field.id}" for field in tickets.ticket_fields),
            (f"requester.{field.key}" for field in people.user_fields),
            (f"organization.{field.key}" for field in firms.organization_fields),
        )

    async def _webhook(self, endpoint: str) -> Step:
        what = f"webhook “{NAME}”"
        asked = {"filter[name_contains]": NAME, "page[size]": PAGE}
        listed = (await self._api.get(records.WebhooksAnswer, "webhooks", asked)).webhooks
        named = [one for one in listed if one.name == NAME]
        if not named:
            return Step(what, "missing", make=lambda: self._make_webhook(endpoint))
        one = next((each for each in named if each.endpoint == endpoint), named[0])
        wrong = self._wrong(one, endpoint)
        if not wrong:
            return Step(what, "there")
        return Step(what, "differs", wrong, lambda: self._correct_webhook(one, endpoint))

    def _wrong(self, webhook: records.Webhook, endpoint: str) -> str:
        if webhook.endpoint != endpoint:
            return f"it calls {webhook.endpoint}, not {endpoint}"
        if webhook.status != "active":
            return "it is switched off"
        missing = sorted(set(self._events()) - set(webhook.subscriptions))
        if missing and webhook.subscriptions != BY_TRIGGERS:
            return f"it is not subscribed to {', '.join(missing)}"
        return ""

    def _events(self) -> list[str]:
        """Every status also tells its own: only asked for where the policy knows what it means."""
        return [event for event in EVENTS if self._statuses or event != OWN_STATUS]

    async def _make_webhook(self, endpoint: str) -> str:
        webhook = {
            "name": NAME,
            "endpoint": endpoint,
            "http_method": "POST",
            "request_format": "json",
            "status": "active",
            "subscriptions": self._events(),
        }
        response = await self._api.send("POST", "webhooks", {"webhook": webhook})
        made = http.written(records.WebhookAnswer, response, ZENDESK).webhook
        secret = await self._api.get(
            records.SigningSecretAnswer, f"webhooks/{made.id}/signing_secret"
        )
        return f"set HANDRAIL_ZENDESK_WEBHOOK_SECRET to {secret.signing_secret.secret}"

    async def _correct_webhook(self, webhook: records.Webhook, endpoint: str) -> str:
        changes: dict[str, Any] = {"endpoint": endpoint, "status": "active"}
        if webhook.subscriptions != BY_TRIGGERS:
            known = [event for event in webhook.subscriptions if event not in self._events()]
            changes["subscriptions"] = [*known, *self._events()]
        await self._api.send("PATCH", f"webhooks/{webhook.id}", {"webhook": changes})
        return ""

    def _field(self, title: str, found: records.FieldRecord | None) -> Step:
        what = f"ticket field “{title}”"
        if found is None:
            return Step(what, "missing", make=lambda: self._make_field(title))
        if not found.active:
            return Step(what, "differs", "it is not active: activate it in Admin Center › Fields")
        return Step(what, "there")

    async def _make_field(self, title: str) -> str:
        field = {"type": "text", "title": title, "description": "Kept by Handrail"}
        await self._api.send("POST", "ticket_fields", {"ticket_field": field})
        return ""
