"""Labelled rows out of what spreadsheets write, and a clear word where that cannot be."""

import csv
from pathlib import Path

import pytest

from escalation.triage.words import Kind
from integrations.learning import rows
from integrations.learning.unusable import Unusable
from tests.integrations import labelled


@pytest.mark.parametrize(
    "written",
    [
        "subject,body,kind\nA,b,bug\n",
        "\ufeffsubject,body,kind\r\nA,b,bug\r\n",
        "\ufeffkind;id;body;subject\nbug;7;b;A\n",
        "Kind\tSubject\tBody\nbug\tA\tb\n",
        '"subject","body","kind"\n"A","b","bug"',
        "subject,body,kind,team\n A , b ,Bug,x\n\n",
    ],
)
def test_columns_stand_in_any_order_and_separated_as_they_are(written: str, tmp_path: Path):
    file = tmp_path / "rows.csv"
    file.write_text(written, encoding="utf-8", newline="")
    found = rows.read(file)
    assert (found.texts, found.kinds) == (["A\nb"], [Kind.BUG])


def test_quotes_and_line_breaks_stay_in_a_text_and_a_subject_is_one_line(tmp_path: Path):
    file = labelled.write(tmp_path / "rows.csv", [('He said "no"\nagain', "a,\nb", "question")])
    assert rows.read(file).texts == ['He said "no" again\na,\nb']


def test_a_huge_field_is_read_and_the_limit_is_left_as_it_was(tmp_path: Path):
    before = csv.field_size_limit()
    file = labelled.write(tmp_path / "rows.csv", [("A", "x" * (before + 1), "bug")])
    assert len(rows.read(file).texts[0]) > before
    assert csv.field_size_limit() == before


def test_what_is_left_out_is_counted_by_row(tmp_path: Path):
    written = [
        ("A", "b", "bug"),
        ("", " ", "bug"),
        ("C", "", "enhancement"),
        ("A", "b ", "question"),
        ("D", "", "enhancement"),
        ("E", "", ""),
    ]
    found = rows.read(labelled.write(tmp_path / "rows.csv", written))
    assert found.texts == ["A\nb"]
    assert (found.empty, found.repeated) == ([3], [5])
    assert found.unknown == {"enhancement": [4, 6], "": [7]}


def test_a_short_row_has_no_kind_and_a_long_one_no_more_than_it_should(tmp_path: Path):
    file = tmp_path / "rows.csv"
    file.write_text("subject,body,kind\nA\nB,b,bug,and,more\n", encoding="utf-8")
    found = rows.read(file)
    assert (found.texts, found.unknown) == (["B\nb"], {"": [2]})


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (b"", "body: no such column (it is empty); name the columns subject,body,kind"),
        (b"title,body,label\n", "no such column (there are title, body, label)"),
        (b"subject,body,kind\nA,\xe9t\xe9,bug\n", "not UTF-8 text (byte 20); save it as CSV UTF-8"),
    ],
)
def test_a_file_that_is_something_else_says_what_and_what_to_do(
    written: bytes, said: str, tmp_path: Path
):
    file = tmp_path / "rows.csv"
    file.write_bytes(written)
    with pytest.raises(Unusable) as refused:
        rows.read(file)
    assert str(file) in str(refused.value)
    assert said.removeprefix("body: ") in str(refused.value)


@pytest.mark.parametrize("after", ["", 'D,"e",bug\n'])
def test_a_quote_that_nobody_closes_is_named_and_swallows_nothing(after: str, tmp_path: Path):
    file = tmp_path / "rows.csv"
    file.write_text(f'subject,body,kind\nA,b,bug\n"C,d,bug\n{after}', encoding="utf-8")
    with pytest.raises(Unusable, match=r"row 3: .*; close its quotes"):
        rows.read(file)


def test_a_field_without_end_and_a_file_without_end_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    file = labelled.write(tmp_path / "rows.csv", [("A", "b", "bug"), ("C", "d" * 99, "bug")])
    monkeypatch.setattr(rows, "FIELD_MAX", 50)
    with pytest.raises(Unusable, match=r"row 3: field larger .*; close its quotes"):
        rows.read(file)
    monkeypatch.setattr(rows, "FIELD_MAX", 500)
    monkeypatch.setattr(rows, "ROWS_MAX", 1)
    with pytest.raises(Unusable, match="more than 1 rows; keep the latest"):
        rows.read(file)
