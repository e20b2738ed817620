"""Starts a problem for an escalation, and ends: see `problem_start.py`."""

from temporalio import workflow
from temporalio.exceptions import WorkflowAlreadyStartedError

with workflow.unsafe.imports_passed_through():
    from workflows.problem_start import BEGIN, PROBLEM, ProblemStart, tell


@workflow.defn(name=BEGIN)
class BeginProblemWorkflow:
    """A moment's work, so that nobody is the problem's parent for long."""

    @workflow.run
    async def run(self, problem: str, start: ProblemStart) -> None:
        """Start it, or tell the one that another has started meanwhile."""
        try:
            await workflow.start_child_workflow(
                PROBLEM,
                start,
                id=problem,
                parent_close_policy=workflow.ParentClosePolicy.ABANDON,
                static_summary="One cause behind several escalations",
            )
        except WorkflowAlreadyStartedError:
            for member in start.told:
                await tell(problem, member)
