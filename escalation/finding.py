"""One thing that is wrong with a policy, and the small checks that find it in one place."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

from escalation.clocks import SHARE
from escalation.policy import span
from escalation.terms import Severity

Path = tuple[str | int, ...]

DAYS_MAX = 366  # a wait of more than a year is a typing error
SHARE_OF_TARGET = re.compile(rf"[1-9]\d?{SHARE}")  # at 100 % it would be the breach


@dataclass(frozen=True)
class Finding:
    """What is wrong, where, and what to write instead."""

    path: Path
    problem: str
    remedy: str
    is_error: bool = True

    @property
    def field(self) -> str:
        """The place as people write it."""
        return dotted(self.path)

    @property
    def as_warning(self) -> "Finding":
        """The same, for a policy that works all the same."""
        return replace(self, is_error=False)


def dotted(path: Path) -> str:
    """A path as people write it: `tiers.l2.steps[0].ask`; empty for the file itself."""
    return "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path).removeprefix(".")


def nearest(word: str, known: Collection[str], otherwise: str) -> str:
    """The remedy for a name that nobody has: the known one most like it, or else `otherwise`."""
    close = get_close_matches(word, known, n=1)
    return f"did you mean {close[0]}?" if close else otherwise


def unknown(path: Path, name: str, what: str, known: Collection[str]) -> Iterator[Finding]:
    """A name that stands nowhere else in the file."""
    if name not in known:
        remedy = nearest(name, known, "add it, or name one that is in the file")
        yield Finding(path, f"no {what} “{name}”", remedy)


def wrong_spans(path: Path, spans: Mapping[Severity, str]) -> Iterator[Finding]:
    """Spans by severity."""
    for severity, text in spans.items():
        yield from wrong_span((*path, severity), text)


def wrong_span(path: Path, text: str) -> Iterator[Finding]:
    """A span that is none, or too long to be meant."""
    try:
        seconds, days = span(text)
    except ValueError:
        yield Finding(path, f"“{text}” is not a span", "write 15m, 4h or 2d (d: business days)")
        return
    if max(seconds / 86_400, days) > DAYS_MAX:
        yield Finding(path, f"“{text}” is more than a year", "write a shorter span")


def wrong_threshold(path: Path, text: str) -> Iterator[Finding]:
    """A threshold that is neither a share of the target nor a span."""
    if not text.endswith(SHARE):
        yield from wrong_span(path, text)
    elif not SHARE_OF_TARGET.fullmatch(text):
        yield Finding(path, f"“{text}” is not a share", "write 1% to 99%, or a span like 2d")
