"""Reasons to climb by themselves: words, tags, severity, nobody answered, nothing moved.

Only a `watching` escalation climbs by itself; two things hold everywhere: an agent's tag is a
request, and a security word goes straight to security unless security has seen it before. The first
trigger in the policy's order wins, and its reason goes with the climb.
"""

import re
from functools import lru_cache

from escalation.commands import Escalate
from escalation.instants import written
from escalation.model import Clock
from escalation.policy import Policy, Trigger
from escalation.references import Ticket
from escalation.terms import ClockKind, Severity, Status, Tier
from escalation.turn import Turn

HANDRAIL = "handrail"  # the actor of what the policy does by itself


@lru_cache(maxsize=64)
def _words(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)


def matched(trigger: Trigger, text: str, tags: tuple[str, ...], severity: Severity | None) -> str:
    """The reason when a trigger's condition holds at once; empty when it does not.

    A severity of None is none that triggers speak of: it did not change.
    """
    if trigger.words and (match := _words(trigger.words).search(text)):
        return f"the word “{match[0]}” stands in the ticket"
    tag = next((t for t in tags if t in trigger.tags), "")
    if tag:
        return f"an agent asked with the tag {tag}"
    return f"it is {severity}" if severity in trigger.severities else ""


def first_match(
    policy: Policy, text: str, tags: tuple[str, ...], severity: Severity
) -> tuple[Trigger, str] | None:
    """The first trigger of the policy that holds at once, with its reason."""
    for trigger in policy.triggers:
        reason = matched(trigger, text, tags, severity)
        if reason:
            return trigger, reason
    return None


def on_open(turn: Turn, ticket: Ticket) -> None:
    """Look at everything a new ticket says."""
    _climb(turn, f"{ticket.subject}\n{ticket.description}", ticket.tags, turn.e.severity)


def on_text(turn: Turn, text: str) -> None:
    """Look at what the customer wrote since."""
    _climb(turn, text, (), None)


def on_tags(turn: Turn, tags: tuple[str, ...]) -> None:
    """Look at the tags an agent set since."""
    _climb(turn, "", tags, None)


def on_severity(turn: Turn) -> None:
    """Look at a severity that was changed; it may count what the one before did not."""
    if _is_unanswered(turn):
        asked(turn)
    _climb(turn, "", (), turn.e.severity)


def arm(turn: Turn) -> None:
    """Start the time-based triggers; first line watches."""
    for trigger in turn.e.policy.triggers:
        if trigger.idle_for or (trigger.unanswered_for and _is_unanswered(turn)):
            _start(turn, trigger)


def moved(turn: Turn) -> None:
    """Something moved: what waits for idleness begins again."""
    for trigger in turn.e.policy.triggers:
        if trigger.idle_for and turn.e.status == Status.WATCHING:
            _start(turn, trigger)


def answered(turn: Turn) -> None:
    """Somebody answered the customer in public."""
    for trigger in turn.e.policy.triggers:
        if trigger.unanswered_for:
            turn.call_off(ClockKind.TRIGGER, subject=trigger.name)


def asked(turn: Turn) -> None:
    """The customer wrote and waits for an answer."""
    if turn.e.status != Status.WATCHING:
        return
    for trigger in turn.e.policy.triggers:
        clock = turn.e.clock(ClockKind.TRIGGER, trigger.name)
        if trigger.unanswered_for and not (clock and clock.is_live):
            _start(turn, trigger)
        elif trigger.unanswered_for and clock and clock.started_at > turn.at:
            turn.begin_earlier(clock)


def span_of(turn: Turn, name: str) -> str:
    """How long a time-based trigger waits at this severity; empty when it does not count."""
    trigger = _named(turn, name)
    return (trigger.unanswered_for or trigger.idle_for).get(turn.e.severity, "")


def _named(turn: Turn, name: str) -> Trigger:
    return next(t for t in turn.e.policy.triggers if t.name == name)


def fire(turn: Turn, clock: Clock) -> None:
    """A time-based trigger came due: climb, and say why.

    The reason says since when: a second silence is a new reason, also for a tier that sent it back.
    """
    trigger = _named(turn, clock.subject)
    what = "nobody answered" if trigger.unanswered_for else "nothing moved"
    _go(turn, trigger, f"{what} for {clock.target} since {written(clock.started_at)}")


def _climb(turn: Turn, text: str, tags: tuple[str, ...], severity: Severity | None) -> None:
    for trigger in turn.e.policy.triggers:
        reason = matched(trigger, text, tags, severity)
        if reason and _applies(turn, trigger):
            _go(turn, trigger, reason)
            return


def _applies(turn: Turn, trigger: Trigger) -> bool:
    if trigger.tags:
        return trigger.to.rank > turn.e.tier.rank
    if trigger.to == Tier.SECURITY and trigger.words:
        return Tier.SECURITY not in turn.e.tiers_seen
    return turn.e.status == Status.WATCHING


def _go(turn: Turn, trigger: Trigger, reason: str) -> None:
    reason = f"{trigger.name}: {reason}"
    turn.follow(Escalate(escalation=turn.e.id, actor=HANDRAIL, to=trigger.to, reason=reason))


def _start(turn: Turn, trigger: Trigger) -> None:
    target = span_of(turn, trigger.name)
    if target:
        turn.start(ClockKind.TRIGGER, trigger.name, target)


def _is_unanswered(turn: Turn) -> bool:
    first = turn.e.clock(ClockKind.FIRST_RESPONSE)
    following = turn.e.clock(ClockKind.NEXT_RESPONSE)
    return any(clock and clock.is_owed for clock in (first, following))
