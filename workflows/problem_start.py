"""What a problem's run begins with, and how an escalation joins it: the first one starts it."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator
from temporalio import workflow
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError

from escalation.alike import JoinProblem
from escalation.outcomes import Outcome
from escalation.policy import Policy
from escalation.problem_members import MemberState, Problem
from workflows.start import Pending, interned

PROBLEM = "Problem"  # the workflow's type
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
    if await _told(action) or action.member["state"] != MemberState.JOINED:
        return Outcome(action.effect)
    try:
        await workflow.start_child_workflow(
            PROBLEM,
            ProblemStart(policy=policy, told=(action.member,)),
            id=action.problem,
            parent_close_policy=workflow.ParentClosePolicy.ABANDON,
        )
    except WorkflowAlreadyStartedError:  # another was faster
        await _told(action)
    return Outcome(action.effect)


async def _told(action: JoinProblem) -> bool:
    try:
        await workflow.get_external_workflow_handle(action.problem).signal(TELL, action.member)
    except ApplicationError:
        return False
    return True
