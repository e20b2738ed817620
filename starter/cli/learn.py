"""`triage learn`: a model of kinds from labelled texts, and how far it can be trusted."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from escalation.triage.words import Kind
from integrations.learning import model_file, rows
from integrations.learning.model_file import ModelFile
from integrations.learning.rows import Labelled
from ledger import queries
from starter.cli import printed
from starter.cli.ledger import asked
from starter.cli.options import AsJson, AskedWrongly

FEW = 20  # rows of a kind: below, its figures are chance
NAMED_MAX = 5  # row numbers that a warning names; --json has all

_INSTANTS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"]

When = Annotated[
    datetime | None, typer.Option(formats=_INSTANTS, help="Write this instant down (else UTC)")
]
File = Annotated[Path | None, typer.Argument(help="A CSV with the columns subject, body, kind")]
OfLedger = Annotated[bool, typer.Option("--ledger", help="From what became of past escalations")]
Output = Annotated[Path, typer.Option("-o", "--output", help="The model's file, JSON")]


def register(triage: typer.Typer) -> None:
    """Add the command to the group `triage`."""
    triage.command("learn")(learn)


def learn(
    output: Output,
    file: File = None,
    is_of_ledger: OfLedger = False,
    when: When = None,
    as_json: AsJson = False,
) -> None:
    """Learn kinds from labelled texts, examine what was learnt, and write it down.

    Decisions call the model by its file's name. Exit status 2 when the texts cannot be learnt
    from; nothing is written then.
    """
    if bool(file) == is_of_ledger:
        raise AskedWrongly("learn from a file or from --ledger, one of them")
    _is_fit(file, output)
    aware = when.replace(tzinfo=when.tzinfo or UTC) if when else None
    labelled = rows.read(file) if file else _turned_out()
    source = str(file or "the ledger")
    learnt = _taught(source, labelled, _name(output), aware)
    model_file.write(output, learnt)
    warnings = _warnings(labelled)
    value = _counts(labelled) | {"model": str(output), "warnings": warnings}
    value |= learnt.model_dump(mode="json", include={"examination", "kinds"})
    value["telling"] = {str(kind): words for kind, words in learnt.telling().items()}
    terms = sum(map(len, learnt.terms.values()))
    written = Text(f"{output}: {terms:,} terms, {output.stat().st_size >> 10:,} KiB", "bold")
    people = Group(_report(labelled, learnt), *map(Text, warnings), written)
    printed.answer(as_json, value, people)


def _turned_out() -> Labelled:
    """What the ledger has seen come of its texts. Raises Away."""
    found = asked(queries.labelled)
    said = (one.text.strip() for one in found)
    return rows.gather((n, text, found[n - 1].kind) for n, text in enumerate(said, start=1))


def _is_fit(file: Path | None, output: Path) -> None:
    """What would be found out only after the learning."""
    if file and output.resolve() == file.resolve():
        raise AskedWrongly(f"{output} would replace what is learnt from; name another file")
    if output.is_dir():
        raise AskedWrongly(f"{output} is a folder; name a file in it")
    if not output.absolute().parent.is_dir():
        raise AskedWrongly(f"{output.parent} is no folder; make it, or name another file")


def _name(output: Path) -> str:
    """What decisions call it; `rules` are the key words."""
    name = output.name.partition(".")[0]
    return name if name not in ("", "rules") else "learnt"


def _taught(source: str, labelled: Labelled, name: str, when: datetime | None) -> ModelFile:
    try:
        # An extra: whoever asks a model does without it.
        from integrations.learning import teaching
    except ImportError as error:
        remedy = "pip install scikit-learn, or make setup"
        raise AskedWrongly(f"learning wants scikit-learn, which is missing; {remedy}") from error
    return teaching.teach(source, labelled, name, _progress, when)


def _progress(said: str) -> None:
    typer.echo(f"{said} …", err=True)


def _counts(labelled: Labelled) -> dict[str, Any]:
    return {
        "rows": len(labelled.texts),
        "empty": labelled.empty,
        "repeated": labelled.repeated,
        "unknown": dict(labelled.unknown),
    }


def _warnings(labelled: Labelled) -> list[str]:
    few = [f"{kind} has {n}" for kind, n in Counter(labelled.kinds).items() if n < FEW]
    warnings = [
        f"warning: {said or 'no kind'!r} is not a kind ({_named(numbers)}): left out; "
        f"kinds are {', '.join(Kind)}"
        for said, numbers in labelled.unknown.items()
    ]
    if few:
        about = f"fewer than {FEW} rows, its figures are chance; label more"
        warnings.append(f"warning: {', '.join(few)}: {about}")
    return warnings


def _named(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:NAMED_MAX]))
    more = f" and {len(numbers) - NAMED_MAX} more" if len(numbers) > NAMED_MAX else ""
    return f"row{'s' if len(numbers) > 1 else ''} {shown}{more}"


def _report(labelled: Labelled, learnt: ModelFile) -> RenderableType:
    found = learnt.examination
    table = Table(box=None, header_style="dim", pad_edge=False, padding=(0, 2, 0, 0))
    for title in ("kind", "rows", "precision", "recall", "F1", "most telling words"):
        table.add_column(title, overflow="fold")
    for kind, words in learnt.telling().items():
        each = found.kinds[kind]
        figures = [f"{figure:.3f}" for figure in (each.precision, each.recall, each.f1)]
        table.add_row(kind, str(learnt.kinds[kind]), *figures, Text(" · ".join(words)))
    out = f"{len(labelled.empty)} empty, {len(labelled.repeated)} repeated left out"
    lines = [
        Text(f"{len(labelled.texts):,} rows learnt from; {out}"),
        Text(
            f"macro-F1 {found.macro_f1:.3f}, accuracy {found.accuracy:.3f} "
            f"({found.folds}-fold cross-validation)",
            "bold",
        ),
    ]
    sure = [
        f"sure from {one.confidence}: {one.share:.0%} of texts, {one.right:.0%} of them right"
        for one in found.sure
    ]
    off = Text(f"confidence is off by {found.off:.3f}")
    return Group(*lines, table, off, *(Text(line) for line in sure))
