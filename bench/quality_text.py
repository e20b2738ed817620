"""How well texts are read: security, a person wanted, complaints, moods, on labelled texts.

What is measured is the default setting. A text of the mood's ratings counts as good or bad by the
sign of its mean rating; those of exactly 0 (98 of 3,708) are neither and are left out.
"""

import csv
import gzip
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from vaderSentiment.vaderSentiment import (  # type: ignore[import-untyped]
    SentimentIntensityAnalyzer,
)

from bench.quality_row import Row
from escalation.triage.reading import read
from escalation.triage.words import Sign
from integrations.reading.reader import Reader

csv.field_size_limit(10_000_000)  # a pasted log is one field


@dataclass(frozen=True)
class Told:
    """Of the texts that were told to be it, how many are (and of those that are, how many)."""

    precision: float
    recall: float


def rows(shared: Path) -> Iterator[Row]:
    """The measures of reading; the baseline is one keyword, or VADER as it comes."""
    folder = shared / "data" / "text"
    yield from _security(folder / "farsec_security" / "reports.csv.gz")
    yield from _intents(folder / "bitext_intents")
    yield from _moods(folder / "vader_groundtruth" / "amazonReviewSnippets_GroundTruth.tsv.gz")


def told(texts: list[tuple[str, bool]], says: Callable[[str], bool]) -> Told:
    """How well a judgement of texts agrees with their labels."""
    pairs = [(says(text), label) for text, label in texts]
    hits = sum(said and label for said, label in pairs)
    return Told(
        precision=hits / max(1, sum(said for said, _ in pairs)),
        recall=hits / max(1, sum(label for _, label in pairs)),
    )


def area(scores: list[tuple[float, bool]]) -> float:
    """How often a good text scores above a bad one, ties half: the area under the ROC curve."""
    ranked = sorted(scores)
    below, wins, at = 0, 0.0, 0
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            end += 1
        good = sum(label for _, label in ranked[at:end])
        bad = end - at - good
        wins += good * (below + bad / 2)
        below, at = below + bad, end
    return wins / max(1, below * (len(ranked) - below))


def _security(file: Path) -> Iterator[Row]:
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        texts = [(row["summary"], row["security"] == "1") for row in csv.DictReader(lines)]
    ours = told(texts, lambda text: read(text).found(Sign.SECURITY) is not None)
    keyword = told(texts, _says("security|vulnerability"))
    yield Row("security reports, recall", 0.80, ours.recall, keyword.recall)
    yield Row("security reports, precision", 0.25, ours.precision, keyword.precision)


def _intents(folder: Path) -> Iterator[Row]:
    intents = (
        ("wants a human", Sign.WANTS_HUMAN, "contact_human_agent", "human|agent"),
        ("complaint", Sign.COMPLAINT, "complaint", "complaint"),
    )
    with (folder / "dev.csv").open(encoding="utf-8", newline="") as lines:
        requests = [(row["utterance"], row["intent"]) for row in csv.DictReader(lines)]
    for name, sign, intent, keyword in intents:
        texts = [(text, label == intent) for text, label in requests]
        ours, plain = told(texts, _shows(sign)), told(texts, _says(keyword))
        yield Row(f"{name}, precision", 0.98, ours.precision, plain.precision)
        yield Row(f"{name}, recall", 0.95, ours.recall, plain.recall)


def _moods(file: Path) -> Iterator[Row]:
    with gzip.open(file, "rt", encoding="latin-1") as lines:
        rated = [line.rstrip("\n").split("\t") for line in lines]
    texts = [(text, float(mean)) for _, mean, text in rated if float(mean)]
    reader, plain = Reader(), SentimentIntensityAnalyzer()
    # A text in no language that can be scored has no mood: it counts as 0, neither good nor bad.
    ours = [(reader.read(text).sentiment or 0.0, mean > 0) for text, mean in texts]
    vader = [(plain.polarity_scores(text)["compound"], mean > 0) for text, mean in texts]
    yield Row("mood against people's ratings, AUC", 0.78, area(ours), area(vader))


def _shows(sign: Sign) -> Callable[[str], bool]:
    return lambda text: read(text).found(sign) is not None


def _says(words: str) -> Callable[[str], bool]:
    pattern = re.compile(rf"\b(?:{words})", re.IGNORECASE)
    return lambda text: pattern.search(text) is not None
