"""What a delivery is handed: who is warned of what they may not read of gets a stub instead."""

from dataclasses import replace

import pytest

from activities.batches import SlackBatch
from escalation.actions import Channel, Tell
from escalation.policy import ClockRule, TierRule
from escalation.terms import ClockKind, Severity, Tier
from tests.domain.story import Story, at, said, taken
from tests.policies import CLOCKS, POLICY, QUIET
from workflows.batching import batch

STUB = "Restricted: security works on it"
PROMISES = replace(QUIET, clocks={**CLOCKS, ClockKind.PROMISE: ClockRule(warn=("75%",))})
OPEN_TIERS = {tier: replace(rule, is_restricted=False) for tier, rule in POLICY.tiers.items()}


def warned(story: Story, until: str) -> dict[str, SlackBatch]:
    """The deliveries of the warnings up to an instant, by who is asked."""
    found = {}
    while (next_at := story.e.next_at) and next_at < at(until):
        story.until(said(next_at))
        for tell in story.done(Tell):
            if tell.due_at:
                handed = batch(Channel.SLACK, (tell,), story.e, False)
                assert isinstance(handed, SlackBatch)
                found |= dict.fromkeys(tell.ask, handed)
    return found


def promised(tiers: dict[Tier, TierRule], *, alongside: bool) -> Story:
    """L2 keeps the customer's side, and security has the work or works with engineering."""
    story = taken(Tier.L2, Severity.CRITICAL, replace(PROMISES, tiers=tiers))
    if alongside:
        story.send("Mon 09:05", "escalate", to=Tier.ENGINEERING, reason="a crash")
        story.send("Mon 09:06", "acknowledge", actor="a-engineering")
        story.send("Mon 09:07", "engage", tier=Tier.SECURITY)
    else:
        story.send("Mon 09:07", "escalate", to=Tier.SECURITY, reason="keys are public")
        story.send("Mon 09:08", "acknowledge", actor="a-security")
    story.send("Mon 10:00", "promise", due_at=at("Mon 12:00"), text="we write of the keys")
    return story


@pytest.mark.parametrize("alongside", [True, False])
def test_the_contact_of_restricted_work_is_warned_with_a_stub_and_no_other(alongside: bool):
    found = warned(promised(dict(POLICY.tiers), alongside=alongside), "Mon 17:00")
    owner = "a-engineering" if alongside else "a-security"
    assert {"a-l2", owner} <= set(found)
    assert found["a-l2"].stubs["a-l2"] == STUB
    readers = {f"{who}-{tier}" for tier in ("security", "engineering") for who in ("a", "b")}
    assert not any(readers & set(handed.stubs) for handed in found.values())


def test_where_no_tier_is_restricted_nothing_is_a_stub():
    found = warned(promised(OPEN_TIERS, alongside=False), "Mon 17:00")
    assert "a-l2" in found
    assert not any(handed.stubs for handed in found.values())
