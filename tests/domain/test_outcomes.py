"""What became of a delivery is kept; what failed for good is shown and told aloud, once."""

from dataclasses import replace

import pytest

from escalation import recency
from escalation.actions import (
    Action,
    Alarm,
    Answer,
    Channel,
    CommentIssue,
    FollowIssue,
    NoteTicket,
    OpenIssue,
    PassOn,
    ReadTicket,
    ReplyToCustomer,
    Tell,
    UpdateIssue,
    channel_of,
)
from escalation.calendar import Calendar
from escalation.card import card
from escalation.context import TicketContext
from escalation.events import DeliveryFailed
from escalation.lifecycle import Decision
from escalation.model import Escalation
from escalation.outcomes import FAILED_MAX, Outcome, settle
from escalation.policy import Policy
from escalation.references import Issue, MessageRef
from escalation.terms import Severity, Status, Tier
from tests.domain.story import at, taken

TELL = Tell(effect="e90", tier=Tier.L2, text="hello")
NOTE = NoteTicket(effect="e91", text="hello")
ISSUE = OpenIssue(effect="e92", team="ENG", title="t", body="b", severity=Severity.HIGH)
FOLLOW = FollowIssue(effect="e96", issue="ENG-7", relation="related", text="b")
ALARM = Alarm(effect="e93", text="nobody answers")
READ = ReadTicket(effect="e95", fields={})
ANSWER = Answer(effect="e94", reply_to="slack:C1:U1", text="no")


def settled(e: Escalation, sent: tuple[Action, ...], *came: Outcome) -> Decision:
    return settle(e, sent, list(came), at("Mon 09:30"))


def test_references_are_kept_the_newest_of_each_tier():
    e = taken(Tier.L2).e
    first, second = MessageRef(Tier.L2, "C1", "1.0"), MessageRef(Tier.L2, "C1", "2.0")
    other = MessageRef(Tier.SECURITY, "C2", "3.0")
    for message in (first, other, second):
        e = settled(e, (TELL,), Outcome("e90", message=message)).escalation
    assert e.messages == (other, second)
    issue = Issue("uuid", "ENG-1")
    assert settled(e, (ISSUE,), Outcome("e92", issue=issue)).escalation.issue == issue


def test_an_issue_keeps_what_was_known_of_it():
    e = taken(Tier.L2).e
    known = Issue("uuid", "ENG-1", links=("a",), at=at("Mon 09:10"))
    e = e.changed(issue=known)
    came = Issue("uuid", "ENG-1", state="started", links=("b", "a"))
    kept = settled(e, (ISSUE,), Outcome("e92", issue=came)).escalation.issue
    assert kept == replace(came, links=("a", "b"), at=at("Mon 09:10"))
    other = Issue("other", "ENG-7")
    assert settled(e, (ISSUE,), Outcome("e92", issue=other)).escalation.issue == other
    followed = settled(e, (FOLLOW,), Outcome("e96", issue=other)).escalation.issue
    assert followed == replace(other, is_followed=True)


@pytest.mark.parametrize("known", [Issue("uuid", "ENG-1", state="started"), None])
def test_an_issue_that_turns_out_to_be_done_is_told_as_if_linear_had_said_so(known):
    e = taken(Tier.L2).e.changed(issue=known)
    came = Issue("uuid", "ENG-1", state="completed", assignee="dev")
    decision = settled(e, (ISSUE,), Outcome("e92", issue=came))
    told = [a for a in decision.actions if isinstance(a, Tell)]
    assert "done in Linear. Next step: tell the customer" in told[0].text
    kept = decision.escalation.issue
    assert (kept.state, kept.assignee, kept.at) == ("completed", "dev", at("Mon 09:30"))
    again = settled(decision.escalation, (ISSUE,), Outcome("e92", issue=came))
    assert not again.actions


def test_what_the_ticket_tells_is_kept_and_shown_with_the_customer():
    e = taken(Tier.L2, requester="Acme").e
    context = TicketContext(at("Mon 09:30"), fields=(("plan", "Gold"), ("page", "/export")))
    e = settled(e, (READ,), Outcome("e95", context=context)).escalation
    assert e.context == context
    assert card(e).customer == "Acme (Gold)"


def test_a_ticket_that_could_not_be_read_is_no_alarm():
    decision = settled(taken(Tier.L2).e, (READ,), Outcome("e95", failed="away"))
    assert [type(action) for action in decision.actions] == [Tell]  # the brief, as it is
    assert decision.escalation.failed


def test_what_was_delivered_says_nothing():
    e = taken(Tier.L2).e
    assert settled(e, (TELL, NOTE), Outcome("e90"), Outcome("e91")) == Decision(e, (), ())


