"""What would follow from a command, before anybody confirms it."""

from escalation.commands import Command
from escalation.preview import preview
from escalation.terms import PauseReason, Severity, Tier
from tests.domain.story import COMMANDS, Story, at, begun, said, taken
from tests.policies import POLICY


def tried(story: Story, when: str, type_: str, **fields: object) -> dict[str, tuple[str, str]]:
    command: Command = COMMANDS[type_](escalation=story.e.id, actor="agent", **fields)
    shown = preview(story.e, command, at(when))
    assert not shown.refused
    return {m.name: (said(m.before), said(m.after)) for m in shown.clocks}


def test_a_pause_shows_what_stops():
    story = taken(Tier.L2)
    before = story.e
    reason = PauseReason.WAITING_FOR_CUSTOMER
    moves = tried(story, "Mon 10:00", "pause", reason=reason)
    assert moves["resolution"] == (story.due("resolution"), "")
    assert moves["customer_update"] == (story.due("customer_update"), "")
    assert moves["review waiting_for_customer"][0] == ""
    assert story.e == before


def test_a_pause_with_an_end_shows_the_deadlines_it_will_have():
    story = taken(Tier.L2)
    reason, until = PauseReason.WAITING_FOR_CUSTOMER, at("Mon 12:00")
    moves = tried(story, "Mon 10:00", "pause", reason=reason, until=until)
    story.send("Mon 10:00", "pause", reason=reason, until=until)
    story.send("Mon 12:00", "resume", reason=reason)
    assert moves["resolution"][1] == story.due("resolution")
    assert moves["customer_update"][1] == story.due("customer_update")


def test_a_pause_that_another_outlasts_stays_without_deadlines():
    story = taken(Tier.L2)
    story.send("Mon 10:00", "pause", reason=PauseReason.ON_HOLD)
    reason = PauseReason.WAITING_FOR_CUSTOMER
    moves = tried(story, "Mon 10:30", "pause", reason=reason, until=at("Mon 12:00"))
    assert "resolution" not in moves, "it does not run before, and not after"


def test_a_severity_shows_old_and_new_and_who_is_pulled_in():
    story = taken(Tier.L2, Severity.LOW)
    command = COMMANDS["set_severity"](
        escalation=story.e.id, severity=Severity.CRITICAL, reason="all are down"
    )
    shown = preview(story.e, command, at("Mon 10:00"))
    moved = {m.name: (said(m.before), said(m.after)) for m in shown.clocks}
    story.send("Mon 10:00", "set_severity", severity=Severity.CRITICAL, reason="all are down")
    for name in ("acknowledge", "resolution", "internal_follow_up"):
        assert moved[name][1] == story.due(name)
    assert shown.asked
    soonest = [m.after or m.before for m in shown.clocks if m.after]
    assert soonest == sorted(soonest)


def test_what_would_be_refused_says_why():
    story = begun(Tier.L2, policy=POLICY)
    command = COMMANDS["escalate"](escalation=story.e.id, to=Tier.L2, reason="x")
    shown = preview(story.e, command, at("Mon 09:10"))
    assert shown.refused == "escalate refused: l2 has it already"
