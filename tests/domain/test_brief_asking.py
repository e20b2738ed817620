"""The brief reaches the thread, its gaps are asked for once, and what is filled in passed on."""

from dataclasses import replace
from typing import Any

import pytest

from escalation.actions import Action, Button, CommentIssue, NoteTicket, ReadTicket, Tell
from escalation.brief import missing
from escalation.context import HEAD, SAID_MAX, Brief, TicketContext, Word
from escalation.events import Noted
from escalation.lifecycle import Decision
from escalation.outcomes import Outcome, settle
from escalation.policy import Policy
from escalation.terms import Severity, Status, Tier
from tests.domain.story import Story, at, begun, standing, taken
from tests.policies import POLICY, QUIET, tier_rule

FULL = {"impact": "acme", "tried": "all", "needed": "a look", "by_when": "Friday"}


def is_read(story: Story, context: TicketContext | None = None) -> Decision:
    """The ticket was read, as it is at each climb; without a context it could not be."""
    reads = [a for a in story.all_actions if isinstance(a, ReadTicket)]
    failed = "" if context else "away"
    came = [Outcome(read.effect, failed=failed, context=context) for read in reads[-1:]]
    return story.take(settle(story.e, tuple(reads), came, story.now))


def told(decision: Decision) -> list[Tell]:
    return [a for a in decision.actions if isinstance(a, Tell) and HEAD in a.text]


def climbed(to: Tier = Tier.ENGINEERING, policy: Policy = QUIET, **ticket: Any) -> Story:
    story = taken(Tier.L2, Severity.HIGH, policy, **{"assignee": "b-l2", **ticket})
    story.send("Mon 09:10", "escalate", to=to, reason="a bug", actor="a-l2")
    return story


def test_nobody_is_asked_before_the_ticket_is_read():
    story = climbed()
    assert not [
        a for a in story.all_actions if isinstance(a, Tell) and Button.FILL_BRIEF in a.buttons
    ]
    (tell,) = told(is_read(story))
    assert (tell.tier, tell.ask, tell.buttons) == (
        Tier.ENGINEERING,
        ("b-l2",),
        (Button.FILL_BRIEF,),
    )
    assert "*Still missing for engineering:* impact, tried" in tell.text


def test_a_slow_reading_numbers_no_other_effect_anew():
    story = climbed()
    numbered = story.e.effects
    (tell,) = told(is_read(story))
    assert (tell.effect.partition(".")[1:], story.e.effects) == ((".", "1"), numbered)
    silent = climbed(policy=replace(QUIET, slack_severities=()))
    assert told(is_read(silent)) == []
    assert silent.e.brief_asked == (Tier.ENGINEERING,)


def test_it_is_asked_once_for_a_tier_and_the_next_one_asks_for_its_own():
    story = climbed()
    assert len(told(is_read(story))) == 1
    assert told(is_read(story)) == []
    story.send("Mon 10:00", "de_escalate", to=Tier.L2, reason="back")
    story.send("Mon 10:10", "escalate", to=Tier.ENGINEERING, reason="again")
    assert told(is_read(story)) == []
    story.send("Mon 10:20", "escalate", to=Tier.PRODUCT, reason="a wish")
    (tell,) = told(is_read(story))
    assert "use case, frequency" in tell.text
    assert "environment" not in tell.text
    assert story.e.brief_asked == (Tier.ENGINEERING, Tier.PRODUCT)


def test_what_the_ticket_says_is_asked_of_nobody():
    said = "All users on Chrome 120 get Error 503 when they press Print. I expected a PDF. "
    word = Word("c", at("Mon 09:00"), "1", "Ada", True, True, f"{said}I tried another browser.")
    story = climbed(description="Nothing happens. Please fix it by Friday.")
    (tell,) = told(is_read(story, TicketContext(at("Mon 09:00"), words=(word,))))
    assert (missing(story.e), tell.ask, tell.buttons) == ((), (), ())
    assert "Still missing" not in tell.text


@pytest.mark.parametrize(
    ("assignee", "owner", "asked"),
    [
        ("b-l2", "a-l2", ("b-l2",)),
        ("a-l1", "a-l2", ()),  # first line reads the note in the ticket
        ("somebody", "a-l2", ()),  # nobody who is in Slack
        ("", "a-l2", ("a-l2",)),  # who had it before
        ("", "", ()),
    ],
)
def test_the_contact_is_asked_or_else_who_had_it(assignee: str, owner: str, asked: Any):
    story = taken(Tier.L2, Severity.HIGH, QUIET, assignee=assignee)
    story.e = story.e.changed(owner=owner, contact=assignee)
    story.send("Mon 09:10", "escalate", to=Tier.ENGINEERING, reason="a bug")
    story.e = story.e.changed(contact=assignee)
    notes = [n.text for n in story.done(NoteTicket)]
    assert any("Still missing for engineering: impact" in text for text in notes)
    (tell,) = told(is_read(story))
    assert tell.ask == asked
    assert tell.buttons == ((Button.FILL_BRIEF,) if asked else ())


