"""Compares all open escalations with helpdesks and Linear, page by page, and heals what differs.

A Schedule begins it (`reconciling.py`). Its result is the report; while it runs, the report so far
stands in the workflow's details.
"""

from dataclasses import dataclass, field

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.compared import RECONCILE_PAGE, Compared, Page, Report
    from workflows import options

PAGES_MAX = 100  # in one run: some 600 events


@dataclass(frozen=True)
class Reconciling:
    """What a run begins with: the first page, or where the run before it ended."""

    is_dry_run: bool = False
    token: str = ""
    report: Report = field(default_factory=Report)


@workflow.defn(name="Reconcile")
class ReconcileWorkflow:
    """One comparison of everything that is open."""

    @workflow.run
    async def run(self, begun: Reconciling) -> Report:
        """Go through all pages; the result is what came of it.

        Raises ActivityError for a page that nobody gets over: the next run begins anew.
        """
        token, report = begun.token, begun.report
        for _ in range(PAGES_MAX):
            compared = await _compare(Page(token, begun.is_dry_run), report.looked_at)
            token, report = compared.token, report.plus(compared.report)
            workflow.set_current_details(markdown(report))
            if not token:
                break
        else:
            workflow.continue_as_new(Reconciling(begun.is_dry_run, token, report))
        return report


async def _compare(page: Page, looked_at: int) -> Compared:
    compared: Compared = await workflow.execute_activity(
        RECONCILE_PAGE,
        page,
        result_type=Compared,
        task_queue=options.PAGE_QUEUE,
        schedule_to_close_timeout=options.PAGE_WITHIN,
        start_to_close_timeout=options.PAGE_ATTEMPT,
        heartbeat_timeout=options.ALIVE,
        retry_policy=options.RETRY,
        priority=options.PAGE_PRIORITY,
        summary=f"the page after {looked_at} escalations",
    )
    return compared


def markdown(report: Report) -> str:
    """What operators read in Temporal's UI."""
    head = (
        f"{report.looked_at} looked at, {report.drifted} drifted, {report.healed} healed, "
        f"{report.requests} requests"
    )
    lines = [head, *(f"- {said}" for said in report.found)]
    if report.reported:
        lines += ["", "**For a person**", *(f"- {said}" for said in report.reported)]
    return "\n".join(lines)
