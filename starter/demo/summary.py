"""What the week came to: what climbed, what breached, what each customer was told."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from escalation.model import Escalation, Line
from starter.demo.acts import Ticket
from starter.demo.telling import Speech, sort_of

_MOVE = re.compile(r"(\w+) → (\w+)[^:]*: (.*)", re.DOTALL)
_BREACH = re.compile(r"(.*) was due .*")
_API_USER = "handrail@example.com"


@dataclass(frozen=True)
class Fate:
    """What became of one ticket.

    `path` are its tiers in order, `breaches` (when, promise), `told` (who, words) what its customer
    can read; `is_as_told` where the story ends like this.
    """

    ticket: int
    customer: str
    path: tuple[str, ...]
    why: str
    ended: str
    breaches: tuple[tuple[str, str], ...]
    told: tuple[tuple[str, str], ...]
    is_as_told: bool


def fate(
    ticket: Ticket,
    last: Escalation,
    lines: Iterable[Line],
    comments: Iterable[Mapping[str, Any]],
    speech: Speech,
) -> Fate:
    """Read a ticket's fate from its story, its last state, and the ticket's comments."""
    sorts = [(speech.instant(line.at), *sort_of(line.text)[:2]) for line in lines]
    moved = [text for _, word, text in sorts if word in ("climbs", "comes down")]
    moves = list(filter(None, map(_MOVE.match, moved)))
    breaches = [(at, _BREACH.match(text)) for at, word, text in sorts if word == "BREACH"]
    words = [(c["author"], c["body"]) for c in comments if c["public"]]
    return Fate(
        ticket=ticket.id,
        customer=ticket.customer,
        path=(moves[0][1], *(move[2] for move in moves)) if moves else (str(last.tier),),
        why=_without_name(speech.line(moves[0][3], {})) if moves else "",
        ended=f"{last.shown_status} ({last.ending})" if last.ending else last.shown_status,
        breaches=tuple((at, found[1]) for at, found in breaches if found),
        told=tuple(
            ("Handrail" if author == _API_USER else author, body)
            for author, body in words
            if author != ticket.requester
        ),
        is_as_told=(last.shown_status, last.tier) == ticket.ends
        and last.severity == ticket.severity,
    )


def _without_name(reason: str) -> str:
    """A trigger's reason begins with the trigger's name, which says the same once more."""
    return reason.partition(": ")[2] or reason


def shown(fates: Sequence[Fate]) -> RenderableType:
    """The summary as three tables."""
    return Group(_climbed(fates), Text(), _breached(fates), Text(), _told(fates))


def _climbed(fates: Sequence[Fate]) -> Table:
    table = _table("What climbed", "ticket", "customer", "way", "because", "end")
    for one in fates:
        way = Text(" → ".join(one.path), "" if len(one.path) == 1 else "yellow")
        end = Text(one.ended, "green" if one.is_as_told else "bold red")
        table.add_row(str(one.ticket), one.customer, way, one.why or "stayed at first line", end)
    return table


def _breached(fates: Sequence[Fate]) -> Table:
    table = _table("What breached", "ticket", "customer", "promise", "when")
    for one in fates:
        times = Counter(promise for _, promise in one.breaches)
        for promise, count in times.items():
            whens = [at for at, broken in one.breaches if broken == promise]
            when = whens[0] if count == 1 else f"{whens[0]} to {whens[-1]}, {count} times"
            table.add_row(str(one.ticket), one.customer, Text(promise, "red"), when)
    return table


def _told(fates: Sequence[Fate]) -> Table:
    table = _table("What each customer was told", "customer", "by", "words")
    for one in fates:
        for n, (who, words) in enumerate(one.told):
            cut = Text(words, "magenta", overflow="ellipsis", no_wrap=True)
            table.add_row("" if n else one.customer, who, cut)
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=None)
    table.show_edge, table.header_style, table.padding = False, "dim", (0, 2, 0, 0)
    for name in columns:
        table.add_column(name, overflow="fold")
    return table
