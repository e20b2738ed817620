"""What words and facts lead to while first line watches: a raised severity, a climb with reasons.

The rules look at a `Case`: the words that are new, and what has come together since the opening. A
rule that looks at words or tags holds for what is said now; one that only counts (replies, a plan,
a mood that falls) sends an escalation to a tier once.
"""

from dataclasses import replace
from datetime import timedelta

from escalation import commands
from escalation.actions import Button
from escalation.alike import Alike
from escalation.events import Noted
from escalation.model import Escalation
from escalation.people import HANDRAIL
from escalation.terms import ClockKind, ClockState, Severity, Tier, is_worse
from escalation.triage import bug, remembering
from escalation.triage.case import Account, Case, Reading
from escalation.triage.judge import judge
from escalation.triage.judgement import Judgement, Reason
from escalation.turn import Turn

REASONS_MAX = 20  # of a judgement: what one person reads


def remember(turn: Turn, reading: Reading | None, *, is_reply: bool) -> None:
    """Keep what was read out of the customer's words."""
    triaged = turn.e.triaged
    if reading:
        triaged = remembering.heard(triaged, reading)
    turn.change(triaged=replace(triaged, replies=triaged.replies + is_reply))


def solved_before(turn: Turn, came: tuple[Alike, ...]) -> None:
    """One like it was solved: how long ago the last of them was."""
    ended = [alike.solved_at for alike in came if alike.solved_at]
    if ended:
        days = (turn.at - max(ended)) / timedelta(days=1)
        turn.change(triaged=replace(turn.e.triaged, solved_days=max(days, 0.0)))


def progressed(turn: Turn) -> None:
    """Something moved: the customer's replies count from here."""
    if turn.e.triaged.replies:
        turn.change(triaged=replace(turn.e.triaged, replies=0))


def decided(turn: Turn, reasons: tuple[Reason, ...]) -> None:
    """Keep why triage decided as it did; `why` tells it."""
    turn.change(triaged=replace(turn.e.triaged, reasons=reasons[:REASONS_MAX]))


def case(e: Escalation, **new: object) -> Case:
    """The case with what is `new` of it: `subject`, `body`, `reading`, `tags`, `severity`."""
    ticket, triaged = e.ticket, e.triaged
    known: dict[str, object] = {
        "subject": "",
        "product": ticket.product if ticket else "",
        "category": ticket.category if ticket else "",
        "account": account(e),
        "moods": triaged.moods,
        "replies": triaged.replies,
        "reopened": e.reopened,
        "raised": triaged.raised,
        "systems": len(triaged.reading.systems),
        "automation_confidence": triaged.automation_confidence,
        "solved_days": triaged.solved_days,
        "similar": len({alike.customer for alike in e.alike}),
        "clocks": _clocks(e),
    }
    return Case(**{**known, **new})  # type: ignore[arg-type]


def whole(e: Escalation, *, since: str = "", tags: tuple[str, ...] | None = None) -> Case:
    """The case with all that the customer has said, and `since`; of the tags, those that count."""
    ticket = e.ticket
    return case(
        e,
        subject=ticket.subject if ticket else "",
        body=f"{ticket.description if ticket else ''}\n{since}".strip(),
        reading=e.triaged.reading,
        tags=tags if tags is not None else ticket.tags if ticket else (),
        severity=e.severity,
    )


def account(e: Escalation) -> Account:
    """What the policy's `accounts` know of the customer; of others, the name."""
    known = e.policy.account(e.customer)
    return known if known.name else replace(known, name=e.customer)


def _clocks(e: Escalation) -> tuple[str, ...]:
    """Its own thresholds that have passed, as rules name them: `resolution warn`."""
    passed = []
    for clock in e.clocks:
        if clock.kind == ClockKind.TRIGGER:
            continue
        if clock.state == ClockState.BREACHED:
            passed.append(f"{clock.kind} breach")
        elif clock.fired:
            passed.append(f"{clock.kind} warn")
    return tuple(dict.fromkeys(passed))


def doubt(turn: Turn) -> None:
    """What engineering was asked for though it reads like no bug is told; people decide."""
    kept = bug.kept_from_engineering(whole(turn.e)) if turn.e.tier == Tier.ENGINEERING else None
    if kept:
        said = f"Bug or not? {kept.because}; it would go to {kept.goes_to}"
        turn.happened(Noted(turn.at, said))
        turn.tell(said, buttons=(Button.NOT_A_BUG,))


def open_severity(e: Escalation) -> tuple[Severity, str]:
    """The severity to open with, and why when it is more than the helpdesk said."""
    if not e.policy.impact.raises:
        return e.severity, ""
    judged = judge(whole(e), e.policy)
    if not is_worse(judged.severity, e.severity):
        return e.severity, ""
    return judged.severity, _because(judged)


def weigh(turn: Turn, before: Case) -> None:
    """Raise the severity where the impact is worse than `before`, and the policy lets triage do so.

    What people have lowered stays so until it gets worse.
    """
    policy = turn.e.policy
    if policy.impact.raises and turn.e.is_open:
        judged = judge(whole(turn.e), policy)
        if is_worse(judged.severity, judge(before, policy).severity):
            raise_severity(turn, judged.severity, _because(judged))


def raise_severity(turn: Turn, to: Severity, reason: str) -> None:
    """Raise it when it is less; triage never lowers one."""
    if is_worse(to, turn.e.severity):
        turn.follow(
            commands.SetSeverity(escalation=turn.e.id, actor=HANDRAIL, severity=to, reason=reason)
        )


def _because(judged: Judgement) -> str:
    return "; ".join(reason.evidence for reason in judged.reasons) or "its impact"
