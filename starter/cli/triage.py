"""`triage`: what to escalate, how bad it is, to whom and why, for tickets from a file."""

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

import settings
from integrations.learning import model_file
from integrations.reading.reader import Reader
from starter import triage_lines
from starter.cli import learn, printed, rules
from starter.reach import policy_at

_STDIN = Path("-")
_BOM = b"\xef\xbb\xbf"  # some editors begin a file with it
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
    model: Annotated[Path | None, typer.Option(help="A model of `triage learn`")] = None,
    policy: Annotated[Path | None, typer.Option(help="A policy file, in place of ours")] = None,
) -> None:
    """Decide on every ticket of a file, one JSON line for each; `judge` may be left out.

    A line that cannot be judged is named on standard error; the others are answered all the same,
    and the exit status is 1.
    """
    chosen = policy_at(policy or settings.load().policy).policy
    read, faults = Reader(model=model_file.read(model) if model else None).read, 0
    with nullcontext(sys.stdin.buffer) if file == _STDIN else file.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                ticket = triage_lines.parsed(line.removeprefix(_BOM))
                printed.line(triage_lines.answer(ticket, chosen, read))
            except triage_lines.Unreadable as wrong:
                faults += 1
                print(f"{file}:{number}: {wrong}", file=sys.stderr)
    if faults:
        raise typer.Exit(1)
