"""`handrail similar`: groups and neighbours, a line each; a bad line is named, the rest goes on."""

import io
import json
import sys

import pytest

from starter.cli.app import main

LINES = (
    {"id": "a", "subject": "Export hangs", "body": "The CSV export of invoices hangs", "at": 3},
    {"id": 2, "subject": "Export hangs again", "body": "CSV export of our invoices hangs"},
    {"id": "c", "subject": "Password", "body": None},
)
GROUP = {"group": 1, "ids": ["a", 2]}


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    """Feed the standard input; give the exit status, the lines printed and the complaints."""

    def run(written: str, *options: str) -> tuple[int, list[dict], list[str]]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(written.encode())))
        try:
            main(("similar", "-", *options))
            status = 0
        except SystemExit as ended:
            status = int(ended.code or 0)
        said = capsys.readouterr()
        return status, [json.loads(line) for line in said.out.splitlines()], said.err.splitlines()

    return run


def written(*lines: dict) -> str:
    return "".join(json.dumps(line) + "\n" for line in lines)


def test_groups_are_printed_a_line_each(run):
    status, (group,), _ = run("\ufeff" + written(*LINES) + "\n")
    assert status == 0
    assert 0.61 < group.pop("score") < 1
    assert group == GROUP


def test_neighbours_follow_where_they_are_asked_for(run):
    _, (group, *near), _ = run(written(*LINES), "--nearest", "1")
    score = group["score"]
    assert near == [
        {"id": "a", "nearest": [{"id": 2, "score": score}]},
        {"id": 2, "nearest": [{"id": "a", "score": score}]},
        {"id": "c", "nearest": []},
    ]


def test_a_higher_score_groups_less(run):
    assert run(written(*LINES), "--score", "0.99") == (0, [], [])


@pytest.mark.parametrize(
    ("line", "complaints"),
    [
        ("nope", ["line: invalid json"]),
        ("[]", ["line: input should be an object"]),
        ("{}", ["id: field required; give every ticket an id"]),
        ('{"id": null}', ["id: input should be a valid string; give every ticket an id"]),
        ('{"id": 1, "subject": 3, "body": []}', ["subject: ", "body: "]),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(run, line: str, complaints: list[str]):
    status, (group,), err = run(f"{line}\n" + written(*LINES))
    assert (status, group["ids"]) == (1, ["a", 2])
    for complaint in complaints:
        assert any(said.startswith(f"-:1: {complaint}") for said in err), err


def test_a_file_that_is_missing_is_one_sentence(capsys, tmp_path):
    with pytest.raises(SystemExit) as ended:
        main(("similar", str(tmp_path / "none.jsonl")))
    assert ended.value.code == 1
    assert "none.jsonl" in capsys.readouterr().err


def test_an_empty_file_has_no_groups(run):
    assert run("", "--nearest", "3") == (0, [], [])
