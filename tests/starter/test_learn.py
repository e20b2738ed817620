"""`handrail triage learn`: from labelled texts to a model, and what it says of it."""

import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from escalation.terms import Tier
from escalation.triage.words import Kind
from integrations.learning import model_file
from ledger.address import in_file
from ledger.store import open_store
from starter.cli.app import main
from tests.integrations import labelled
from tests.ledger.said import batch, record
from tests.ledger.test_queries import NO_BUG, told

Run = Callable[..., tuple[int, str, str]]
HOW = "How to use sync?\nI want sync. How can I do that?"


@pytest.fixture
def run(tmp_path: Path, monkeypatch, capsys) -> Run:
    """Run `triage learn` in a folder of its own; gives exit status, output, errors."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HANDRAIL_DATABASE_URL", f"sqlite:///{tmp_path}/ledger.db")

    def once(*args: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["triage", "learn", *args])
        return (left.value.code or 0, *capsys.readouterr())

    return once


def test_a_file_becomes_a_model_and_a_report(run, tmp_path):
    labelled.write(tmp_path / "rows.csv", labelled.tickets(90))
    status, out, progress = run("rows.csv", "-o", "kinds.json")
    assert status == 0
    lines = out.splitlines()
    assert lines[0] == "90 rows learnt from; 0 empty, 0 repeated left out"
    assert lines[1].startswith("macro-F1 0.")
    assert lines[1].endswith("(5-fold cross-validation)")
    assert [line.split()[:2] for line in lines[3:6]] == [
        ["bug", "30"],
        ["feature", "30"],
        ["question", "30"],
    ]
    assert lines[-1].startswith("kinds.json: ")
    assert progress.splitlines()[-1] == "learning from every row …"
    model = model_file.read(tmp_path / "kinds.json")
    assert model.name == "kinds"
    assert model.kind(HOW)[0] is Kind.QUESTION


@pytest.mark.parametrize(("file", "name"), [("a.v2.json", "a"), ("rules.json", "learnt")])
def test_a_model_has_its_files_name_but_never_that_of_the_rules(run, tmp_path, file, name):
    labelled.write(tmp_path / "rows.csv", labelled.tickets(30))
    assert run("rows.csv", "-o", file)[0] == 0
    assert model_file.read(tmp_path / file).name == name


def test_as_json_it_names_every_row_that_was_left_out(run, tmp_path):
    left_out = [("", "", "bug"), *[(f"x{i}", "", "wish") for i in range(7)], ("y", "", "")]
    labelled.write(tmp_path / "rows.csv", [*labelled.tickets(45), *left_out])
    status, out, _ = run("rows.csv", "-o", ".json", "--json")
    said = json.loads(out)
    assert status == 0
    assert (said["rows"], said["empty"], said["repeated"]) == (45, [47], [])
    assert said["unknown"] == {"wish": list(range(48, 55)), "": [55]}
    assert said["kinds"] == {"bug": 15, "feature": 15, "question": 15}
    assert said["telling"].keys() == said["examination"]["kinds"].keys() == said["kinds"].keys()
    kinds = "kinds are bug, feature, question, incident, security, billing, account, other"
    assert said["warnings"] == [
        f"warning: 'wish' is not a kind (rows 48, 49, 50, 51, 52 and 2 more): left out; {kinds}",
        f"warning: 'no kind' is not a kind (row 55): left out; {kinds}",
        "warning: bug has 15, feature has 15, question has 15: fewer than 20 rows, its figures "
        "are chance; label more",
    ]
    assert model_file.read(tmp_path / ".json").name == "learnt"


@pytest.mark.parametrize(
    ("when", "written"),
    [
        ("2026-03-02T09:12:00", "2026-03-02T09:12:00Z"),
        ("2026-03-02", "2026-03-02T00:00:00Z"),
        ("2026-03-02T09:12:00+01:00", "2026-03-02T09:12:00+01:00"),
    ],
)
def test_when_is_written_down_if_it_is_told(run, tmp_path, when: str, written: str):
    labelled.write(tmp_path / "rows.csv", labelled.tickets(60))
    assert run("rows.csv", "-o", "m.json", "--when", when)[0] == 0
    assert json.loads((tmp_path / "m.json").read_text(encoding="utf-8"))["when"] == written


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("-o", "m.json"), "learn from a file or from --ledger, one of them"),
        (("rows.csv", "--ledger", "-o", "m.json"), "learn from a file or from --ledger"),
        (("rows.csv", "-o", "./rows.csv"), "rows.csv would replace what is learnt from"),
        (("rows.csv", "-o", "none/m.json"), "none is no folder; make it, or name another file"),
        (("rows.csv", "-o", "."), ". is a folder; name a file in it"),
        (("one.csv", "-o", "m.json"), "one.csv: kind: two kinds are the least (there is only bug)"),
        (("bad.csv", "-o", "m.json"), "bad.csv: subject: no such column (there are a, b)"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(run, tmp_path, args, said: str):
    labelled.write(tmp_path / "rows.csv", labelled.tickets(9))
    labelled.write(tmp_path / "one.csv", labelled.tickets(1))
    (tmp_path / "bad.csv").write_text("a,b\n", encoding="utf-8")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    status, out, error = run(*args)
    assert (status, out) == (2, "")
    assert error.startswith(f"handrail: {said}")
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_file_that_is_not_there_is_named(run):
    status, _, error = run("none.csv", "-o", "m.json")
    assert status == 1
    assert "none.csv" in error


def test_without_scikit_learn_it_says_what_to_install(run, tmp_path, monkeypatch):
    labelled.write(tmp_path / "rows.csv", labelled.tickets(9))
    for module in [name for name in sys.modules if name.startswith("integrations.learning.t")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.delattr(sys.modules["integrations.learning"], "teaching", raising=False)
    monkeypatch.setitem(sys.modules, "sklearn.feature_extraction.text", None)
    status, _, error = run("rows.csv", "-o", "m.json")
    assert status == 2
    assert "learning wants scikit-learn, which is missing; pip install scikit-learn" in error


def test_what_became_of_past_escalations_can_be_learnt_from(run, tmp_path):
    texts = {
        "Export crashes\nwith error {}": told(1, "Resolved", Tier.ENGINEERING),
        "How to do it {}?": told(1, "CameBack", **NO_BUG),
        "Waiting for {}": told(1, "Opened"),
    }

    async def write() -> None:
        async with open_store(in_file(tmp_path / "ledger.db")) as store:
            for i, (text, came) in enumerate(list(texts.items()) * 4):
                await record(store, f"zendesk-{i}", batch(came, text=text.format(i)))

    asyncio.run(write())
    status, out, _ = run("--ledger", "-o", "m.json")
    assert status == 0
    assert out.startswith("8 rows learnt from; ")
    assert model_file.read(tmp_path / "m.json").kind("Export crashes")[0] is Kind.BUG


def test_a_ledger_that_is_not_there_is_said(run):
    status, _, error = run("--ledger", "-o", "m.json")
    assert status == 1
    assert "there is no ledger in" in error
