"""`similar`: which tickets of a file are the same issue, and which stand nearest to each."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from escalation.similar.groups import SCORE_MIN, groups
from escalation.similar.index import KEPT, Index
from escalation.similar.marks import Text
from starter.cli import printed

_STDIN = Path("-")
_BOM = b"\xef\xbb\xbf"  # some editors begin a file with it
NEAREST_MAX = 100  # of each text; whoever wants more wants a search engine
_DIGITS = 4  # printed of a score
_REMEDIES = {
    "id": "give every ticket an id",
    "subject": "write a text",
    "body": "write a text",
    "line": 'write one JSON object: {"id": "4711", "subject": "…", "body": "…"}',
}


class _Line(BaseModel):
    """One ticket; other fields are the asker's own."""

    model_config = ConfigDict(extra="ignore")
    id: str | int
    subject: str = ""
    body: str = ""

    @field_validator("subject", "body", mode="before")
    @classmethod
    def _null_is_nothing(cls, given: Any) -> Any:
        return "" if given is None else given


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("similar")(similar)


def similar(
    file: Annotated[Path, typer.Argument(help="Tickets, a JSON line each; - is standard input")],
    nearest: Annotated[
        int, typer.Option(min=0, max=NEAREST_MAX, help="Print each ticket's K nearest as well")
    ] = 0,
    score: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Likeness from which tickets are one issue")
    ] = SCORE_MIN,
) -> None:
    """Group the tickets that are about the same issue, one JSON line for each group.

    A line that cannot be read is named on standard error; the others are grouped all the same, and
    the exit status is 1.
    """
    tickets, faults = _read(file)
    index = Index((Text(t.subject, t.body) for t in tickets), max(KEPT, nearest))
    for number, group in enumerate(groups(index, score), start=1):
        ids = [tickets[place].id for place in group.places]
        printed.line({"group": number, "ids": ids, "score": round(group.score, _DIGITS)})
    if nearest:
        for ticket, near in zip(tickets, index.nearest(), strict=True):
            others = ((tickets[n.place].id, n.score) for n in near[:nearest])
            found = [{"id": id_, "score": round(alike, _DIGITS)} for id_, alike in others]
            printed.line({"id": ticket.id, "nearest": found})
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        raise typer.Exit(1)


def _read(file: Path) -> tuple[list[_Line], list[str]]:
    tickets: list[_Line] = []
    faults: list[str] = []
    with nullcontext(sys.stdin.buffer) if file == _STDIN else file.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                tickets.append(_Line.model_validate_json(line.removeprefix(_BOM)))
            except ValidationError as wrong:
                faults.extend(f"{file}:{number}: {said}" for said in _complaints(wrong))
    return tickets, faults


def _complaints(wrong: ValidationError) -> Iterable[str]:
    """Give what is wrong with each field, once, and what to write instead."""

    def each() -> Iterator[str]:
        for error in wrong.errors():
            field = str(error["loc"][0]) if error["loc"] else "line"
            yield f"{field}: {error['msg'].lower()}; {_REMEDIES[field]}"

    return dict.fromkeys(each())
