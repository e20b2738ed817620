"""Webhooks that get lost, and what the reconciler makes of it: `python -m bench.reconcile [N]`.

N tickets come by signed webhooks in real time, the real worker and gateway around them. Then four
of each get lost: a solved ticket, a customer's reply, a raised priority, another assignee, and an
issue deleted in Linear. The Schedule's next run has to find all of them and nothing else.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from temporalio.client import Client, ScheduleActionExecutionStartWorkflow

import settings
from activities.compared import Report
from devserver.find import find
from devserver.programs import Program
from escalation.model import Escalation
from escalation.terms import Severity, Status
from starter.demo.opening import open_town, while_kept
from starter.demo.staging import Staging
from starter.demo.town import Town, free_ports
from workflows.converter import our_converter
from workflows.cost import billable_actions
from workflows.escalation import EscalationWorkflow
from workflows.open_escalations import OPEN
from workflows.reconcile import ReconcileWorkflow
from workflows.reconciling import SCHEDULE

KINDS = ("deleted", "solved", "reply", "severity", "assignee")
EACH = 4
LOGGED = 12  # tickets that climb to engineering, each with an issue: a third of them is deleted
REQUESTS_MAX = 2.0  # for each escalation
FIRST_ID = 60_000
AGENT = "Ben Okafor"
AT_ONCE = 8  # tickets that come at the same time
WAITS_S = 60.0
PAUSE_S = 0.2

Shows = Callable[[Escalation, Escalation], bool]  # before, and after it was healed
# What an escalation shows that has heard of it.
HEALED: Mapping[str, Shows] = {
    "solved": lambda _, e: e.status in (Status.RESOLVED, Status.CLOSED),
    "reply": lambda _, e: len(e.words) == 1,
    "severity": lambda _, e: e.severity == Severity.HIGH,
    "assignee": lambda _, e: e.contact == "agent-8",
    "deleted": lambda before, e: e.issue is None or e.issue.id != _issue(before),
}


@dataclass
class Figures:
    """What two runs came to: the first heals, the second has nothing to do."""

    count: int = 0
    first: Report = field(default_factory=Report)
    second: Report = field(default_factory=Report)
    seconds: float = 0.0
    actions: int = 0
    drifted: list[str] = field(default_factory=list)
    unhealed: list[str] = field(default_factory=list)

    def table(self) -> str:
        """For the eye."""
        first, second = self.first, self.second
        share = first.requests / max(self.count, 1)
        rows = {
            "escalations": f"{first.looked_at} of {self.count} looked at",
            "drifted": f"{first.drifted} of {len(self.drifted)} found",
            "healed": f"{first.healed}, in {self.seconds:.1f} s",
            "vendors' requests": f"{first.requests}, {share:.2f} for each escalation",
            "workflows asked": f"{first.asked}; in a second run {second.asked}",
            "a second run": f"{second.drifted} drifted, {second.requests} requests",
            "Temporal": f"{self.actions} actions of the run itself",
        }
        return "\n".join(f"{name:18} {said}" for name, said in rows.items())

    def problems(self) -> list[str]:
        """What is not as it must be."""
        found = [f"{id_} was not found" for id_ in self.drifted if not _names(self.first, id_)]
        found += [f"{id_} was not healed" for id_ in self.unhealed]
        counts = (self.first.looked_at, self.first.drifted, self.first.healed)
        if counts != (self.count, len(self.drifted), len(self.drifted)):
            found.append(f"looked at, drifted, healed: {counts}")
        if self.first.requests > REQUESTS_MAX * self.count:
            found.append(f"{self.first.requests} requests for {self.count} escalations")
        found += [f"again: {said}" for said in self.second.found]
        return found


@dataclass(frozen=True)
class Scene:
    """A town with open escalations, and those of them that are to drift, by how."""

    town: Town
    http: httpx.AsyncClient
    client: Client
    ids: Sequence[str]

    @property
    def drifting(self) -> dict[str, Sequence[str]]:
        """The first ones are logged in Linear."""
        return {kind: self.ids[n * EACH : (n + 1) * EACH] for n, kind in enumerate(KINDS)}

    async def control(self, path: str, **ask: Any) -> None:
        """Somebody does something in a vendor's pages."""
        page = f"{self.town.addresses.sandbox}/control/{path}"
        (await self.http.post(page, json=ask, timeout=60)).raise_for_status()

    async def state(self, id_: str) -> Escalation:
        """How one stands."""
        typed = self.client.get_workflow_handle_for(EscalationWorkflow.run, id_)
        return await typed.query(EscalationWorkflow.state)


