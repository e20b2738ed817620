"""Recorded cases of a real support desk, from their first command to their last."""

import json
from pathlib import Path
from typing import Any

import pytest

from starter.reach import policy_at
from starter.replay import replay

POLICY = Path(__file__).resolve().parents[2] / "policies" / "as_recorded.yaml"

pytestmark = [pytest.mark.shared, pytest.mark.slow]


@pytest.fixture(scope="module")
def incidents(shared: Path) -> Path:
    return shared / "data" / "incidents"


@pytest.fixture(scope="module")
def totals(incidents: Path) -> dict[str, Any]:
    return replay(incidents / "commands.jsonl.gz", policy_at(POLICY).policy)


@pytest.fixture(scope="module")
def expected(incidents: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((incidents / "expected.json").read_text())
    return read


def test_every_case_ends_where_it_ended(totals: dict[str, Any], expected: dict[str, Any]):
    assert totals["cases"] == expected["cases"]
    assert totals["final"] == expected["final"]


def test_what_was_taken_and_what_was_refused_is_all_there_was(totals, expected):
    counts = dict(totals["accepted"])
    for line in totals["refused"]:
        counts[line["type"]] = counts.get(line["type"], 0) + 1
    assert counts == expected["by_type"]


def test_only_two_moves_of_what_was_over_are_refused(totals, expected):
    assert len(totals["refused"]) == expected["refused"] == 2
    for line, status in zip(totals["refused"], ("closed", "resolved"), strict=True):
        assert line["type"] == "de_escalate"
        assert f"not possible while {status}" in line["reason"]


def test_every_recorded_move_was_counted_up_or_down(totals):
    taken = totals["accepted"]
    assert totals["moves"] == {"up": taken["escalate"], "down": taken["de_escalate"]}


def test_every_promise_was_kept_or_broken_and_none_less_than_never(totals):
    counted = [c for kinds in totals["clocks"].values() for c in kinds.values()]
    assert all(clock["met"] >= 0 and clock["breached"] >= 0 for clock in counted)
    assert sum(clock["met"] for clock in counted) > totals["cases"]
