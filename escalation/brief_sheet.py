"""The brief as one structure: its parts in the order of a structured escalation.

Each rendering shows the same parts in its own markup. What was read of the conversation, not
filled in by people, says so. A text is foreign until a rendering has made it harmless.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from escalation import brief_versions
from escalation.brief import from_conversation, known, missing
from escalation.context import Earlier, TicketContext, Word
from escalation.instants import written
from escalation.model import Clock, Escalation
from escalation.terms import ClockKind, ClockState

EXCERPT_MAX = 1_500  # characters of the customer's own words: enough to act, short enough to read
SAD, GLAD = -0.3, 0.3  # sentiments from which a mood is one (-1 to 1)
SHIFT = 0.3  # a change of sentiment that a reader would notice
_EXPECTED = (  # what the customer was promised, or may expect, and by when
    ClockKind.FIRST_RESPONSE,
    ClockKind.NEXT_RESPONSE,
    ClockKind.CUSTOMER_UPDATE,
    ClockKind.PROMISE,
)
_COURSE = ("steps", "expected", "actual", "use_case", "frequency", "evidence")
_IMPACT = ("impact", "affected", "seen", "containment", "business_context", "revenue_at_risk")


@dataclass(frozen=True)
class Line:
    """One statement; `is_read` says that it was read, `is_quote` that it is somebody's words."""

    text: str
    label: str = ""
    is_read: bool = False
    is_quote: bool = False
    url: str = ""


@dataclass(frozen=True)
class Part:
    """A title and what stands under it."""

    title: str
    lines: tuple[Line, ...]


def sheet(e: Escalation) -> tuple[Part, ...]:
    """Every part that has something to say."""
    parts = (
        ("Summary", _named(e, "summary")),
        ("Severity and deadlines", _standing(e)),
        ("Impact", _impact(e)),
        ("Environment", _named(e, "environment")),
        ("Steps, expected, actual", _named(e, *_COURSE)),
        ("Tried and ruled out", _named(e, "tried")),
        ("Customer's words and mood", _words(e)),
        ("Told and promised to the customer", _promised(e)),
        ("Account and its history", _account(e)),
        ("Links", _links(e)),
        ("Needed, and by when", _named(e, "needed", "by_when", "decision_asked")),
        *((f"Since {tier}", lines) for tier, lines in _news(e)),
        (f"Still missing for {e.tier}", _gaps(e)),
    )
    filled = ((title, tuple(line for line in lines if line.text.strip())) for title, lines in parts)
    return tuple(Part(title, lines) for title, lines in filled if lines)


def label(name: str) -> str:
    """A field of the brief as people call it."""
    return name.replace("_", " ").capitalize()


def _named(e: Escalation, *names: str) -> Iterator[Line]:
    """Fields of the brief; one that stands alone under its title needs no label."""
    brief = known(e)
    for name in names:
        text = getattr(brief, name)
        is_read = bool(text) and not getattr(e.brief, name)
        shown = "" if names == (name,) else label(name)
        yield Line(text, shown, is_read=is_read and name != "summary")


def _standing(e: Escalation) -> Iterator[Line]:
    yield Line(str(e.severity), "Severity")
    yield from (_due(c) for c in e.clocks if c.kind == ClockKind.RESOLUTION and c.is_owed)
    if e.breaches:
        yield Line(str(e.breaches), "Deadlines missed so far")
    if e.waits:
        waits = ", ".join(p.reason.replace("_", " ") for p in e.waits)
        yield Line(waits, "It waits")


def _due(clock: Clock) -> Line:
    word = "was due" if clock.state == ClockState.BREACHED else "due"
    text = f"{word} {written(clock.due_at)}" if clock.due_at else "paused"
    return Line(text, label(clock.kind))


def _impact(e: Escalation) -> Iterator[Line]:
    yield Line(e.customer or "unknown", "Customer")
    yield from _named(e, *_IMPACT)
    yield Line(from_conversation(e).since, "Since when", is_read=True)


def _words(e: Escalation) -> Iterator[Line]:
    if e.ticket:
        yield Line(e.ticket.description[:EXCERPT_MAX], "Reported", is_quote=True)
    yield from map(_said, e.context.words if e.context else ())
    yield Line(_mood(e.triaged.moods), "Mood", is_read=True)


def _said(word: Word) -> Line:
    where = "" if word.is_public else ", inside"
    who = f"{word.by or 'somebody'} ({'customer' if word.is_customer else 'support'}{where})"
    return Line(word.text, f"{written(word.at)}, {who}", is_quote=True)


def _mood(moods: tuple[float, ...]) -> str:
    """How the newest word sounds, and whether that is new."""
    if not moods:
        return ""
    last = moods[-1]
    mood = "unhappy" if last <= SAD else "content" if last >= GLAD else "neutral"
    shift = last - moods[0]
    trend = ", getting worse" if shift <= -SHIFT else ", getting better" if shift >= SHIFT else ""
    return f"{mood}{trend} ({last:+.1f} of 1)"


def _promised(e: Escalation) -> Iterator[Line]:
    if e.last_word:
        said = f"{written(e.last_word.at)}, {e.policy.name_of(e.last_word.actor)}"
        yield Line(e.last_word.text, f"Last word, {said}", is_quote=True)
    yield from (_due(clock) for clock in e.clocks if clock.kind in _EXPECTED and clock.is_owed)


def _account(e: Escalation) -> Iterator[Line]:
    if e.context:
        yield from _requester(e.context)
        yield from map(_earlier, e.context.earlier)


def _requester(context: TicketContext) -> Iterator[Line]:
    who = context.requester
    if context.email and context.email != who:
        who = f"{who} <{context.email}>".strip()
    yield Line(who, "Requester")
    yield Line(context.organization, "Organisation")
    yield from (Line(value, label(name)) for name, value in context.fields)
    yield Line(", ".join(context.tags), "Tags")


def _earlier(ticket: Earlier) -> Line:
    since = f", {written(ticket.at)}" if ticket.at else ""
    text = f"{ticket.subject} ({ticket.status}{since})"
    return Line(text, f"Earlier ticket {ticket.ticket}", url=ticket.url)


def _links(e: Escalation) -> Iterator[Line]:
    if e.ticket:
        yield Line(e.ticket.url, "Ticket", url=e.ticket.url)
    if e.issue:
        yield Line(e.issue.url, "Issue", url=e.issue.url)
    for link in e.context.attachments if e.context else ():
        yield Line(link.title, "Attachment", url=link.url)


def _news(e: Escalation) -> Iterator[tuple[str, Iterator[Line]]]:
    before = brief_versions.before_last(e)
    if before:
        changes = brief_versions.changes(before.brief, known(e))
        lines = (Line(", ".join(map(label, names)), word) for word, names in changes.items())
        yield before.tier, lines


def _gaps(e: Escalation) -> Iterator[Line]:
    yield Line(", ".join(name.replace("_", " ") for name in missing(e)))
