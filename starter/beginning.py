"""How a run begins: one signal-with-start, so that two at the same instant make one workflow."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from escalation.card import title
from escalation.commands import Command
from escalation.model import Escalation
from starter.temporal import TELL_WITHIN, reaching
from workflows import attributes, options
from workflows.escalation import EscalationWorkflow
from workflows.start import Start

DETAILS_MAX = 2_000  # characters of the ticket's text in Temporal's list; the ticket has all of it


async def begin(client: Client, start: Start, begun: Escalation, facts: Sequence[Command]) -> bool:
    """Begin the run that will look like `begun`, or signal it where it lives already.

    False when a run with this id has ended. Raises Unreachable.
    """
    async with reaching():
        try:
            await client.start_workflow(
                EscalationWorkflow.run,
                start,
                id=begun.id,
                task_queue=options.WORKFLOW_QUEUE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                start_signal="deliver",
                start_signal_args=[[wire(c) for c in facts]],
                search_attributes=attributes.of(begun),
                priority=options.PRIORITY[begun.severity],
                static_summary=f"{begun.severity}: {title(begun)}"[: options.SUMMARY_MAX],
                static_details=_details(begun),
                rpc_timeout=TELL_WITHIN,
            )
        except WorkflowAlreadyStartedError:
            return False
    return True


def wire(command: Command) -> dict[str, Any]:
    """Give the envelope of a command; what is empty stays, it may be a fact (no assignee)."""
    told: dict[str, Any] = _commands().dump_python(command, mode="json", exclude_defaults=True)
    return {"type": command.type, **told}


@cache
def _commands() -> TypeAdapter[Command]:
    return TypeAdapter(Command)


def _details(begun: Escalation) -> str:
    ticket = begun.ticket
    if not ticket:
        return ""
    link = f"[{ticket.helpdesk} {ticket.id}]({ticket.url})\n\n" if ticket.url else ""
    return link + ticket.description[:DETAILS_MAX]
