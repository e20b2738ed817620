"""The week as it passes: what arrived, what people did, what Handrail did, in one line each."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from rich.console import Console
from rich.text import Text

from escalation.model import Escalation, Line
from starter.demo import acts
from starter.demo.telling import Entry, Speech, sort_of
from starter.demo.week import Week

WORD_WIDTH = 10
ECHOES = ("notes", "tells")  # a deed that is shown comes back as one of these


class Chronicle:
    """Every line of every run, also those that an escalation itself no longer keeps."""

    def __init__(self) -> None:
        self._lines: dict[str, list[Line]] = {}

    def news(self, state: Escalation) -> list[Line]:
        """The lines that were added since this escalation was last seen."""
        known = self._lines.setdefault(state.id, [])
        history = list(state.history)
        # The oldest lines may be gone by now: find how many.
        gone = next(n for n in range(len(known) + 1) if known[n:] == history[: len(known) - n])
        news = history[len(known) - gone :]
        known += news
        return news

    def of(self, series: str) -> list[Line]:
        """All lines of a series, its runs in order."""
        runs = [id_ for id_ in self._lines if id_.partition("~")[0] == series]
        return [line for id_ in runs for line in self._lines[id_]]


class Timeline:
    """Writes entries to a console, or as JSON lines; `speech` says how."""

    def __init__(self, console: Console, week: Week, speech: Speech, *, as_json: bool) -> None:
        self.chronicle = Chronicle()
        self._console = console
        self._week = week
        self.speech = speech
        self._as_json = as_json

    def deed(self, ticket: acts.Ticket, deed: acts.Deed, at: datetime) -> None:
        """Show what somebody does."""
        word, text = self.speech.deed(deed, ticket)
        style = "bold" if isinstance(deed, acts.Arrives) else "blue"
        self._write(Entry(at, ticket.id, word, text, style))

    def happened(
        self, states: Iterable[Escalation], numbers: Mapping[str, str], said: str = ""
    ) -> None:
        """Show what is new in the escalations; what only repeats the words just `said` is not."""
        news = [(state, line) for state in states for line in self.chronicle.news(state)]
        for state, line in sorted(news, key=lambda new: new[1].at):
            word, text, style = sort_of(line.text)
            if said and said in text and word in ECHOES:
                continue
            number = int(state.series.partition("-")[2])
            self._write(Entry(line.at, number, word, self.speech.line(text, numbers), style))

    def _write(self, entry: Entry) -> None:
        if self._as_json:
            shown = {"at": entry.at.isoformat(), "ticket": entry.ticket}
            print(json.dumps({**shown, "word": entry.word, "text": entry.text}, ensure_ascii=False))
            return
        line = Text.assemble(
            (self._week.written(entry.at), "dim"),
            f"  {entry.ticket}  ",
            (f"{entry.word:<{WORD_WIDTH}} ", entry.style),
            entry.text,
        )
        self._console.print(line, no_wrap=True, overflow="ellipsis", highlight=False)
