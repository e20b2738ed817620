"""The decision on a ticket: escalate or not, how bad it is, to whom, and for which reasons.

What the text says of security comes before everything. Otherwise the first trigger that holds, in
the policy's order, decides the tier; all that hold give their reasons, and each may raise the
severity. When none holds, first line keeps it and is told what to do with it.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce

from escalation.policy import Policy, Trigger
from escalation.terms import Severity, Tier
from escalation.triage import bug, impact
from escalation.triage.case import RULES, Case
from escalation.triage.conditions import holding, is_absolute
from escalation.triage.impact import worse
from escalation.triage.judgement import Judgement, Reason
from escalation.triage.said import WITHOUT
from escalation.triage.words import Kind, Sign, spoken

Held = tuple[Trigger, tuple[Reason, ...]]

# A sign of security needs no rule; one that names it says the same again.
SECURITY = Trigger("security", Tier.SECURITY, signs=(Sign.SECURITY,), severity=Severity.HIGH)

# What first line does, by what stands in the ticket: the first that holds.
ADVICE = {
    Sign.WORKAROUND: "confirm the way round, link the documented fix, and log the fault",
    Sign.CONFIGURATION: "a matter of configuration: send the setting and the page that shows it",
    Sign.WISH: "thank them and log the wish, with who asks and what for",
    Sign.ROUTINE: "everyday business of an account or a bill: do it and say so",
    Sign.QUESTION: "answer with the page that explains it",
}
_OTHERWISE = "answer, or ask for what is missing: steps, environment, the exact words of an error"
_BY_KIND = {
    Kind.FEATURE: Sign.WISH,
    Kind.QUESTION: Sign.QUESTION,
    Kind.BILLING: Sign.ROUTINE,
    Kind.ACCOUNT: Sign.ROUTINE,
}


def judge(case: Case, policy: Policy) -> Judgement:
    """Decide on a case by the policy's triggers and impact."""
    found = impact.assessed(case, policy)
    case = replace(case, severity=found.severity)
    held = _held(case, policy)
    decisive = next((one for one, _ in held if is_absolute(one)), held[0][0] if held else None)
    reading = case.reading
    is_security = decisive is not None and is_absolute(decisive)
    stays = None if decisive else _stays(case)
    return Judgement(
        escalate=decisive is not None,
        severity=_raised(found.severity, [trigger for trigger, _ in held]),
        tier=destination(decisive, case)[0] if decisive else Tier.L1,
        kind=Kind.SECURITY if is_security and reading.kind_by == RULES else reading.kind,
        reasons=_told(held, found.reasons) if decisive else _first_line(case, stays),
        is_security=is_security,
        sentiment=reading.sentiment,
        wants_human=reading.found(Sign.WANTS_HUMAN) is not None,
        is_complaint=reading.found(Sign.COMPLAINT) is not None,
        advice="" if decisive else _advice(stays),
    )


def with_security(policy: Policy) -> tuple[Trigger, ...]:
    """The policy's triggers; a sign of security counts also where none of them names it."""
    if any(is_absolute(one) and Sign.SECURITY in one.signs for one in policy.triggers):
        return policy.triggers
    return (SECURITY, *policy.triggers)


def destination(trigger: Trigger, case: Case) -> tuple[Tier, str]:
    """Where a trigger sends a case; engineering gets no wish and no question, but by request."""
    if trigger.to != Tier.ENGINEERING or trigger.tags:
        return trigger.to, ""
    kept = bug.kept_from_engineering(case)
    return (kept.goes_to, f"not for engineering: {kept.because}") if kept else (trigger.to, "")


def _held(case: Case, policy: Policy) -> list[Held]:
    triggers = with_security(policy)
    reasons = ((trigger, holding(trigger, case, policy)) for trigger in triggers)
    return [(trigger, why) for trigger, why in reasons if why]


def _raised(severity: Severity, held: Iterable[Trigger]) -> Severity:
    return reduce(worse, (one.severity for one in held if one.severity), severity)


def _told(held: list[Held], of_impact: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """Every reason once, by its condition: the triggers' first, in the policy's order."""
    every = (*(reason for _, reasons in held for reason in reasons), *of_impact)
    once: dict[str, Reason] = {}
    for reason in every:
        once.setdefault(reason.condition, reason)
    return tuple(reason for condition, reason in once.items() if condition != WITHOUT)


def _stays(case: Case) -> Sign | None:
    """What it is that first line can handle; None when nobody can tell."""
    shown = (sign for sign in ADVICE if case.reading.found(sign))
    return next(shown, None) or _BY_KIND.get(case.reading.kind)


def _first_line(case: Case, stays: Sign | None) -> tuple[Reason, ...]:
    if stays is None:
        return ()
    found = case.reading.found(stays)
    evidence = f"“{found.text}”" if found else f"it reads like {spoken(case.reading.kind)}"
    return (Reason("first line", stays, evidence),)


def _advice(stays: Sign | None) -> str:
    return f"handle at first line: {ADVICE[stays] if stays else _OTHERWISE}"
