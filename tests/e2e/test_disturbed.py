"""On the real server, too: what comes late, twice or spoiled changes nothing."""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest

from escalation.model import Escalation
from escalation.terms import Tier
from tests.e2e.ended import is_near, summary
from tests.e2e.town import Json, Town

pytestmark = [pytest.mark.server, pytest.mark.timeout(240)]

# What is done to the ticket of a customer who waits, and by whom.
ACTS: tuple[tuple[str, Json], ...] = (
    ("/reply", {"author": "agent", "name": "Ana Ribeiro", "text": "We look into it."}),
    ("", {"status": "pending", "by": "Ana Ribeiro"}),
    ("/reply", {"author": "customer", "text": "Here is the file."}),
    ("", {"status": "open", "by": "Ben Okafor"}),
    ("", {"assignee": "Ben Okafor", "by": "Ben Okafor"}),
    ("/reply", {"author": "agent", "name": "Ben Okafor", "text": "A note.", "public": False}),
    ("", {"group": "Engineering", "by": "Ben Okafor"}),
    ("/reply", {"author": "customer", "text": "Any news?"}),
)


@dataclass
class Ticket:
    """A ticket whose webhooks are delivered by us."""

    town: Town
    desk: str
    number: str
    id: str = ""

    async def arrives(self) -> None:
        wanted = {"id": self.number, "subject": "Export hangs", "description": "It never ends."}
        answers = await self.bring(await self.sent("", **wanted, priority="normal"))
        (self.id, *_) = re.findall(f"{self.desk}-{self.number}", "".join(a.text for a in answers))

    async def sent(self, path: str, **ask: object) -> list[Json]:
        """Somebody does something; the requests that the helpdesk would send for it."""
        to = f"/control/{self.desk}/tickets{path}"
        body = {**ask, "at": self.town.now.isoformat(), "send": False}
        answer = await self.town.http.post(to, json=body)
        if answer.status_code == 409:  # nothing would change
            return []
        assert answer.is_success, answer.text
        requests: list[Json] = answer.json()["requests"]
        return requests

    async def bring(self, requests: Sequence[Json], spoil: int = 0) -> list[httpx.Response]:
        """Deliver requests, each without so many bytes of its end."""
        answers = []
        for request in requests:
            body = base64.b64decode(request["body"])
            body = body[: len(body) - spoil]
            url, headers = request["url"], request["headers"]
            answers.append(await self.town.http.post(url, content=body, headers=headers))
        return answers

    async def lives(self, is_disturbed: bool) -> Escalation:
        """All acts; disturbed, of two the later is told first, then the other, twice."""
        held_back: list[Json] = []
        for path, ask in ACTS:
            self.town.now += timedelta(minutes=2)
            requests = await self.sent(f"/{self.number}{path}", **ask)
            if is_disturbed:
                await self.refused(requests)
            if is_disturbed and not held_back:
                held_back = requests
                continue
            await self.taken([*requests, *reversed(held_back), *held_back])
            held_back = []
        return await self.town.settled(self.id)

    async def taken(self, requests: Sequence[Json]) -> None:
        assert {a.status_code for a in await self.bring(requests)} <= {200, 202}
        await self.town.settled(self.id)

    async def refused(self, requests: Sequence[Json]) -> None:
        assert {a.status_code for a in await self.bring(requests, spoil=9)} <= {400, 401}


@pytest.mark.parametrize("desk", ["zendesk", "intercom", "freshdesk", "hubspot"])
async def test_a_disturbed_ticket_ends_as_one_that_is_not(town: Town, desk: str):
    began = town.now
    states = []
    for number, is_disturbed in (("101", False), ("102", True)):
        town.now = began
        ticket = Ticket(town, desk, number)
        await ticket.arrives()
        await town.settled(ticket.id)
        states.append(await ticket.lives(is_disturbed))
    calm, disturbed = (summary(e, town.now + timedelta(minutes=5)) for e in states)
    assert calm.stands == disturbed.stands
    assert (calm.stands["tier"], calm.stands["waits"]) == (Tier.ENGINEERING, [])
    assert is_near(calm, disturbed), (calm, disturbed)
    words = [line.text for line in states[1].history if line.text.endswith("Any news?")]
    assert len(words) == 1
