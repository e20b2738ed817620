"""Reasons to climb by themselves, each with its reason."""

from dataclasses import replace

import pytest

from escalation.events import Moved
from escalation.policy import Trigger
from escalation.terms import ClockKind, Severity, Status, Tier
from tests.domain.story import Story, begun, standing, taken
from tests.policies import POLICY


def climbs(story: Story) -> list[str]:
    return [event.text for event in story.happened(Moved)]


@pytest.mark.parametrize(
    ("fields", "severity", "tier", "reason"),
    [
        ({"subject": "A data leak?"}, "low", "security", "security: the word “data leak” stands"),
        ({"description": "VULNERABILITY!"}, "low", "security", "“VULNERABILITY” stands in the"),
        ({"subject": "invulnerability"}, "low", "l1", ""),
        ({"tags": ("escalate_l2",)}, "low", "l2", "asked-l2: an agent asked with the tag escal"),
        ({"tags": ("vip",)}, "low", "l1", ""),
        ({}, "critical", "l2", "urgent: it is critical"),
        ({}, "high", "l1", ""),
        # The first trigger of the policy's order wins.
        ({"subject": "data leak", "tags": ("escalate_l2",)}, "critical", "security", "security: "),
    ],
)
def test_a_new_ticket_climbs_for_what_it_says(fields, severity, tier, reason):
    story = begun(Tier.L1, Severity(severity), **fields)
    assert story.e.tier == tier
    assert reason in "".join(climbs(story))
    assert bool(climbs(story)) == bool(reason)


@pytest.mark.parametrize(
    ("severity", "unanswered"),
    [
        (Severity.HIGH, "1h since Mon 2026-03-02 08:00 UTC"),
        (Severity.MEDIUM, "6h since Mon 2026-03-02 08:00 UTC"),
        (Severity.LOW, "1d since Mon 2026-03-02 08:00 UTC"),
    ],
)
def test_a_ticket_that_nobody_answers_climbs(severity: Severity, unanswered: str):
    story = begun(Tier.L1, severity).until("Tue 12:00")
    assert climbs(story)[0] == (
        f"handrail escalated l1 → l2: unanswered: nobody answered for {unanswered}"
    )


def test_an_answer_ends_the_wait_for_it_and_a_reply_begins_it_again():
    story = begun(Tier.L1, Severity.HIGH, replace(POLICY, triggers=POLICY.triggers[-2:-1]))
    story.send("Mon 09:10", "agent_replied", text="a private word", public=False)
    assert story.state("trigger unanswered") == "running"
    story.send("Mon 09:20", "agent_replied", text="we look")
    assert story.state("trigger unanswered") == "cancelled"
    story.send("Mon 09:30", "customer_replied", text="and?")
    story.send("Mon 09:40", "customer_replied", text="hello?")
    assert story.due("trigger unanswered") == "Mon 10:30"  # counted from the first unanswered
    story.until("Mon 10:30")
    assert story.e.tier == Tier.L2


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("note", {"text": "a look"}),
        ("assign", {"to": "agent-9"}),
        ("acknowledge", {}),
        ("customer_replied", {"text": "and?"}),
        ("agent_replied", {"text": "soon"}),
        ("set_severity", {"severity": Severity.HIGH, "reason": "looked closer"}),
    ],
)
def test_whatever_moves_begins_the_wait_for_idleness_again(name: str, fields: dict[str, object]):
    idle = replace(POLICY.triggers[-1], idle_for=dict.fromkeys(Severity, "4h"))
    story = begun(Tier.L1, Severity.MEDIUM, replace(POLICY, triggers=(idle,)))
    story.send("Mon 10:00", name, **fields)
    assert story.due("trigger idle") == "Mon 14:00"


def test_our_own_reminders_move_nothing():
    clocks = {
        **POLICY.clocks,
        ClockKind.FIRST_RESPONSE: replace(POLICY.rule(ClockKind.FIRST_RESPONSE), warn=("30m",)),
    }
    policy = replace(POLICY, triggers=POLICY.triggers[-1:], clocks=clocks)
    story = begun(Tier.L1, Severity.HIGH, policy).until("Mon 10:00")
    assert story.due("trigger idle") == "Mon 13:00"


@pytest.mark.parametrize("clock", ["first_response", "next_response"])
def test_a_broken_response_climbs_from_first_line(clock: str):
    story = begun(Tier.L1, Severity.HIGH, replace(POLICY, triggers=()))
    if clock == "next_response":
        story.send("Mon 09:10", "agent_replied", text="we look")
        story.send("Mon 09:20", "customer_replied", text="and?")
    story.until("Mon 18:00")
    assert story.e.tier == Tier.L2
    assert climbs(story)[0].startswith(f"handrail escalated l1 → l2: {clock} was not kept: due")


@pytest.mark.parametrize(
    ("text", "tier"), [("there is a data leak", Tier.SECURITY), ("any news?", Tier.ENGINEERING)]
)
def test_a_security_word_goes_to_security_from_anywhere_but_once(text: str, tier: Tier):
    story = taken(Tier.ENGINEERING)
    story.send("Mon 10:00", "customer_replied", text=text)
    assert story.e.tier == tier
    story.send("Mon 10:30", "de_escalate", to=Tier.L2, reason="harmless")
    story.send("Mon 11:00", "customer_replied", text="but the data leak?")
    assert story.e.tier == (Tier.SECURITY if tier != Tier.SECURITY else Tier.L2)


@pytest.mark.parametrize(
    ("before", "after"),
    [(Tier.L1, Tier.L2), (Tier.L2, Tier.L2), (Tier.ENGINEERING, Tier.ENGINEERING)],
)
def test_a_tag_is_a_request_and_never_a_way_down(before: Tier, after: Tier):
    story = taken(before, Severity.LOW)
    story.send("Mon 10:00", "ticket_changed", tags=("vip", "escalate_l2"))
    assert story.e.tier == after


def test_a_tag_that_stood_there_already_is_no_new_request():
    story = begun(Tier.L1, Severity.LOW, replace(POLICY, triggers=POLICY.triggers[1:3]))
    story.send("Mon 10:00", "ticket_changed", tags=("escalate_l2",))
    story.send("Mon 10:30", "de_escalate", to=Tier.L1, reason="a mistake")
    story.send("Mon 11:00", "ticket_changed", tags=("escalate_l2", "vip"))
    assert story.e.tier == Tier.L1


@pytest.mark.parametrize(("tier", "becomes"), [(Tier.L1, Tier.L2), (Tier.L2, Tier.L2)])
def test_a_raise_to_what_is_urgent_climbs_from_first_line(tier: Tier, becomes: Tier):
    story = taken(tier, Severity.HIGH)
    story.send("Mon 09:30", "set_severity", severity=Severity.CRITICAL, reason="all are down")
    assert story.e.tier == becomes
    assert len(climbs(story)) == (tier == Tier.L1)


def test_what_is_not_open_does_not_climb():
    story = standing(Status.RESOLVED)
    story.send("Mon 10:00", "customer_replied", text="thank you")
    story.send("Mon 10:01", "ticket_changed", tags=("escalate_l2",))
    assert not climbs(story)


def test_a_severity_may_wait_for_nothing():
    silent = Trigger("unanswered", Tier.L2, unanswered_for={Severity.HIGH: "1h"})
    story = begun(Tier.L1, Severity.LOW, replace(POLICY, triggers=(silent,)))
    assert not [c for c in story.e.clocks if c.kind == ClockKind.TRIGGER]
