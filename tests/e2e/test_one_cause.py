"""Three customers, one cause: proposed, said by people, fixed once, and told to each customer.

From the helpdesk's webhooks over clicks in Slack to the issue in Linear and back again.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass

import pytest

from escalation.model import Escalation
from escalation.terms import Status, Tier
from tests.e2e.test_story import escalation_in
from tests.e2e.town import Json, Town

pytestmark = [pytest.mark.server, pytest.mark.timeout(240)]

BEN, DEV = "agent-8", "eng-1"
CHANNEL = "engineering"
SUBJECT = "CSV export of the monthly report is empty"
REPORTED = "Since this morning the CSV export of the monthly report has no rows, only its header."
CUSTOMERS = {"Maya Lindgren": "Northwind", "Liam Chen": "Globex", "Olga Petrova": "Initech"}
FIX = {"resolution": "More memory", "root_cause": "Too little", "learned": "Measure it"}
UPDATE = "{}, your export works again."


@dataclass
class Cause:
    """The three escalations, and the problem that they become."""

    town: Town
    ids: list[str]

    @property
    def id(self) -> str:
        return f"problem-{self.ids[0]}"

    async def all(self) -> list[Escalation]:
        return [await self.town.settled(id_) for id_ in self.ids]

    async def told(self, id_: str, text: str) -> list[Json]:
        """The entries with a text in the thread of an escalation."""
        e = await self.town.settled(id_)
        shown = next(m for m in e.messages if m.tier == Tier.ENGINEERING)
        state = (await self.town.http.get("/control/state")).json()
        found = next(c for c in state["slack"]["channels"] if c["name"] == CHANNEL)
        thread = next(m for m in found["messages"] if m["ts"] == shown.ts)
        return [reply for reply in thread["replies"] if text in reply["text"]]

    async def until_told(self, id_: str, text: str) -> Json:
        """The one entry with a text, once it is there."""
        for _ in range(100):
            if found := await self.told(id_, text):
                (entry,) = found
                return entry
            await asyncio.sleep(0.05)
        e = await self.town.settled(id_)
        raise AssertionError(f"{id_} is not told {text!r}: {[line.text for line in e.history]}")

    async def press(self, id_: str, entry: Json, button: str) -> None:
        e = await self.town.settled(id_)
        shown = next(m for m in e.messages if m.tier == Tier.ENGINEERING)
        user = self.town.policy.people[DEV].slack
        where = {"user": user, "channel": shown.channel, "ts": entry["ts"], "action_id": button}
        await self.town.act("slack/click", **where, insist=True)

    async def issue(self) -> Json:
        """The one of the problem."""
        (found,) = [i for i in await self.town.issues() if self.id in i["description"]]
        return found


@pytest.mark.parametrize("where", ["linear", "slack"])
async def test_three_customers_one_fix_and_each_is_told_and_confirms(town: Town, where: str):
    cause = await arrive(town)
    await each_says_so(cause)
    await is_one_issue(cause)
    await is_fixed_once(cause, where)
    await each_customer_is_told_and_confirms(cause)
    await is_over(cause)


async def arrive(town: Town) -> Cause:
    cause = Cause(town, [])
    for requester, organization in CUSTOMERS.items():
        told = await town.act(
            "zendesk/tickets",
            subject=SUBJECT,
            description=REPORTED,
            priority="high",
            requester=requester,
            organization=organization,
            tags=["escalate_engineering"],
        )
        cause.ids.append(escalation_in(told))
        e = await town.settled(cause.ids[-1])
        assert e.tier == Tier.ENGINEERING
        await town.press(e, "acknowledge", DEV, Tier.ENGINEERING)
    return cause


async def each_says_so(cause: Cause) -> None:
    first, second, third = cause.ids
    found = await cause.until_told(second, "Looks like")
    assert first in found["text"]
    await cause.press(second, found, "same_cause")
    asked = await cause.until_told(first, "Same cause?")
    assert f"{second} (Globex) down to {cause.id}" in asked["text"]
    await cause.press(first, asked, "same_cause")
    e = await cause.town.settled(first)
    assert e.problem == cause.id
    found = await cause.until_told(third, "Looks like")
    await cause.press(third, found, "same_cause")
    assert [e.problem for e in await cause.all()] == [cause.id] * 3


async def is_one_issue(cause: Cause) -> None:
    problem = await cause.town.settled(cause.id)
    for _ in range(100):
        problem, states = await cause.town.settled(cause.id), await cause.all()
        if problem.issue and all(e.issue and e.issue.id == problem.issue.id for e in states):
            break
        await asyncio.sleep(0.05)
    issue = await cause.issue()
    assert all(e.issue and e.issue.id == issue["id"] for e in await cause.all())
    assert (issue["title"], issue["team"]["key"]) == (f"{SUBJECT} (3 customers)", "ENG")
    names = {need["customer"]["name"] for need in issue["needs"]}
    assert names == set(CUSTOMERS.values())
    tickets = {e.ticket.url for e in await cause.all() if e.ticket}
    assert tickets <= {link["url"] for link in issue["attachments"]}
    others = [i for i in await cause.town.issues() if i["id"] != issue["id"]]
    assert [i["state"]["type"] for i in others] == ["duplicate"] * 3
    (opened,) = [t for t in await cause.town.thread(CHANNEL) if "3 customers, one cause" in t]
    assert all(name in opened for name in CUSTOMERS.values())


async def is_fixed_once(cause: Cause, where: str) -> None:
    issue, problem = await cause.issue(), await cause.town.settled(cause.id)
    if where == "linear":
        await cause.town.act(f"linear/issues/{issue['id']}", by="dev@example.com", state="Done")
    else:
        await cause.town.press(problem, "resolve", DEV, Tier.ENGINEERING, **FIX)
    for id_ in cause.ids:
        said = await cause.until_told(id_, "Next step: tell the customer")
        assert "Draft: " in said["text"]
    assert (await cause.town.settled(cause.id)).status == Status.RESOLVED
    assert (await cause.issue())["state"]["type"] == "completed"
    assert [e.status for e in await cause.all()] == [Status.WORKING] * 3


async def each_customer_is_told_and_confirms(cause: Cause) -> None:
    for id_, requester in zip(cause.ids, CUSTOMERS, strict=True):
        town, ticket = cause.town, id_.removeprefix("zendesk-")
        text = UPDATE.format(requester.split()[0])
        e = await town.settled(id_)
        await town.press(e, "update_customer", DEV, Tier.ENGINEERING, text=text)
        e = await town.settled(id_)
        await town.press(e, "resolve", DEV, Tier.ENGINEERING, **FIX)
        e = await town.settled(id_)
        assert e.status == Status.RESOLVED
        words = await town.helpdesks["zendesk"].words(ticket)
        public = [w.text for w in words if w.is_public and not w.is_customer]
        assert public[-2].startswith(text)
        assert public[-1].startswith(town.policy.texts.resolved)
        await town.act(f"zendesk/tickets/{ticket}/reply", author="customer", text="Thank you!")
        e = await town.settled(id_)
        await town.press(e, "confirm", DEV, Tier.ENGINEERING)
        e = await town.settled(id_)
        assert (e.status, e.ending) == (Status.CLOSED, "confirmed")
        assert [failed.reason for failed in e.failed] == []


async def is_over(cause: Cause) -> None:
    for _ in range(100):
        problem = await cause.town.escalations.state(cause.id)
        if problem.status == Status.CLOSED:
            break
        await asyncio.sleep(0.05)
    assert (problem.status, problem.ending) == (Status.CLOSED, "nobody waits for it")
    assert [failed.reason for failed in problem.failed] == []
    lines = [(e["face"], e["what"], e["target"], e["key"]) for e in await cause.town.record("")]
    again = ("chat.update", "customerUpsert")  # repeatable by nature, and meant
    keyed = Counter(line for line in lines if line[-1] and line[1] not in again)
    assert {line: times for line, times in keyed.items() if times > 1} == {}
