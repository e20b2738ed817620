"""`handrail ledger` and `handrail triage rules`, on a file of their own."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from escalation.record import Record
from escalation.terms import Tier
from ledger.address import in_file
from ledger.store import open_store
from starter.cli.app import main
from tests.ledger.said import batch, entry, record
from tests.ledger.test_queries import NO_BUG, climb, told

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch, capsys) -> Run:
    """Run one command; gives exit status, output, errors."""
    monkeypatch.setenv("HANDRAIL_DATABASE_URL", f"sqlite:///{tmp_path}/ledger.db")

    def once(*args: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(args)
        return (left.value.code or 0, *capsys.readouterr())

    return once


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, Record], None]:
    """Write into the ledger that the command line asks."""

    def write(escalation: str, effect: Record) -> None:
        async def do() -> None:
            async with open_store(in_file(tmp_path / "ledger.db")) as store:
                await record(store, escalation, effect)

        asyncio.run(do())

    return write


def test_an_upgrade_says_what_it_did(run, tmp_path) -> None:
    place = f"sqlite+aiosqlite:///{tmp_path}/ledger.db"
    assert run("ledger", "upgrade") == (0, f"{place} went from none to 0001\n", "")
    assert run("ledger", "upgrade") == (0, f"{place} is at 0001 already\n", "")


@pytest.mark.parametrize("command", [("ledger", "gaps"), ("ledger", "show", "zendesk-1")])
def test_without_a_ledger_there_is_none_made(run, tmp_path, command) -> None:
    status, out, said = run(*command)
    assert (status, out) == (1, "")
    assert "there is no ledger in" in said
    assert list(tmp_path.iterdir()) == []


def test_who_only_looks_upgrades_nothing(run, tmp_path) -> None:
    (tmp_path / "ledger.db").touch()
    status, _, said = run("ledger", "gaps")
    assert status == 1
    assert "the database holds no ledger yet" in said


def test_gaps_are_listed_and_told_by_the_exit_status(run, written) -> None:
    written("zendesk-1", batch(entry(1)))
    assert run("ledger", "gaps") == (0, "No gap between the events that are written.\n", "")
    written("zendesk-1", batch(entry(4)))
    assert run("ledger", "gaps") == (1, "zendesk-1: 2 to 3\n", "")
    status, out, _ = run("ledger", "gaps", "--json")
    assert (status, json.loads(out)) == (1, [{"escalation": "zendesk-1", "first": 2, "last": 3}])


def test_a_story_is_shown(run, written) -> None:
    written("zendesk-1", batch(entry(1, "Opened", "It opened"), entry(2, "Moved", after="l2")))
    status, out, _ = run("ledger", "show", "zendesk-1")
    assert status == 0
    assert "2026-03-02 09:01  l2    high      Opened  It opened" in out
    _, out, _ = run("ledger", "show", "zendesk-1", "--json")
    assert json.loads(out)[1]["fields"] == {"after": "l2"}
    assert run("ledger", "show", "zendesk-2")[::2] == (
        1,
        "handrail: the ledger knows no zendesk-2\n",
    )


def test_labelled_texts_are_a_csv_to_learn_from(run, written) -> None:
    resolved = told(1, "Resolved", Tier.ENGINEERING)
    written("zendesk-1", batch(resolved, text='Export fails\nIt says "500",\nalways'))
    _, out, _ = run("ledger", "labelled")
    assert out == 'subject,body,kind\nExport fails,"It says ""500"",\nalways",bug\n'


def test_rules_are_listed_with_what_they_cost(run, written) -> None:
    back = told(180, "CameBack", rule="outage words", **NO_BUG)
    written("zendesk-1", batch(climb(60, "outage words"), back))
    written("zendesk-2", batch(climb(60)))
    status, out, _ = run("triage", "rules", "--since", "2026-03-01")
    assert status == 0
    assert [line.split() for line in out.splitlines()] == [
        ["rule", "sent", "up", "came", "back", "share", "held", "(h)", "cost"],
        ["outage", "words", "1", "1", "100%", "2.0", "8.0"],
        ["people", "1", "0", "0%", "0.0", "0.0"],
    ]
    _, out, _ = run("triage", "rules", "--since", "2026-03-01", "--json")
    assert json.loads(out)[0] == {
        "rule": "outage words",
        "let_through": 1,
        "came_back": 1,
        "held": 2.0,
        "cost": 8.0,
        "share": 1.0,
    }


def test_old_returns_are_not_held_against_a_rule_for_ever(run, written) -> None:
    written("zendesk-1", batch(climb(60, "vip")))
    _, out, _ = run("triage", "rules", "--since", "2026-04-01")
    assert out == "Nothing was sent up since 2026-04-01.\n"
