"""What escalations send to the ledger is what its questions are about."""

from dataclasses import replace
from datetime import timedelta

from escalation.record import Record
from escalation.terms import Severity, Tier
from escalation.triage.words import Kind
from ledger.false_rules import RuleRecord, false_rules
from ledger.queries import gaps, labelled
from tests.domain.story import Story, at, begun
from tests.ledger.said import record
from tests.policies import POLICY

KEPT = replace(POLICY, ledger=True)
BUG = {"subject": "Export is empty", "description": "since 9"}


async def keep(store, story: Story) -> None:
    for action in story.all_actions:
        if isinstance(action, Record):
            await record(store, story.e.id, action)


async def test_what_came_back_is_counted_against_the_rule_that_let_it_through(store) -> None:
    story = begun(Tier.L1, Severity.HIGH, KEPT, tags=("escalate_engineering",), **BUG)
    story.send("Mon 09:05", "acknowledge", actor="a-engineering")
    story.send(
        "Mon 11:00",
        "de_escalate",
        actor="a-engineering",
        to=Tier.L2,
        category="not_a_bug",
        reason="it is set so in their account",
    )
    await keep(store, story)
    async with store.reading() as db:
        (found,) = await false_rules(db, at("Mon 00:00"))
        assert await labelled(db) != []
        assert (await labelled(db))[0].kind == Kind.QUESTION
        assert await gaps(db) == []
    assert found == RuleRecord("asked-engineering", 1, 1, timedelta(hours=2), 8.0)


async def test_what_engineering_resolves_was_a_bug(store) -> None:
    story = begun(Tier.ENGINEERING, Severity.HIGH, KEPT, **BUG)
    story.send("Mon 09:05", "acknowledge", actor="a-engineering")
    story.send("Mon 11:00", "resolve", actor="a-engineering", resolution="fixed")
    story.send("Mon 12:00", "confirm", actor="a-engineering")
    await keep(store, story)
    async with store.reading() as db:
        (found,) = await labelled(db)
    assert (found.kind, found.text) == (Kind.BUG, "Export is empty\nsince 9")
