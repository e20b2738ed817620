"""Reasons to climb by themselves: what is said, who says it, nobody answered, nothing moved.

Only a `watching` escalation climbs by itself; two things hold everywhere: an agent's tag is a
request, and a sign of security goes straight to security unless security has seen it before. After
those, the first trigger in the policy's order wins, and its reasons go with the climb; all that
hold may raise the severity, as in `triage/judge.py`. Time is counted by clocks: when one falls due,
what else the trigger wants is looked at.
"""

from collections.abc import Callable, Iterable

from escalation import triaging
from escalation.commands import Escalate, Reopen
from escalation.instants import written
from escalation.model import Clock
from escalation.people import HANDRAIL as HANDRAIL
from escalation.policy import Policy, Trigger
from escalation.terms import ClockKind, Severity, Status, Tier
from escalation.triage import conditions, remembering
from escalation.triage.case import Case, Reading
from escalation.triage.judge import Held, destination, with_security
from escalation.triage.judgement import Reason
from escalation.triage.said import WITHOUT
from escalation.turn import Turn

_TIMES = ("unanswered_for", "idle_for", "unresolved_for")


def on_open(turn: Turn) -> None:
    """Look at everything a new ticket says."""
    _look(turn, triaging.whole(turn.e), lambda _: True)


def on_alike(turn: Turn) -> None:
    """Look at how many report the same, and whether one like it was solved before."""
    _look(turn, triaging.whole(turn.e), _naming("similar_min", "solved_days_max"))


def on_text(turn: Turn, text: str, reading: Reading | None) -> None:
    """Look at what the customer wrote since, with all that was said before.

    A trigger must hold for the whole of it, and be news: hold for these words alone, or not have
    held without them. So what was said weeks ago counts on, and sends nothing up twice.
    """
    before, policy = triaging.whole(turn.e), turn.e.policy
    triaging.remember(turn, reading, is_reply=turn.e.is_open)
    said = triaging.case(turn.e, body=text, reading=reading or Reading())
    now = triaging.whole(turn.e, since=text)

    def is_news(trigger: Trigger) -> bool:
        held_before = conditions.holding(trigger, before, policy)
        return not held_before or bool(conditions.holding(trigger, said, policy))

    _look(turn, now, is_news)
    triaging.weigh(turn, before)


def on_tags(turn: Turn, tags: tuple[str, ...]) -> None:
    """Look at the tags an agent set since."""
    _look(turn, triaging.whole(turn.e, tags=tags), _naming("tags"))


def on_severity(turn: Turn) -> None:
    """Look at a severity that was changed; it may count what the one before did not."""
    if _is_unanswered(turn):
        asked(turn)
    _look(turn, triaging.whole(turn.e), _naming("severities", "raised_min"))


def on_clock(turn: Turn) -> None:
    """Look at what one of its own clocks has come to."""
    _look(turn, triaging.whole(turn.e), _naming("own_clock"))


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
    case = triaging.whole(turn.e)
    reasons = conditions.holding(trigger, case, turn.e.policy, _TIMES)
    if not reasons and not _is_timed_alone(trigger):
        _start(turn, trigger)
        return
    what = next(said for key, said in _SILENCES.items() if getattr(trigger, key))
    said = f"{what} for {clock.target} since {written(clock.started_at)}"
    _go(turn, [(trigger, (Reason(trigger.name, "unanswered", said), *reasons))], case)


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


def _naming(*keys: str) -> Callable[[Trigger], bool]:
    """Only the triggers that speak of what has changed."""
    return lambda trigger: any(key in trigger.written for key in keys)


def _look(turn: Turn, case: Case, is_meant: Callable[[Trigger], bool]) -> None:
    policy = turn.e.policy
    held = [
        (trigger, reasons)
        for trigger in _in_turn(policy)
        if _applies(turn, trigger)
        and (reasons := conditions.holding(trigger, case, policy))
        and is_meant(trigger)
    ]
    if held:
        _go(turn, held, case)


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


def _go(turn: Turn, held: list[Held], case: Case) -> None:
    """Climb for the first that holds; the worst severity of all of them counts."""
    trigger, reasons = held[0]
    to, kept_back = destination(trigger, case)
    triaging.decided(turn, reasons)
    said = _because(held[0], kept_back)
    if turn.e.status == Status.RESOLVED:  # what is over does not move
        turn.follow(Reopen(escalation=turn.e.id, actor=HANDRAIL, reason=said))
    if turn.follow(Escalate(escalation=turn.e.id, actor=HANDRAIL, to=to, reason=said)):
        sent = remembering.sent_by(turn.e.triaged, to, trigger.name)
        turn.change(triaged=sent)
    for severity in Severity:  # the worst first: what is less raises nothing then
        for one in held:
            if one[0].severity == severity:
                triaging.raise_severity(turn, severity, _because(one))


def _because(held: Held, kept_back: str = "") -> str:
    trigger, reasons = held
    told = (reason.evidence for reason in reasons if reason.condition != WITHOUT)
    return f"{trigger.name}: {'; '.join(dict.fromkeys(filter(None, (*told, kept_back))))}"


def _start(turn: Turn, trigger: Trigger) -> None:
    target = span_of(turn, trigger.name)
    if target:
        turn.start(ClockKind.TRIGGER, trigger.name, target)


def _is_unanswered(turn: Turn) -> bool:
    first = turn.e.clock(ClockKind.FIRST_RESPONSE)
    following = turn.e.clock(ClockKind.NEXT_RESPONSE)
    return any(clock and clock.is_owed for clock in (first, following))
