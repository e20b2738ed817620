"""A learnt model: from a text to its kind, how sure that is, and the words that say so.

Logistic regression over the terms of `learnt_words`, in the standard library: scikit-learn teaches
it and is not needed to ask it. A term counts 1 + ln(times) by its rarity, each part of a text has
length one (https://scikit-learn.org/stable/modules/feature_extraction.html,
TF-IDF with `sublinear_tf`), so a long text has no more to say than a short one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import exp, log, sqrt

from escalation.triage.learnt_words import PARTS, Heard, hear
from escalation.triage.words import Kind

EXPLAINING_MAX = 5  # words that are told beside a decision: a person reads no more


@dataclass(frozen=True, slots=True)
class Term:
    """How rare a term is (its inverse document frequency), and its weight for each kind."""

    rarity: float
    weights: tuple[float, ...]


@dataclass(frozen=True)
class LearntModel:
    """What was learnt; `terms` are by part of the text, weights and `bias` in the order of `kinds`.

    `temperature` divides the scores, so that of a hundred texts told with 0.8 eighty are right.
    """

    name: str
    kinds: tuple[Kind, ...]
    terms: Mapping[str, Mapping[str, Term]]
    bias: tuple[float, ...]
    temperature: float = 1.0

    def kind(self, text: str) -> tuple[Kind, float, tuple[str, ...]]:
        """The kind of a text (its first line is the title), how sure (0 to 1), and why.

        Where no word is known the kinds are about equally likely, and no word is given.
        """
        worth = list(self._worth(hear(text)))
        shares = self._shares(worth)
        surest = max(range(len(shares)), key=shares.__getitem__)
        return self.kinds[surest], shares[surest], self._because(worth, surest)

    def likely(self, text: str) -> dict[Kind, float]:
        """How likely each kind is; they sum to one."""
        return dict(zip(self.kinds, self._shares(list(self._worth(hear(text)))), strict=True))

    def _worth(self, heard: Heard) -> Iterator[tuple[str, Term, float]]:
        """Each known term of a text, and how much it counts in it."""
        for name, terms in PARTS.items():
            known = self.terms[name]
            times = Counter(filter(known.__contains__, terms(heard)))
            found = [(said, known[said], 1 + log(n)) for said, n in times.items()]
            length = sqrt(sum((count * term.rarity) ** 2 for _, term, count in found))
            for said, term, count in found:
                yield said, term, count * term.rarity / length

    def _shares(self, worth: list[tuple[str, Term, float]]) -> list[float]:
        scores = list(self.bias)
        for _, term, count in worth:
            for i, weight in enumerate(term.weights):
                scores[i] += count * weight
        most = max(scores)
        powers = [exp((score - most) / self.temperature) for score in scores]
        return [power / sum(powers) for power in powers]

    def _because(self, worth: list[tuple[str, Term, float]], surest: int) -> tuple[str, ...]:
        """The terms that speak most for a kind against the others, strongest first."""
        said_for: defaultdict[str, float] = defaultdict(float)
        for said, term, count in worth:
            mean = sum(term.weights) / len(term.weights)
            said_for[said] += count * (term.weights[surest] - mean)
        strongest = sorted(said_for, key=lambda said: (-said_for[said], said))
        return tuple(said for said in strongest[:EXPLAINING_MAX] if said_for[said] > 0)
