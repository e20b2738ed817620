"""Every event goes into the ledger once, in batches, at moments that send something anyway."""

from dataclasses import replace

from escalation.actions import Alarm
from escalation.outcomes import Outcome, settle
from escalation.record import Entry, Record
from escalation.recording import BATCH, WAITING_MAX
from escalation.terms import Tier
from tests.domain.story import Story, at, begun
from tests.policies import POLICY

KEPT = replace(POLICY, ledger=True)


def records(story: Story) -> list[Record]:
    return [action for action in story.all_actions if isinstance(action, Record)]


def entries(story: Story) -> list[Entry]:
    sent = [entry for record in records(story) for entry in record.entries]
    return [*sent, *story.e.record]


def test_without_a_ledger_nothing_is_kept_for_it():
    story = begun(Tier.L2)
    assert (story.e.record, story.e.recorded, records(story)) == ((), 0, [])


def test_first_line_keeps_to_itself_until_something_moves():
    story = begun(Tier.L1, policy=KEPT)
    assert not records(story)
    story.send("Mon 09:10", "escalate", to=Tier.L2, reason="stuck")
    (record,) = records(story)
    assert [e.type for e in record.entries][:2] == ["Opened", "Moved"]
    assert story.e.record == ()


def test_every_event_has_the_next_number():
    story = begun(Tier.L1, policy=KEPT, description="It is empty", product="export")
    story.send("Mon 09:10", "escalate", to=Tier.L2, reason="stuck")
    story.send("Mon 09:20", "note", actor="a-l2", text="looking")
    story.send("Mon 09:30", "close")
    kept = entries(story)
    assert [e.sequence for e in kept] == list(range(1, len(kept) + 1))
    assert len(kept) == story.e.recorded == len(story.all_events)
    moved = next(e for e in kept if e.type == "Moved")
    assert moved.fields == {"before": "l1", "after": "l2", "is_jump": "False"}
    last = records(story)[-1]
    assert (last.product, last.text) == ("export", "Export is empty\nIt is empty")


def test_a_move_names_the_rule_that_made_it_and_no_rule_where_people_did():
    story = begun(Tier.L1, policy=KEPT, tags=("escalate_l2",))
    story.send("Mon 09:10", "escalate", actor="a-l2", to=Tier.ENGINEERING, reason="stuck")
    moves = [entry.fields for entry in entries(story) if entry.type == "Moved"]
    assert [(m["after"], m.get("rule")) for m in moves] == [
        ("l2", "asked-l2"),
        ("engineering", None),
    ]


def test_many_small_events_are_worth_a_call_beside_what_is_sent():
    story = begun(Tier.L2, policy=KEPT)
    before = len(records(story))
    for minute in range(BATCH):
        story.send(f"Mon 09:{minute + 1:02}", "note", actor="a-l2", text=f"step {minute}")
    assert len(records(story)) == before + 1


def test_a_repeat_is_no_event_of_the_ledger():
    story = begun(Tier.L2, policy=KEPT)
    story.send("Mon 09:01", "note", text="once", command_id="n1")
    recorded = story.e.recorded
    story.send("Mon 09:01", "note", text="once", command_id="n1")
    assert story.e.recorded == recorded


def test_what_a_restricted_tier_holds_is_not_told_in_words():
    story = begun(Tier.SECURITY, policy=KEPT, description="the key is 123")
    (record,) = records(story)
    assert record.text == ""
    assert all(entry.text == "" for entry in record.entries)


def test_what_a_restricted_tier_comes_to_work_on_is_forgotten_at_once():
    story = begun(Tier.L2, policy=KEPT, description="the key is 123")
    story.send("Mon 09:10", "engage", tier=Tier.SECURITY, reason="a leak")
    told = records(story)
    assert [bool(record.text) for record in told] == [True, False]


def test_what_could_not_be_written_waits_for_the_next_time():
    story = begun(Tier.L2, policy=KEPT)
    (record,) = records(story)
    story.take(settle(story.e, (record,), [Outcome(record.effect, failed="away")], at("Mon 10:00")))
    assert story.e.record[: len(record.entries)] == record.entries
    assert len(story.done(Alarm)) == 1
    story.send("Mon 10:01", "close")
    again = records(story)[-1]
    assert again.entries[: len(record.entries)] == record.entries


def test_what_waits_is_bounded_and_the_numbers_show_the_gap():
    story = begun(Tier.L2, policy=KEPT)
    (record,) = records(story)
    old = tuple(replace(record.entries[0], sequence=i) for i in range(WAITING_MAX))
    lost = replace(record, entries=(*old, *record.entries))
    story.take(settle(story.e, (lost,), [Outcome(lost.effect, failed="away")], at("Mon 10:00")))
    assert len(story.e.record) == WAITING_MAX