async def lose(scene: Scene) -> None:
    """Let everything happen whose webhook gets lost."""
    asks: Mapping[str, tuple[str, dict[str, Any]]] = {
        "solved": ("", {"status": "solved"}),
        "reply": ("/reply", {"author": "customer", "text": "It is still broken."}),
        "severity": ("", {"priority": "high"}),
        "assignee": ("", {"assignee": AGENT}),
    }
    for kind, (path, ask) in asks.items():
        for id_ in scene.drifting[kind]:
            ticket = id_.partition("-")[2]
            await scene.control(f"zendesk/tickets/{ticket}{path}", **ask, silent=True)
    for id_ in scene.drifting["deleted"]:
        issue = _issue(await scene.state(id_))
        await scene.control(f"linear/issues/{issue}", deleted=True, silent=True)


async def compare(scene: Scene) -> tuple[Report, int]:
    """Let the Schedule run once; the report, and what the run itself is billed for."""
    schedule = scene.client.get_schedule_handle(SCHEDULE)
    before = (await schedule.describe()).info.num_actions
    await schedule.trigger()
    while (await schedule.describe()).info.num_actions == before:  # noqa: ASYNC110
        await asyncio.sleep(PAUSE_S)
    action = (await schedule.describe()).info.recent_actions[-1].action
    assert isinstance(action, ScheduleActionExecutionStartWorkflow)
    run = scene.client.get_workflow_handle_for(ReconcileWorkflow.run, action.workflow_id)
    return await run.result(), billable_actions(await run.fetch_history())


async def play(scene: Scene) -> Figures:
    """Lose webhooks, compare twice, look at what became of it."""
    await _until(lambda: _all(scene, scene.ids[:LOGGED], lambda e: e.issue is not None))
    drifting = {id_: kind for kind, ids in scene.drifting.items() for id_ in ids}
    before = {id_: await scene.state(id_) for id_ in drifting}
    await lose(scene)
    began_at = time.monotonic()
    first, actions = await compare(scene)
    seconds = time.monotonic() - began_at
    states = {id_: await scene.state(id_) for id_ in drifting}
    unhealed = [id_ for id_, e in states.items() if not HEALED[drifting[id_]](before[id_], e)]
    again = scene.drifting["deleted"]
    await _until(lambda: _all(scene, again, lambda e: e.issue is not None))
    second, _ = await compare(scene)
    return Figures(len(scene.ids), first, second, seconds, actions, list(drifting), unhealed)


@asynccontextmanager
async def scene(program: Program, count: int) -> AsyncIterator[Scene]:
    """A town in which all are open, and whose Schedule waits to be told."""
    with tempfile.TemporaryDirectory() as folder:
        staging = Staging(skips_time=False)
        async with (
            open_town(program, Path(folder), free_ports(), staging) as town,
            httpx.AsyncClient(trust_env=False) as http,
        ):
            address = town.addresses.temporal
            client = await Client.connect(address, data_converter=our_converter())
            await client.get_schedule_handle(SCHEDULE).pause()
            ids = [f"zendesk-{FIRST_ID + number}" for number in range(count)]
            found = Scene(town, http, client, ids)
            await while_kept(town, _open_all(found))
            yield found


async def measured(program: Program, count: int) -> Figures:
    """From the first ticket to the second run."""
    async with scene(program, count) as one:
        return await while_kept(one.town, play(one))


async def _open_all(scene: Scene) -> None:
    at_once = asyncio.Semaphore(AT_ONCE)

    async def open_one(number: int) -> None:
        ticket = {
            "id": FIRST_ID + number,
            "subject": "Where is last year's export?",
            "description": "We see only the one of this year.",
            "priority": "normal",
            "requester": f"Customer {number}",
            "tags": ["escalate_engineering"] if number < LOGGED else [],
        }
        async with at_once:
            await scene.control("zendesk/tickets", **ticket)

    await asyncio.gather(*map(open_one, range(len(scene.ids))))

    async def listed() -> bool:
        return (await scene.client.count_workflows(OPEN)).count == len(scene.ids)

    await _until(listed)


async def _all(scene: Scene, ids: Sequence[str], is_so: Callable[[Escalation], bool]) -> bool:
    return all([is_so(await scene.state(id_)) for id_ in ids])


async def _until(is_so: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(WAITS_S):
        while not await is_so():  # noqa: ASYNC110 - nothing tells it
            await asyncio.sleep(PAUSE_S)


def _issue(e: Escalation) -> str:
    return e.issue.id if e.issue else ""


def _names(report: Report, id_: str) -> bool:
    return any(said.startswith(f"{id_}: ") for said in report.found)


def main() -> int:
    """Print the figures; the exit status is 1 when something was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=200)
    given = parser.parse_args()
    program = find(settings.load().cache, print)
    came = asyncio.run(measured(program, given.count))
    print(came.table())
    for problem in came.problems():
        print(f"wrong: {problem}")
    return int(bool(came.problems()))


if __name__ == "__main__":
    sys.exit(main())
