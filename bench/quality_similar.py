"""How well the same issue is found, against labelled texts: rows for the table of `make quality`.

BANKING77's training questions are drawn in two halves of at most 40 for each intent, as large as
the half that the project has not seen: shares and limits were chosen on the first, the second
tells. The duplicates were looked at while choosing. Baseline is the Jaccard index of the words as
written.
"""

import csv
import gzip
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from heapq import nlargest
from itertools import combinations
from pathlib import Path

from bench.quality_row import Row
from escalation.similar.groups import groups
from escalation.similar.index import Index
from escalation.similar.marks import Text

SEED = 7
OF_EACH = 40  # questions for each intent in a half
FIRST = 5  # neighbours among which a duplicate is looked for
PLAIN_MIN = 0.7  # Jaccard index from which the baseline joins two texts
FIELD_MAX = 1 << 20  # characters: reports hold whole traces


def rows(shared: Path) -> Iterator[Row]:
    """Measure on the texts in the folder `shared`."""
    for half, asked in _halves(shared / "data/text/banking77/train.csv").items():
        texts, intents = [text for text, _ in asked], [intent for _, intent in asked]
        ours = [group.places for group in groups(Index([Text(text) for text in texts]))]
        plain = _plain_groups([_plain(text) for text in texts])
        purity, share = _purity(ours, intents), sum(map(len, ours)) / len(texts)
        plain_share = sum(map(len, plain)) / len(texts)
        yield Row(f"same issue, purity ({half})", 0.90, purity, _purity(plain, intents))
        yield Row(f"same issue, grouped ({half})", 0.40, share, plain_share)
    yield _duplicates(shared / "data/text/gitbugs_duplicates")


def _halves(file: Path) -> dict[str, list[tuple[str, str]]]:
    of: dict[str, list[str]] = defaultdict(list)
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            of[row["category"]].append(row["text"])
    chance, chosen, told = random.Random(SEED), [], []
    for intent, texts in sorted(of.items()):
        chance.shuffle(texts)
        count = min(OF_EACH, len(texts) // 2)
        chosen += [(text, intent) for text in texts[:count]]
        told += [(text, intent) for text in texts[count : 2 * count]]
    return {"chosen on": chosen, "told": told}


def _purity(found: Sequence[Sequence[int]], intents: Sequence[str]) -> float:
    """Give the share of grouped texts that have their group's most frequent intent."""
    right = (Counter(intents[p] for p in places).most_common(1)[0][1] for places in found)
    return sum(right) / max(1, sum(map(len, found)))


def _plain(text: str) -> frozenset[str]:
    return frozenset(text.lower().split())


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    both = len(one & other)
    return both / max(1, len(one) + len(other) - both)


def _plain_groups(texts: Sequence[frozenset[str]]) -> list[list[int]]:
    """Join each text with every one that shares at least `PLAIN_MIN` of their words."""
    group_of = [[place] for place in range(len(texts))]
    for one, other in combinations(range(len(texts)), 2):
        is_new = group_of[one] is not group_of[other]
        if is_new and _jaccard(texts[one], texts[other]) >= PLAIN_MIN:
            group_of[one] += group_of[other]
            for place in group_of[other]:
                group_of[place] = group_of[one]
    found = {id(places): places for places in group_of}
    return [places for places in found.values() if len(places) > 1]


def _duplicates(folder: Path) -> Row:
    """Measure how often one of a report's duplicates is among its `FIRST` nearest."""
    csv.field_size_limit(FIELD_MAX)
    with gzip.open(folder / "hadoop_bugs.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        reports = [(r["Issue id"], r["Summary"], r["Description"]) for r in csv.DictReader(lines)]
    place_of = {report[0]: place for place, report in enumerate(reports)}
    duplicates: dict[int, set[int]] = defaultdict(set)
    with (folder / "hadoop_duplicates.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            others = (place_of.get(each.strip()) for each in row["Duplicate id"].split(","))
            duplicates[place_of[row["Issue id"]]] |= {place for place in others if place}
    nearest = Index([Text(subject, body) for _, subject, body in reports]).nearest()
    plain = [_plain(f"{subject} {body}") for _, subject, body in reports]
    ours = hits = 0
    for place, known in duplicates.items():
        ours += bool(known & {near.place for near in nearest[place][:FIRST]})
        likeness = {p: _jaccard(plain[place], each) for p, each in enumerate(plain) if p != place}
        best = nlargest(FIRST, likeness, key=likeness.__getitem__)
        hits += not known.isdisjoint(best)
    return Row(
        "duplicate among the first five", 0.80, ours / len(duplicates), hits / len(duplicates)
    )
