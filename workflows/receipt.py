"""What a command's sender is told, and how unreadable commands become state."""

from dataclasses import dataclass
from datetime import datetime

from escalation.events import Refused, Repeated
from escalation.lifecycle import Decision
from escalation.model import Escalation
from escalation.turn import Turn
from integrations.envelope import Malformed, Parsed


@dataclass(frozen=True)
class Receipt:
    """What followed from a command."""

    escalation: str
    status: str
    tier: str
    events: tuple[str, ...]
    is_repeat: bool = False


def receipt(decision: Decision) -> Receipt:
    """The receipt for a decision."""
    e = decision.escalation
    return Receipt(
        escalation=e.id,
        status=e.shown_status,
        tier=e.tier,
        events=tuple(event.text for event in decision.events),
        is_repeat=any(isinstance(event, Repeated) for event in decision.events),
    )


def malformed(e: Escalation, error: Malformed, now: datetime) -> Escalation:
    """A command that cannot be read is a line of the story."""
    return _with_line(e, Refused(now, f"A command could not be read: {error}", "malformed"))


def unknown_named(e: Escalation, parsed: Parsed, now: datetime) -> Escalation:
    """Fields that nobody knows are named, not dropped silently."""
    if not parsed.unknown:
        return e
    names = ", ".join(parsed.unknown)
    said = f"{parsed.command.type}: unknown fields left out: {names}"
    return _with_line(e, Refused(now, said, parsed.command.type))


def _with_line(e: Escalation, event: Refused) -> Escalation:
    turn = Turn(e, event.at, lambda _turn, _command: None)
    turn.happened(event)
    return turn.e
