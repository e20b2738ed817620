"""What the next owner must know, and what nobody is asked for twice."""

from dataclasses import replace

import pytest

from escalation.brief import REQUIRED, missing, render
from escalation.context import Brief
from escalation.model import Escalation
from escalation.references import Issue
from escalation.terms import Severity, Tier
from tests.domain.story import at, begun, taken
from tests.policies import POLICY, QUIET

COMMON = ["summary", "impact", "tried", "needed", "by_when"]


@pytest.mark.parametrize(
    ("tier", "required"),
    [
        (Tier.L1, []),
        (Tier.L2, COMMON),
        (Tier.ENGINEERING, [*COMMON, "steps", "expected", "actual", "environment", "evidence"]),
        (Tier.PRODUCT, [*COMMON, "use_case", "frequency"]),
        (Tier.LEADERSHIP, [*COMMON, "business_context", "revenue_at_risk", "decision_asked"]),
        (Tier.SECURITY, ["seen", "affected", "containment"]),
    ],
)
def test_each_tier_asks_for_its_own_fields(tier: Tier, required: list[str]):
    empty = Escalation("zendesk-7", POLICY, tier=tier)
    assert list(missing(empty)) == required
    full = Brief(**dict.fromkeys(required, "known"))
    assert missing(empty.changed(brief=full)) == ()
    assert set(REQUIRED) == set(Tier)


def test_the_ticket_s_subject_is_the_summary_until_somebody_writes_one():
    story = begun(Tier.L2)
    assert "summary" not in missing(story.e)
    assert "Summary: Export is empty" in render(story.e)
    story.e = story.e.changed(brief=Brief(summary="CSV export has no rows"))
    assert "Summary: CSV export has no rows" in render(story.e)


def test_what_the_escalation_knows_is_always_shown():
    story = taken(Tier.L2, Severity.HIGH, QUIET, requester="acme", url="https://desk/7")
    story.e = story.e.changed(issue=Issue("uuid", "ENG-1", "https://linear/ENG-1"))
    story.send("Mon 09:20", "update_customer", text="we look")
    story.send("Mon 09:30", "promise", due_at=at("Mon 15:00"), text="by three")
    story.send("Mon 09:40", "pause", reason="third_party")
    lines = render(story.e).splitlines()
    assert lines[:2] == ["Severity: high", "Customer: acme"]
    for line in (
        "Resolution: paused",
        "Customer update: due Mon 2026-03-02 12:20 UTC",
        "Promise: due Mon 2026-03-02 14:00 UTC",
        "Last word to the customer: we look",
        "Ticket: https://desk/7",
        "Issue: https://linear/ENG-1",
    ):
        assert line in lines
    story.until("Mon 16:00")
    assert "Promise: was due Mon 2026-03-02 14:00 UTC" in render(story.e).splitlines()


def test_a_long_description_is_cut_and_an_unknown_customer_said():
    text = render(begun(Tier.L2, description="x" * 2_000).e)
    assert f"In the customer's words: {'x' * 1_500}\n" in text
    assert "Customer: unknown" in text


def test_before_its_opening_there_is_little_to_say():
    assert render(Escalation("zendesk-7", replace(POLICY))) == "Severity: medium\nCustomer: unknown"
