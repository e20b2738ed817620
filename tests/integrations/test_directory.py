"""The directory: one name for one person, whoever reads it, and no fact that waits for a name."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from escalation.context import Word
from escalation.policy import Person
from escalation.references import Ticket, TicketSnapshot
from escalation.terms import Tier
from integrations.errors import Rejected, Transient, VendorError
from integrations.helpdesk import directory
from integrations.helpdesk.directory import Directory
from integrations.helpdesk.facts import TicketChanged, TicketOpened
from integrations.helpdesk.port import User
from tests.policies import POLICY

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
TEAM = replace(
    POLICY,
    people={"ana": Person("Ana Ribeiro", email="ana@example.com")},
    groups={"Engineering desk": Tier.ENGINEERING, "17": Tier.L2},
)


class Desk:
    """The two questions that a directory asks."""

    def __init__(self) -> None:
        self.users = {
            "7": User("A. Ribeiro", "Ana@Example.com"),
            "8": User("Ana Ribeiro", "ana@elsewhere.example"),
            "9": User("Mia Kunde"),
        }
        self.groups = {"11": "Engineering desk", "12": "Sales"}
        self.asked: list[str] = []
        self.fails: Exception | None = None
        self.sleeps_s = 0.0

    async def user(self, id_: str) -> User:
        await self._answer(id_)
        return self.users.get(id_, User())

    async def group(self, id_: str) -> str:
        await self._answer(id_)
        return self.groups.get(id_, "")

    async def _answer(self, id_: str) -> None:
        self.asked.append(id_)
        await asyncio.sleep(self.sleeps_s)
        if self.fails:
            raise self.fails


@pytest.mark.parametrize(
    ("id_", "known"),
    [("7", "ana"), ("8", "Ana Ribeiro"), ("9", "Mia Kunde"), ("404", "404"), ("", "")],
)
async def test_a_user_is_a_person_of_the_policy_or_a_name_or_an_id(id_: str, known: str):
    desk = Desk()
    there = Directory(TEAM, desk)
    assert [await there.person(id_), await there.person(id_)] == [known, known]
    assert len(desk.asked) == (1 if id_ else 0)


@pytest.mark.parametrize(
    ("id_", "known", "asked"),
    [
        ("11", "Engineering desk", 1),
        ("12", "12", 1),
        ("404", "404", 1),
        ("17", "17", 0),
        ("", "", 0),
    ],
)
async def test_a_group_is_named_where_the_policy_knows_the_name(id_: str, known: str, asked: int):
    desk = Desk()
    there = Directory(TEAM, desk)
    assert [await there.group(id_), await there.group(id_)] == [known, known]
    assert len(desk.asked) == asked


async def test_without_groups_in_the_policy_nobody_is_asked_for_one():
    desk = Desk()
    assert await Directory(replace(TEAM, groups={}), desk).group("11") == "11"
    assert desk.asked == []


async def test_facts_tickets_and_words_are_named():
    there = Directory(TEAM, Desk())
    ticket = Ticket("zendesk", "1", requester="9", assignee="7", group="11")
    at = {"ticket_id": "1", "delivery_id": "d", "at": AT}
    opened = await there.named(
        TicketOpened(**at, actor="9", snapshot=TicketSnapshot(ticket, "open", None))
    )
    assert isinstance(opened, TicketOpened)
    seen = opened.snapshot.ticket
    assert (seen.requester, seen.assignee, seen.group) == ("Mia Kunde", "ana", "Engineering desk")
    changed = await there.named(TicketChanged(**at, actor="7", assignee="", group="12"))
    assert isinstance(changed, TicketChanged)
    assert (changed.actor, changed.assignee, changed.group) == ("ana", "", "12")
    word = Word("c1", AT, "404", "Ana Ribeiro", is_customer=False, is_public=True, text="On it")
    assert (await there.named_word(word)).author == "ana"
    assert (await there.named_word(replace(word, by="Bo"))).author == "Bo"
    assert (await there.named_word(replace(word, by="", author="9"))).author == "Mia Kunde"


@pytest.mark.parametrize("how", ["fails", "is slow"])
async def test_in_a_hurry_an_id_stands_for_itself_and_is_asked_again_later(how, monkeypatch):
    monkeypatch.setattr(directory, "NAMED_WITHIN_S", 0.01)
    desk = Desk()
    desk.fails = Transient("no answer") if how == "fails" else None
    desk.sleeps_s = 0.1 if how == "is slow" else 0
    there = Directory(TEAM, desk)
    assert (await there.person("7"), await there.group("11")) == ("7", "11")
    desk.fails, desk.sleeps_s = None, 0
    assert (await there.person("7"), await there.group("11")) == ("ana", "Engineering desk")


async def test_without_a_hurry_what_fails_is_raised():
    desk = Desk()
    desk.fails = Transient("no answer")
    there = Directory(TEAM, desk, is_hurried=False)
    with pytest.raises(VendorError):
        await there.person("7")
    with pytest.raises(VendorError):
        await there.group("11")


@pytest.mark.parametrize("is_hurried", [True, False])
async def test_what_is_refused_is_no_reason_to_wait(is_hurried: bool):
    desk = Desk()
    desk.fails = Rejected("no right to see users", "give it")
    there = Directory(TEAM, desk, is_hurried=is_hurried)
    assert (await there.person("7"), await there.group("11")) == ("7", "11")


async def test_no_more_names_are_kept_than_a_team_needs(monkeypatch):
    monkeypatch.setattr(directory, "NAMES_MAX", 1)
    desk = Desk()
    there = Directory(TEAM, desk)
    for id_ in ("7", "9", "7"):
        await there.person(id_)
    assert desk.asked == ["7", "9", "7"]
