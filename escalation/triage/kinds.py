"""What a ticket is about, told by key words: a bug, a wish, a question, a bill, an account.

Reaches some 0.5 of macro-F1 on bug, feature and question of short issue texts; a learnt model
reaches more and says so. Security and outage need no weighing: their signs decide.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from escalation.triage.case import Found
from escalation.triage.lexicon import Text
from escalation.triage.lexicon_kinds import KIND_WORDS
from escalation.triage.words import Kind, Sign

BECAUSE = 3  # words are named
DECIDED = ((Sign.SECURITY, Kind.SECURITY), (Sign.OUTAGE, Kind.INCIDENT))
SHOWN = {
    Sign.ERROR: (Kind.BUG, 2.0),
    Sign.REPRODUCTION: (Kind.BUG, 2.0),
    Sign.DATA_LOSS: (Kind.BUG, 3.0),
    Sign.WISH: (Kind.FEATURE, 3.0),
    Sign.QUESTION: (Kind.QUESTION, 2.0),
    Sign.CONFIGURATION: (Kind.QUESTION, 1.0),
    Sign.DISPUTE: (Kind.BILLING, 3.0),
    Sign.CHURN: (Kind.ACCOUNT, 2.0),
}


@dataclass(frozen=True)
class Told:
    """A kind, how sure it is (0 to 1), and the words that told it."""

    kind: Kind = Kind.OTHER
    confidence: float = 0.0
    because: tuple[str, ...] = ()


def decided(signs: tuple[Found, ...]) -> Told:
    """The kind that a sign decides whatever else is said, or none."""
    by_sign = {found.sign: found for found in signs}
    places = ((decides, by_sign.get(sign)) for sign, decides in DECIDED)
    return next((Told(k, found.score, (found.text,)) for k, found in places if found), Told())


def kind_of(text: Text, signs: tuple[Found, ...]) -> Told:
    """The kind of a text whose signs were found already."""
    if (sure := decided(signs)).kind != Kind.OTHER:
        return sure
    points = _words(text)
    for found in signs:
        if shown := SHOWN.get(found.sign):
            points[shown[0]][found.text] = shown[1] * found.score
    return _strongest(points)


def _words(text: Text) -> defaultdict[Kind, dict[str, float]]:
    points: defaultdict[Kind, dict[str, float]] = defaultdict(dict)
    heading, by_first = len(text.heading), _phrases()
    for word in text.words:
        for phrase, told, weight in by_first.get(word[0], ()):
            if text.text.startswith(phrase, word.start()):
                counts = weight * (2 if word.start() < heading else 1)
                points[told][phrase] = max(counts, points[told].get(phrase, 0))
    return points


def _strongest(points: dict[Kind, dict[str, float]]) -> Told:
    totals = {told: sum(words.values()) for told, words in points.items()}
    if not totals:
        return Told()
    best = max(totals, key=lambda told: totals[told])
    words = sorted(points[best], key=lambda word: -points[best][word])[:BECAUSE]
    # One sure word is no certainty: the share is of the points and of one point more.
    return Told(best, round(totals[best] / (sum(totals.values()) + 1), 2), tuple(words))


@cache
def _phrases() -> dict[str, list[tuple[str, Kind, float]]]:
    by_first: dict[str, list[tuple[str, Kind, float]]] = {}
    for told, weight, phrases in KIND_WORDS:
        for phrase in phrases.split("|"):
            by_first.setdefault(phrase.partition(" ")[0], []).append((phrase, told, weight))
    return by_first
