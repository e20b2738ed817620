"""Reasons to climb by themselves: what is said, who says it, nobody answered, nothing moved.

Only a `watching` escalation climbs by itself; two things hold everywhere: an agent's tag is a
request, and a sign of security goes straight to security unless security has seen it before. After
those, the first trigger in the policy's order wins, and its reasons go with the climb. Time is
counted by clocks: when one falls due, what else the trigger wants is looked at.
"""

from collections.abc import Iterable

from escalation import triaging
from escalation.commands import Escalate
from escalation.instants import written
from escalation.model import Clock
from escalation.people import HANDRAIL as HANDRAIL
from escalation.policy import Policy, Trigger
from escalation.terms import ClockKind, Status, Tier
from escalation.triage import conditions, remembering
from escalation.triage.case import Case, Reading
from escalation.triage.judge import destination, with_security
from escalation.triage.judgement import Reason
from escalation.triage.said import WITHOUT
from escalation.turn import Turn

_TIMES = ("unanswered_for", "idle_for", "unresolved_for")


def first_match(policy: Policy, case: Case) -> Trigger | None:
    """The trigger of the policy that holds at once and comes first."""
    found = (t for t in _in_turn(policy) if conditions.holding(t, case, policy))
    return next(found, None)


def on_open(turn: Turn) -> None:
    """Look at everything a new ticket says."""
    _look(turn, triaging.whole(turn.e))


def on_text(turn: Turn, text: str, reading: Reading | None) -> None:
    """Look at what the customer wrote since; a sign that was not seen before weighs anew."""
    is_news = bool(reading) and remembering.is_news(turn.e.triaged.reading, reading or Reading())
    triaging.remember(turn, reading, is_reply=True)
    _look(turn, triaging.case(turn.e, body=text, reading=reading or Reading()))
    if is_news:
        triaging.weigh(turn)


def on_tags(turn: Turn, tags: tuple[str, ...]) -> None:
    """Look at the tags an agent set since."""
    _look(turn, triaging.case(turn.e, tags=tags))


def on_severity(turn: Turn) -> None:
    """Look at a severity that was changed; it may count what the one before did not."""
    if _is_unanswered(turn):
        asked(turn)
    _look(turn, triaging.case(turn.e, severity=turn.e.severity))


def on_clock(turn: Turn) -> None:
    """Look at what one of its own clocks has come to."""
    _look(turn, triaging.case(turn.e))


def arm(turn: Turn) -> None:
    """Start the time-based triggers; first line watches."""
    for trigger in turn.e.policy.triggers:
        is_due = trigger.unanswered_for and _is_unanswered(turn)
        if trigger.idle_for or trigger.unresolved_for or is_due:
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
    spans = trigger.unanswered_for or trigger.idle_for or trigger.unresolved_for
    return spans.get(turn.e.severity, "")


def _named(turn: Turn, name: str) -> Trigger:
    return next(t for t in turn.e.policy.triggers if t.name == name)


def fire(turn: Turn, clock: Clock) -> None:
    """A time-based trigger came due: climb, and say why; where the rest does not hold, wait on.

    The reason says since when: a second silence is a new reason, also for a tier that sent it back.
    """
    trigger = _named(turn, clock.subject)
    reasons = conditions.holding(trigger, triaging.whole(turn.e), turn.e.policy, _TIMES)
    if not reasons and not _is_timed_alone(trigger):
        _start(turn, trigger)
        return
    what = next(said for key, said in _SILENCES.items() if getattr(trigger, key))
    said = f"{what} for {clock.target} since {written(clock.started_at)}"
    _go(turn, trigger, (Reason(trigger.name, "unanswered", said), *reasons), trigger.to)


_SILENCES = {
    "unanswered_for": "nobody answered",
    "idle_for": "nothing moved",
    "unresolved_for": "it was not solved",
}


def _is_timed_alone(trigger: Trigger) -> bool:
    return all(key in _TIMES for key in conditions.given(trigger))


def _in_turn(policy: Policy) -> Iterable[Trigger]:
    """Security's signs come before every other rule."""
    return sorted(with_security(policy), key=lambda one: not conditions.is_absolute(one))


def _look(turn: Turn, case: Case) -> None:
    for trigger in _in_turn(turn.e.policy):
        if not _applies(turn, trigger):
            continue
        if reasons := conditions.holding(trigger, case, turn.e.policy):
            to, kept_back = destination(trigger, case)
            _go(turn, trigger, reasons, to, kept_back)
            return


def _applies(turn: Turn, trigger: Trigger) -> bool:
    if trigger.tags:
        return trigger.to.rank > turn.e.tier.rank
    if conditions.is_absolute(trigger):
        return Tier.SECURITY not in turn.e.tiers_seen
    is_spent = (trigger.to, trigger.name) in turn.e.triaged.rules and not _SAID & set(
        conditions.given(trigger)
    )
    return turn.e.status == Status.WATCHING and not is_spent


_SAID = {"words", "pattern", "signs", "also", "severities"}  # conditions of what is new each time


def _go(
    turn: Turn, trigger: Trigger, reasons: tuple[Reason, ...], to: Tier, kept_back: str = ""
) -> None:
    triaging.decided(turn, reasons)
    told = (reason.evidence for reason in reasons if reason.condition != WITHOUT)
    said = f"{trigger.name}: {'; '.join(dict.fromkeys(filter(None, (*told, kept_back))))}"
    if turn.follow(Escalate(escalation=turn.e.id, actor=HANDRAIL, to=to, reason=said)):
        sent = remembering.sent_by(turn.e.triaged, to, trigger.name)
        turn.change(triaged=sent)
    if trigger.severity:
        triaging.raise_severity(turn, trigger.severity, said)


def _start(turn: Turn, trigger: Trigger) -> None:
    target = span_of(turn, trigger.name)
    if target:
        turn.start(ClockKind.TRIGGER, trigger.name, target)


def _is_unanswered(turn: Turn) -> bool:
    first = turn.e.clock(ClockKind.FIRST_RESPONSE)
    following = turn.e.clock(ClockKind.NEXT_RESPONSE)
    return any(clock and clock.is_owed for clock in (first, following))
