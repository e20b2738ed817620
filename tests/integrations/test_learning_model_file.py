"""A model's file: what is written is what is read, and a broken one says where it is broken."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from escalation.triage.words import Kind
from integrations.learning import model_file
from integrations.learning.model_file import Examination, Measured, ModelFile, Sure
from integrations.learning.unusable import Unusable

EXAMINED = Examination(
    folds=5,
    macro_f1=0.8,
    accuracy=0.81,
    off=0.02,
    kinds={kind: Measured(precision=0.8, recall=0.8, f1=0.8) for kind in (Kind.BUG, Kind.QUESTION)},
    sure=(Sure(confidence=0.8, share=0.5, right=0.9),),
)
LEARNT = ModelFile(
    name="kinds",
    kinds={Kind.BUG: 30, Kind.QUESTION: 20},
    examination=EXAMINED,
    temperature=0.9,
    bias=(0.1, -0.1),
    terms={
        "title": {"< how": (2.0, -1.5, 1.5), "crash": (2.5, 2.0, -2.0)},
        "opening": {"無": (3.0, 0.5, -0.5)},
        "body": {},
    },
)


def test_what_is_written_is_what_is_read(tmp_path: Path):
    file = tmp_path / "kinds.json"
    model_file.write(file, LEARNT)
    assert model_file.read(file) == LEARNT.model()
    assert list(tmp_path.iterdir()) == [file]
    assert model_file.read(file).kind("How?") == (
        Kind.QUESTION,
        pytest.approx(0.92, abs=0.05),
        ("< how",),
    )


def test_a_diff_shows_each_term_in_a_line_of_its_own():
    text = model_file.text(LEARNT)
    assert json.loads(text)["terms"]["opening"] == {"無": [3.0, 0.5, -0.5]}
    assert '\n   "< how": [2.0, -1.5, 1.5],\n   "crash": [2.5, 2.0, -2.0]\n' in text
    assert '\n   "無": [3.0, 0.5, -0.5]\n' in text


def test_when_is_there_only_if_it_was_told():
    assert "when" not in json.loads(model_file.text(LEARNT))
    dated = LEARNT.model_copy(update={"when": datetime(2026, 3, 2, tzinfo=UTC)})
    assert json.loads(model_file.text(dated))["when"] == "2026-03-02T00:00:00Z"


def test_the_most_telling_terms_of_all_parts_are_told():
    assert LEARNT.telling() == {
        Kind.BUG: ("crash", "無", "< how"),
        Kind.QUESTION: ("< how", "無", "crash"),
    }


def broken(**changes: Any) -> dict[str, Any]:
    return json.loads(model_file.text(LEARNT)) | changes


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{", "it is no learnt model (Expecting property name"),
        ('{"format": 1, "x": "\udce9"}', "it is no learnt model ('utf-8' codec"),
        ("[" * 100_000, "it is no learnt model"),
        ("[]", "format: it is no learnt model"),
        (broken(format=2), "format: format 2 is newer than this Handrail reads (1); upgrade"),
        (broken(format=0), "format: Input should be greater than or equal to 1"),
        (broken(format="1"), "format: it is no learnt model"),
        (broken(extra=1), "extra: Extra inputs are not permitted"),
        (broken(kinds={"bug": 1}), "kinds: "),
        (broken(kinds={"bug": 1, "crash": 2}), "kinds.crash"),
        (broken(bias=[0.1]), "bias has a number for each of kinds"),
        (broken(bias=[0.1, float("nan")]), "bias.1: Input should be a finite number"),
        (broken(temperature=0), "temperature: Input should be greater than 0"),
        (broken(terms={"title": {}}), "terms are of title, opening, body"),
        (
            broken(terms={"title": {"a": [1.0, 2.0]}, "opening": {}, "body": {}}),
            "terms.title.a: its rarity, then one for each of kinds",
        ),
        (
            broken(terms={"title": {"a": [0.0, 2.0, 1.0]}, "opening": {}, "body": {}}),
            "terms.title.a: its rarity",
        ),
    ],
)
def test_a_broken_file_says_where_and_what_to_do(written: Any, said: str, tmp_path: Path):
    file = tmp_path / "kinds.json"
    text = written if isinstance(written, str) else json.dumps(written)
    file.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(Unusable) as refused:
        model_file.read(file)
    assert str(refused.value).startswith(f"{file}: ")
    assert said in str(refused.value)
    assert "learn it anew: handrail triage learn" in str(refused.value)


def test_a_file_that_is_too_large_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = tmp_path / "kinds.json"
    model_file.write(file, LEARNT)
    monkeypatch.setattr(model_file, "BYTES_MAX", 10)
    with pytest.raises(Unusable, match="larger than 0 MiB; learn it anew"):
        model_file.read(file)


def test_a_file_that_is_not_there_is_the_operating_systems_to_tell(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        model_file.read(tmp_path / "none.json")
