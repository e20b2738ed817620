"""`triage rules`: which rules let through what was no bug, and what it cost."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from ledger.false_rules import RuleRecord, false_rules
from starter.cli import printed
from starter.cli.ledger import asked
from starter.cli.options import AsJson

RECENT = timedelta(days=90)  # a rule that was mended since should not be blamed for ever
Since = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="From this day on (UTC); else the last 90 days"),
]


def register(triage: typer.Typer) -> None:
    """Add the command to the group `triage`."""
    triage.command("rules")(rules)


def rules(since: Since = None, as_json: AsJson = False) -> None:
    """List how often each rule sent something to a tier, and how often it came back as no bug.

    `held` are the hours that the tier had what came back; `cost` weighs them by severity.
    """
    begin = since.replace(tzinfo=UTC) if since else datetime.now(UTC) - RECENT
    found = asked(lambda db: false_rules(db, begin))
    printed.answer(as_json, [_as_json(one) for one in found], _table(found, begin))


def _as_json(one: RuleRecord) -> dict[str, Any]:
    return {**asdict(one), "held": _hours(one.held), "cost": round(one.cost, 2), "share": one.share}


def _table(found: Sequence[RuleRecord], since: datetime) -> RenderableType:
    if not found:
        return Text(f"Nothing was sent up since {since:%Y-%m-%d}.")
    table = Table(box=None, header_style="dim", pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("rule", overflow="fold")
    for name in ("sent up", "came back", "share", "held (h)", "cost"):
        table.add_column(name, justify="right")
    for one in found:
        table.add_row(
            Text(one.rule or "people"),
            str(one.let_through),
            str(one.came_back),
            f"{one.share:.0%}",
            f"{_hours(one.held):.1f}",
            f"{one.cost:.1f}",
        )
    return table


def _hours(held: timedelta) -> float:
    return round(held / timedelta(hours=1), 2)
