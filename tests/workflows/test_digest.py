"""One message for a person's warnings: gathered, in time, each once, whatever dies meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio import activity
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowFailureError
from temporalio.exceptions import ApplicationError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.batches import DIGEST_SEND, SLACK_DELIVER, Delivered, Digest, SlackBatch
from devserver.server import Server
from devserver.virtual_time import VirtualTime
from escalation.actions import Alarm, Channel
from escalation.noise import Notice
from escalation.outcomes import Outcome
from workflows import options
from workflows.converter import our_converter
from workflows.cost import billable_actions, events
from workflows.digest import DigestWorkflow
from workflows.gather import gatherer
from workflows.runner import workflow_runner

pytestmark = pytest.mark.server
WINDOW = timedelta(minutes=2)


@dataclass
class Reader:
    """Somebody who reads digests; `refuses` so many times, for good when it is negative.

    The refusal names the `untold`. Alarms are refused where the fallback channel `is_gone`.
    """

    read: list[Sequence[Notice]] = field(default_factory=list)
    refuses: int = 0
    untold: tuple[str, ...] = ()
    is_gone: bool = False
    alarms: list[tuple[str, Alarm]] = field(default_factory=list)
    reading: asyncio.Event = field(default_factory=asyncio.Event)
    may_end: asyncio.Event = field(default_factory=asyncio.Event)

    @activity.defn(name=DIGEST_SEND)
    async def send(self, digest: Digest) -> None:
        if self.refuses:
            self.refuses -= 1
            non_retryable = self.refuses < 0
            raise ApplicationError("Slack is away", *self.untold, non_retryable=non_retryable)
        self.reading.set()
        await self.may_end.wait()
        self.read.append(digest.notices)

    @activity.defn(name=SLACK_DELIVER)
    async def deliver(self, batch: SlackBatch) -> Delivered:
        (alarm,) = batch.effects
        assert isinstance(alarm, Alarm)
        self.alarms.append((f"{batch.key}/{alarm.effect} in {batch.fallback_channel}", alarm))
        return Delivered((Outcome(alarm.effect, failed="no channel" if self.is_gone else ""),))

    @property
    def keys(self) -> list[list[str]]:
        return [[notice.key for notice in notices] for notices in self.read]


@dataclass
class Bench:
    client: Client
    time: VirtualTime
    reader: Reader

    async def warn(self, person: str, *notices: Notice) -> None:
        for notice in notices:
            assert await gatherer(self.client)(replace(notice, person=person))

    async def wait(self, person: str, span: timedelta) -> None:
        """Let so much time pass for a person, from when their warnings began to be gathered."""
        handle = self.client.get_workflow_handle(f"digest-{person}")
        begun_at = (await handle.describe()).start_time
        await self.time.advance(handle.id, begun_at + span)

    async def over(self, person: str) -> None:
        await self.client.get_workflow_handle(f"digest-{person}").result()

    async def is_open(self, person: str) -> bool:
        description = await self.client.get_workflow_handle(f"digest-{person}").describe()
        return description.status == WorkflowExecutionStatus.RUNNING


def notice(key: str, *, due_in: timedelta = timedelta(hours=4)) -> Notice:
    return Notice(
        key=key,
        person="",
        account="U0BEN",
        title="Login fails",
        text="resolution is due",
        next_step="Resolve by Ben",
        due_at=datetime.now(UTC) + due_in,
        window_s=int(WINDOW.total_seconds()),
        channel="C0SUPPORT2",
        ts="1.000001",
        fallback_channel="#alarms",
    )


@asynccontextmanager
async def at_work(client: Client, reader: Reader, **more: Any) -> AsyncIterator[None]:
    queue = options.DELIVERIES[Channel.SLACK].queue
    gathering = Worker(
        client,
        task_queue=options.WORKFLOW_QUEUE,
        workflows=[DigestWorkflow],
        **{"workflow_runner": workflow_runner(), **more},
    )
    handed = [reader.send, reader.deliver]
    async with gathering, Worker(client, task_queue=queue, activities=handed):
        yield


@pytest.fixture
def bench(client: Client) -> Bench:
    reader = Reader()
    reader.may_end.set()
    return Bench(client, VirtualTime(client), reader)


async def test_a_storm_of_a_hundred_warnings_is_one_message(bench: Bench) -> None:
    storm = [notice(f"zendesk-{n}/e1") for n in range(100)]
    async with at_work(bench.client, bench.reader):
        await asyncio.gather(*(bench.warn("ben", one) for one in storm))
        await bench.wait("ben", WINDOW - timedelta(seconds=20))
        assert bench.reader.read == []
        await bench.wait("ben", WINDOW + timedelta(seconds=20))
        await bench.over("ben")
    (told,) = bench.reader.keys
    assert sorted(told) == sorted(one.key for one in storm)


async def test_more_than_a_message_can_take_is_two_messages(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflows.digest.GATHERED_MAX", 2)
    async with at_work(bench.client, bench.reader, workflow_runner=UnsandboxedWorkflowRunner()):
        await bench.warn("ines", *(notice(f"zendesk-{n}/e1") for n in range(3)))
        await bench.wait("ines", WINDOW + timedelta(seconds=5))
        await bench.over("ines")
    assert bench.reader.keys == [["zendesk-0/e1", "zendesk-1/e1"], ["zendesk-2/e1"]]


async def test_a_repeat_of_a_warning_changes_nothing(bench: Bench) -> None:
    async with at_work(bench.client, bench.reader):
        await bench.warn(
            "ana", notice("zendesk-1/e1"), notice("zendesk-1/e1"), notice("zendesk-2/e1")
        )
        await bench.wait("ana", WINDOW)
        await bench.over("ana")
    assert bench.reader.keys == [["zendesk-1/e1", "zendesk-2/e1"]]


@pytest.mark.parametrize("due_s", [-60, 10, 60, 100])
async def test_a_near_deadline_does_not_wait_for_the_window(bench: Bench, due_s: int) -> None:
    """Also one that comes second, while another waits already."""
    person = f"priya{due_s}"
    near = notice("zendesk-2/e1", due_in=timedelta(seconds=due_s))
    async with at_work(bench.client, bench.reader):
        await bench.warn(person, notice("zendesk-1/e1"), near)
        if due_s > 30:
            await bench.wait(person, timedelta(seconds=due_s - 30))
        await asyncio.wait_for(bench.over(person), 20)
    assert bench.reader.keys == [["zendesk-1/e1", "zendesk-2/e1"]]


@pytest.mark.parametrize("cached", [0, 10])
async def test_what_comes_while_a_message_is_sent_is_the_next_message(
    bench: Bench, cached: int
) -> None:
    """Also when every step begins with a replay."""
    person = f"tom{cached}"
    bench.reader.may_end.clear()
    async with at_work(bench.client, bench.reader, max_cached_workflows=cached):
        await bench.warn(person, notice("zendesk-1/e1"))
        advancing = asyncio.create_task(bench.wait(person, WINDOW))
        await bench.reader.reading.wait()
        await bench.warn(person, notice("zendesk-1/e1"), notice("zendesk-2/e1"))
        bench.reader.may_end.set()
        await advancing
        assert await bench.is_open(person)
        await bench.wait(person, 2 * WINDOW + timedelta(seconds=30))
        await bench.over(person)
        await bench.warn(person, notice("zendesk-3/e1"))  # and a new one begins anew
        await bench.wait(person, WINDOW)
        await bench.over(person)
    assert bench.reader.keys == [["zendesk-1/e1"], ["zendesk-2/e1"], ["zendesk-3/e1"]]


async def test_warnings_wait_for_a_worker_that_died(bench: Bench) -> None:
    async with at_work(bench.client, bench.reader):
        await bench.warn("leyla", notice("zendesk-1/e1"))
    await bench.warn("leyla", notice("zendesk-2/e1"))  # nobody is at work
    async with at_work(bench.client, bench.reader):
        await bench.wait("leyla", WINDOW)
        await bench.over("leyla")
    assert bench.reader.keys == [["zendesk-1/e1", "zendesk-2/e1"]]


async def test_an_outage_of_slack_is_waited_out(bench: Bench) -> None:
    bench.reader.refuses = 3
    async with at_work(bench.client, bench.reader):
        await bench.warn("marek", notice("zendesk-1/e1"))
        await bench.wait("marek", WINDOW + timedelta(minutes=1))
        await bench.over("marek")
    assert bench.reader.keys == [["zendesk-1/e1"]]


@pytest.mark.parametrize(
    ("untold", "named"),
    [((), "zendesk-1, zendesk-2"), (("zendesk-2/e1",), "zendesk-2")],
)
async def test_what_somebody_cannot_be_told_is_told_in_the_fallback_channel(
    bench: Bench, untold: tuple[str, ...], named: str
) -> None:
    bench.reader.refuses, bench.reader.untold = -1, untold
    async with at_work(bench.client, bench.reader):
        await bench.warn("oscar", notice("zendesk-1/e1"), notice("zendesk-2/e1"))
        await bench.wait("oscar", WINDOW)
        await bench.over("oscar")
    ((place, alarm),) = bench.reader.alarms
    first = named.split(",")[0]
    assert place == f"digest-oscar/{first}/e1 in #alarms"
    assert alarm.ask == ("oscar",)
    assert alarm.text == f"oscar could not be warned (Slack is away) of {named}"


async def test_what_waits_out_its_day_is_told_in_the_fallback_channel(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    slack = options.DELIVERIES[Channel.SLACK]
    short = replace(slack, within=timedelta(seconds=2))
    monkeypatch.setitem(options.DELIVERIES, Channel.SLACK, short)
    bench.reader.refuses = 1_000
    async with at_work(bench.client, bench.reader, workflow_runner=UnsandboxedWorkflowRunner()):
        await bench.warn("oscar", notice("zendesk-1/e1", due_in=timedelta(0)))
        await bench.over("oscar")
    ((_, alarm),) = bench.reader.alarms
    assert alarm.text.startswith("oscar could not be warned (")


async def test_an_alarm_that_is_refused_fails_where_operators_look(bench: Bench) -> None:
    bench.reader.refuses, bench.reader.is_gone = -1, True
    async with at_work(bench.client, bench.reader):
        await bench.warn("oscar", notice("zendesk-1/e1"))
        await bench.wait("oscar", WINDOW)
        with pytest.raises(WorkflowFailureError) as caught:
            await bench.over("oscar")
    assert "of zendesk-1; the alarm was refused: no channel" in str(caught.value.cause)


async def test_where_nothing_can_gather_the_thread_is_told_to_ping(
    temporal_server: Server,
) -> None:
    nowhere = await Client.connect(
        temporal_server.address, namespace="nowhere", data_converter=our_converter()
    )
    assert not await gatherer(nowhere)(replace(notice("zendesk-1/e1"), person="dev"))


async def test_what_a_message_costs(bench: Bench) -> None:
    async with at_work(bench.client, bench.reader):
        for person, count in (("viktor", 1), ("yuki", 10)):
            await bench.warn(person, *(notice(f"zendesk-{n}/e1") for n in range(count)))
            await bench.wait(person, WINDOW)
            await bench.over(person)
            history = await bench.client.get_workflow_handle(f"digest-{person}").fetch_history()
            print(f"{count}: {billable_actions(history)} actions, {len(events(history))} events")
            assert billable_actions(history) == 2 + count
            assert len(events(history)) <= 17 + 4 * count
