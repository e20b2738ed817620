"""What a problem's run begins with, and how an escalation joins it: the first one starts it.

It starts it through a workflow that does nothing else and ends at once. A problem that were its own
child would stand in its history for as long as it lives, and a workflow with a child that is open
skips no time (docs/adr/0021).
"""

from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator
from temporalio import workflow
from temporalio.exceptions import (
    ApplicationError,
    ChildWorkflowError,
    WorkflowAlreadyStartedError,
)

from escalation.alike import JoinProblem
from escalation.outcomes import Outcome
from escalation.policy import Policy
from escalation.problem_members import MemberState, Problem
from workflows.start import Pending, interned

PROBLEM = "Problem"  # the workflow's type
BEGIN = "BeginProblem"  # of the one that starts it
TELL = "member"  # its signal


@dataclass(frozen=True)
class ProblemStart:
    """The input of a run: what its first members told, or all that an earlier run carries over."""

    policy: Annotated[Policy, AfterValidator(interned)]
    told: tuple[dict[str, str], ...] = ()
    problem: Problem | None = None
    outbox: tuple[Pending, ...] = ()
    roll_at: int = 0


async def join(action: JoinProblem, policy: Policy) -> Outcome:
    """Tell the problem how one of its escalations stands.

    Whatever is told to one that is over but `joined` concerns nobody any more.
    """
    is_told = await tell(action.problem, action.member)
    if is_told or action.member["state"] != MemberState.JOINED:
        return Outcome(action.effect)
    try:
        await workflow.execute_child_workflow(
            BEGIN,
            args=[action.problem, ProblemStart(policy=policy, told=(action.member,))],
            id=f"{workflow.info().workflow_id}/{action.effect}/{action.problem}",
            parent_close_policy=workflow.ParentClosePolicy.ABANDON,
        )
    except (ChildWorkflowError, WorkflowAlreadyStartedError) as error:
        return Outcome(action.effect, failed=f"{action.problem} was not begun: {error}")
    return Outcome(action.effect)


async def tell(problem: str, member: dict[str, str]) -> bool:
    """Whether there is such a problem, and it was told."""
    try:
        await workflow.get_external_workflow_handle(problem).signal(TELL, member)
    except ApplicationError:
        return False
    return True
