"""`reconcile`: what open escalations have missed of helpdesks and Linear, and told at once."""

from dataclasses import asdict
from typing import Annotated

import typer
from rich.text import Text
from temporalio.client import WorkflowFailureError

from activities.compared import Report
from starter.cli import printed
from starter.cli.options import AsJson, reached
from starter.escalations import Escalations
from starter.readiness import missing
from starter.temporal import Unreachable, reaching
from workflows import reconciling


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("reconcile")(reconcile)


def reconcile(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what differs, tell nothing")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Compare everything open with helpdesks and Linear, once, now, as the worker does by itself.

    Exit status 1 when something is left for a person.
    """
    report = reached(lambda escalations: _compared(escalations, dry_run))
    printed.answer(as_json, asdict(report), _lines(report, dry_run))
    if report.reported:
        raise typer.Exit(1)


async def _compared(escalations: Escalations, is_dry_run: bool) -> Report:
    lacking = await missing(escalations.client)
    if lacking:
        raise Unreachable("; ".join(f"{one.problem}; {one.remedy}" for one in lacking))
    async with reaching():
        try:
            return await reconciling.now(escalations.client, is_dry_run)
        except WorkflowFailureError as error:
            raise Unreachable(f"the comparison was stopped: {error.cause}") from error


def _lines(report: Report, is_dry_run: bool) -> Text:
    healed = "told nothing" if is_dry_run else f"{report.healed} healed"
    counts = f"{report.looked_at} looked at, {report.drifted} drifted, {healed}"
    lines = [Text(f"{counts}, {report.requests} requests", "bold")]
    lines += [Text(f"drift   {said}", "yellow") for said in report.found]
    lines += [Text(f"look    {said}", "red") for said in report.reported]
    return Text("\n").join(lines)
