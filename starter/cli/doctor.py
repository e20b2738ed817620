"""`doctor`: whether everything is set up, and the remedy for what is not."""

import asyncio
from typing import Annotated

import typer
from rich.text import Text

import settings
from starter.cli import printed
from starter.cli.options import AsJson
from starter.doctor.checked import Checked
from starter.doctor.rounds import Part, examine

_COLOURS = {"ok": "green", "fault": "red", "note": "yellow"}


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("doctor")(doctor)


def doctor(
    part: Annotated[Part | None, typer.Argument(help="One part; without it all there is")] = None,
    as_json: AsJson = False,
) -> None:
    """Check the set-up, a line for each thing; exit status 1 when one is wrong."""
    found = asyncio.run(examine(part, settings.load()))
    printed.answer(as_json, [_as_json(each) for each in found], _lines(found))
    if not all(each.is_ok for each in found):
        raise typer.Exit(1)


def _lines(found: list[Checked]) -> Text:
    lines = (
        Text.assemble(
            (each.mark.ljust(7), _COLOURS[each.mark]),
            f"{each.part} {each.subject}: {each.found}",
            f"; {each.remedy}" if each.remedy else "",
        )
        for each in found
    )
    return Text("\n").join(lines)


def _as_json(each: Checked) -> dict[str, str | bool]:
    return {
        "part": each.part,
        "subject": each.subject,
        "ok": each.is_ok,
        "found": each.found,
        "remedy": each.remedy,
    }
