"""Sparing people: what quiet hours hold, what they let through, and what the words say of it.

Quiet is when the office of `tests.policies` is closed; a promise counts every second.
"""

from dataclasses import replace

import pytest

from escalation.actions import Button, Tell
from escalation.calendar import Calendar
from escalation.events import Breached
from escalation.noise import Notice, withheld_from
from escalation.policy import ClockRule, Noise, Policy
from escalation.policy_check import check
from escalation.terms import ClockKind, Severity, Tier
from tests.domain.story import Story, at, said, taken
from tests.policies import CLOCKS, OFFICE, POLICY, QUIET

WARNED = replace(QUIET, clocks={**CLOCKS, ClockKind.PROMISE: ClockRule(warn=("75%",))})


def held(since: str) -> str:
    return f"(held since {since} UTC, quiet hours)"


SENT = "(sent in quiet hours: due before they end)"


def promised(
    made: str, due: str, policy: Policy = WARNED, severity: Severity = Severity.MEDIUM
) -> Story:
    story = taken(Tier.L2, severity, policy)
    story.send(made, "promise", due_at=at(due), text="we write")
    return story


def told(story: Story, until: str, *begins: str) -> list[tuple[str, str]]:
    """When something was told, and with which first line; promises, unless said otherwise."""
    entries = []
    while (next_at := story.e.next_at) and next_at <= at(until):
        story.until(said(next_at))
        lines = [tell.text.splitlines()[0] for tell in story.done(Tell)]
        wanted = [line for line in lines if line.startswith(begins or ("promise",))]
        entries += [(said(next_at), line) for line in wanted]
    return entries


@pytest.mark.parametrize(
    ("made", "due", "warned", "words"),
    [
        ("Mon 12:00", "Mon 16:00", "Mon 15:00", ""),
        ("Mon 16:00", "Mon 18:40", "Mon 18:00", ""),  # at closing nobody is asleep
        (
            "Mon 16:00",
            "Tue 11:00",
            "Tue 09:00",
            held("Tue 2026-03-03 05:15"),
        ),
        ("Mon 16:00", "Tue 09:00", "Tue 04:45", SENT),
        (
            "Mon 16:00",
            "Tue 09:01",
            "Tue 09:00",
            held("Tue 2026-03-03 03:45"),
        ),
        (
            "Fri 16:00",
            "Mon 12:00 +1",
            "Mon 09:00 +1",
            held("Sun 2026-03-08 18:00"),
        ),
    ],
)
def test_a_warning_waits_for_the_morning_unless_its_deadline_comes_first(
    made: str, due: str, warned: str, words: str
):
    ((when, line),) = told(promised(made, due), due)
    assert when == warned
    assert line.partition(") ")[2] == words


@pytest.mark.parametrize(
    ("severity", "holds_below", "is_held"),
    [
        (Severity.CRITICAL, Severity.CRITICAL, False),
        (Severity.HIGH, Severity.CRITICAL, True),
        (Severity.HIGH, Severity.HIGH, False),
        (Severity.MEDIUM, Severity.HIGH, True),
        (Severity.LOW, Severity.LOW, False),
    ],
)
def test_the_policy_draws_the_line(severity: Severity, holds_below: Severity, is_held: bool):
    policy = replace(WARNED, noise=Noise(holds_below=holds_below))
    ((when, line),) = told(promised("Mon 16:00", "Tue 11:00", policy, severity), "Tue 11:00")
    assert when == ("Tue 09:00" if is_held else "Tue 06:15")
    assert ("held since" in line) == is_held


def test_a_breach_is_never_held():
    story = promised("Mon 16:00", "Tue 03:00")
    told(story, "Tue 09:00")
    assert [said(e.at) for e in story.happened(Breached) if e.kind == "promise"] == ["Tue 03:00"]


def test_what_becomes_critical_in_the_night_waits_no_longer():
    story = promised("Mon 16:00", "Tue 11:00")
    story.until("Tue 07:00")
    story.send("Tue 07:30", "set_severity", severity=Severity.CRITICAL, reason="all are down")
    warned = [tell.text for tell in story.done(Tell) if tell.text.startswith("promise")]
    assert len(warned) == 1
    assert "quiet" not in warned[0]


def test_a_deadline_written_down_in_the_night_warns_in_the_morning():
    """Half of the two days is over by then; before that hour, nobody could have been warned."""
    story = taken(Tier.L2, Severity.MEDIUM, QUIET)
    story.until("Mon 22:59")
    story.send("Mon 23:00", "set_severity", severity=Severity.HIGH, reason="looked closer")
    assert not [tell for tell in story.done(Tell) if tell.due_at]
    words = "(50% of 2d) (held since Mon 2026-03-02 22:00 UTC, quiet hours)"
    assert told(story, "Tue 09:00", "resolution") == [
        ("Tue 09:00", f"resolution is due Wed 2026-03-04 08:00 UTC {words}")
    ]


