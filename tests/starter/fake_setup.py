"""A vendor of ours alone: what it has, what it lacks, and what was made there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from escalation.terms import TicketStatus
from integrations.errors import VendorError
from integrations.setup import Step, StepState
from tests.gateway.senders import NOW

SECRET = "a-secret-just-created"
FIELD = 'field "Handrail tier"'


@dataclass
class FakeSetup:
    """A helpdesk with a webhook and a field; `webhook` is the address it calls."""

    name: str = "zendesk"
    webhook: str = ""
    has_field: bool = False
    rule: StepState | None = None
    lacks: list[str] = field(default_factory=list)
    at: datetime | None = NOW
    known: Mapping[str, TicketStatus | None] = field(default_factory=lambda: {"Open": "open"})
    teams: Mapping[str, str] = field(default_factory=lambda: {"7": "Support 2"})
    named: frozenset[str] = frozenset({"organization.plan"})
    refusals: dict[str, VendorError] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)

    async def me(self) -> str:
        self._refuse("me")
        return "4242"

    async def steps(self, url: str) -> list[Step]:
        self._refuse("steps")
        state: StepState = "there" if self.webhook == url else "missing"
        state = "differs" if self.webhook not in ("", url) else state
        how = f"calls {self.webhook}" if state == "differs" else ""

        async def make_webhook() -> str:
            self._refuse("webhook")
            self.webhook = url
            self.made.append("webhook")
            return f"set HANDRAIL_ZENDESK_WEBHOOK_SECRET to {SECRET}"

        async def make_field() -> str:
            self._refuse("field")
            self.has_field = True
            self.made.append("field")
            return ""

        field_state: StepState = "there" if self.has_field else "missing"
        steps = [
            Step("webhook", state, how, make_webhook),
            Step(FIELD, field_state, "", make_field),
        ]
        return [*steps, *([Step("rule", self.rule, "Admin › Rules: add one")] if self.rule else [])]

    async def lacking(self) -> list[str]:
        self._refuse("lacking")
        return self.lacks

    async def clock(self) -> datetime | None:
        return self.at

    async def statuses(self) -> Mapping[str, TicketStatus | None]:
        self._refuse("statuses")
        return self.known

    async def groups(self) -> Mapping[str, str]:
        return self.teams

    async def fields(self) -> frozenset[str]:
        return self.named

    def _refuse(self, what: str) -> None:
        if what in self.refusals:
            raise self.refusals[what]
