"""What we posted is found again by its key, and who looks at the same time shares the pages."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web as http
from aiohttp.test_utils import TestServer
from slack_sdk.web.async_client import AsyncWebClient

from integrations.errors import Rejected, Transient
from integrations.slack.client import Posted, SlackClient, open_web_client
from integrations.slack.finding import PAGES_MAX, Finder, Look
from tests.integrations.fake_slack import FakeSlack
from tests.integrations.finding import LONG_AGO, found, hurried

HELLO = "hello", [{"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}]


@pytest.fixture
def fake() -> FakeSlack:
    return FakeSlack()


@pytest.fixture
async def web(fake: FakeSlack) -> AsyncIterator[AsyncWebClient]:
    async with TestServer(fake.application()) as server:
        yield open_web_client("a-token", str(server.make_url("/api/")))


async def post(web: AsyncWebClient, count: int, channel: str = "#l2") -> list[Posted]:
    """Messages under the keys wf/0, wf/1, …"""
    return [await SlackClient(web).post(channel, HELLO, [f"wf/{n}"]) for n in range(count)]


def calls(fake: FakeSlack) -> Counter[str]:
    return Counter(method for method, _ in fake.calls)


async def test_keys_are_found_in_a_channel_over_several_pages(web: AsyncWebClient, fake: FakeSlack):
    posted = await post(web, 5)
    fake.messages.insert(
        1, {"channel": "C0L2", "ts": "1772442000.5", "metadata": {"event_type": "x"}}
    )
    assert await found(web, {"wf/1", "wf/4", "wf/9"}, "#l2") == {
        "wf/1": posted[1],
        "wf/4": posted[4],
    }


async def test_a_key_is_found_in_its_thread(web: AsyncWebClient):
    (parent,) = await post(web, 1)
    reply = await SlackClient(web).post(parent.channel, HELLO, ["wf/1"], thread=parent.ts)
    assert await found(web, {"wf/1"}, "#l2") == {}
    assert await found(web, {"wf/1"}, parent.channel, thread=parent.ts) == {"wf/1": reply}


async def test_each_of_several_keys_finds_the_message_that_has_them_all(web: AsyncWebClient):
    posted = await SlackClient(web).post("#l2", HELLO, ["wf/1", "wf/2", "wf/3"])
    assert await found(web, {"wf/2", "wf/3"}, "#l2") == {"wf/2": posted, "wf/3": posted}


async def test_what_is_older_is_not_looked_through(web: AsyncWebClient):
    await post(web, 1)
    posted_at = datetime.fromtimestamp(1772442000, UTC)
    assert await found(web, {"wf/0"}, "#l2", oldest=posted_at + timedelta(minutes=4))
    assert not await found(web, {"wf/0"}, "#l2", oldest=posted_at + timedelta(minutes=6))


async def test_too_much_to_look_through_is_said_and_not_taken_for_absent(
    web: AsyncWebClient, fake: FakeSlack
):
    await post(web, PAGES_MAX * fake.page + 1)
    with pytest.raises(Rejected, match="do not tell whether ours was posted"):
        await found(web, {"other"}, "#l2")


async def test_a_name_is_looked_up_once_and_an_unknown_one_is_rejected(
    web: AsyncWebClient, fake: FakeSlack
):
    fake.page = 1
    pace = hurried()
    finder, ticket = Finder(web, pace), pace.ticket(3)
    for name in ("#l2", "l2", "C0L2"):
        await finder.find({"k"}, Look(name, "", LONG_AGO, pace.time(), ticket))
    assert calls(fake)["conversations.list"] == 2
    with pytest.raises(Rejected, match="no channel #nowhere; correct the channel in the policy"):
        await finder.find({"k"}, Look("#nowhere", "", LONG_AGO, pace.time(), ticket))


async def test_who_looks_at_the_same_time_shares_the_pages(web: AsyncWebClient, fake: FakeSlack):
    posted = await post(web, 10)
    pace = hurried()
    finder, since = Finder(web, pace), pace.time()

    def look(key: str):
        return finder.find({key}, Look("#l2", "", LONG_AGO, since, pace.ticket(3)))

    came = await asyncio.gather(*(look(f"wf/{n}") for n in range(500)))
    assert [one.get(f"wf/{n}") for n, one in enumerate(came)] == [*posted, *[None] * 490]
    assert calls(fake)["conversations.history"] == 10 / fake.page
    assert calls(fake)["conversations.list"] == 1


async def test_what_was_read_before_one_began_to_look_is_no_answer(web: AsyncWebClient):
    pace = hurried()
    finder = Finder(web, pace)

    def look() -> Look:
        return Look("#l2", "", LONG_AGO, pace.time(), pace.ticket(3))

    assert await finder.find({"wf/0"}, look()) == {}
    (posted,) = await post(web, 1)
    assert await finder.find({"wf/0"}, look()) == {"wf/0": posted}


async def test_a_page_that_fails_is_asked_for_again(web: AsyncWebClient, fake: FakeSlack):
    posted = await post(web, 5)
    pace = hurried()
    finder, look = Finder(web, pace), Look("C0L2", "", LONG_AGO, pace.time(), pace.ticket(3))
    assert await finder.find({"wf/1"}, look) == {"wf/1": posted[1]}
    fake.faults = [fake_outage]
    with pytest.raises(Transient):
        await finder.find({"wf/4"}, look)
    assert await finder.find({"wf/4"}, look) == {"wf/4": posted[4]}


def fake_outage():

    return http.Response(status=503, text="try later")
