"""What comes from outside is bounded: how far, how old, how long."""

from datetime import timedelta

import pytest

from escalation.lifecycle import TOLD_WITHIN, decide
from escalation.model import LINE_MAX, Escalation
from escalation.outcomes import Outcome, settle
from escalation.terms import ClockKind, Severity, Tier
from integrations.envelope import parse
from tests.domain.story import at, begun, taken
from tests.domain.test_outcomes import ISSUE
from tests.policies import POLICY

FAR = at("Mon 09:30") + timedelta(days=5_000)


@pytest.mark.parametrize(
    ("type_", "fields"),
    [
        ("promise", {"due_at": FAR, "text": "one day"}),
        ("pause", {"reason": "on_hold", "until": FAR}),
    ],
)
def test_an_instant_nobody_lives_to_see_is_refused(type_: str, fields: dict[str, object]) -> None:
    assert "too far ahead" in taken(Tier.L2).send("Mon 09:30", type_, **fields).refused


def test_a_ticket_told_late_does_not_announce_the_breaches_of_a_year() -> None:
    now = at("Mon 09:00")
    raw = {"type": "open", "escalation": "zendesk-7", "ticket": {"helpdesk": "zendesk", "id": "7"}}
    old = {**raw, "at": (now - timedelta(days=365)).isoformat(), "severity": "critical"}
    decision = decide(Escalation("zendesk-7", POLICY), parse(old).command, now)
    assert decision.escalation.opened_at == now - TOLD_WITHIN
    assert len(decision.actions) < 2_000


def test_a_long_text_is_a_short_line_of_story() -> None:
    story = begun(Tier.L2)
    story.send("Mon 09:05", "set_severity", severity=Severity.LOW, reason="x" * 9_000)
    assert max(len(line.text) for line in story.e.history) == LINE_MAX
    clock = story.e.clock(ClockKind.RESOLUTION)
    assert clock is not None
    assert max(len(aim.reason) for aim in clock.aims) < LINE_MAX


def test_an_issue_that_was_refused_is_opened_anew_by_the_next_move() -> None:
    story = taken(Tier.L2)
    assert story.e.is_logged
    failed = settle(story.e, (ISSUE,), [Outcome(ISSUE.effect, failed="no team")], story.now)
    assert not failed.escalation.is_logged


def test_a_tier_remembers_the_reason_it_sent_back_and_no_other() -> None:
    story = taken(Tier.L2)
    story.send("Mon 10:00", "escalate", to=Tier.ENGINEERING, reason="crash")
    story.send("Mon 11:00", "de_escalate", to=Tier.L2, reason="no", category="not_a_bug")
    assert [tier for tier, _ in story.e.returned] == [Tier.ENGINEERING]
    again = story.send("Mon 12:00", "escalate", to=Tier.ENGINEERING, reason=" Crash ")
    assert "give a new one" in again.refused
