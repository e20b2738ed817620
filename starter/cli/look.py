"""`list`, `show` and `why`: what an escalation is, and how that came about."""

from dataclasses import asdict
from typing import Annotated

import typer

from escalation.terms import Severity, Tier
from starter.cli import printed
from starter.cli.options import AsJson, AskedWrongly, Id, reached
from starter.shown import as_json as shown_as_json
from starter.visibility import Filter, Shown, listed


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("list")(list_open)
    app.command("show")(show)
    app.command("why")(why)


def list_open(
    severity: Annotated[Severity | None, typer.Option()] = None,
    tier: Annotated[Tier | None, typer.Option()] = None,
    status: Annotated[Shown | None, typer.Option()] = None,
    query: Annotated[str, typer.Option(help="Temporal's list filter, for everything else")] = "",
    as_json: AsJson = False,
) -> None:
    """List open escalations, the newest first; --status closed lists the closed."""
    wanted = Filter(status=status, severity=severity, tier=tier, query=query)
    rows = reached(lambda escalations: listed(escalations.client, wanted))
    printed.answer(as_json, [asdict(row) for row in rows], printed.rows(rows))


def show(id_: Id, as_json: AsJson = False) -> None:
    """Show one escalation: its state, its clocks, its story."""
    e = reached(lambda escalations: escalations.state(id_))
    printed.answer(as_json, shown_as_json(e), printed.escalation(e))


def why(
    id_: Id,
    what: Annotated[str, typer.Argument(help="triage, routing, or one clock: resolution, …")] = "",
    as_json: AsJson = False,
) -> None:
    """Say what triage saw, who was looked for, and how deadlines came about."""
    found = reached(lambda escalations: escalations.explain(id_, what))
    if what and not found:
        raise AskedWrongly(f"{id_} has nothing of {what!r}; `handrail why {id_}` lists all")
    printed.answer(as_json, found, printed.reasons(found))
