"""The command line as a whole: its commands, and one clear sentence for whatever goes wrong."""

import sys
from collections.abc import Sequence

import typer
from rich.console import Console

from integrations.learning.unusable import Unusable
from integrations.policy_file import PolicyErrors
from ledger.errors import Away
from settings import WrongSetting
from starter.cli import (
    ask,
    connect,
    doctor,
    files,
    ledger,
    look,
    reconcile,
    roster,
    run,
    similar,
    slack,
    triage,
)
from starter.cli.options import AskedWrongly
from starter.escalations import Refused
from starter.series import Unknown
from starter.temporal import Unreachable
from starter.visibility import WrongQuery

# 2: asked wrongly, as Click says it too. 1: asked rightly, and the answer is no.
_EXITS: dict[type[Exception], int] = {
    AskedWrongly: 2,
    WrongQuery: 2,
    WrongSetting: 2,
    PolicyErrors: 2,
    Unusable: 2,
    Unknown: 1,
    Refused: 1,
    Unreachable: 1,
    Away: 1,
    OSError: 1,
}


def build() -> typer.Typer:
    """Give the application with all its commands."""
    app = typer.Typer(
        name="handrail",
        help="Move a customer's problem up the ladder of support tiers, and never let go of it.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    parts = (
        run,
        ask,
        look,
        files,
        slack,
        connect,
        doctor,
        reconcile,
        triage,
        similar,
        roster,
        ledger,
    )
    for part in parts:
        part.register(app)
    return app


def main(args: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit status; a user's fault is never a traceback."""
    try:
        build()(args=args, prog_name="handrail")
    except tuple(_EXITS) as error:
        said = f"handrail: {_said(error)}"
        Console(stderr=True, soft_wrap=True).print(said, markup=False, style="red")
        sys.exit(next(status for kind, status in _EXITS.items() if isinstance(error, kind)))


def _said(error: Exception) -> str:
    """What is wrong; of a file its name first, and no number of the operating system's."""
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{error.filename}: {error.strerror}; name another file"
    return str(error)
