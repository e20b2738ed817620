"""Finding signs in a text: phrases by their first word, the words of security by weight."""

import re
from collections.abc import Iterator
from enum import Enum
from functools import cache

from escalation.triage import lexicon_defect as defect
from escalation.triage import lexicon_trade as trade
from escalation.triage.case import Found
from escalation.triage.lexicon import Group, Index, Text, index
from escalation.triage.lexicon_anger import ANGER
from escalation.triage.lexicon_conduct import CONDUCTED
from escalation.triage.lexicon_felt import FELT
from escalation.triage.lexicon_foreign import FOREIGN
from escalation.triage.lexicon_lost import LOST
from escalation.triage.lexicon_people import PEOPLE
from escalation.triage.lexicon_security import INCIDENTS
from escalation.triage.lexicon_seen import SEEN
from escalation.triage.lexicon_service import SERVICE
from escalation.triage.lexicon_stakes import STAKES
from escalation.triage.lexicon_threats import THREATS
from escalation.triage.words import Sign

EVIDENCE_WORDS = 5
BEFORE = 40  # characters in which a negation is looked for
NEGATED = re.compile(
    r"\b(?:not|no|never|without|nothing|in case of|what if|what happens if|joke|\w+n't)"
    r"(?:[^\w.!?\n]{1,3}[\w']+){0,2}[^\w.!?\n]{1,3}$"
)
# A sentence, up to a place in it, that asks what would happen; with a question mark, or without.
ASKED = re.compile(r"\b(?:how|what (?:do|does)|should|would|if|when|whether|which)\b[^.!?\n]*$")
ASKING = re.compile(r"[^.!?\n]*\?")
SUPPOSED = re.compile(
    r"\b(?:how (?:to|you|we|do|does|should)|what (?:if|happens|would|should)|whether|in case"
    r"|(?:when|if|whenever) (?:our|my))\b[^.!?\n]*$"
)
TRACE = re.compile(defect.TRACE)
HINTS = tuple(defect.TRACE_HINTS.split("|"))
NUMBERED = re.compile(defect.NUMBERED, re.DOTALL)
TECHNICAL = re.compile(trade.TECHNICAL)
ADDRESS = re.compile(trade.ADDRESS)
HARMLESS = re.compile(trade.HARMLESS)
CVE = re.compile(r"\bcve-\d{4}-\d{4,7}\b")


def in_english(text: Text) -> tuple[Found, ...]:
    """The surest place of each sign in an English text."""
    found = _phrases(text, english()) | _shapes(text.text)
    if Sign.SECURITY not in found and (report := _trade(text, found)):
        found[Sign.SECURITY] = report
    return tuple(found.values())


def in_any_language(text: Text) -> tuple[Found, ...]:
    """What needs no English: machines' messages, and a few words of other languages."""
    return tuple((_phrases(text, foreign()) | _shapes(text.text)).values())


@cache
def english() -> Index:
    """Every phrase, under its opening words."""
    people = (*PEOPLE, *CONDUCTED, FELT, *ANGER)
    threats = (*STAKES, *THREATS)
    return index((*INCIDENTS, *SEEN, *SERVICE, *LOST, *people, *threats, *defect.DEFECT, *FOREIGN))


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
            if not _is_taken_back(group, text.text, word.start()):
                phrase = text.text[word.start() : rest.end()]
                found[group.sign] = Found(group.sign, phrase, group.score)
    return found


def _is_taken_back(group: Group, text: str, at: int) -> bool:
    if group.negatable and NEGATED.search(text[max(0, at - BEFORE) : at]):
        return True
    if group.if_asked:
        return False
    said = text[:at]
    return bool(SUPPOSED.search(said) or (ASKED.search(said) and ASKING.match(text, at)))


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


Places = tuple[tuple[str, float, int], ...]  # a word, its weight, where it stands


class Register(Enum):
    """How somebody writes, by how much the words of the trade must weigh to be a report.

    Among programmers a word in the heading is one. In everyday words it takes more, and more again
    when a person asks another: who wants to set something up says the trade's words, too.
    """

    TECHNICAL = 2.0
    EVERYDAY = 4.0
    ASKING = 8.0


def _register(text: Text, found: dict[Sign, Found]) -> Register:
    is_personal = not _personal().isdisjoint([word[0] for word in text.words])
    marks = {mark[0] for mark in TECHNICAL.finditer(text.text)}
    if len(marks) > is_personal:
        return Register.TECHNICAL
    asks = "?" in text.text or HARMLESS.search(text.text)
    if asks or {Sign.QUESTION, Sign.ROUTINE} & found.keys():
        return Register.ASKING
    return Register.EVERYDAY


def _trade(text: Text, found: dict[Sign, Found]) -> Found | None:
    """Words of the trade that weigh enough together; those in the heading count twice."""
    places = _trade_words(text)
    # The register is looked at only where it matters: most texts have no word of the trade.
    if 2 * sum(weight for _, weight, _ in places) < Register.TECHNICAL.value:
        return None
    register = _register(text, found)
    weights = dict(_weighed(places, len(text.heading), register))
    total = sum(weights.values())
    if total < register.value:
        return None
    strongest = sorted(weights, key=lambda word: -weights[word])[:EVIDENCE_WORDS]
    return Found(Sign.SECURITY, ", ".join(strongest), min(1.0, total / Register.EVERYDAY.value))


def _weighed(places: Places, heading: int, register: Register) -> Iterator[tuple[str, float]]:
    """A word in the heading counts twice; an everyday one counts little but among programmers."""
    for word, weight, at in places:
        is_first = at < heading and register != Register.ASKING
        if register != Register.TECHNICAL and not _everyday().isdisjoint(word.split()):
            yield word, min(weight, 1.0)
        else:
            yield word, 2 * weight if is_first else weight


def _trade_words(text: Text) -> Places:
    told = ADDRESS.sub(" ", text.text) if "://" in text.text else text.text
    if "secur" in told or "auth" in told:
        told = HARMLESS.sub(" ", told)
    matches = ((w, pattern.search(told)) for w, stem, pattern in _stems() if stem in told)
    return tuple((match[0], weight, match.start()) for weight, match in matches if match)


@cache
def _everyday() -> frozenset[str]:
    return frozenset(trade.EVERYDAY.split())


@cache
def _personal() -> frozenset[str]:
    return frozenset(trade.PERSONAL.split())


@cache
def _stems() -> tuple[tuple[float, str, re.Pattern[str]], ...]:
    plain = (
        (weight, stem, re.escape(stem))
        for weight, stems in trade.STEMS.items()
        for stem in stems.split("|")
    )
    return tuple(
        (weight, stem, re.compile(pattern)) for weight, stem, pattern in (*plain, *trade.SHAPED)
    )
