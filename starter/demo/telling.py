"""Turns lines of story and deeds into one word and a sentence for the screen."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from escalation.policy import Policy
from starter.demo import acts
from starter.demo.week import Week

_INSTANT = re.compile(r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:\d{4}-\d\d-\d\d )?(\d\d:\d\d) UTC")
# By the domain's own sentences: what is not found here is told as it stands. First match wins.
_SORTS = (
    (r"Breach: (.*)", "BREACH", "bold red"),
    (r"(Nobody in .* acknowledges.*)", "ALARM", "bold red"),
    (r"(.* refused: .*|.* could not be .*)", "refused", "red"),
    (r"(.* is due .*)", "warns", "yellow"),
    (r".+? escalated (.*)", "climbs", "bold yellow"),
    (r".+? de-escalated (.*)", "comes down", "bold green"),
    (r"((?:specialist|available|on call|first line|queued): .*)", "routes", "dim"),
    (r"(.* is asked: .*|Nobody is on duty .*)", "asks", ""),
    (r"(.* (?:is engaged|is released|does not answer).*)", "alongside", "yellow"),
    (r"(.* has it \(.*|.* works alongside .*)", "taken", "green"),
    (r"(.* changed severity .*)", "severity", "yellow"),
    (r"(.* waits: .*)", "waits", "cyan"),
    (r"(.* (?:goes on: .*|wait is over.*))", "goes on", "cyan"),
    (r"(.*) resolved it: (.*)", "resolved", "green"),
    (r"(.* reopened it: .*)", "reopened", "bold yellow"),
    (r"(The customer is reminded .*)", "reminds", "yellow"),
    (r"The customer was told: (.*)", "tells", "magenta"),
    (r"(.* (?:confirmed|closed it): .*)", "closed", "bold green"),
    (r"(Opened at .*)", "opened", ""),
)
SORTS = tuple((re.compile(pattern, re.DOTALL), word, style) for pattern, word, style in _SORTS)


@dataclass(frozen=True)
class Entry:
    """One line of the timeline; `at` is aware, `word` says what kind of thing happened."""

    at: datetime
    ticket: int
    word: str
    text: str
    style: str = ""


def sort_of(text: str) -> tuple[str, str, str]:
    """(word, rest of the sentence, style) of a line of story."""
    for pattern, word, style in SORTS:
        if found := pattern.fullmatch(text):
            return word, ": ".join(found.groups()), style
    return "notes", text, "dim"


class Speech:
    """Says ids as names and instants in the team's zone."""

    def __init__(self, policy: Policy, week: Week) -> None:
        self._policy = policy
        self._week = week

    def line(self, text: str, numbers: Mapping[str, str]) -> str:
        """One line of story for the screen; `numbers` are people whom Zendesk knows by number."""
        names = {**numbers, **{id_: person.name for id_, person in self._policy.people.items()}}
        known = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?![\w-])")
        named = known.sub(lambda found: names[found[0]], " ".join(text.split()))
        return _INSTANT.sub(self._local, named)

    def instant(self, at: datetime) -> str:
        """An instant (aware) as the team's weekday and time."""
        return self._week.written(at)

    def deed(self, deed: acts.Deed, ticket: acts.Ticket) -> tuple[str, str]:
        """Where something is done, and what."""
        by = getattr(deed, "by", None)
        who = self._policy.people[by].name if by else ticket.customer
        return deed.place, f"{who}{':' if isinstance(deed, acts.Arrives) else ''} {deed.said}"

    def _local(self, found: re.Match[str]) -> str:
        return self._week.local(found[1], found[2])
