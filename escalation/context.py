"""What the next owner is told: what people filled in, and what the ticket knows.

The helpdesk knows it all; here stands what can be read in a minute. Instants are aware UTC,
texts plain.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime

WORDS_MAX = 12  # words kept: how it began, and the newest
WORD_MAX = 600  # characters of one word: what is read at a glance; the ticket has all of it
EARLIER_MAX = 5  # earlier tickets: what shows a pattern
LINKS_MAX = 10  # attachments: by link, never their content
TAGS_MAX = 20  # what people sort by; automations add hundreds
HEAD = "Handrail's brief"  # on top of each: by it our own words are known again
SAID_MAX = 3_000  # characters of a brief's field: what a form takes, and a rendering shows
FIELD_MAX = 200  # characters of a field: a plan, a sum, an address, a name, a subject


@dataclass(frozen=True)
class Brief:
    """What the next owner must know; an empty field is a gap, named by `brief.missing`."""

    summary: str = ""
    impact: str = ""
    tried: str = ""
    needed: str = ""
    by_when: str = ""
    steps: str = ""
    expected: str = ""
    actual: str = ""
    environment: str = ""
    evidence: str = ""
    use_case: str = ""
    frequency: str = ""
    business_context: str = ""
    revenue_at_risk: str = ""
    decision_asked: str = ""
    seen: str = ""
    affected: str = ""
    containment: str = ""


@dataclass(frozen=True)
class BriefVersion:
    """The brief as it stood when `tier` got it; `owner` is who had it before, if anybody."""

    at: datetime
    tier: str
    brief: Brief
    owner: str = ""


@dataclass(frozen=True)
class Word:
    """One comment of a ticket: `ref` is the helpdesk's id of it, `author` its id of who wrote it.

    `by` is what people call the author.
    """

    ref: str
    at: datetime
    author: str
    by: str
    is_customer: bool
    is_public: bool
    text: str


@dataclass(frozen=True)
class Earlier:
    """A ticket that the same customer had before."""

    ticket: str
    subject: str
    status: str
    at: datetime | None = None
    url: str = ""


@dataclass(frozen=True)
class Link:
    """Something to look at elsewhere."""

    title: str
    url: str


@dataclass(frozen=True)
class TicketContext:
    """A ticket as it was read at `read_at`.

    `fields` are the helpdesk's (`organization.plan`) as it is read, and after `bounded` the
    policy's names for them: plan, tier, revenue, page, automation.
    """

    read_at: datetime
    requester: str = ""
    email: str = ""
    organization: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    words: tuple[Word, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    tags: tuple[str, ...] = ()
    attachments: tuple[Link, ...] = ()


def bounded(found: TicketContext, wanted: Mapping[str, tuple[str, ...]]) -> TicketContext:
    """What is kept of a ticket: the fields that the policy wants, by its names, and a short rest.

    `wanted` maps our name of a field to the helpdesk's, of which the first that is filled counts.
    """
    known = dict(found.fields)
    named = (
        (ours, next((known[name] for name in theirs if known.get(name)), ""))
        for ours, theirs in wanted.items()
    )
    return replace(
        found,
        requester=_cut(found.requester, FIELD_MAX),
        email=_cut(found.email, FIELD_MAX),
        organization=_cut(found.organization, FIELD_MAX),
        fields=tuple((ours, _cut(value, FIELD_MAX)) for ours, value in named if value),
        words=tuple(replace(word, text=_cut(word.text, WORD_MAX)) for word in _few(found.words)),
        earlier=tuple(
            replace(one, subject=_cut(one.subject, FIELD_MAX))
            for one in found.earlier[:EARLIER_MAX]
        ),
        tags=found.tags[:TAGS_MAX],
        attachments=tuple(
            replace(link, title=_cut(link.title, FIELD_MAX))
            for link in found.attachments[:LINKS_MAX]
        ),
    )


def heard(context: TicketContext, word: Word) -> TicketContext:
    """The context with one more word, told before the ticket is read again."""
    if not word.text.strip() or word.ref in {known.ref for known in context.words if known.ref}:
        return context
    said = (*context.words, replace(word, text=_cut(word.text, WORD_MAX)))
    return replace(context, words=_few(said))


def merged(old: Brief, new: Brief) -> Brief:
    """What is said now, over what was known before."""
    said = {f.name: text[:SAID_MAX] for f in fields(new) if (text := getattr(new, f.name))}
    return replace(old, **said)


def _few(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """How it began, and the newest."""
    return words if len(words) <= WORDS_MAX else (words[0], *words[1 - WORDS_MAX :])


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
