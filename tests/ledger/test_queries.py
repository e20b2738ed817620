"""What the ledger is asked: stories, gaps, how texts turned out, which rules prove false."""

from dataclasses import replace
from datetime import timedelta

import pytest

from escalation.record import Entry
from escalation.terms import Severity, Tier
from escalation.triage.words import Kind
from ledger.false_rules import RuleRecord, false_rules
from ledger.kindred import Reported, reported
from ledger.queries import Gap, Labelled, gaps, labelled, story
from tests.ledger.said import AT, batch, entry, record

NO_BUG = {"category": "not_a_bug", "tier": "engineering"}


def told(minutes: int, type_: str, tier: Tier = Tier.L2, /, **fields: str) -> Entry:
    """An event; its number is its minute, so that tables stay short."""
    at = AT + timedelta(minutes=minutes)
    return Entry(minutes, at, type_, "said", tier, Severity.HIGH, fields)


def climb(minutes: int, rule: str = "", after: str = "engineering") -> Entry:
    rules = {"rule": rule} if rule else {}
    return told(minutes, "Moved", Tier(after), before="l2", after=after, **rules)


async def test_a_story_is_told_in_order(store) -> None:
    await record(store, "zendesk-1", batch(entry(2, "Moved", before="l1"), entry(1, "Opened")))
    await record(store, "zendesk-2", batch(entry(1, "Opened")))
    async with store.reading() as db:
        assert await story(db, "zendesk-1") == [entry(1, "Opened"), entry(2, "Moved", before="l1")]
        assert await story(db, "zendesk-3") == []


async def test_what_is_missing_is_seen(store) -> None:
    await record(store, "zendesk-1", batch(*map(entry, (1, 2, 3))))
    await record(store, "zendesk-2", batch(*map(entry, (1, 4, 5, 9))))
    await record(store, "zendesk-3", batch(*map(entry, (3,))))
    async with store.reading() as db:
        found = await gaps(db)
    assert found == [Gap("zendesk-2", 2, 3), Gap("zendesk-2", 6, 8), Gap("zendesk-3", 1, 2)]


@pytest.mark.parametrize(
    ("told_", "kind"),
    [
        ([told(1, "Resolved", Tier.ENGINEERING)], Kind.BUG),
        ([told(1, "Resolved", Tier.PRODUCT)], Kind.FEATURE),
        ([told(1, "Resolved", Tier.SECURITY)], Kind.SECURITY),
        ([told(1, "CameBack", **NO_BUG)], Kind.QUESTION),
        ([told(1, "CameBack", **NO_BUG), told(2, "Resolved")], Kind.QUESTION),
        ([told(1, "CameBack", **NO_BUG), told(2, "Resolved", Tier.ENGINEERING)], Kind.BUG),
        ([told(1, "Resolved")], None),
        ([told(1, "Opened")], None),
    ],
)
async def test_what_came_of_it_says_what_it_was(store, told_, kind) -> None:
    await record(store, "zendesk-1", batch(*told_, text="It fails\nsince 9"))
    async with store.reading() as db:
        found = await labelled(db)
    assert found == ([Labelled("zendesk-1", "It fails\nsince 9", kind)] if kind else [])


async def test_without_a_text_there_is_nothing_to_learn(store) -> None:
    await record(store, "zendesk-1", batch(told(1, "Resolved", Tier.SECURITY), text=""))
    async with store.reading() as db:
        assert await labelled(db) == []


async def test_a_rule_is_judged_by_what_came_back(store) -> None:
    back = told(180, "CameBack", rule="outage words", **NO_BUG)
    await record(store, "zendesk-1", batch(climb(60, "outage words"), back))
    await record(store, "zendesk-2", batch(climb(60, "outage words")))
    await record(store, "zendesk-3", batch(climb(60), told(90, "CameBack", **NO_BUG)))
    await record(store, "zendesk-4", batch(climb(60, "vip"), told(70, "Closed")))
    async with store.reading() as db:
        found = await false_rules(db, AT)
    assert found == [
        RuleRecord("outage words", 2, 1, timedelta(hours=2), 8.0),  # high weighs four
        RuleRecord("", 1, 1, timedelta(minutes=30), 2.0),
        RuleRecord("vip", 1, 0, timedelta(), 0.0),
    ]
    assert [one.share for one in found] == [0.5, 1.0, 0.0]


async def test_each_return_is_counted_from_the_latest_arrival(store) -> None:
    events = [
        climb(60, "vip"),
        told(120, "CameBack", rule="vip", **NO_BUG),
        told(121, "Moved", before="engineering", after="l2"),
        climb(180, "vip"),
        told(210, "CameBack", rule="vip", **NO_BUG),
    ]
    await record(store, "zendesk-1", batch(*events))
    async with store.reading() as db:
        assert await false_rules(db, AT) == [RuleRecord("vip", 2, 2, timedelta(minutes=90), 6.0)]


async def test_what_was_before_the_day_is_not_counted(store) -> None:
    await record(
        store, "zendesk-1", batch(climb(60, "vip"), told(90, "CameBack", rule="vip", **NO_BUG))
    )
    await record(store, "zendesk-2", batch(climb(60, "old")))
    async with store.reading() as db:
        late = await false_rules(db, AT + timedelta(minutes=75))
        later = await false_rules(db, AT + timedelta(minutes=91))
    assert late == [RuleRecord("vip", 0, 1, timedelta(minutes=30), 2.0)]
    assert late[0].share == replace(late[0], let_through=1, came_back=3).share == 1.0
    assert later == []


async def test_what_opened_where_it_came_back_from_is_held_since_then(store) -> None:
    opened = told(30, "Opened", Tier.ENGINEERING)
    await record(store, "zendesk-1", batch(opened, told(90, "CameBack", **NO_BUG)))
    async with store.reading() as db:
        assert await false_rules(db, AT) == [RuleRecord("", 0, 1, timedelta(hours=1), 4.0)]


async def test_others_of_the_product_are_found_while_they_are_open_and_recent(store) -> None:
    api = {"product": "api", "text": "500s"}
    await record(store, "zendesk-1", batch(entry(10, "Opened"), customer="acme", **api))
    await record(store, "zendesk-2", batch(entry(20, "Opened"), problem="problem-1", **api))
    await record(store, "zendesk-3", batch(entry(30, "Opened"), product="web", text="500s"))
    await record(store, "zendesk-4", batch(entry(30, "Opened"), entry(31, "Closed"), **api))
    await record(store, "zendesk-5", batch(entry(30, "Opened"), product="api", text=""))
    await record(store, "zendesk-6", batch(entry(1, "Opened"), **api))
    await record(store, "zendesk-7", batch(entry(30, "Opened"), **api))
    async with store.reading() as db:
        since, never = AT + timedelta(minutes=5), AT + timedelta(days=1)
        found = await reported(db, "zendesk-7", "api", since, never)
        also_solved = await reported(db, "zendesk-7", "api", since, since)
    assert found == [
        Reported("zendesk-2", "", "500s", AT + timedelta(minutes=20), "problem-1", None),
        Reported("zendesk-1", "acme", "500s", AT + timedelta(minutes=10), "", None),
    ]
    assert [(r.escalation, r.solved_at) for r in also_solved if r not in found] == [
        ("zendesk-4", AT + timedelta(minutes=31))
    ]
