"""What the conversation says already: a ticket's text and words, read into the fields of a brief.

A pure reading of templates (`Steps to reproduce:`) and prose (`when I click Export, nothing
happens`). Of the customer's words everything counts; of support's, what they filled into a
template, what they tried and what they saw. Questions and quoted mails are nobody's statement.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from functools import lru_cache

from escalation import brief_words as words
from escalation.context import HEAD, Brief, TicketContext
from escalation.references import Ticket

TEXT_MAX = 8_000  # characters read of a text: a long report; a dump of logs says no more
SENTENCE_MAX = 300  # characters of a sentence: what patterns are read against
FIELD_MAX = 600  # characters of a field that was read; the ticket has all of it
WRAPPED_MIN = 50  # characters: a shorter line ended because somebody ended it
CLAUSE_MIN = 3  # words that say what came of it; fewer are a greeting or a "But"
SOME = 4  # machines, errors or attempts that are named together

_NAMES = tuple(f.name for f in fields(Brief))
_SENTENCE_END = re.compile(r"(?<=[.!?]) +")
_LISTED = re.compile(r"(?:[-*•]|\d{1,2}[.)]) ")
_PROSE = (  # of these the first sentence that says it counts
    ("impact", words.IMPACT),
    ("needed", words.NEEDED),
    ("use_case", words.USE_CASE),
    ("frequency", words.FREQUENCY),
    ("revenue_at_risk", words.REVENUE),
)
_GATHERED = ("environment", "tried", "evidence")
_OF_SUPPORT = ("tried", "evidence")  # what an agent's prose tells; the rest is the customer's


@dataclass(frozen=True)
class Said:
    """What the conversation says; `since` is when it began, in their words."""

    brief: Brief = field(default_factory=Brief)
    since: str = ""


@lru_cache(maxsize=256)  # a card is shown many times between two words
def read(ticket: Ticket | None, context: TicketContext | None) -> Said:
    """What can be read of a ticket and of the words in it; newer templates win, older prose."""
    found: dict[str, list[str]] = {}
    for text, is_customers in _texts(ticket, context):
        headed, prose = _headed(text[:TEXT_MAX])
        for name, value in headed:
            _add(found, name, value, is_first=name not in _GATHERED)
        told = [each for sentence in _sentences(prose) for each in _told(sentence)]
        for name, value in told:
            if is_customers or name in _OF_SUPPORT:
                _add(found, name, value)
    facts = dict(context.fields) if context else {}
    if facts.get("revenue"):
        _add(found, "revenue_at_risk", f"{facts['revenue']} a year")
    for link in context.attachments if context else ():
        _add(found, "evidence", link.title)
    kept = {name: _together(name, values) for name, values in found.items()}
    said = {name: text for name, text in kept.items() if name in _NAMES}
    return Said(Brief(**said), kept.get("since", ""))


def _texts(ticket: Ticket | None, context: TicketContext | None) -> Iterator[tuple[str, bool]]:
    """Each text, oldest first, and whether a customer wrote it; our own notes say nothing new."""
    if ticket:
        yield ticket.description, True
    for word in context.words if context else ():
        if word.is_customer or HEAD not in word.text:
            yield word.text, word.is_customer


def _headed(text: str) -> tuple[list[tuple[str, str]], str]:
    """What stands under headings that we know, and all other lines."""
    found: list[tuple[str, str]] = []
    prose: list[str] = []
    name, lines, was_blank = "", list[str](), False
    for line in (each.strip() for each in text.splitlines()):
        heading = _heading(line)
        ends = was_blank and bool(lines) and bool(line) and not _LISTED.match(line)
        if heading or ends:
            found.append((name, "\n".join(lines)))
            name, first = heading or ("", "")
            lines = [first] if first else []
        if not heading and not line.startswith(">"):
            (lines if name and line else prose).append(line)
        was_blank = not line
    found.append((name, "\n".join(lines)))
    return [(named, value) for named, value in found if named and value], "\n".join(prose)


def _heading(line: str) -> tuple[str, str] | None:
    """The field that a line is the heading of, and what follows on it; "": of something else."""
    if not line or len(line) > SENTENCE_MAX + 40:
        return None
    bare = line.lstrip("#*_ ")
    before, colon, after = bare.partition(":")
    name = before.strip("*_ ").casefold()
    if name in words.HEADINGS:
        field_, rest = words.HEADINGS[name], after.strip("*_ ")
        if field_ in words.PARTS_OF_ENVIRONMENT:
            return "environment", f"{before.strip('*_ ')}: {rest}" if rest else ""
        return field_, rest
    is_marked = line.startswith("#") or (line.startswith("**") and line.endswith("**"))
    return ("", after) if is_marked or (colon and not after and len(bare) <= 40) else None


def _sentences(text: str) -> Iterator[str]:
    """What is stated, sentence by sentence; a question is told only where it asks us for work."""
    for line in _unwrapped(text):
        for sentence in _SENTENCE_END.split(line):
            cut = sentence[:SENTENCE_MAX]
            if cut and (not cut.endswith("?") or words.NEEDED.search(cut)):
                yield cut


def _unwrapped(text: str) -> list[str]:
    """Lines as they were written, before a mail program broke them."""
    lines: list[str] = []
    for line in text.splitlines():
        broken = bool(lines) and len(lines[-1]) >= WRAPPED_MIN and lines[-1][-1] not in ".!?:;"
        if broken and line and not _LISTED.match(line):
            lines[-1] = f"{lines[-1]} {line}"
        else:
            lines.append(line)
    return lines


def _told(sentence: str) -> Iterator[tuple[str, str]]:
    """The fields that one sentence fills."""
    for name, pattern in _PROSE:
        if pattern.search(sentence):
            yield name, sentence
    for name, pattern in (("since", words.SINCE), ("by_when", words.BY_WHEN)):
        if found := pattern.search(sentence):
            yield name, found[0]
    for found in words.MACHINES.finditer(sentence):
        yield "environment", re.sub(r"^(?:on|in|with|using|mit|unter|im|auf) ", "", found[0])
    addresses = words.ADDRESS.findall(sentence)
    if words.ERROR.search(sentence) or addresses:
        yield "evidence", sentence
    if words.TRIED.search(sentence):
        yield "tried", sentence
    else:
        yield from _course(sentence)


def _course(sentence: str) -> Iterator[tuple[str, str]]:
    """What was done, what should have come of it, and what came."""
    expected = words.EXPECTED.search(sentence)
    steps = words.STEPS.search(sentence)
    if expected:
        but = words.BUT.search(sentence, expected.end())
        yield "expected", sentence[: but.start()] if but else sentence
        if but:
            yield "actual", sentence[but.end() :]
    elif steps:
        yield from _done(sentence, steps.start())
    elif words.ACTUAL.search(sentence):
        yield "actual", sentence


def _done(sentence: str, start: int) -> Iterator[tuple[str, str]]:
    """`When I click X, Y happens`, or `Y happens when I click X`."""
    if len(sentence[:start].split()) >= CLAUSE_MIN:
        yield "steps", sentence[start:]
        yield "actual", sentence[:start]
        return
    before, comma, after = sentence[start:].partition(",")
    yield "steps", before
    if comma:
        yield "actual", after


def _add(found: dict[str, list[str]], name: str, value: str, *, is_first: bool = False) -> None:
    kept, text = found.setdefault(name, []), value.strip(" ,;")
    if text and text.casefold() not in (known.casefold() for known in kept):
        kept.insert(0 if is_first else len(kept), text)


def _together(name: str, values: list[str]) -> str:
    """Some things are said in parts, of others the first counts."""
    text = "; ".join(values[:SOME]) if name in _GATHERED else values[0] if values else ""
    return text if len(text) <= FIELD_MAX else f"{text[: FIELD_MAX - 1]}…"
