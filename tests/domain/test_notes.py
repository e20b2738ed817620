"""What is said in a thread is kept, corrected, withdrawn, and copied into the ticket."""

import pytest

from escalation.actions import NoteTicket, ReplyToCustomer, Tell
from escalation.references import MessageRef
from escalation.terms import Status, Tier
from tests.domain.story import Story, begun, standing, taken

HERE, ELSEWHERE = "slack:C-ENG:1.1", "slack:C-L2:2.2"


def in_engineering() -> Story:
    story = taken(Tier.ENGINEERING)
    there = (MessageRef(Tier.ENGINEERING, "C-ENG", "1.0"), MessageRef(Tier.L2, "C-L2", "2.0"))
    story.e = story.e.changed(messages=there)
    return story


@pytest.mark.parametrize(
    ("ref", "told"), [(HERE, ""), (ELSEWHERE, "agent noted: seen"), ("", "agent noted: seen")]
)
def test_a_note_is_not_told_again_where_it_was_said(ref: str, told: str):
    story = in_engineering()
    story.send("Mon 09:10", "note", text="seen", ref=ref)
    assert [(t.tier, t.text) for t in story.done(Tell)] == [(Tier.ENGINEERING, told)]
    assert [(n.text, n.ref, n.in_ticket) for n in story.e.notes] == [("seen", ref, False)]
    assert story.history.endswith("agent noted: seen")


def test_the_same_place_again_corrects_and_an_empty_text_withdraws():
    story = in_engineering()
    story.send("Mon 09:10", "note", text="sen", ref=HERE)
    story.send("Mon 09:11", "note", text="seen", ref=HERE)
    assert [n.text for n in story.e.notes] == ["seen"]
    assert story.history.endswith("agent corrected a note: seen")
    story.send("Mon 09:12", "note", text="seen", ref=HERE, command_id="again")
    assert not story.events
    story.send("Mon 09:13", "note", text=" ", ref=HERE)
    assert story.e.notes == ()
    assert story.history.endswith("agent withdrew a note")
    assert story.send("Mon 09:14", "note", text="", ref=HERE).refused.endswith("no such note")


def test_a_note_is_copied_into_the_ticket_when_asked_and_only_once():
    story = in_engineering()
    story.send("Mon 09:10", "note", text="the cause is a cache", ref=HERE)
    assert not story.done(NoteTicket)
    story.send("Mon 09:11", "note", text="", ref=HERE, to_ticket=True)
    assert [n.text for n in story.done(NoteTicket)] == ["agent: the cause is a cache"]
    again = story.send("Mon 09:12", "note", text="", ref=HERE, to_ticket=True, command_id="again")
    assert again.refused.endswith("it stands in the ticket already")


def test_a_correction_follows_into_the_ticket():
    story = in_engineering()
    story.send("Mon 09:10", "note", text="the cache", ref=HERE, to_ticket=True)
    assert [n.text for n in story.done(NoteTicket)] == ["agent shared: the cache"]
    story.send("Mon 09:11", "note", text="the index", ref=HERE)
    assert [n.text for n in story.done(NoteTicket)] == ["agent: the index"]
    story.send("Mon 09:12", "note", text="", ref=HERE)
    assert [n.text for n in story.done(NoteTicket)] == ["agent withdrew: the index"]


def test_sharing_another_s_word_gives_nothing_that_is_owed():
    story = in_engineering()
    due = story.due("internal_follow_up")
    story.send(
        "Mon 10:00", "note", text="it is the cache", ref=HERE, to_ticket=True, actor="a-engineering"
    )
    assert story.due("internal_follow_up") == due


def test_a_restricted_word_is_not_told_elsewhere():
    story = in_engineering()
    story.send("Mon 09:10", "engage", tier=Tier.SECURITY)
    story.e = story.e.changed(
        messages=(*story.e.messages, MessageRef(Tier.SECURITY, "C-SEC", "3.0"))
    )
    story.send("Mon 09:11", "note", text="the key is AKIA", ref="slack:C-SEC:3.1")
    assert [t.text for t in story.done(Tell)] == [""]


def test_what_has_no_ticket_is_written_by_a_person():
    story = begun(Tier.L2, helpdesk="slack", assignee="ana")
    assert not story.done(NoteTicket)
    refused = story.send("Mon 09:05", "note", text="x", ref=HERE, to_ticket=True).refused
    assert refused.endswith("it has no ticket")
    story.send("Mon 09:10", "update_customer", text="We are on it")
    assert not story.done(ReplyToCustomer)
    asked = story.done(Tell)[0]
    assert asked.ask == ("ana",)
    assert asked.text.endswith("Please tell the customer: We are on it")


def test_a_note_after_the_end_is_counted():
    story = standing(Status.CLOSED)
    story.send("Mon 09:10", "note", text="late", ref=HERE)
    assert story.e.ignored == 1
