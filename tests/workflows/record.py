"""Saves a history of each kind of life: `python -m tests.workflows.record`, for a new era."""

import asyncio
import gzip
import tempfile
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from temporalio.client import Client

from devserver.find import find
from devserver.register import register_search_attributes
from devserver.server import running
from devserver.virtual_time import VirtualTime
from settings import load
from tests.workflows.desk import Desk, Recorder, monday, working
from tests.workflows.reference_day import DAY
from tests.workflows.test_cost import R1_ACKNOWLEDGED
from workflows import attributes
from workflows.converter import our_converter

FOLDER = Path(__file__).parent / "histories"


async def reference_day(desk: Desk) -> None:
    """A critical day with acknowledgements, three moves and breaches."""
    desk.policy = R1_ACKNOWLEDGED
    await desk.open("zendesk-day", monday(8), severity="critical")
    for hour, raw in DAY:
        at = monday(8) + timedelta(hours=hour)
        await desk.time.advance("zendesk-day", at)
        handle = desk.client.get_workflow_handle("zendesk-day")
        await handle.signal("deliver", {**raw, "escalation": "zendesk-day", "at": at.isoformat()})
        await desk.settled("zendesk-day")


async def waits_and_returns(desk: Desk) -> None:
    """Paused for a month, resumed by the customer, resolved, reopened, closed unanswered."""
    id_ = "zendesk-waits"
    await desk.open(id_, monday(9), tier="l2")
    await desk.send(id_, monday(10), "acknowledge", actor="a-l2")
    await desk.send(id_, monday(11), "pause", reason="waiting_for_customer")
    month = monday(9) + timedelta(days=30)
    await desk.send(id_, month, "customer_replied", text="here are the logs")
    await desk.send(id_, month + timedelta(hours=1), "resolve", resolution="new certificate")
    await desk.send(id_, month + timedelta(hours=2), "customer_replied", text="still broken")
    await desk.send(id_, month + timedelta(hours=3), "reopen", reason="not fixed")
    await desk.send(id_, month + timedelta(hours=4), "resolve", resolution="chain certificate")
    await desk.time.advance(id_, month + timedelta(days=14))


async def nobody_answers(desk: Desk) -> None:
    """The chain is exhausted, leadership is engaged, severity goes down, then it comes down."""
    id_ = "zendesk-nobody"
    await desk.open(id_, monday(9), severity="critical", ticket={"subject": "Down"})
    await desk.time.advance(id_, monday(11))
    await desk.send(id_, monday(11, 5), "set_severity", severity="high", reason="one region only")
    await desk.send(id_, monday(11, 10), "assign", to="agent-1")
    moved = {"to": "l1", "reason": "known", "category": "workaround", "workaround": "use the app"}
    await desk.send(id_, monday(12), "de_escalate", **moved)
    await desk.send(id_, monday(13), "close", reason="solved")


async def rolls_over(desk: Desk) -> None:
    """The first run of a long life, up to continue-as-new."""
    handle = await desk.open("zendesk-rolls", monday(9), tier="l2", roll_at=60)
    for n in range(20):
        raw = {"type": "note", "escalation": "zendesk-rolls", "text": f"note {n}"}
        await handle.signal("deliver", raw)
        await desk.settled("zendesk-rolls")


LIVES: dict[str, Callable[[Desk], Awaitable[None]]] = {
    "zendesk-day": reference_day,
    "zendesk-waits": waits_and_returns,
    "zendesk-nobody": nobody_answers,
    "zendesk-rolls": rolls_over,
}


async def _save(client: Client, id_: str, folder: Path) -> None:
    """Every run of an id, oldest first."""
    runs = [run async for run in client.list_workflows(f"WorkflowId = '{id_}'")]
    for number, run in enumerate(sorted(runs, key=lambda r: r.start_time), start=1):
        handle = client.get_workflow_handle(id_, run_id=run.run_id)
        history = await handle.fetch_history()
        path = folder / f"{id_.removeprefix('zendesk-')}-{number}.json.gz"
        path.write_bytes(gzip.compress(history.to_json().encode(), mtime=0))
        print(f"{path.name}: {len(history.events)} events")


async def main() -> None:
    """Live each life on a server of its own and save it."""
    FOLDER.mkdir(exist_ok=True)
    program = await asyncio.to_thread(find, load().cache, print)
    with tempfile.TemporaryDirectory() as folder:
        async with running(program, Path(folder)) as server:
            client = await Client.connect(server.address, data_converter=our_converter())
            await _live_all(client)


async def _live_all(client: Client) -> None:
    known = {key.name: key.indexed_value_type for key in attributes.ALL}
    await register_search_attributes(client, known)
    recorder = Recorder()
    async with working(client, recorder):
        for id_, live in LIVES.items():
            await live(Desk(client, VirtualTime(client), recorder))
            await asyncio.sleep(1)  # visibility lags a little behind
            await _save(client, id_, FOLDER)


if __name__ == "__main__":
    asyncio.run(main())
