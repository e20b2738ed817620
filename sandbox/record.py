"""The sandbox's memory of effects, and its sense of time."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal

Json = dict[str, Any]
Face = Literal["slack", "linear", "zendesk", "intercom", "freshdesk", "hubspot"]

EXCERPT = 200  # characters of a text that an effect keeps: enough to recognise it


class Present:
    """Now, as the sandbox sees it: the wall clock, pulled forward by virtual time.

    A world whose clocks are skipped ahead names its instants in the control calls. What the faces
    write after that must not carry an earlier one.
    """

    def __init__(self, wall: Callable[[], datetime]) -> None:
        self._wall = wall
        self._latest = wall()

    def now(self) -> datetime:
        """The latest instant known, aware UTC."""
        return max(self._wall(), self._latest)

    def wall(self) -> datetime:
        """The wall clock, which alone counts for the freshness of signatures."""
        return self._wall()

    def reach(self, at: datetime | None) -> datetime:
        """When something happens: `at`, which moves the present forward, or else now."""
        if at is None:
            return self.now()
        self._latest = max(self._latest, at.astimezone(UTC))
        return at.astimezone(UTC)


@dataclass(frozen=True)
class Effect:
    """One thing a face did because somebody asked it to; `at` is aware UTC.

    `key` is what the asker makes a repeat harmless with: Slack's metadata, a Linear client-made id
    or attachment address, Zendesk's custom metadata, elsewhere the mark in the text.
    """

    n: int
    face: Face
    what: str
    target: str
    key: str
    text: str
    at: datetime


class Record:
    """Every effect in order."""

    def __init__(self, present: Present) -> None:
        self._present = present
        self._effects: list[Effect] = []

    def add(self, face: Face, what: str, target: str, key: str = "", text: str = "") -> None:
        """Write one effect down; of the text only an excerpt."""
        n, at = len(self._effects) + 1, self._present.now()
        self._effects.append(Effect(n, face, what, target, key, text[:EXCERPT], at))

    def lines(self, after: int = 0) -> list[Json]:
        """The effects whose number is above `after`, as JSON."""
        return [{**asdict(e), "at": zulu(e.at)} for e in self._effects[after:]]


def zulu(at: datetime) -> str:
    """ISO 8601 in UTC with milliseconds, as Linear writes it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def key_in(payload: object) -> str:
    """The asker's mark in a free-form payload: its `key`, or else all its values by name."""
    if not isinstance(payload, Mapping):
        return ""
    if "key" in payload:
        return str(payload["key"])
    return " ".join(str(payload[name]) for name in sorted(payload))
