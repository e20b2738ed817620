"""`ledger`: bring its database up to date, see what is missing, read what happened."""

import asyncio
import csv
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from typing import Annotated, TypeVar

import typer
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text
from sqlalchemy.ext.asyncio import AsyncConnection

import settings
from escalation.record import Entry
from ledger import queries
from ledger.queries import Gap, Labelled
from ledger.store import open_store
from starter.cli import printed
from starter.cli.options import AsJson
from starter.series import Unknown

T = TypeVar("T")
Escalation = Annotated[str, typer.Argument(metavar="ESCALATION", help="One run: zendesk-4711~2")]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    ledger = typer.Typer(help="Our own record of what happened.", no_args_is_help=True)
    ledger.command("upgrade")(upgrade)
    ledger.command("gaps")(gaps)
    ledger.command("show")(show)
    ledger.command("labelled")(labelled)
    app.add_typer(ledger, name="ledger")


def asked(what: Callable[[AsyncConnection], Awaitable[T]]) -> T:
    """Ask the ledger that the settings name. Raises Away."""

    async def ask() -> T:
        async with (
            open_store(settings.load().ledger_url, upgrades=False) as store,
            store.reading() as db,
        ):
            return await what(db)

    return asyncio.run(ask())


def upgrade() -> None:
    """Bring the database up to date, as a worker does before it first writes there."""

    async def bring() -> tuple[str, str]:
        async with open_store(url) as store:
            return await store.upgrade()

    url = settings.load().ledger_url
    before, after = asyncio.run(bring())
    place = url.render_as_string(hide_password=True)
    said = f"is at {after} already" if before == after else f"went from {before} to {after}"
    typer.echo(f"{place} {said}")


def gaps(as_json: AsJson = False) -> None:
    """List events that are missing between others: not written yet, or lost.

    Exit status 1 when there are any.
    """
    found = asked(queries.gaps)
    printed.answer(as_json, [asdict(gap) for gap in found], _gaps(found))
    if found:
        raise typer.Exit(1)


def show(escalation: Escalation, as_json: AsJson = False) -> None:
    """Show what happened in one escalation, also long after Temporal has forgotten it."""
    story = asked(lambda db: queries.story(db, escalation))
    if not story:
        raise Unknown(f"the ledger knows no {escalation}")
    printed.answer(as_json, [asdict(entry) for entry in story], _story(story))


def labelled() -> None:
    """Print texts with what they turned out to be, as `triage learn` reads them: CSV.

    Came back as not a bug: question. Resolved in engineering: bug; product: feature; security:
    security.
    """
    found = asked(queries.labelled)
    rows = csv.writer(sys.stdout, lineterminator="\n")
    rows.writerow(("subject", "body", "kind"))
    rows.writerows(map(_row, found))


def _row(one: Labelled) -> tuple[str, str, str]:
    subject, _, body = one.text.partition("\n")
    return subject, body, one.kind


def _gaps(found: Sequence[Gap]) -> RenderableType:
    if not found:
        return Text("No gap between the events that are written.")
    return Text("\n").join(Text(f"{gap.escalation}: {gap.first} to {gap.last}") for gap in found)


def _story(story: Sequence[Entry]) -> RenderableType:
    table = Table(box=None, header_style="dim", pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("when (UTC)", "tier", "severity", "what", "in words"):
        table.add_column(name, overflow="fold")
    for entry in story:
        at = f"{entry.at:%Y-%m-%d %H:%M}"
        table.add_row(at, entry.tier, entry.severity, entry.type, Text(entry.text))
    return table
