"""Tell a story to `decide`, in local time, and look at what comes of it.

Instants are written as people say them: `Mon 09:30` is in the week of 2 March 2026 in Berlin, and
`Mon 09:30 +1` a week later. The office of `tests.policies` is open from Monday to Friday, 9 to 18.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, get_args
from zoneinfo import ZoneInfo

from escalation.actions import Action
from escalation.commands import Command
from escalation.events import Event
from escalation.lifecycle import Decision, decide
from escalation.model import Clock, Escalation
from escalation.policy import Policy
from escalation.references import Ticket
from escalation.terms import ClockKind, Severity, Status, Tier
from tests.policies import POLICY

COMMANDS = {kind.type: kind for kind in get_args(Command)}
BERLIN = ZoneInfo("Europe/Berlin")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONDAY = datetime(2026, 3, 2, tzinfo=BERLIN)
T = TypeVar("T")


def at(text: str) -> datetime:
    """`Tue 09:30:15 +1` as an instant in UTC."""
    day, clock, *week = text.split()
    hour, minute, *second = map(int, clock.split(":"))
    date = MONDAY + timedelta(days=DAYS.index(day), weeks=int(week[0]) if week else 0)
    wall = date.replace(hour=hour, minute=minute, second=second[0] if second else 0)
    return wall.astimezone(UTC)


def said(instant: datetime | None) -> str:
    """An instant as `at` reads it; empty for none."""
    if instant is None:
        return ""
    local = instant.astimezone(BERLIN)
    week = (local.date() - MONDAY.date()).days // 7
    seconds = f":{local:%S}" if local.second else ""
    return f"{local:%a %H:%M}{seconds}{f' +{week}' if week else ''}"


def ticket(**fields: Any) -> Ticket:
    return Ticket(**{"helpdesk": "zendesk", "id": "7", "subject": "Export is empty", **fields})


class Story:
    """One escalation; `events` and `actions` are those of the last step."""

    def __init__(self, policy: Policy = POLICY) -> None:
        self.e = Escalation("zendesk-7", policy)
        self.now = at("Mon 09:00")
        self.events: tuple[Event, ...] = ()
        self.actions: tuple[Action, ...] = ()
        self.all_events: list[Event] = []
        self.all_actions: list[Action] = []

    def send(self, when: str, type: str, *, now: str = "", **fields: Any) -> Decision:  # noqa: A002
        """A command that happened at `when`, and came at `now` where that is later."""
        fields = {"actor": "agent", **fields}
        command = COMMANDS[type](escalation=self.e.id, at=at(when), **fields)
        return self.take(decide(self.e, command, at(now or when)))

    def until(self, when: str) -> "Story":
        """Let time pass."""
        self.take(decide(self.e, None, at(when)))
        return self

    def take(self, decision: Decision) -> Decision:
        self.e, self.events, self.actions = decision.escalation, decision.events, decision.actions
        self.all_events += self.events
        self.all_actions += self.actions
        return decision

    def clock(self, name: str) -> Clock:
        """The newest cycle of `resolution` or `acknowledge security`."""
        kind, _, subject = name.partition(" ")
        clock = self.e.clock(ClockKind(kind), subject)
        assert clock, f"{name} never ran"
        return clock

    def due(self, name: str) -> str:
        return said(self.clock(name).due_at)

    def state(self, name: str) -> str:
        return str(self.clock(name).state)

    def happened(self, kind: type[T]) -> list[T]:
        """What happened of a kind, from the beginning."""
        return [event for event in self.all_events if isinstance(event, kind)]

    def done(self, kind: type[T]) -> list[T]:
        """What was to be done of a kind in the last step."""
        return [action for action in self.actions if isinstance(action, kind)]

    @property
    def history(self) -> str:
        return "\n".join(line.text for line in self.e.history)


def begun(
    tier: Tier = Tier.L2,
    severity: Severity = Severity.HIGH,
    policy: Policy = POLICY,
    when: str = "Mon 09:00",
    **fields: Any,
) -> Story:
    """An escalation that was opened in a tier; `fields` are the ticket's."""
    story = Story(policy)
    story.send(when, "open", ticket=ticket(**fields), tier=tier, severity=severity)
    return story


def taken(
    tier: Tier = Tier.L2, severity: Severity = Severity.HIGH, policy: Policy = POLICY, **fields: Any
) -> Story:
    """The same, and the tier's desk has it."""
    story = begun(tier, severity, policy, **fields)
    if tier != Tier.L1:
        story.send("Mon 09:00", "acknowledge", actor=f"a-{tier}")
    return story


def standing(status: Status, policy: Policy = POLICY) -> Story:
    """An escalation in a status; where it is open, it waits and security works alongside."""
    if status == Status.NEW:
        return Story(policy)
    story = begun(Tier.L1 if status == Status.WATCHING else Tier.ENGINEERING, policy=policy)
    if status in (Status.WORKING, Status.RESOLVED):
        story.send("Mon 09:01", "acknowledge", actor="a-engineering")
    if status == Status.RESOLVED:
        story.send("Mon 09:02", "resolve", resolution="fixed")
    if status == Status.CLOSED:
        story.send("Mon 09:02", "close")
    if story.e.is_open:
        story.send("Mon 09:03", "engage", tier=Tier.SECURITY)
        story.send("Mon 09:04", "pause", reason="third_party")
    assert story.e.status == status
    return story
