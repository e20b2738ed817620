"""One customer's story from the first word to the last, the same in each of the four helpdesks.

A ticket climbs, becomes an issue, is done in Linear, and the customer is told. It is not fixed; it
comes back, and so does the issue. Then it is, and closes.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

import pytest

from escalation.model import Escalation
from escalation.terms import Status, Tier
from tests.e2e.town import Json, Town

pytestmark = [pytest.mark.server, pytest.mark.timeout(240)]

BEN, ANA, DEV = "agent-8", "agent-7", "eng-1"
SUBJECT = "The export of March is empty"
BRIEF = {
    "to": "engineering",
    "reason": "The job runs out of memory",
    "impact": "One customer, every export",
    "tried": "A smaller range works",
    "needed": "Fix the job",
    "by_when": "This week",
    "steps": "Export March",
    "expected": "Rows",
    "actual": "None",
    "environment": "Production",
    "evidence": "The job's log ends in an OutOfMemory",
}
NOT_FIXED, FIXED = "It is still empty on our side", "All rows are there now, thank you!"


@dataclass
class Story:
    """One ticket of one helpdesk, and the issue it became."""

    town: Town
    desk: str
    ticket: str = ""

    @property
    def id(self) -> str:
        return f"{self.desk}-{self.ticket}"

    async def arrives(self) -> Escalation:
        told = await self.town.act(
            f"{self.desk}/tickets",
            subject=SUBJECT,
            description="The file has no rows.",
            priority="high",
            requester="Maya Lindgren",
            organization="Northwind Freight",
            fields={"organization.plan": "Enterprise", "ticket.page": "/exports"},
        )
        self.ticket = escalation_in(told).removeprefix(f"{self.desk}-")
        return await self.town.settled(self.id)

    async def writes(self, text: str) -> Escalation:
        await self.town.act(
            f"{self.desk}/tickets/{self.ticket}/reply", author="customer", text=text
        )
        return await self.town.settled(self.id)

    async def presses(self, button: str, by: str, tier: Tier, **fields: str) -> Escalation:
        e = await self.town.settled(self.id)
        await self.town.press(e, button, by, tier, **fields)
        return await self.town.settled(self.id)

    async def is_moved(self, state: str) -> Escalation:
        (issue,) = await self.town.issues()
        await self.town.act(f"linear/issues/{issue['id']}", by="dev@example.com", state=state)
        return await self.town.settled(self.id)

    async def replies(self) -> list[str]:
        """What support has written to the customer."""
        words = await self.town.helpdesks[self.desk].words(self.ticket)
        return [word.text for word in words if word.is_public and not word.is_customer]

    async def status(self) -> str:
        return (await self.town.helpdesks[self.desk].ticket(self.ticket)).status


def escalation_in(told: Json) -> str:
    """Whose the gateway said that a ticket is."""
    bodies = [delivery["body"] for delivery in told["deliveries"]]
    found = [body for body in bodies if "escalation" in body]
    assert found, bodies
    return str(found[0].split('"escalation":"')[1].split('"')[0])


@pytest.fixture(params=["zendesk", "intercom", "freshdesk", "hubspot"])
def story(request: pytest.FixtureRequest, town: Town) -> Story:
    return Story(town, request.param)


async def test_from_the_first_word_to_the_last(story: Story):
    await climbs(story)
    await is_logged(story)
    await is_done_and_the_customer_told(story)
    await comes_back(story)
    await is_done_again_and_confirmed(story)
    await happened_once(story)


async def climbs(story: Story) -> None:
    e = await story.arrives()
    assert (e.status, e.tier, e.ticket and e.ticket.subject) == (Status.WATCHING, Tier.L1, SUBJECT)
    assert e.customer == "Maya Lindgren"
    await story.town.pass_until(story.town.now + timedelta(hours=24))
    e = await story.town.settled(story.id)
    assert (e.status, e.tier) == (Status.UNACKNOWLEDGED, Tier.L2)
    e = await story.presses("acknowledge", BEN, Tier.L2)
    assert (e.status, e.owner) == (Status.WORKING, BEN)


async def is_logged(story: Story) -> None:
    e = await story.presses("escalate", BEN, Tier.L2, **BRIEF)
    assert (e.status, e.tier) == (Status.UNACKNOWLEDGED, Tier.ENGINEERING)
    assert e.issue
    (issue,) = await story.town.issues()
    assert SUBJECT in issue["title"]
    for known in ("Maya Lindgren", "Northwind Freight", "Enterprise", "/exports"):
        assert known in issue["description"]
    titles = {link["title"]: link["url"] for link in issue["attachments"]}
    assert e.ticket
    assert e.ticket.url in titles.values()
    assert any("temporal.example" in url for url in titles.values())
    assert [need["customer"]["name"] for need in issue["needs"]] == ["Northwind Freight"]
    assert issue["team"]["key"] == "ENG"  # it went along, from the team of l2
    (said,) = [c["body"] for c in issue["comments"] if "escalated l2 → engineering" in c["body"]]
    assert "**Tried and ruled out:** A smaller range works" in said
    e = await story.presses("acknowledge", DEV, Tier.ENGINEERING)
    assert e.owner == DEV


async def is_done_and_the_customer_told(story: Story) -> None:
    e = await story.is_moved("Done")
    assert e.status == Status.WORKING
    assert any(
        "Next step: tell the customer" in text for text in await story.town.thread("engineering")
    )
    before = len(await story.replies())
    e = await story.presses("update_customer", BEN, Tier.L2, text="The export works again.")
    e = await story.presses("resolve", DEV, Tier.ENGINEERING, **fix("More memory for the job"))
    assert e.status == Status.RESOLVED
    told = (await story.replies())[before:]
    assert [text.splitlines()[0] for text in told] == ["The export works again.", resolved(story)]
    assert await story.status() == "solved"


async def comes_back(story: Story) -> None:
    e = await story.writes(NOT_FIXED)
    assert e.status == Status.RESOLVED
    assert any(NOT_FIXED in text for text in await story.town.thread("engineering"))
    e = await story.presses("reopen", BEN, Tier.L2)
    assert (e.status, e.tier, e.owner, e.reopened) == (
        Status.UNACKNOWLEDGED,
        Tier.ENGINEERING,
        DEV,
        1,
    )
    (issue,) = await story.town.issues()
    assert issue["state"]["type"] not in ("completed", "canceled")
    assert await story.status() == "open"
    e = await story.presses("acknowledge", DEV, Tier.ENGINEERING)
    assert e.status == Status.WORKING


async def is_done_again_and_confirmed(story: Story) -> None:
    await story.is_moved("Done")
    e = await story.presses("resolve", DEV, Tier.ENGINEERING, **fix("The right job this time"))
    assert e.status == Status.RESOLVED
    assert (await story.replies())[-1].startswith(resolved(story))
    e = await story.writes(FIXED)
    e = await story.presses("confirm", BEN, Tier.L2)
    assert (e.status, e.ending) == (Status.CLOSED, "confirmed")
    assert await story.status() == "solved"
    assert [failed.reason for failed in e.failed] == []


async def happened_once(story: Story) -> None:
    """Every effect outside, by the key that makes a repeat harmless; living messages live on."""
    lines = [(e["face"], e["what"], e["target"], e["key"]) for e in await story.town.record("")]
    keyed = Counter(line for line in lines if line[-1] and line[1] != "chat.update")
    assert {face for face, *_ in keyed} == {"slack", "linear", story.desk}
    assert {line: times for line, times in keyed.items() if times > 1} == {}


def fix(resolution: str) -> dict[str, str]:
    return {"resolution": resolution, "root_cause": "Too little memory", "learned": "Measure it"}


def resolved(story: Story) -> str:
    return story.town.policy.texts.resolved
