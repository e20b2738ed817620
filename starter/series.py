"""The runs of one ticket's story: `zendesk-4711`, then `zendesk-4711~2`, each a workflow."""

import re
from dataclasses import dataclass, replace

from temporalio.client import Client, WorkflowExecutionStatus, WorkflowFailureError, WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode

from escalation.model import Escalation
from escalation.policy import Policy
from escalation.proposing import PREFIX
from escalation.references import Ticket
from escalation.terms import Status
from starter.temporal import TELL_WITHIN, reaching
from workflows.escalation import EscalationWorkflow

RUNS_MAX = 1_000  # of one series: no ticket comes back so often
STOPPED = "stopped by an operator"

_ID = re.compile(r"[\w.:-]{1,200}(~[1-9][0-9]{0,3})?", re.ASCII)

Handle = WorkflowHandle[EscalationWorkflow, Escalation]


class Unknown(Exception):  # noqa: N818 - it is an answer, not a crash
    """There is no such escalation."""


@dataclass(frozen=True)
class Run:
    """One run: the workflow's id, its place in the series, whether it still lives."""

    id: str
    number: int
    is_open: bool


def series_of(id_: str) -> str:
    """Give the id that all runs share."""
    return id_.partition("~")[0]


def is_id(text: str) -> bool:
    """Whether a text may be an escalation's id: it stands in queries and addresses."""
    return _ID.fullmatch(text) is not None


def may_begin(text: str) -> bool:
    """Whether an escalation may begin under a text: no later run's id, and no problem's."""
    return is_id(text) and "~" not in text and not text.startswith(PREFIX)


def handle(client: Client, id_: str) -> Handle:
    """Give the handle of the newest workflow with an id."""
    typed: Handle = client.get_workflow_handle_for(EscalationWorkflow.run, id_)
    return typed


async def run_of(client: Client, id_: str) -> Run:
    """Give the run an id names; a series' id names its latest. Raises Unknown, Unreachable."""
    found = await find(client, id_)
    if found is None:
        raise Unknown(f"there is no escalation {id_}")
    return found


async def find(client: Client, id_: str) -> Run | None:
    """Give the run an id names, as `run_of` does; None when there is none. Raises Unreachable."""
    if not is_id(id_):
        return None
    series, _, number = id_.partition("~")
    named = await _look(client, series, int(number)) if number else None
    return named or await _latest(client, series)


async def last_state(client: Client, run: Run, policy: Policy) -> Escalation:
    """Give the state a closed run ended with, under `policy`. Raises Unreachable.

    A run that an operator terminated leaves no state: what is known of it is its id and its end.
    """
    async with reaching():
        try:
            last = await handle(client, run.id).result(rpc_timeout=TELL_WITHIN)
        except WorkflowFailureError:
            last = _stopped(run, policy)
    return replace(last, policy=policy)


async def _latest(client: Client, series: str) -> Run | None:
    """Walk the series: visibility lags by a second, and a run must not be begun twice."""
    latest = await _look(client, series, 1) or await _outlived(client, series)
    while latest and not latest.is_open:
        following = await _look(client, series, latest.number + 1)
        if following is None:
            break
        latest = following
    return latest


async def _outlived(client: Client, series: str) -> Run | None:
    """A later run outlives the first by weeks, and the server forgets what is closed for long."""
    runs = f"WorkflowType = 'Escalation' AND WorkflowId STARTS_WITH '{series}~'"
    async with reaching():
        found = client.list_workflows(runs, limit=RUNS_MAX, rpc_timeout=TELL_WITHIN)
        numbers = [int(run.id.partition("~")[2]) async for run in found]
    return await _look(client, series, max(numbers)) if numbers else None


async def _look(client: Client, series: str, number: int) -> Run | None:
    id_ = series if number == 1 else f"{series}~{number}"
    async with reaching():
        try:
            description = await handle(client, id_).describe(rpc_timeout=TELL_WITHIN)
        except RPCError as error:
            if error.status != RPCStatusCode.NOT_FOUND:
                raise
            return None
    return Run(id_, number, description.status == WorkflowExecutionStatus.RUNNING)


def _stopped(run: Run, policy: Policy) -> Escalation:
    helpdesk, _, ticket = series_of(run.id).partition("-")
    return Escalation(
        id=run.id,
        policy=policy,
        run=run.number,
        status=Status.CLOSED,
        ticket=Ticket(helpdesk=helpdesk, id=ticket),
        ending=STOPPED,
    )
