"""Learning kinds from labelled texts, with scikit-learn: import it only where it is asked for.

Terms of one to three words, TF-IDF, logistic regression with the kinds balanced. Character n-grams,
linear support vectors and naive Bayes were measured beside it and left out: docs/learning.md.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.metrics import precision_recall_fscore_support  # type: ignore[import-untyped]
from sklearn.model_selection import StratifiedKFold  # type: ignore[import-untyped]
from sklearn.pipeline import FeatureUnion, Pipeline  # type: ignore[import-untyped]
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from escalation.triage.learnt_words import PARTS, Heard, hear
from escalation.triage.words import Kind
from integrations.learning.model_file import DIGITS, Examination, Measured, ModelFile, Sure
from integrations.learning.rows import Labelled
from integrations.learning.unusable import Unusable

FOLDS = 5
TERMS_MAX = 6_000  # of a part, the most frequent
TEXTS_MIN = 2  # a term of one text is chance, or somebody's name
LOOSENESS = 2.0  # inverse of the regularisation; 1 to 4 differ by less than the folds do
ITERATIONS_MAX = 1_000  # it needs some 30
TEMPERATURES = np.arange(0.3, 3.0, 0.05)
CONFIDENCES = (0.5, 0.6, 0.7, 0.8, 0.9)
BINS = 10

Told = Callable[[str], None]
Numbers = np.ndarray[Any, np.dtype[Any]]


def pipeline(heard: Sequence[Heard]) -> Pipeline:
    """What is fitted, from texts as they are heard to their kinds, with the terms to look for."""
    terms = {name: _frequent(terms, heard) for name, terms in PARTS.items()}
    parts = [
        (name, TfidfVectorizer(analyzer=PARTS[name], sublinear_tf=True, vocabulary=known))
        for name, known in terms.items()
        if known  # no body may have been written
    ]
    regression = LogisticRegression(
        C=LOOSENESS, class_weight="balanced", max_iter=ITERATIONS_MAX, random_state=0
    )
    return Pipeline([("terms", FeatureUnion(parts)), ("kind", regression)])


def _frequent(terms: Callable[[Heard], list[str]], heard: Sequence[Heard]) -> list[str]:
    texts = Counter(said for one in heard for said in set(terms(one)))
    often = [said for said, number in texts.items() if number >= TEXTS_MIN]
    return sorted(sorted(often, key=lambda said: (-texts[said], said))[:TERMS_MAX])


def teach(
    source: str, labelled: Labelled, name: str, told: Told, when: datetime | None = None
) -> ModelFile:
    """Examine by cross-validation, then learn from every row.

    `source` names the rows, `told` hears of the progress, `when` is an aware instant to write
    down. Raises Unusable for rows that nothing can be learnt from.
    """
    counts = Counter(labelled.kinds)
    _teachable(source, counts)
    heard = [hear(text) for text in labelled.texts]
    kinds = np.array([str(kind) for kind in labelled.kinds])
    with threadpool_limits(1):  # so small, threads only wait for each other
        likely = _unseen(source, heard, kinds, told)
        told("learning from every row")
        fitted = _fitted(source, heard, kinds)
    temperature = _temperature(likely, kinds)
    return ModelFile(
        name=name,
        when=when,
        kinds={Kind(kind): counts[Kind(kind)] for kind in fitted["kind"].classes_},
        examination=_examination(_tempered(likely, temperature), kinds),
        temperature=round(temperature, DIGITS),
        bias=tuple(map(_rounded, _each_kind(fitted["kind"].intercept_))),
        terms=_terms(fitted),
    )


def _teachable(source: str, counts: Counter[Kind]) -> None:
    if len(counts) < 2:
        there = f"there is only {next(iter(counts))}" if counts else "there is none"
        raise Unusable(source, "kind", f"two kinds are the least ({there})", "label more rows")
    few, rows = min(counts.items(), key=lambda one: one[1])
    if rows < 2:
        remedy = f"label more rows as {few}, or leave it out"
        raise Unusable(source, "kind", f"{few} has one row, and cannot be examined", remedy)


def _fitted(source: str, heard: Sequence[Heard], kinds: Numbers) -> Pipeline:
    unfitted = pipeline(heard)
    if not unfitted["terms"].transformer_list:
        problem = "too little is said: no word stands in two texts"
        raise Unusable(source, "body", problem, "label more rows")
    return unfitted.fit(heard, kinds)


def _unseen(source: str, heard: Sequence[Heard], kinds: Numbers, told: Told) -> Numbers:
    """The logarithm of how likely each kind is, for every text by a model that had not seen it."""
    folds = _folds(kinds)
    likely = np.zeros((len(kinds), len(np.unique(kinds))))
    cut = StratifiedKFold(folds, shuffle=True, random_state=0).split(kinds, kinds)
    for number, (taught, asked) in enumerate(cut, start=1):
        told(f"examining, {number} of {folds}")
        fitted = _fitted(source, [heard[i] for i in taught], kinds[taught])
        likely[asked] = fitted.predict_log_proba([heard[i] for i in asked])
    return likely


def _folds(kinds: Numbers) -> int:
    """As many as the rarest kind has rows for."""
    return min(FOLDS, int(np.unique(kinds, return_counts=True)[1].min()))


def _temperature(likely: Numbers, kinds: Numbers) -> float:
    """The one under which the truth is the most likely."""
    right = np.unique(kinds, return_inverse=True)[1]
    rows = np.arange(len(kinds))
    losses = [-np.log(_tempered(likely, t)[rows, right] + 1e-12).mean() for t in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(losses))])


def _tempered(likely: Numbers, temperature: float) -> Numbers:
    powers = np.exp(likely / temperature)
    shares: Numbers = powers / powers.sum(axis=1, keepdims=True)
    return shares


def _examination(shares: Numbers, kinds: Numbers) -> Examination:
    names = np.unique(kinds)
    said, confidence = names[shares.argmax(axis=1)], shares.max(axis=1)
    right = said == kinds
    columns = precision_recall_fscore_support(kinds, said, labels=names, zero_division=0.0)[:3]
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    off = [abs(right[bins == b].sum() - confidence[bins == b].sum()) for b in range(BINS)]
    return Examination(
        folds=_folds(kinds),
        macro_f1=_rounded(columns[2].mean()),
        accuracy=_rounded(right.mean()),
        off=_rounded(sum(off) / len(kinds)),
        kinds={
            Kind(name): Measured(precision=_rounded(p), recall=_rounded(r), f1=_rounded(f1))
            for name, p, r, f1 in zip(names, *columns, strict=True)
        },
        sure=tuple(_sure(least, confidence >= least, right) for least in CONFIDENCES),
    )


def _sure(least: float, chosen: Numbers, right: Numbers) -> Sure:
    correct = right[chosen].mean() if chosen.any() else 0.0
    return Sure(confidence=least, share=_rounded(chosen.mean()), right=_rounded(correct))


def _terms(fitted: Pipeline) -> dict[str, dict[str, tuple[float, ...]]]:
    """Each term by its part, with its rarity and weights."""
    weights = _each_kind(fitted["kind"].coef_).T
    terms: dict[str, dict[str, tuple[float, ...]]] = {name: {} for name in PARTS}
    begin = 0
    for name, vectorizer in fitted["terms"].transformer_list:
        known = vectorizer.get_feature_names_out()
        numbers = np.column_stack([vectorizer.idf_, weights[begin : begin + len(known)]])
        begin += len(known)
        rows = (tuple(map(_rounded, row)) for row in numbers)
        terms[name] = dict(zip(map(str, known), rows, strict=True))
    return terms


def _each_kind(numbers: Numbers) -> Numbers:
    """One row for each kind; of two kinds, the regression keeps one, for the second."""
    return np.concatenate([-numbers / 2, numbers / 2]) if len(numbers) == 1 else numbers


def _rounded(number: float) -> float:
    return round(float(number), DIGITS)
