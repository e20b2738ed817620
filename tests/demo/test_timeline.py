"""What the screen shows: the domain's own sentences find their word, and no line comes twice."""

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from escalation import commands as c
from escalation.commands import Command
from escalation.lifecycle import decide
from escalation.model import HISTORY_MAX, Escalation, Line, Ticket
from escalation.terms import PauseReason, Severity, Tier
from starter.demo import story
from starter.demo.telling import Speech, sort_of
from starter.demo.timeline import Chronicle, Timeline
from starter.demo.week import Week, next_week
from tests.policies import POLICY

ID = "zendesk-4711"
NOW = datetime(2026, 3, 9, 9, tzinfo=UTC)  # Monday 10:00 in Berlin
OPEN = c.Open(escalation=ID, ticket=Ticket("zendesk", "4711", subject="Login fails"))
UP = c.Escalate(escalation=ID, to=Tier.L2, reason="needs logs", actor="agent-1")
TAKE = c.Acknowledge(escalation=ID, actor="a-l2")
RESOLVE = c.Resolve(escalation=ID, resolution="restarted", actor="a-l2")
PAUSE = c.PauseFor(escalation=ID, reason=PauseReason.WAITING_FOR_CUSTOMER)

# What was taken a minute apart, hours that then pass, and the words told since the last command.
LIVES: list[tuple[list[Command], float, list[str]]] = [
    ([OPEN], 0, ["opened"]),
    ([OPEN, UP], 0, ["climbs", "asks"]),
    ([OPEN, UP, TAKE], 0, ["taken"]),
    ([OPEN, UP], 3, ["warns"]),
    ([OPEN, UP], 4.1, ["warns", "BREACH", "asks"]),
    (
        [OPEN, UP, c.SetSeverity(escalation=ID, severity=Severity.HIGH, reason="all")],
        0,
        ["severity"],
    ),
    ([OPEN, UP, PAUSE], 0, ["waits"]),
    ([OPEN, UP, PAUSE, c.CustomerReplied(escalation=ID, text="logs")], 0, ["notes", "goes on"]),
    ([OPEN, UP, c.Engage(escalation=ID, tier=Tier.SECURITY)], 0, ["alongside", "asks"]),
    ([OPEN, UP, c.DeEscalate(escalation=ID, to=Tier.L1, reason="known")], 0, ["comes down"]),
    ([OPEN, UP, TAKE, RESOLVE], 0, ["resolved", "tells"]),
    ([OPEN, UP, RESOLVE, c.Reopen(escalation=ID, reason="no")], 0, ["reopened", "asks"]),
    ([OPEN, UP, RESOLVE, c.Confirm(escalation=ID)], 0, ["closed"]),
    ([OPEN, c.Confirm(escalation=ID)], 0, ["refused"]),
    ([OPEN, UP, RESOLVE], 48, ["reminds", "tells"]),
]


def lived(commands: list[Command], hours: float) -> list[Line]:
    """The lines that came with the last command, or with the time after it."""
    escalation, before, now = Escalation(id=ID, policy=POLICY), 0, NOW
    for command in commands:
        before = len(escalation.history)
        escalation = decide(escalation, command, now).escalation
        now += timedelta(minutes=1)
    if hours:
        before = len(escalation.history)
        escalation = decide(escalation, None, now + timedelta(hours=hours)).escalation
    return list(escalation.history[before:])


@pytest.mark.parametrize(("commands", "hours", "words"), LIVES)
def test_every_sentence_of_the_domain_finds_its_word(commands, hours, words):
    assert [sort_of(line.text)[0] for line in lived(commands, hours)][: len(words)] == words


def state(*lines: Line) -> Escalation:
    return Escalation(id=ID, policy=POLICY, history=lines)


def test_each_line_is_news_once_also_when_the_oldest_are_gone():
    lines = [Line(NOW + timedelta(minutes=n), f"line {n}") for n in range(HISTORY_MAX + 5)]
    chronicle = Chronicle()
    assert chronicle.news(state(*lines[:HISTORY_MAX])) == lines[:HISTORY_MAX]
    assert chronicle.news(state(*lines[:HISTORY_MAX])) == []
    assert chronicle.news(state(*lines[5:])) == lines[HISTORY_MAX:]
    assert chronicle.of(ID) == lines


@pytest.fixture
def week() -> Week:
    return next_week(POLICY, NOW - timedelta(days=3))


@pytest.fixture
def shown(week: Week) -> tuple[Timeline, io.StringIO]:
    screen = io.StringIO()
    console = Console(file=screen, width=60)
    return Timeline(console, week, Speech(POLICY, week), as_json=False), screen


def test_a_deed_is_shown_and_its_echo_is_not(shown):
    timeline, screen = shown
    deed = story.UNANSWERED.acts[6].deed
    timeline.deed(story.UNANSWERED, deed, NOW)
    echo, news = Line(NOW, f"The customer wrote: {deed.text}"), Line(NOW, "a-l2 has it (l2)")
    timeline.happened([state(echo, news)], {}, deed.text)
    assert screen.getvalue().splitlines() == [
        "Mon 10:00  4711  Zendesk    Northwind Freight writes: All r…",
        "Mon 10:00  4711  taken      a-l2 has it (l2)",
    ]


def test_people_go_by_name_and_instants_by_the_teams_zone(week):
    said = Speech(POLICY, week).line("9001 waits; due Mon 10:15 UTC (19001)", {"9001": "Maya"})
    assert said == "Maya waits; due Mon 11:15 (19001)"


def test_as_json_each_line_is_an_object(week, capsys):
    timeline = Timeline(Console(quiet=True), week, Speech(POLICY, week), as_json=True)
    timeline.happened([state(Line(NOW, "a-l2 has it (l2)"))], {})
    assert json.loads(capsys.readouterr().out) == {
        "at": NOW.isoformat(),
        "ticket": 4711,
        "word": "taken",
        "text": "a-l2 has it (l2)",
    }
