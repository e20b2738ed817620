"""`triage`: what to escalate, how bad it is, to whom and why, for tickets from a file."""

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from starter.cli import learn, rules

_STDIN = Path("-")
_JUDGE = "judge"  # the subcommand that `handrail triage FILE` is short for


class _FileFirst(TyperGroup):
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in (*self.commands, "--help"):
            args = [_JUDGE, *args]
        return super().parse_args(ctx, args)


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    triage = typer.Typer(
        cls=_FileFirst,
        help="What to escalate and why: `handrail triage FILE.jsonl`, or - for standard input.",
        no_args_is_help=True,
    )
    triage.command(_JUDGE)(judge_lines)
    learn.register(triage)
    rules.register(triage)
    triage.callback()(lambda: None)  # or Typer folds a single command into its group
    app.add_typer(triage, name="triage")


def judge_lines(
    file: Annotated[Path, typer.Argument(help="Tickets, a JSON line each; - is standard input")],
) -> None:
    """Decide on every ticket of a file, one JSON line for each; `judge` may be left out."""
    with nullcontext(sys.stdin) if file == _STDIN else file.open(encoding="utf-8") as lines:
        for line in lines:
            sys.stdout.write(line)
