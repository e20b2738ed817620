"""`handrail roster`: who is on duty at an instant and why, and who takes over when."""

import json
from pathlib import Path

import pytest

from starter.cli.app import main
from tests.integrations import calendar_feeds as feeds
from tests.integrations.small_policy import SMALL, small

ROSTERS = """\
rosters:
  on:
    people: [ana, bo]
    turns: weekly
    since: 2026-01-05
    timezone: Europe/Berlin
    handover: 09:00
    is_always_on: true
    overrides: [{from: 2026-03-28T12:00, until: 2026-03-28T18:00, person: no}]
  fed: {people: [ana, bo], turns: daily, feed: pd}
  night: {people: [bo], turns: 24h, handover: "21:00"}
"""
PEOPLE = """\
people:
  no: {name: Nora, slack: U0NORA, away: [[2026-03-02, 2026-03-04]]}
  ana: {name: Ana Ribeiro, email: ana@example.com, slack: U0ANA}
  bo: {name: Bo, slack: U0BO}
"""
NOON = "2026-03-28T10:30:00+01:00"  # the clocks go forward that night


@pytest.fixture
def policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HANDRAIL_CACHE", str(tmp_path / "cache"))
    text = small("people:\n  no: {name: Nora, slack: U0NORA}\n", PEOPLE)
    before, _, rest = text.partition("rosters:\n")
    after = rest.split("\n", 1)[1]
    file = tmp_path / "policy.yaml"
    file.write_text(f"{before}{ROSTERS}{after}", encoding="utf-8")
    assert SMALL.count("rosters:") == 1
    return file


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], policy: Path):
    def run(*args: str) -> tuple[int, str, str]:
        status = 0
        try:
            main(["roster", *args, "--policy", str(policy)])
        except SystemExit as ended:
            status = int(ended.code or 0)
        said = capsys.readouterr()
        return status, said.out, " ".join(said.err.split())

    return run


def test_a_roster_says_who_is_on_why_and_who_comes_next(run):
    status, out, err = run("on", "--at", NOON, "--days", "3")
    assert (status, err) == (0, "")
    assert out.splitlines() == [
        "on: Bo",
        "  turn 11 (weekly, 09:00 Europe/Berlin): bo, 2 of 2, "
        "from Mon 2026-03-23 08:00 UTC until Mon 2026-03-30 07:00 UTC",
        "  Sat 2026-03-28 11:00 UTC  Nora",
        "  Sat 2026-03-28 17:00 UTC  Bo",
        "  Mon 2026-03-30 07:00 UTC  Ana Ribeiro",
    ]


def test_a_feed_says_its_age_and_whom_nobody_knows(run, tmp_path, monkeypatch):
    (tmp_path / "pd.ics").write_bytes(feeds.PAGERDUTY)
    monkeypatch.setenv("HANDRAIL_ROSTER_FEEDS", f"pd={tmp_path / 'pd.ics'}")
    _, out, _ = run("fed", "--at", NOON, "--days", "30")
    assert out.splitlines() == [
        "fed: Ana Ribeiro",
        "  feed pd (read Sat 2026-03-28 09:30 UTC, 0 min before): ana "
        "from Sat 2026-03-28 08:00 UTC until Mon 2026-03-30 07:00 UTC",
        "  feed pd was read 0 min ago",
        "  feed pd: nobody in the policy is “On Call - Gus Gone - Primary”",
        "  Mon 2026-03-30 07:00 UTC  nobody",  # and not the turns that follow in a week
    ]


def test_a_feed_that_nobody_named_or_that_is_broken_is_told(run, monkeypatch):
    _, out, _ = run("fed", "--at", NOON, "--days", "0")
    assert out.splitlines() == [
        "fed: Ana Ribeiro",
        "  feed pd: not known, so turns count",
        "  turn 82 (daily, 00:00 UTC): ana, 1 of 2, "
        "from Sat 2026-03-28 00:00 UTC until Sun 2026-03-29 00:00 UTC",
        "  feed pd: HANDRAIL_ROSTER_FEEDS does not name it",
    ]
    monkeypatch.setenv("HANDRAIL_ROSTER_FEEDS", "pd=none.ics")
    _, out, _ = run("fed", "--at", NOON, "--days", "0")
    assert "  feed pd was never read: feed pd cannot be read" in out
    assert out.count("cannot be read") == 1


def test_all_rosters_as_json(run):
    status, out, _ = run("--at", NOON, "--days", "1", "--json")
    on, fed, night = json.loads(out)
    assert (status, fed["roster"], fed["on_duty"]) == (0, "fed", ["ana"])
    assert on["at"] == "2026-03-28T09:30:00+00:00"
    assert on["handovers"] == [
        {"at": "2026-03-28T11:00:00+00:00", "people": ["no"]},
        {"at": "2026-03-28T17:00:00+00:00", "people": ["bo"]},
    ]
    assert on["because"][-1] == "on duty: bo"
    assert (night["on_duty"], night["handovers"], night["feed"]) == (["bo"], [], [])
    assert "24h" in night["because"][0]


def test_the_instant_is_now_unless_it_is_said(run):
    status, out, _ = run("night")
    assert (status, out.splitlines()[0]) == (0, "night: Bo")


def test_a_policy_without_rosters_has_none_to_show(run, policy: Path):
    text = policy.read_text(encoding="utf-8")
    before, _, rest = text.partition("rosters:\n")
    tiers = rest.partition("tiers:\n")[2].replace("ask: on", "ask: no")
    without = f"{before}tiers:\n{tiers}"
    policy.write_text(without, encoding="utf-8")
    assert run()[:2] == (0, "The policy has no rosters.\n")
    assert run("on")[2] == "handrail: no roster 'on'; there are none"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["nigth"], "no roster 'nigth'; there are on, fed, night"),
        (["--at", "2026-03-28T10:30"], "--at: '2026-03-28T10:30' is not an instant; write it with"),
        (["--at", "noon"], "--at: 'noon' is not an instant; write it with its offset, 2026"),
        (["--days", "367"], "less than or equal to 366"),
    ],
)
def test_what_is_asked_wrongly_is_answered_in_one_sentence(run, args, said):
    status, _, err = run(*args)
    assert status == 2
    assert said in err


def test_a_setting_that_is_wrong_never_shows_its_secret(run, monkeypatch):
    monkeypatch.setenv("HANDRAIL_ROSTER_FEEDS", "pd=https://x.test/a,=https://x.test/8f3a")
    status, _, err = run("on")
    assert status == 2
    assert "HANDRAIL_ROSTER_FEEDS: write name=address" in err
    assert "8f3a" not in err
