"""Kinds learnt from labelled texts, on texts that were not learnt from.

The shared folder holds no issue texts with kinds: bug, feature and question were measured on others
(docs/learning.md). Here customers' requests stand in, with their category as the kind.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from sklearn.metrics import f1_score  # type: ignore[import-untyped]

from bench.quality_row import Row
from escalation.triage.reading import read
from escalation.triage.words import Kind
from integrations.learning import rows as labelled_rows
from integrations.learning import teaching
from integrations.learning.rows import Labelled

F1_WANTED = 0.77
LEARNT_FROM = 120  # requests: with more of them next to nothing is left to tell
KINDS = {
    "ACCOUNT": Kind.ACCOUNT,
    "CANCELLATION_FEE": Kind.BILLING,
    "INVOICE": Kind.BILLING,
    "PAYMENT": Kind.BILLING,
    "REFUND": Kind.BILLING,
}


def requests(file: Path) -> Labelled:
    """What customers ask, with account, billing or other for a kind."""
    with file.open(encoding="utf-8", newline="") as lines:
        said = [(one["utterance"], one["category"]) for one in csv.DictReader(lines)]
    return labelled_rows.gather(
        (number, text, KINDS.get(category, Kind.OTHER))
        for number, (text, category) in enumerate(said, start=2)
    )


def rows(shared: Path) -> Iterator[Row]:
    """The measures of learning."""
    folder = shared / "data" / "text" / "bitext_intents"
    every = requests(folder / "train.csv")
    step = len(every.texts) // LEARNT_FROM
    taught = Labelled(texts=every.texts[::step], kinds=every.kinds[::step])
    asked = requests(folder / "dev.csv")
    model = teaching.teach("requests", taught, "learnt", lambda _: None).model()
    by_words = [read(text).kind for text in asked.texts]
    told = [model.kind(text)[0] for text in asked.texts]
    yield Row(
        f"learnt kinds of requests (no issue texts here), {len(taught.texts)} rows, macro-F1",
        F1_WANTED,
        _macro_f1(asked, told),
        _macro_f1(asked, by_words),
    )


def _macro_f1(asked: Labelled, told: list[Kind]) -> float:
    return float(f1_score(asked.kinds, told, labels=sorted(set(asked.kinds)), average="macro"))
