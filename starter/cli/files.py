"""`clock`, `policy check` and `replay`: what is answered from files."""

import sys
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from integrations.policy_file import PolicyErrors
from starter import clock
from starter import replay as recorded
from starter.cli import printed
from starter.cli.options import AsJson
from starter.reach import policy_at

_STDIN = Path("-")


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("clock")(answer_lines)
    app.command("replay")(replay)
    policy = typer.Typer(help="Policy files.", no_args_is_help=True)
    policy.command("check")(check)
    policy.callback()(lambda: None)  # or Typer folds a single command into its group
    app.add_typer(policy, name="policy")


def answer_lines(
    file: Annotated[Path, typer.Argument(help="JSON lines; - is the standard input")] = _STDIN,
    as_json: AsJson = False,
) -> None:
    """Answer questions about business time, one JSON line for each."""
    del as_json  # it speaks nothing else
    with nullcontext(sys.stdin) if file == _STDIN else file.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                printed.line(clock.answer(line))


def replay(
    file: Annotated[Path, typer.Argument(help="A command log: JSON lines, gzipped or not")],
    live: Annotated[int, typer.Option(help="Send the first N cases through the server")] = 0,
    as_json: AsJson = False,
) -> None:
    """Feed a command log through the domain and print what it came to."""
    recorded.run(file, as_json, live)


def check(
    file: Annotated[Path, typer.Argument(help="A policy file")],
    as_json: AsJson = False,
) -> None:
    """Check a policy file; every error with its line and a remedy, exit status 1."""
    try:
        found = policy_at(file)
    except PolicyErrors as wrong:
        problems = [asdict(error) for error in wrong.errors]
        printed.answer(as_json, {"ok": False, "errors": problems}, str(wrong))
        raise typer.Exit(1) from None
    warnings = [asdict(warning) for warning in found.warnings]
    version = found.policy.version
    lines = [f"{file}: good, version {version}", *(f"warning: {w}" for w in found.warnings)]
    value = {"ok": True, "version": version, "warnings": warnings}
    printed.answer(as_json, value, "\n".join(lines))
