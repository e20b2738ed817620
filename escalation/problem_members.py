"""The nouns of a problem: one cause, and the escalations that wait for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from escalation.instants import written
from escalation.model import Line
from escalation.policy import Policy, span
from escalation.references import FailedDelivery, Issue, MessageRef
from escalation.terms import Severity, Status


class MemberState(StrEnum):
    """What an escalation says of itself; `open`: it is another severity that it tells."""

    JOINED = "joined"
    OPEN = "open"
    CLOSED = "closed"
    LEFT = "left"


@dataclass(frozen=True)
class Member:
    """An escalation as its problem knows it: since when (UTC), how bad, whether it is open."""

    escalation: str
    customer: str
    severity: Severity
    at: datetime
    title: str = ""
    ticket_url: str = ""
    state: MemberState = MemberState.JOINED

    @classmethod
    def told_by(cls, raw: Mapping[str, str]) -> "Member":
        """Read what an escalation tells of itself. Raises KeyError, ValueError."""
        return cls(
            escalation=raw["escalation"],
            customer=raw["customer"],
            severity=Severity(raw["severity"]),
            at=datetime.fromisoformat(raw["at"]),
            title=raw["title"],
            ticket_url=raw["ticket_url"],
            state=MemberState(raw["state"]),
        )

    @property
    def whose(self) -> str:
        """Whom to count: without a name, each is somebody else."""
        return self.customer or self.escalation

    @property
    def named(self) -> str:
        """The escalation with its customer."""
        return f"{self.escalation} ({self.customer})" if self.customer else self.escalation


@dataclass(frozen=True)
class Problem:
    """The cause, and everybody who joined it, in that order.

    `linked` are the members that were told to follow its issue, `fixes` counts what reached them.
    """

    id: str
    policy: Policy
    status: Status = Status.WATCHING
    severity: Severity = Severity.LOW
    members: tuple[Member, ...] = ()
    linked: tuple[str, ...] = ()
    began_at: datetime | None = None
    issue: Issue | None = None
    messages: tuple[MessageRef, ...] = ()
    resolution: str = ""
    fixes: int = 0
    effects: int = 0
    failed: tuple[FailedDelivery, ...] = ()
    history: tuple[Line, ...] = ()
    command_ids: tuple[str, ...] = ()

    @property
    def waiting(self) -> tuple[Member, ...]:
        """Those who are open."""
        return tuple(m for m in self.members if m.state != MemberState.CLOSED)

    @property
    def customers(self) -> tuple[str, ...]:
        """Whose escalations are open, each once."""
        return tuple(dict.fromkeys(m.whose for m in self.waiting))

    @property
    def title(self) -> str:
        """What the first of them reported, and how many do."""
        named = next((m.title for m in self.members if m.title), self.id)
        number = len(self.customers)
        return f"{named} ({number} {'customer' if number == 1 else 'customers'})"

    @property
    def roll(self) -> str:
        """Everybody who waits, a line each."""
        lines = (f"- {m.named}, {m.severity} {m.ticket_url}".rstrip() for m in self.waiting)
        return "\n".join(lines)

    @property
    def because(self) -> tuple[str, ...]:
        """Why it is worked on or not: how many it takes, and who joined when."""
        rules = self.policy.problems
        took = f"{rules.customers} customers within {rules.window} make it worked on"
        over = {MemberState.CLOSED: ", closed"}
        joined = (f"{m.named} joined {written(m.at)}{over.get(m.state, '')}" for m in self.members)
        return (f"{len(self.customers)} wait; {took}", *joined)

    @property
    def is_shared(self) -> bool:
        """Whether so many distinct customers as the policy says joined within one window."""
        rules = self.policy.problems
        window = timedelta(seconds=span(rules.window)[0])
        joined = [(m.at, m.whose) for m in self.waiting]
        near = ({who for at, who in joined if first <= at <= first + window} for first, _ in joined)
        return any(len(customers) >= rules.customers for customers in near)
