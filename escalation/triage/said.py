"""Conditions on what a ticket says: words, patterns, signs, kind, mood.

Each looks at a case for a trigger and gives its reasons, none when it does not hold. Texts are
searched here for the operator's own words only: signs, kind and mood were read at the edge.
"""

import re
from functools import lru_cache

from escalation.policy import Policy, Trigger
from escalation.terms import Tier
from escalation.triage import bug
from escalation.triage.case import RULES, Case
from escalation.triage.judgement import Reason
from escalation.triage.patterns import SEARCHED_MAX
from escalation.triage.words import Sign, spoken

Reasons = tuple[Reason, ...]

WITHOUT = "without"  # the condition of what is missing: it holds, but is no evidence


@lru_cache(maxsize=64)
def _words(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=64)
def _pattern(regex: str) -> re.Pattern[str]:
    return re.compile(regex, re.IGNORECASE)


def by_words(trigger: Trigger, case: Case, _: Policy) -> Reasons:
    """One of the words stands in it, as a whole word."""
    match = _words(trigger.words).search(case.text)
    if not match:
        return ()
    return (Reason(trigger.name, _named(trigger), f"the word “{match[0]}” stands in the ticket"),)


def by_pattern(trigger: Trigger, case: Case, _: Policy) -> Reasons:
    """The pattern is found often enough in the field's first 2,000 characters."""
    wanted = trigger.pattern
    if wanted is None:
        return ()
    text = {"any": case.text, "subject": case.subject, "body": case.body}[wanted.field]
    found = [match[0] for match in _pattern(wanted.regex).finditer(text[:SEARCHED_MAX])]
    if len(found) < wanted.count:
        return ()
    evidence = f"“{found[0]}” stands in the ticket"
    return (Reason(trigger.name, _named(trigger), evidence, str(len(found)), str(wanted.count)),)


def _named(trigger: Trigger) -> str:
    return Sign.SECURITY if trigger.to == Tier.SECURITY else "words"


def by_signs(trigger: Trigger, case: Case, _: Policy) -> Reasons:
    """Any of the signs."""
    return _signs(trigger.name, trigger.signs, case)


def also(trigger: Trigger, case: Case, _: Policy) -> Reasons:
    """Any of the other signs, too."""
    return _signs(trigger.name, trigger.also, case)


def _signs(rule: str, signs: tuple[Sign, ...], case: Case) -> Reasons:
    shown = ((sign, case.reading.found(sign)) for sign in signs)
    return tuple(Reason(rule, sign, f"“{at.text}”") for sign, at in shown if at)


def without(trigger: Trigger, case: Case, _: Policy) -> Reasons:
    """None of these signs."""
    if any(case.reading.found(sign) for sign in trigger.without):
        return ()
    return (Reason(trigger.name, WITHOUT, f"no sign of {', '.join(trigger.without)}"),)


def by_kind(trigger: Trigger, case: Case, _: Policy) -> Reasons:
    """It is of one of the kinds, whoever told."""
    kind, because = case.reading.sure_kind, case.reading.because
    if kind not in trigger.kinds:
        return ()
    quoted = f": “{'”, “'.join(because)}”" if because else ""
    return (Reason(trigger.name, "kind", f"it reads like {spoken(kind)}{quoted}"),)


def by_model(trigger: Trigger, case: Case, _: Policy) -> Reasons:
    """A learnt model took it for one of the kinds, and was sure enough."""
    reading, least = case.reading, trigger.model_confidence_min
    is_learnt = reading.kind_by != RULES and reading.kind in trigger.model_kinds
    if not is_learnt or reading.confidence < least:
        return ()
    evidence = f"{reading.kind_by} takes it for {reading.kind}"
    measured = (f"{reading.confidence:.2f}", f"{least:.2f}")
    return (Reason(trigger.name, "model", evidence, *measured),)


def by_mood(trigger: Trigger, case: Case, _: Policy) -> Reasons:
    """The customer's last words are as bad as that; none that were scored are not bad."""
    mood = case.moods[-1] if case.moods else case.reading.sentiment
    most = trigger.sentiment_max
    if mood is None or most is None or mood > most:
        return ()
    measured = (f"{mood:+.2f}", f"{most:+.2f}")
    return (Reason(trigger.name, "sentiment", "the mood of their last words", *measured),)


def by_fall(trigger: Trigger, case: Case, _: Policy) -> Reasons:
    """The last words are so much worse than the first."""
    first, last = (case.moods[0], case.moods[-1]) if case.moods else (0.0, 0.0)
    least = trigger.sentiment_fall_min
    if least is None or first - last < least:
        return ()
    evidence = f"their mood fell from {first:+.2f} to {last:+.2f}"
    return (Reason(trigger.name, "mood_fell", evidence, f"{first - last:.2f}", f"{least:.2f}"),)


def by_defect(trigger: Trigger, case: Case, _: Policy) -> Reasons:
    """It passes the filter before engineering."""
    verdict = bug.verdict(case)
    if not verdict.is_bug or verdict.goes_to != Tier.ENGINEERING:
        return ()
    return (Reason(trigger.name, verdict.condition, verdict.because),)
