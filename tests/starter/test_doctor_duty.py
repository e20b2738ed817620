"""The doctor looks at the ledger and at the feeds of the rosters."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from starter.cli.app import main
from tests.integrations.calendar_feeds import GRAFANA, calendar, event
from tests.integrations.small_policy import small

Doctor = Callable[[str], tuple[int, list[str]]]
ALWAYS = ("DTSTART:20200101T000000Z", "DTEND:20200102T000000Z", "RRULE:FREQ=DAILY")


@pytest.fixture
def doctor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> Doctor:
    """Examine one part; gives exit status and lines."""
    text = small("{people: [no],", "{people: [no], feed: duty,") + "ledger: true\n"
    (tmp_path / "policy.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("HANDRAIL_POLICY", str(tmp_path / "policy.yaml"))
    monkeypatch.setenv("HANDRAIL_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("HANDRAIL_DATABASE_URL", f"sqlite:///{tmp_path}/ledger.db")

    def look(part: str) -> tuple[int, list[str]]:
        with pytest.raises(SystemExit) as left:
            main(["doctor", part])
        return int(left.value.code or 0), capsys.readouterr().out.splitlines()

    return look


def test_a_ledger_must_be_current_where_there_is_one(doctor: Doctor, tmp_path: Path, capsys):
    status, (line,) = doctor("ledger")
    assert (status, line[:4], "there is no ledger in" in line) == (0, "note", True)
    assert not (tmp_path / "ledger.db").exists()
    with pytest.raises(SystemExit):
        main(["ledger", "upgrade"])
    capsys.readouterr()
    assert doctor("ledger") == (
        0,
        ["ok     ledger database: answers, and its schema is current"],
    )
    with sqlite3.connect(tmp_path / "ledger.db") as ours:
        ours.execute("UPDATE alembic_version SET version_num = '0000'")
    status, (line,) = doctor("ledger")
    assert (status, "schema is at 0000" in line, "`handrail ledger upgrade`" in line) == (
        (1, True, True)
    )


def test_a_ledger_that_the_policy_does_not_use_is_not_looked_at(doctor: Doctor, tmp_path: Path):
    file = tmp_path / "policy.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("ledger: true", "ledger: false"))
    status, (line,) = doctor("ledger")
    assert (status, line[:4]) == (0, "note")


NOBODY = event("SUMMARY:Gus Gone", *ALWAYS)
NORA = event("SUMMARY:Nora", *ALWAYS)


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (calendar(NORA), 0, ["ok     rosters feed duty: was read 0 min ago"]),
        (
            calendar(NORA, NOBODY),
            1,
            ["was read 0 min ago", "nobody in the policy is “Gus Gone”; write how"],
        ),
        (calendar(), 1, ["was read 0 min ago, and has no shift of anybody in the policy; plan"]),
        (
            calendar(NORA, event("DTSTART:soon")),
            0,
            ["was read 0 min ago", "note   rosters feed duty: events that cannot be read: 1"],
        ),
        (b"<html>", 1, ["was never read: feed duty is no calendar"]),
        (None, 1, ["was never read: feed duty cannot be read: No such file"]),
    ],
    ids=["well", "a stranger", "empty", "one spoilt", "no calendar", "no file"],
)
def test_a_feed_is_read_and_judged(doctor: Doctor, tmp_path, monkeypatch, body, status, said):
    if body is not None:
        (tmp_path / "duty.ics").write_bytes(body)
    monkeypatch.setenv("HANDRAIL_ROSTER_FEEDS", f"duty={tmp_path}/duty.ics")
    found, lines = doctor("rosters")
    assert (found, len(lines)) == (status, len(said))
    assert all(part in line for part, line in zip(said, lines, strict=True))


def test_a_feed_needs_an_address_and_an_address_a_roster(doctor: Doctor, tmp_path, monkeypatch):
    (tmp_path / "other.ics").write_bytes(GRAFANA)
    monkeypatch.setenv("HANDRAIL_ROSTER_FEEDS", f"other={tmp_path}/other.ics")
    status, lines = doctor("rosters")
    assert status == 1
    assert lines[0].startswith("fault  rosters feed duty: has no address; name its address in")
    assert lines[1:] == ["note   rosters feed other: is read by no roster of the policy"]
