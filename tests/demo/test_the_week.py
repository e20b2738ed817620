"""The whole week on the real server: it ends as the story says, also when everything is killed."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from bench.kills import Kill, Outcome, differences, live
from devserver.programs import Program
from starter.demo import story

ROOT = Path(__file__).resolve().parents[2]
# A delivery that was under way when its worker died is tried again after a minute.
pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.timeout(400)]


@pytest.fixture(scope="module")
def calm(temporal_program: Program) -> Outcome:
    """An undisturbed week."""
    return asyncio.run(live(temporal_program, {}))


def test_every_ticket_ends_as_the_story_says(calm):
    assert [fate.ticket for fate in calm.fates] == [ticket.id for ticket in story.WEEK]
    assert [fate for fate in calm.fates if not fate.is_as_told] == []


def test_every_effect_happens_once(calm):
    keyed = {effect: times for effect, times in calm.effects.items() if effect[2]}
    assert len(keyed) > 200
    assert {effect: times for effect, times in keyed.items() if times > 1} == {}


def test_what_the_story_is_about_does_happen(calm):
    by_id = {fate.ticket: fate for fate in calm.fates}
    assert by_id[story.LATE_UPDATE.id].breaches == (("Tue 09:32", "customer_update"),)
    assert len(by_id[story.NOBODY_THERE.id].breaches) == 7
    assert by_id[story.WORKAROUND.id].path == ("l1", "engineering", "l1")
    assert by_id[story.UNCONFIRMED.id].ended == "closed (no_answer)"
    assert by_id[story.UNANSWERED.id].why == "nobody answered for 1h since Mon 09:30"
    assert all(fate.told for fate in calm.fates)


def test_kills_in_the_middle_of_it_change_nothing(calm, temporal_program):
    kills = {15: Kill("gateway", 0.02), 40: Kill("server", 0.05), 70: Kill("worker", 0.05)}
    disturbed = asyncio.run(live(temporal_program, kills))
    assert disturbed.restarts >= len(kills)
    assert differences(calm, disturbed) == []


def test_it_ends_by_itself_and_holds_no_pipe():
    command = [sys.executable, "-m", "starter", "demo", "--once", "--json"]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.splitlines()[-1].startswith('{"summary"')