@pytest.mark.parametrize(
    ("action", "channel", "told"),
    [
        (TELL, Channel.SLACK, [Alarm, NoteTicket]),  # the fallback channel, and the ticket
        (ALARM, Channel.SLACK, [NoteTicket]),  # the fallback channel failed itself
        (NOTE, Channel.HELPDESK, [Alarm]),
        (ISSUE, Channel.LINEAR, [Alarm]),
        (ANSWER, Channel.SLACK, []),  # only the asker was concerned
    ],
)
def test_what_failed_for_good_is_shown_and_told_elsewhere(action, channel, told):
    decision = settled(taken(Tier.L2).e, (action,), Outcome(action.effect, failed="not_found"))
    (failed,) = decision.escalation.failed
    assert (failed.effect, failed.channel, failed.reason) == (action.effect, channel, "not_found")
    (event,) = decision.events
    assert isinstance(event, DeliveryFailed)
    assert event.text == f"{action.type} could not be delivered to {channel}: not_found"
    assert [type(a) for a in decision.actions] == told


def test_the_same_failure_is_told_once_and_another_again():
    e = taken(Tier.L2).e
    first = settled(e, (NOTE,), Outcome("e91", failed="401")).escalation
    again = settled(first, (NOTE,), Outcome("e91", failed="401"))
    assert len(again.escalation.failed) == 2
    assert not again.actions
    assert settled(first, (NOTE,), Outcome("e91", failed="404")).actions


def test_failures_have_a_limit():
    e = taken(Tier.L2).e
    for n in range(FAILED_MAX + 1):
        e = settled(e, (NOTE,), Outcome("e91", failed=f"reason {n}")).escalation
    assert (len(e.failed), e.failed[0].reason) == (FAILED_MAX, "reason 1")


@pytest.mark.parametrize(
    ("action", "channel"),
    [
        (TELL, Channel.SLACK),
        (ALARM, Channel.SLACK),
        (ANSWER, Channel.SLACK),
        (ISSUE, Channel.LINEAR),
        (CommentIssue(effect="e1", text="x"), Channel.LINEAR),
        (UpdateIssue(effect="e1", severity=Severity.LOW), Channel.LINEAR),
        (NOTE, Channel.HELPDESK),
        (ReplyToCustomer(effect="e1", text="x"), Channel.HELPDESK),
        (PassOn(effect="e1", to="zendesk-8", commands=()), Channel.ESCALATION),
    ],
)
def test_every_action_has_one_channel_in_whose_order_it_goes(action: Action, channel: Channel):
    assert channel_of(action) == channel


def test_a_field_that_does_not_exist_cannot_be_changed():
    with pytest.raises(AttributeError, match="an escalation has no"):
        taken(Tier.L2).e.changed(colour="red")


def test_what_is_carried_over_has_no_more_of_the_policy_than_its_version():
    e = taken(Tier.L2).e
    nothing = Policy(version="test", calendars={}, tiers={}, clocks={}, fallback_channel="")
    assert e.bare.policy == nothing
    assert replace(e.bare, policy=e.policy) == e


def test_an_answer_from_before_the_last_fact_takes_nothing_back():
    known = Issue("uuid", "ENG-1", state="completed", assignee="dev", at=at("Mon 09:20"))
    e = taken(Tier.L2).e.changed(issue=known)
    came = Issue("uuid", "ENG-1", state="started", links=("a",), at=at("Mon 09:10"))
    kept = settled(e, (ISSUE,), Outcome("e92", issue=came)).escalation.issue
    assert kept == replace(known, links=("a",))


def test_what_could_not_be_written_is_not_what_the_ticket_says():
    story = taken(Tier.L2, assignee="agent-7")
    story.send("Mon 09:30", "resolve", resolution="restarted")
    (reply,) = story.done(ReplyToCustomer)
    failed = Outcome(reply.effect, failed="a field is required")
    story.e = settled(story.e, (reply,), failed).escalation
    assert recency.heard(story.e, "status") is None
    story.send("Mon 09:40", "confirm")
    whole = {"status": "open", "assignee": "agent-7", "is_snapshot": True}
    story.send("Mon 09:50", "ticket_changed", **whole)
    assert story.e.status == Status.CLOSED


def test_what_follows_from_an_answer_and_cannot_be_is_told_and_stops_nothing():
    e = taken(Tier.L2).e.changed(issue=Issue("uuid", "ENG-1", state="started"))
    closed = {name: Calendar("Europe/Berlin", {}) for name in e.policy.calendars}
    e = e.changed(policy=replace(e.policy, calendars=closed))
    came = Issue("uuid", "ENG-1", state="completed")
    after = settled(e, (ISSUE,), Outcome("e92", issue=came)).escalation
    assert after.history[-1].text.startswith("No issue_changed followed: ")
