"""Digests on the wire: one direct message, looked for before a repeat; the thread kept quiet."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.batches import Digest, SlackBatch, TierChannel
from activities.digest import DigestActivities
from activities.saying import Workspace
from activities.slack import SlackActivities
from escalation.actions import Tell
from escalation.card import Card
from escalation.noise import Notice
from escalation.terms import Tier
from integrations.slack import client as slack_client
from integrations.slack.digest_message import digest_message, reminder
from integrations.slack.direct import Direct
from integrations.slack.finding import Finder
from tests.activities.conftest import World, no_news, run, wall_clock
from tests.integrations.contracts import SlackContract, slack
from tests.integrations.finding import hurried
from tests.integrations.hostile import addresses, pinged, texts
from workflows.options import ONE_ATTEMPT

DUE = datetime(2026, 3, 2, 11, tzinfo=UTC)
CARD = Card(
    id="zendesk-1",
    title="Login fails",
    severity="high",
    tier="l2",
    status="working",
    customer="Acme",
    owner="ben",
    contact="ana",
    next_step="Resolve by Ben",
)
L2 = TierChannel(Tier.L2, "#support-l2", CARD)
WARNING = Tell(
    effect="e1",
    tier=Tier.L2,
    text="resolution is due",
    ask=("ben", "guest"),
    due_at=DUE,
    window_s=120,
)


@dataclass
class Direction:
    """Activities before the sandbox; `given` are the warnings that were handed on."""

    world: World
    slack: SlackActivities
    digests: DigestActivities
    given: list[Notice] = field(default_factory=list)
    takes: bool = True

    async def warn(self, notice: Notice) -> bool:
        self.given.append(notice)
        return self.takes

    async def send(self, digest: Digest, attempt: int = 1, number: int = 1) -> None:
        """One attempt at the digest of that number."""
        environment = ActivityEnvironment()
        environment.info = replace(
            environment.info,
            activity_id=str(number),
            attempt=attempt,
            start_to_close_timeout=ONE_ATTEMPT,
        )
        await environment.run(self.digests.send, digest)

    async def said_to(self, account: str) -> list[dict[str, Any]]:
        """Our direct messages with somebody, oldest first."""
        opened = await self.ask("conversations.open", users=account)
        found = await self.ask("conversations.history", channel=opened["channel"]["id"])
        return found["messages"][::-1]

    async def ask(self, method: str, **args: Any) -> dict[str, Any]:
        token = {"Authorization": f"Bearer {self.world.sandbox.config.slack_token}"}
        http = self.world.sandbox.http
        answer = (await http.post(f"/slack/api/{method}", json=args, headers=token)).json()
        assert answer["ok"], answer
        return answer

    async def entries(self) -> list[str]:
        (living,) = await self.world.channel("support-l2")
        return [reply["text"] for reply in living["replies"]]


@pytest_asyncio.fixture
async def direction(world: World) -> Direction:
    config, url = world.sandbox.config, world.sandbox.url
    web = slack_client.open_web_client(config.slack_token, f"{url}/slack/api/")
    pace = hurried()
    to_slack = slack_client.SlackClient(web), Finder(web, pace), pace

    async def warn(notice: Notice) -> bool:
        return await direction.warn(notice)

    workspace = Workspace(*to_slack, no_news, wall_clock, warn)
    direction = Direction(
        world, SlackActivities(workspace), DigestActivities(workspace, Direct(web))
    )
    return direction


def notice(n: int, *, left: timedelta = timedelta(0), **fields: Any) -> Notice:
    known = {
        "key": f"zendesk-{n}/e1",
        "person": "ben",
        "account": "U0BEN",
        "title": f"Fault {n}",
        "text": "resolution is due",
        "next_step": "Resolve by Ben",
        "due_at": DUE + left,
        "window_s": 120,
        "channel": "C0SUPPORT2",
        "ts": "1.000001",
        "fallback_channel": "#handrail-alarms",
    }
    return Notice(**{**known, **fields})


def digest(*notices: Notice) -> Digest:
    return Digest(notices, 119.5)


def batch(*tells: Tell) -> SlackBatch:
    return SlackBatch(
        key="zendesk-1",
        effects=tells,
        channels=(L2,),
        fallback_channel="#handrail-alarms",
        people={"ben": "U0BEN", "guest": ""},
        names={"ben": "Ben Okafor", "guest": "A guest"},
    )


async def test_several_warnings_are_one_message_by_time_left(direction: Direction):
    first, *_ = (await run(direction.slack.deliver, batch(WARNING))).outcomes
    assert first.message
    late, soon = notice(1, left=timedelta(hours=2)), notice(2, ts=first.message.ts)
    await direction.send(digest(late, soon, notice(3, left=timedelta(hours=1))))
    (message,) = await direction.said_to("U0BEN")
    said, listed = (block["text"]["text"] for block in message["blocks"])
    assert said == "3 warnings within 2 minutes, in one message"
    lines = listed.splitlines()
    assert ["Fault 2" in lines[0], "Fault 3" in lines[1], "Fault 1" in lines[2]] == [True] * 3
    assert f"#C0SUPPORT2-{first.message.ts}|Fault 2>" in lines[0]  # the living message
    assert all("resolution is due Next: Resolve by Ben" in one for one in lines)


async def test_a_single_warning_is_one_plain_line(direction: Direction):
    await direction.send(digest(notice(1, text="resolution\nis due")))
    (message,) = await direction.said_to("U0BEN")
    (block,) = message["blocks"]
    shown = f"*by <!date^{int(DUE.timestamp())}^"
    assert block["text"]["text"].startswith(shown)
    assert block["text"]["text"].endswith("Fault 1: resolution is due Next: Resolve by Ben")


async def test_a_lost_answer_is_looked_for_and_nothing_is_said_twice(direction: Direction):
    await direction.world.fault("slack", "chat.postMessage", "lost_answer")
    with pytest.raises(ApplicationError) as caught:
        await direction.send(digest(notice(1), notice(2)))
    assert (caught.value.type, caught.value.non_retryable) == ("Transient", False)
    await direction.send(digest(notice(1), notice(2)), attempt=2)
    assert len(await direction.said_to("U0BEN")) == 1


async def test_a_warning_that_was_told_is_left_out_when_it_is_handed_on_again(
    direction: Direction,
):
    await direction.send(digest(notice(1), notice(2)))
    again = digest(notice(2, is_repeat=True), notice(3))
    await direction.send(again, number=2)
    await direction.send(digest(notice(2, is_repeat=True)), number=3)
    said = [json.dumps(message["blocks"]) for message in await direction.said_to("U0BEN")]
    assert len(said) == 2
    assert "Fault 3" in said[1]
    assert "Fault 2" not in said[1]


async def test_who_has_no_direct_messages_is_pinged_in_the_threads_once(direction: Direction):
    first, *_ = (await run(direction.slack.deliver, batch(WARNING))).outcomes
    assert first.message
    gone = notice(1, ts=first.message.ts, account="U0NOBODY")
    for attempt in (1, 2):
        await direction.send(digest(gone), attempt=attempt)
    *_, entry = await direction.entries()
    assert entry == "<@U0NOBODY> resolution is due"
    assert len(await direction.entries()) == 2


async def test_what_can_be_said_nowhere_is_an_error_for_good(direction: Direction):
    gone = [notice(n, ts="1.000009", account="U0NOBODY") for n in (1, 2)]
    with pytest.raises(ApplicationError) as caught:
        await direction.send(digest(*gone))
    assert caught.value.non_retryable
    assert all(f"zendesk-{n}/e1: Slack answered" in str(caught.value) for n in (1, 2))
    assert caught.value.details == ("zendesk-1/e1", "zendesk-2/e1")


async def test_who_is_told_directly_is_named_in_the_thread_and_not_pinged(direction: Direction):
    news = Tell(effect="e2", tier=Tier.L2, text="Breach", ask=("ben",))
    await run(direction.slack.deliver, batch(WARNING, news))
    assert await direction.entries() == [
        "guest resolution is due Told directly: Ben Okafor",
        "<@U0BEN> Breach",
    ]
    (given,) = direction.given
    assert (given.key, given.person, given.account) == ("zendesk-1/e1", "ben", "U0BEN")
    assert (given.title, given.next_step, given.due_at) == ("Login fails", "Resolve by Ben", DUE)
    assert (given.channel, given.fallback_channel) == ("C0SUPPORT2", "#handrail-alarms")
    assert not given.is_repeat


async def test_who_is_outside_what_is_restricted_is_told_that_it_needs_them(direction: Direction):
    stubs = {"ben": "Restricted: security works on it"}
    await run(direction.slack.deliver, replace(batch(WARNING), stubs=stubs))
    await direction.send(digest(*direction.given))
    (message,) = await direction.said_to("U0BEN")
    assert message["text"] == "Restricted: security works on it: zendesk-1 needs you"
    told = json.dumps(message)
    assert not [word for word in ("Login", "resolution", "Resolve") if word in told]


async def test_where_nothing_gathers_the_thread_pings(direction: Direction):
    direction.takes = False
    await run(direction.slack.deliver, batch(WARNING))
    assert await direction.entries() == ["<@U0BEN> guest resolution is due"]


async def test_without_a_digest_the_thread_pings(world: World):
    await run(world.slack.deliver, batch(WARNING))
    (living,) = await world.channel("support-l2")
    assert [reply["text"] for reply in living["replies"]] == ["<@U0BEN> guest resolution is due"]


async def test_a_delivery_that_is_tried_again_says_so(direction: Direction):
    await run(direction.slack.deliver, batch(WARNING))
    await run(direction.slack.deliver, batch(WARNING), attempt=2)
    assert [given.is_repeat for given in direction.given] == [False, True]
    assert len(await direction.entries()) == 1


async def test_what_was_handed_on_before_a_429_and_again_after_it_is_told_once(
    direction: Direction,
):
    (shown,) = (await run(direction.slack.deliver, batch(replace(WARNING, text="")))).outcomes
    standing = replace(batch(WARNING), channels=(replace(L2, message=shown.message),))
    await direction.world.fault("slack", "chat.postMessage", "rate_limit")
    first, second, beats = ActivityEnvironment(), ActivityEnvironment(), []
    first.on_heartbeat = lambda *details: beats.append(details)
    with pytest.raises(ApplicationError):
        await first.run(direction.slack.deliver, standing)
    assert beats[-1] == ("unsent", 1)
    await direction.send(digest(direction.given[0]))
    second.info = replace(second.info, attempt=2, heartbeat_details=beats[-1])
    await second.run(direction.slack.deliver, standing)
    before, again = direction.given
    assert before.key == again.key
    await direction.send(digest(again), number=2)
    assert len(await direction.said_to("U0BEN")) == 1
    assert len(await direction.entries()) == 1


def test_a_hundred_warnings_are_a_list_that_can_be_read(shared: Path):
    text, blocks = digest_message([notice(n) for n in range(100)], 60, {})
    slack(shared).check_message(text, blocks)
    listed = [one for block in blocks[1:] for one in block["text"]["text"].splitlines()]
    assert blocks[0]["text"]["text"] == "100 warnings within a minute, in one message"
    assert len(listed) == 21
    assert listed[-1] == "and 80 more: each stands in the thread of its escalation"


@pytest.fixture(scope="module")
def contract(shared: Path) -> SlackContract:
    return slack(shared)


@given(
    notices=st.lists(
        st.builds(notice, st.integers(0, 9), title=texts, text=texts, next_step=texts),
        min_size=1,
        max_size=30,
    ),
    url=addresses,
)
def test_no_word_makes_slack_refuse_or_obey_it(
    contract: SlackContract, notices: Sequence[Notice], url: str
):
    message = digest_message(notices, 7_200, {one.key: url for one in notices})
    contract.check_message(*message)
    assert not pinged(*message)
    told = reminder(notices[0], url)
    contract.check_message(*told)
    assert pinged(*told) == {"@U0BEN"}
