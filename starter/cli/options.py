"""The arguments that several commands share, each said once."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer

import settings
from starter.escalations import Escalations
from starter.reach import reach

T = TypeVar("T")


class AskedWrongly(Exception):  # noqa: N818 - it is an answer, not a crash
    """A command line that cannot be understood; the sentence says what to write."""


Id = Annotated[
    str, typer.Argument(metavar="ID", help="zendesk-4711; its latest run, or one: zendesk-4711~2")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON")]


def reached(what: Callable[[Escalations], Awaitable[T]]) -> T:
    """Do something with the escalations that the settings reach."""

    async def do() -> T:
        return await what(await reach(settings.load()))

    return asyncio.run(do())
