"""The reconciler's workflow, its Schedule, and how it reaches what is open: on the real server."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio import activity
from temporalio.client import Client, WorkflowFailureError
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.compared import LINES_MAX, RECONCILE_PAGE, Compared, Page, Report, Unanswered
from escalation.commands import AgentReplied, TicketChanged
from escalation.terms import Severity
from tests.workflows.desk import Desk, monday
from workflows import options, reconciling
from workflows.cost import billable_actions, events
from workflows.open_escalations import OpenEscalations
from workflows.reconcile import ReconcileWorkflow, markdown
from workflows.runner import workflow_runner

pytestmark = pytest.mark.server
ONE = Report(looked_at=100, drifted=2, healed=1, requests=7, found=("a",), reported=("b",))


@dataclass
class Comparer:
    """Compares pages, so many of them; fails the first `failures` times."""

    pages: int = 1
    failures: int = 0
    asked: list[Page] = field(default_factory=list)

    @activity.defn(name=RECONCILE_PAGE)
    async def page(self, page: Page) -> Compared:
        if self.failures:
            self.failures -= 1
            raise ApplicationError("Zendesk did not answer", type="Transient")
        self.asked.append(page)
        number = int(page.token or 0) + 1
        return Compared(ONE, str(number) if number < self.pages else "")


@asynccontextmanager
async def at_work(client: Client, comparer: Comparer, **more: Any) -> AsyncIterator[None]:
    comparing = Worker(
        client,
        task_queue=options.WORKFLOW_QUEUE,
        workflows=[ReconcileWorkflow],
        **{"workflow_runner": workflow_runner(), **more},
    )
    async with (
        comparing,
        Worker(client, task_queue=options.PAGE_QUEUE, activities=[comparer.page]),
    ):
        yield


async def until(is_so: Callable[[], Any]) -> Any:
    """Wait for what visibility or the Schedule shows a little later."""
    async with asyncio.timeout(20):
        while not (found := await is_so()):  # noqa: ASYNC110 - nothing tells it
            await asyncio.sleep(0.05)
    return found


async def test_all_pages_become_one_report(client: Client) -> None:
    comparer = Comparer(pages=3)
    async with at_work(client, comparer):
        report = await reconciling.now(client, is_dry_run=True)
    assert comparer.asked == [Page("", True), Page("1", True), Page("2", True)]
    assert report == ONE.plus(ONE).plus(ONE)
    assert (report.looked_at, report.requests, report.found) == (300, 21, ("a", "a", "a"))


async def test_many_pages_are_several_runs(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflows.reconcile.PAGES_MAX", 2)
    comparer = Comparer(pages=5)
    async with at_work(client, comparer, workflow_runner=UnsandboxedWorkflowRunner()):
        report = await reconciling.now(client, is_dry_run=False)
    assert [page.token for page in comparer.asked] == ["", "1", "2", "3", "4"]
    assert report.looked_at == 500


async def test_no_page_is_lost_while_a_vendor_is_away(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = RetryPolicy(initial_interval=timedelta(milliseconds=10))
    monkeypatch.setattr(options, "RETRY", quick)
    comparer = Comparer(pages=2, failures=3)
    async with at_work(client, comparer):
        report = await reconciling.now(client, is_dry_run=False)
    assert report.looked_at == 200


async def test_a_page_that_never_ends_fails_the_run_and_blocks_no_other(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(options, "PAGE_WITHIN", timedelta(seconds=1))
    comparer = Comparer(failures=1_000)
    async with at_work(client, comparer):
        with pytest.raises(WorkflowFailureError):
            await asyncio.wait_for(reconciling.now(client, is_dry_run=False), 20)
        comparer.failures = 0
        assert (await reconciling.now(client, is_dry_run=False)).looked_at == 100


async def test_the_schedule_begins_a_run_and_what_it_costs(client: Client) -> None:
    """Three actions for the Schedule's run (Temporal, "Actions"), and one for each page."""
    await reconciling.schedule(client, timedelta(minutes=15))
    handle = client.get_schedule_handle(reconciling.SCHEDULE)
    async with at_work(client, Comparer(pages=2)):
        await handle.trigger()

        async def begun() -> list[Any]:
            return list((await handle.describe()).info.recent_actions)

        (action,) = await until(begun)
        run = client.get_workflow_handle(action.action.workflow_id)
        report = await run.result()
    assert action.action.workflow_id.startswith(f"{reconciling.SCHEDULE}-")
    assert report["looked_at"] == 200
    history = await run.fetch_history()
    assert billable_actions(history) == 1 + 2
    assert len(events(history)) <= 5 + 6 * 2