def test_who_is_of_both_lines_is_asked_in_slack():
    l1 = replace(tier_rule(Tier.L1), lead="b-l2")
    story = climbed(policy=replace(QUIET, tiers={**QUIET.tiers, Tier.L1: l1}))
    assert told(is_read(story))[0].ask == ("b-l2",)


@pytest.mark.parametrize("step", [{"type": "fill_brief"}, {"type": "escalate", "to": Tier.PRODUCT}])
def test_a_brief_is_kept_as_long_as_a_form_takes_it(step: dict[str, Any]):
    story = climbed()
    fields = {"reason": "a wish"} if "to" in step else {}
    story.send("Mon 09:20", **step, **fields, brief=Brief(tried="x" * 20_000))
    assert len(story.e.brief.tried) == SAID_MAX


def test_security_starts_with_what_there_is():
    (tell,) = told(is_read(climbed(Tier.SECURITY)))
    assert (tell.tier, tell.ask, tell.buttons) == (Tier.SECURITY, (), ())


def test_where_there_is_no_ticket_to_read_it_is_asked_at_once():
    story = begun(Tier.L2, policy=QUIET, helpdesk="slack")
    (tell,) = told(Decision(story.e, (), story.actions))
    assert tell.buttons == (Button.FILL_BRIEF,)


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED])
def test_what_is_over_asks_for_nothing(status: Status):
    story = standing(status)
    assert told(is_read(story)) == []
    assert story.e.brief_asked == ()


def test_the_next_run_asks_for_no_gap_that_was_asked_for():
    story = climbed()
    assert told(is_read(story))
    story.send("Mon 10:00", "close")
    story.send("Tue 10:00", "reopen", reason="again")
    story.send("Tue 10:01", "escalate", to=Tier.ENGINEERING, reason="anew")
    assert story.e.run == 2
    assert told(is_read(story)) == []
    story.send("Tue 10:02", "escalate", to=Tier.PRODUCT, reason="a wish")
    assert told(is_read(story))


def test_first_line_is_asked_for_nothing():
    story = climbed()
    story.send("Mon 09:20", "de_escalate", to=Tier.L1, reason="back")
    assert told(is_read(story)) == []


def test_what_is_filled_in_stands_in_ticket_issue_and_thread_once():
    story = climbed()
    is_read(story)
    filled = {"brief": Brief(tried="two printers", impact="*all*"), "command_id": "c1"}
    story.send("Mon 09:30", "fill_brief", actor="b-l2", **filled)
    said = "b-l2 filled in the brief: Impact, Tried"
    assert [t.text for t in story.done(Tell)] == [said]
    assert [n.text for n in story.done(NoteTicket)] == [
        f"{HEAD}: {said}\nImpact: *all*\nTried: two printers"
    ]
    assert [c.text for c in story.done(CommentIssue)] == [
        f"{said}\n\n**Impact:** \\*all\\*\n\n**Tried:** two printers"
    ]
    assert (story.e.brief.tried, story.e.status) == ("two printers", Status.UNACKNOWLEDGED)
    assert isinstance(story.events[0], Noted)
    story.send("Mon 09:31", "fill_brief", actor="b-l2", **filled)
    assert story.actions == ()
    again = story.send("Mon 09:32", "fill_brief", brief=Brief(tried="two printers"))
    assert again.refused == "fill_brief refused: nothing of it is new in the brief"


def test_the_tier_s_own_word_in_the_brief_is_the_word_owed():
    story = climbed()
    story.send("Mon 10:00", "fill_brief", actor="a-engineering", brief=Brief(tried="a restart"))
    assert story.clock("internal_follow_up").started_at == at("Mon 10:00")


def test_a_field_as_long_as_a_book_is_cut():
    story = climbed()
    story.send("Mon 10:00", "fill_brief", brief=Brief(tried="x" * 20_000))
    assert len(story.e.brief.tried) == 3_000


def test_a_filled_brief_is_withheld_where_the_work_is():
    story = climbed(Tier.SECURITY)
    story.send("Mon 10:00", "fill_brief", actor="b-l2", brief=Brief(seen="an odd login"))
    texts = [a.text for a in story.actions if isinstance(a, Tell) and a.tier != Tier.SECURITY]
    assert "odd login" not in str(texts)


def test_a_second_read_of_the_same_batch_asks_nobody_again():
    story = climbed()
    before = is_read(story)
    replayed: tuple[Action, ...] = before.actions
    assert len([a for a in replayed if isinstance(a, Tell)]) == 1
    assert is_read(story).escalation.brief_asked == (Tier.ENGINEERING,)
    assert POLICY.tiers[Tier.SECURITY].is_restricted
