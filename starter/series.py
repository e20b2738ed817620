"""The runs of one ticket's story: `zendesk-4711`, then `zendesk-4711~2`, each a workflow."""

from dataclasses import dataclass, replace
from typing import Any

from temporalio.client import Client, WorkflowExecutionStatus, WorkflowFailureError, WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode

from escalation.model import Escalation, Ticket
from escalation.policy import Policy
from escalation.terms import Status
from starter.temporal import TELL_WITHIN, reaching
from workflows.escalation import EscalationWorkflow

RUNS_MAX = 1_000  # of one series: a ticket that came back so often needs a person, not a program
STOPPED = "stopped by an operator"

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


def handle(client: Client, id_: str) -> Handle:
    """Give the handle of the newest workflow with an id."""
    typed: Handle = client.get_workflow_handle_for(EscalationWorkflow.run, id_)
    return typed


async def run_of(client: Client, id_: str) -> Run:
    """Give the run an id names; a series' id names its latest. Raises Unknown, Unreachable."""
    series, _, number = id_.partition("~")
    found = await _look(client, id_, int(number)) if number.isdecimal() else None
    found = found or await _latest(client, series)
    if found is None:
        raise Unknown(f"there is no escalation {id_}")
    return found


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
    """Walk the series: visibility lags behind by seconds, and a run must not be begun twice."""
    latest = None
    for number in range(1, RUNS_MAX):
        found = await _look(client, series if number == 1 else f"{series}~{number}", number)
        if found is None or found.is_open:
            return found or latest
        latest = found
    return latest


async def _look(client: Client, id_: str, number: int) -> Run | None:
    async with reaching():
        try:
            description: Any = await handle(client, id_).describe(rpc_timeout=TELL_WITHIN)
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