def test_it_is_not_quiet_where_people_are_at_work():
    """Engineering sits across the ocean, and is warned in its own afternoon."""
    west = Calendar("America/Los_Angeles", OFFICE.hours)
    tiers = {**QUIET.tiers, Tier.ENGINEERING: replace(QUIET.tiers[Tier.ENGINEERING], calendar="w")}
    policy = replace(QUIET, calendars={**QUIET.calendars, "w": west}, tiers=tiers)
    story = taken(Tier.ENGINEERING, Severity.HIGH, policy)
    ((when, line),) = told(story, "Mon 23:00", "What is the news?")
    assert when == "Mon 21:00"
    assert "quiet" not in line


def test_a_calendar_of_its_own_says_when_it_is_quiet():
    night = Calendar("Europe/Berlin", dict.fromkeys(OFFICE.hours, (("07:00", "22:00"),)))
    policy = replace(
        WARNED, calendars={**WARNED.calendars, "awake": night}, noise=Noise(quiet="awake")
    )
    ((when, _),) = told(promised("Mon 16:00", "Tue 11:00", policy), "Tue 11:00")
    assert when == "Tue 07:00"


def test_a_wait_is_asked_about_in_the_morning_and_a_snooze_ends_when_it_ends():
    story = taken(Tier.L2, Severity.MEDIUM, QUIET)
    for reason, until in (("third_party", "Tue 03:00"), ("snoozed", "Tue 04:00")):
        story.send("Mon 16:00", "pause", reason=reason, until=at(until))
    assert told(story, "Tue 09:00", "The snooze", "Review") == [
        ("Tue 04:00", "The snooze is over"),
        (
            "Tue 09:00",
            f"Review: Still third_party? {held('Tue 2026-03-03 02:00')}",
        ),
    ]
    (asked,) = [t for t in story.done(Tell) if "Review" in t.text]
    assert asked.due_at == story.clock("review third_party").due_at
    assert asked.buttons == (Button.RESUME,)


def test_every_warning_carries_its_deadline_and_a_breach_none():
    story = taken(Tier.L2, Severity.HIGH, QUIET)
    story.send("Mon 10:00", "engage", tier=Tier.SECURITY)
    warned, broken = {}, []
    while (next_at := story.e.next_at) and next_at < at("Thu 09:00"):
        story.until(said(next_at))
        for tell in story.done(Tell):
            if tell.due_at:
                warned[tell.text.split(" is due")[0]] = tell
            elif tell.text.startswith("Breach"):
                broken.append(tell)
    names = ["first_response", "What is the news? internal_follow_up", "customer_update"]
    reminder = "Reminder: security has not acknowledged yet"
    assert {*names, "resolution", reminder} <= set(warned)
    assert all(tell.ask and tell.window_s == 120 for tell in warned.values())
    assert broken
    assert all(not tell.window_s for tell in broken)


@pytest.mark.parametrize(
    ("person", "holder"),
    [
        ("a-security", None),
        ("lead-security", None),
        ("b-engineering", None),  # is accountable, and works with security
        ("a-l2", Tier.SECURITY),
        ("lead-leadership", Tier.SECURITY),
        ("stranger", Tier.SECURITY),
        ("", Tier.SECURITY),
    ],
)
def test_what_security_holds_is_withheld_from_all_who_do_not_work_on_it(
    person: str, holder: Tier | None
):
    story = taken(Tier.ENGINEERING)
    assert withheld_from(story.e, person) is None
    story.send("Mon 09:10", "engage", tier=Tier.SECURITY)
    assert withheld_from(story.e, person) == holder


def test_who_is_of_two_tiers_reads_as_the_one_that_may():
    both = replace(POLICY.tiers[Tier.SECURITY], lead="a-l2")
    story = taken(
        Tier.SECURITY, policy=replace(POLICY, tiers={**POLICY.tiers, Tier.SECURITY: both})
    )
    assert withheld_from(story.e, "a-l2") is None
    assert withheld_from(story.e, "b-l2") == Tier.SECURITY


def test_a_warning_knows_its_escalation():
    fields = ("person", "account", "title", "text", "next_step", "channel", "ts")
    words = dict.fromkeys(fields, "")
    notice = Notice(key="zendesk-7~2/e12", due_at=at("Mon 12:00"), window_s=120, **words)
    assert notice.escalation == "zendesk-7~2"


def test_a_window_is_written_in_minutes_or_hours():
    def wrong(window: str) -> list[str]:
        found = check(replace(POLICY, noise=Noise(window=window)))
        return [finding.problem for finding in found if finding.path == ("noise", "window")]

    assert not wrong("2m") + wrong("1h")
    assert wrong("1d") == ["is days: a warning would come too late"]
    assert wrong("soon") == ["“soon” is not a span"]