async def test_the_schedule_is_made_once_corrected_and_removed(client: Client) -> None:
    handle = client.get_schedule_handle(reconciling.SCHEDULE)
    await reconciling.schedule(client, timedelta(0))  # there is none to be removed
    await asyncio.gather(*(reconciling.schedule(client, timedelta(minutes=15)) for _ in range(3)))
    await handle.pause(note="Zendesk is moved")
    await reconciling.schedule(client, timedelta(minutes=5))
    found = (await handle.describe()).schedule
    assert [interval.every for interval in found.spec.intervals] == [timedelta(minutes=5)]
    assert (found.state.paused, found.state.note) == (True, "Zendesk is moved")
    assert found.policy.catchup_window == reconciling.CATCH_UP
    await reconciling.schedule(client, timedelta(0))
    with pytest.raises(RPCError):
        await handle.describe()


async def test_what_is_open_is_listed_page_by_page(
    desk: Desk, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflows.open_escalations.PAGE", 2)
    for number in range(5):
        await desk.open(f"zendesk-{number}", monday(9))
    await desk.send("zendesk-4", monday(9), "close", reason="spam")
    reached = OpenEscalations(client)

    async def listed() -> list[str]:
        ids, token = [], ""
        while page := await reached.page(token):
            assert len(page.ids) <= 2
            ids += page.ids
            if not (token := page.token):
                break
        return sorted(ids) if len(ids) == 4 else []

    assert await until(listed) == [f"zendesk-{number}" for number in range(4)]


async def test_what_was_missed_is_told_and_shows_in_the_state(desk: Desk, client: Client) -> None:
    await desk.open("zendesk-7", monday(9))
    reached, at = OpenEscalations(client), datetime.now(UTC) + timedelta(days=8)
    common: dict[str, Any] = {"escalation": "zendesk-7", "at": at}
    await reached.tell(
        "zendesk-7",
        [
            AgentReplied(**common, text="on it", ref="c1", command_id="reconcile:1"),
            TicketChanged(
                **common, priority=Severity.HIGH, is_snapshot=False, command_id="reconcile:2"
            ),
        ],
    )
    state = await reached.state("zendesk-7")
    assert state is not None
    assert (state.severity, state.words) == (Severity.HIGH, ("c1",))
    assert {"reconcile:1", "reconcile:2"} <= set(state.command_ids)


async def test_who_is_not_there_any_more_needs_to_know_nothing(client: Client) -> None:
    reached = OpenEscalations(client)
    assert await reached.state("zendesk-1") is None
    await reached.tell("zendesk-1", [TicketChanged(escalation="zendesk-1", status="open")])


async def test_who_cannot_answer_is_named(
    desk: Desk, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflows.open_escalations.ANSWER_WITHIN", timedelta(seconds=1))
    await desk.open("zendesk-9", monday(9))
    reached = OpenEscalations(client)
    await client.start_workflow(  # nobody works on this queue
        "Escalation", {}, id="zendesk-10", task_queue="nobody", result_type=dict
    )
    with pytest.raises(Unanswered, match="does not say how it stands"):
        await reached.state("zendesk-10")
    assert await reached.state("zendesk-9")


def test_a_report_keeps_counts_of_all_and_lines_for_a_person() -> None:
    total = Report()
    for _ in range(LINES_MAX + 1):
        total = total.plus(ONE)
    assert total.drifted == 2 * (LINES_MAX + 1)
    assert len(total.found) == len(total.reported) == LINES_MAX
    assert markdown(ONE).splitlines() == [
        "100 looked at, 2 drifted, 1 healed, 7 requests",
        "- a",
        "",
        "**For a person**",
        "- b",
    ]
