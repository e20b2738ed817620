"""Labelled texts from a CSV file: `subject,body,kind`, in any order, among other columns.

Spreadsheets write what they like: a byte-order mark, semicolons, a mail of a megabyte in one field.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from escalation.triage.words import Kind
from integrations.learning.unusable import Unusable

COLUMNS = ("subject", "body", "kind")
FIELD_MAX = 16 * 1024 * 1024  # characters: a mail with its attachments pasted in
NAMES_MAX = 200  # characters of a first row that are shown when its columns are wrong
ROWS_MAX = 20_000  # they are learnt from in memory, about 30 KiB each; more no longer teach
_SEPARATORS = ",;\t"
_KINDS = {str(kind): kind for kind in Kind}


@dataclass
class Labelled:
    """Texts with their kinds, and what was left out; rows count from 1, the header's.

    `unknown` are rows by the word that is no kind, `repeated` the rows whose text came before.
    """

    texts: list[str] = field(default_factory=list)
    kinds: list[Kind] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)
    unknown: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))


def read(path: Path) -> Labelled:
    """Read a file. Raises Unusable, which names the column or the row, and OSError."""
    previous = csv.field_size_limit(FIELD_MAX)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return gather(_rows(path, file))
    except UnicodeDecodeError as error:
        problem = f"it is not UTF-8 text (byte {error.start})"
        raise Unusable(path, "", problem, "save it as CSV UTF-8") from error
    finally:
        csv.field_size_limit(previous)


def gather(said: Iterable[tuple[int, str, str]]) -> Labelled:
    """Sort rows out: their numbers, their texts (title first), and the words for their kinds."""
    found = Labelled()
    seen: set[str] = set()
    for number, text, word in said:
        kind = _KINDS.get(word.strip().lower())
        if not text:
            found.empty.append(number)
        elif kind is None:
            found.unknown[word.strip()].append(number)
        elif text in seen:  # or the folds would be examined on what they were taught
            found.repeated.append(number)
        else:
            seen.add(text)
            found.texts.append(text)
            found.kinds.append(kind)
    return found


def _rows(path: Path, file: TextIO) -> Iterator[tuple[int, str, str]]:
    header = file.readline()
    file.seek(0)
    # Strict: a quote that nobody closes would take all that follows for one text.
    reader = csv.reader(file, delimiter=max(_SEPARATORS, key=header.count), strict=True)
    number = 0
    try:
        columns = _columns(path, next(reader, []))
        for number, row in enumerate(reader, start=2):
            if number > ROWS_MAX + 1:
                problem = f"it has more than {ROWS_MAX:,} rows"
                raise Unusable(path, "", problem, "keep the latest")
            if row:  # not a blank line
                padded = [*row, *[""] * (max(columns) + 1 - len(row))]
                subject, body, word = (padded[column] for column in columns)
                yield number, f"{' '.join(subject.split())}\n{body.strip()}".strip(), word
    except csv.Error as error:
        place = f"row {number + 1}"
        raise Unusable(path, place, str(error), "close its quotes, or leave it out") from error


def _columns(path: Path, header: list[str]) -> tuple[int, ...]:
    """Where each column stands."""
    names = [name.strip().lower() for name in header]
    for wanted in COLUMNS:
        if wanted not in names:
            there = f"there are {', '.join(header)[:NAMES_MAX]}" if header else "it is empty"
            remedy = f"name the columns {','.join(COLUMNS)} in the first row"
            raise Unusable(path, wanted, f"no such column ({there})", remedy)
    return tuple(names.index(wanted) for wanted in COLUMNS)
