"""`connect`: make what a vendor needs before it works with us, or say what a person makes."""

import asyncio
from dataclasses import asdict
from typing import Annotated

import typer
from rich.text import Text

import settings
from settings import Settings
from starter.accounts import Vendor, connected
from starter.cli import printed
from starter.cli.options import AsJson, AskedWrongly
from starter.connecting import LEFT, Made, connect
from starter.public import is_safe
from starter.reach import policy_at

EXAMPLE = "https://handrail.example.com"
_WIDTH = 12  # characters: the longest outcome and a gap


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("connect")(connect_vendor)


def connect_vendor(
    vendor: Annotated[Vendor, typer.Argument(help="What is connected")],
    url: Annotated[
        str, typer.Option(help="The gateway's public address; else HANDRAIL_PUBLIC_URL")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be made")] = False,
    as_json: AsJson = False,
) -> None:
    """Make webhook, fields, labels; a second time changes nothing. Status 1: something is left."""
    chosen = settings.load()
    address = public_address(url or chosen.public_url)
    made = asyncio.run(_made(vendor, chosen, address, dry_run, not as_json))
    if as_json:
        printed.answer(as_json, [asdict(each) for each in made], "")
    if any(each.outcome in LEFT for each in made):
        raise typer.Exit(1)


async def _made(
    vendor: Vendor, chosen: Settings, url: str, is_dry_run: bool, is_told: bool
) -> list[Made]:
    """Tell each step as it is done: what must be kept is lost with whoever is interrupted."""
    made = []
    async with connected(vendor, chosen, policy_at(chosen.policy).policy) as connection:
        async for each in connect(connection.setup, url, is_dry_run=is_dry_run):
            made.append(each)
            if is_told:
                printed.answer(False, None, _line(each))
    return made


def public_address(url: str) -> str:
    """Give the address as vendors may call it. Raises AskedWrongly."""
    if not url:
        raise AskedWrongly(f"where is the gateway? Write --url {EXAMPLE}, or HANDRAIL_PUBLIC_URL")
    if not is_safe(url):
        raise AskedWrongly(f"{url!r} is no public address; write {EXAMPLE}")
    return url.rstrip("/")


def _line(made: Made) -> Text:
    style = "green" if made.outcome in ("there", "made", "corrected") else "red"
    line = Text.assemble((made.outcome.ljust(_WIDTH), style), made.what)
    if made.how and made.outcome != "there":
        line.append(f": {made.how}")
    if made.keep:
        line.append(f"\n{' ' * _WIDTH}now ").append(made.keep, "bold")
    return line
