"""What Freshdesk must have before it works with us: two automation rules and two ticket fields.

Freshdesk API, "Automations" and "Ticket Fields (Admin)". Where the plan or our agent's role has no
right to the first, a person makes the rules by hand.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from functools import partial

import httpx

from escalation.terms import TicketStatus
from integrations import http
from integrations.helpdesk.freshdesk import rules
from integrations.helpdesk.freshdesk.calls import HIDDEN, Calls
from integrations.helpdesk.freshdesk.reading import field_name
from integrations.helpdesk.freshdesk.records import FieldRecord, Named, Rule
from integrations.helpdesk.freshdesk.statuses import Statuses
from integrations.helpdesk.freshdesk.words import COMPANY_FIELDS, CONTACT_FIELDS, OUR_FIELDS
from integrations.setup import Step

SECRET = "HANDRAIL_FRESHDESK_WEBHOOK_SECRET"  # noqa: S105 - a setting's name
SECRET_BYTES = 32
GROUP_PAGES_MAX = 10  # 1,000 groups
ALL_RULES = (
    "under Admin > Automations > Ticket Creation choose “Execute all matching rules”: "
    "with “Execute the first matching rule” another rule may keep new tickets from us"
)
# What we ask for, and what it is called.
RIGHTS: Mapping[str, str] = {
    "/agents?per_page=1": "View agents",
    "/groups?per_page=1": "View groups",
    "/contacts?per_page=1": "View contacts",
    "/companies?per_page=1": "View companies",
    "/ticket_fields": "View ticket fields",
    "/tickets?per_page=1": "View tickets",
    "/admin/ticket_fields": "Manage ticket fields",
    f"/automations/{rules.UPDATED}/rules": "Manage automation rules",
}


class FreshdeskSetup:
    """One account; `secret` is the webhook's, as it is set, `statuses` are the policy's."""

    name = "freshdesk"

    def __init__(
        self,
        client: httpx.AsyncClient,
        secret: str = "",
        statuses: Mapping[str, TicketStatus] | None = None,
    ) -> None:
        self._calls = Calls(client)
        self._statuses = Statuses(self._calls, statuses or {})
        self._secret = secret
        self._made = ""  # the secret, where this set-up had to choose one

    async def steps(self, url: str) -> list[Step]:
        """The rules, and the fields; `url` is the gateway's public address."""
        hook = f"{url.rstrip('/')}/webhooks/freshdesk"
        made = [await self._rule(automation, hook) for automation in rules.NAMES]
        fields = {field.name for field in await self._calls.page(FieldRecord, "/ticket_fields")}
        return [*made, *(self._field(*field, fields) for field in OUR_FIELDS.values())]

    async def lacking(self) -> list[str]:
        """The rights that our agent's role lacks."""
        asked = {
            right: await self._calls.ask("GET", path, accept=HIDDEN)
            for path, right in RIGHTS.items()
        }
        return [right for right, answer in asked.items() if answer.status_code in HIDDEN]

    async def clock(self) -> datetime | None:
        """The instant at which Freshdesk answered."""
        return http.clock(await self._calls.ask("GET", "/agents/me"))

    async def statuses(self) -> Mapping[str, TicketStatus | None]:
        """Each status of the account by its label."""
        labels = await self._statuses.labels()
        return {label: self._statuses.mapped(n, label) for n, label in labels.items()}

    async def groups(self) -> Mapping[str, str]:
        """The groups by id."""
        groups = await self._calls.pages(Named, "/groups", GROUP_PAGES_MAX)
        return {group.id: group.name or "" for group in groups}

    async def fields(self) -> frozenset[str]:
        """Custom fields of tickets, contacts and companies, and what Freshdesk has of its own."""
        own = {"ticket.type", *(f"requester.{name}" for name in CONTACT_FIELDS)}
        own |= {f"organization.{name}" for name in COMPANY_FIELDS}
        for where, path in (
            ("ticket", "/ticket_fields"),
            ("requester", "/contact_fields"),
            ("organization", "/company_fields"),
        ):
            found = await self._calls.page(FieldRecord, path)
            own |= {f"{where}.{field_name(f.name)}" for f in found if not f.default}
        return frozenset(own)

    async def _rule(self, automation: str, hook: str) -> Step:
        what = f"automation rule “{rules.NAMES[automation]}”"
        path = f"/automations/{automation}/rules"
        there = await self._calls.look_page(Rule, path)
        if there is None:
            return Step(what, "by_hand", rules.by_hand(automation, hook))
        found = next((rule for rule in there if rule.name == rules.NAMES[automation]), None)
        if not found:
            make = partial(self._make_rule, "POST", path, automation, hook)
            return Step(what, "missing", make=make)
        # Both rules carry one secret, also where the operator has not set it yet.
        self._made = self._made or rules.secret_of(found)
        if wrong := rules.difference(found, rules.rule(automation, hook, self._secret)):
            make = partial(self._make_rule, "PUT", f"{path}/{found.id}", automation, hook)
            return Step(what, "differs", wrong, make)
        return Step(what, "there")

    async def _make_rule(self, method: str, path: str, automation: str, hook: str) -> str:
        secret = self._secret or self._made or secrets.token_urlsafe(SECRET_BYTES)
        self._made = secret
        await self._calls.write(method, path, rules.rule(automation, hook, secret))
        keep = [] if self._secret else [f"set {SECRET} to {secret}"]
        return "; ".join([*keep, *([ALL_RULES] if automation == rules.CREATED else [])])

    def _field(self, label: str, name: str, there: set[str]) -> Step:
        what = f"ticket field “{label}”"
        if name in there:
            return Step(what, "there")
        return Step(what, "missing", make=partial(self._make_field, label))

    async def _make_field(self, label: str) -> str:
        field = {
            "label": label,
            "label_for_customers": label,
            "type": "custom_text",
            "customers_can_edit": False,
            "displayed_to_customers": False,
        }
        await self._calls.write("POST", "/admin/ticket_fields", field)
        return ""
