"""Finding signs in a text: phrases by their first word, the words of security by weight."""

import re
from collections.abc import Iterator
from functools import cache

from escalation.triage import lexicon_defect as defect
from escalation.triage import lexicon_security as security
from escalation.triage.case import Found
from escalation.triage.lexicon import Index, Text, index
from escalation.triage.lexicon_foreign import FOREIGN
from escalation.triage.lexicon_people import PEOPLE
from escalation.triage.lexicon_service import SERVICE
from escalation.triage.words import Sign

TRADE_WANTED = 3.0  # two words of the trade, or one in the heading
# Somebody who asks how to set something up uses the trade's words without reporting anything.
ASKING = 2.0
EVIDENCE_WORDS = 5
BEFORE = 40  # characters in which a negation is looked for
NEGATED = re.compile(
    r"\b(?:not|no|never|without|nothing|in case of|what if|what happens if|joke|\w+n't)"
    r"(?:[^\w.!?\n]{1,3}[\w']+){0,2}[^\w.!?\n]{1,3}$"
)
TRACE = re.compile(defect.TRACE)
HINTS = tuple(defect.TRACE_HINTS.split("|"))
NUMBERED = re.compile(defect.NUMBERED, re.DOTALL)
HARMLESS = re.compile(security.HARMLESS)
CVE = re.compile(r"\bcve-\d{4}-\d{4,7}\b")


def in_english(text: Text) -> tuple[Found, ...]:
    """The surest place of each sign in an English text."""
    found = _phrases(text, english()) | _shapes(text.text)
    if Sign.SECURITY not in found and (trade := _trade(text, found)):
        found[Sign.SECURITY] = trade
    return tuple(found.values())


def in_any_language(text: Text) -> tuple[Found, ...]:
    """What needs no English: machines' messages, and a few words of other languages."""
    return tuple((_phrases(text, foreign()) | _shapes(text.text)).values())


@cache
def english() -> Index:
    """Every phrase, under its opening words."""
    return index((*security.INCIDENTS, *SERVICE, *PEOPLE, *defect.DEFECT, *FOREIGN))


@cache
def foreign() -> Index:
    """The phrases of languages that are not otherwise read."""
    return index(FOREIGN)


def _phrases(text: Text, phrases: Index) -> dict[Sign, Found]:
    found: dict[Sign, Found] = {}
    for word in text.words:
        said = word[0]
        places = phrases.get(said) or (phrases.get("#", ()) if said.isdigit() else ())
        for place in places:
            group = place.group
            known = found.get(group.sign)
            if known and known.score >= group.score:
                continue
            if not (rest := place.follows.match(text.text, word.end())):
                continue
            if not (group.negatable and _is_negated(text.text, word.start())):
                phrase = text.text[word.start() : rest.end()]
                found[group.sign] = Found(group.sign, phrase, group.score)
    return found


def _is_negated(text: str, at: int) -> bool:
    return bool(NEGATED.search(text[max(0, at - BEFORE) : at]))


def _shapes(text: str) -> dict[Sign, Found]:
    """What shows by its shape: traces, numbered steps, numbers of vulnerabilities."""
    shapes = (
        (Sign.ERROR, HINTS, TRACE, 1.0),
        (Sign.REPRODUCTION, ("1.", "1)"), NUMBERED, 0.9),
        (Sign.SECURITY, ("cve-",), CVE, 1.0),
    )
    return {
        sign: Found(sign, match[0].strip()[:80], score)
        for sign, hints, shape, score in shapes
        # Most texts have none of it, and looking for a plain piece is a hundred times cheaper.
        if any(hint in text for hint in hints) and (match := shape.search(text))
    }


def _trade(text: Text, found: dict[Sign, Found]) -> Found | None:
    """Words of the trade that weigh enough together; those in the heading count twice."""
    weights = dict(_trade_words(text))
    wanted = TRADE_WANTED + (ASKING if Sign.QUESTION in found or Sign.ROUTINE in found else 0)
    total = sum(weights.values())
    if total < wanted:
        return None
    strongest = sorted(weights, key=lambda word: -weights[word])[:EVIDENCE_WORDS]
    return Found(Sign.SECURITY, ", ".join(strongest), min(1.0, total / (2 * TRADE_WANTED)))


def _trade_words(text: Text) -> Iterator[tuple[str, float]]:
    told = HARMLESS.sub(" ", text.text) if "securit" in text.text else text.text
    for weight, stem, pattern in _stems():
        if stem in told and (match := pattern.search(told)):
            # What everybody says (a password, a permission) tells no more in the heading.
            is_told_first = weight > 1 and match.start() < len(text.heading)
            yield match[0], 2 * weight if is_told_first else weight


@cache
def _stems() -> tuple[tuple[float, str, re.Pattern[str]], ...]:
    plain = (
        (weight, stem, re.escape(stem))
        for weight, stems in security.STEMS.items()
        for stem in stems.split("|")
    )
    return tuple(
        (weight, stem, re.compile(pattern)) for weight, stem, pattern in (*plain, *security.SHAPED)
    )
