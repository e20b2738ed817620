"""`doctor`: whether everything is set up, and the remedy for what is not."""

import asyncio
from enum import StrEnum
from typing import Annotated, assert_never

import typer
from rich.text import Text

import settings
from settings import Settings
from starter.cli import printed
from starter.cli.options import AsJson
from starter.doctor import slack, temporal
from starter.doctor.checked import Checked
from starter.reach import policy_at


class Part(StrEnum):
    """What can be examined by itself."""

    SLACK = "slack"
    TEMPORAL = "temporal"


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("doctor")(doctor)


def doctor(
    part: Annotated[Part | None, typer.Argument(help="One part; without it all")] = None,
    as_json: AsJson = False,
) -> None:
    """Check the set-up, a line for each thing; exit status 1 when one is wrong."""
    chosen = settings.load()
    parts = [part] if part else list(Part)
    found = [each for one in parts for each in asyncio.run(_examine(one, chosen))]
    printed.answer(as_json, [_as_json(each) for each in found], _lines(found))
    if not all(each.is_ok for each in found):
        raise typer.Exit(1)


async def _examine(part: Part, chosen: Settings) -> list[Checked]:
    match part:
        case Part.SLACK:
            return await slack.examine(chosen, policy_at(chosen.policy).policy)
        case Part.TEMPORAL:
            return await temporal.examine(chosen)
        case _:
            assert_never(part)


def _lines(found: list[Checked]) -> Text:
    lines = (
        Text.assemble(
            ("ok     ", "green") if each.is_ok else ("fault  ", "red"),
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
