"""What people read in Slack: the living message of a tier's channel, thread entries, and alarms.

Each is a pair of the text that notifications show and the blocks that the channel shows. A message
stays far below what Slack takes: 50 blocks, and together some 13,200 characters, which is written
nowhere but in slackapi/bolt-js#2509.
"""

from collections.abc import Iterator, Mapping, Sequence

from escalation.actions import Alarm, Tell
from escalation.card import Card, ClockLine
from escalation.terms import ClockKind, ClockState, PauseReason, Tier
from integrations.slack import blocks
from integrations.slack.blocks import Block, line, mention, words

CLOCKS_SHOWN = 10  # the soonest; the Temporal UI and `show` have all of them
FAILED_SHOWN = 3
ASKED_MAX = 20  # people addressed at once: beyond it, it is a broadcast
WORDS_MAX = 600  # characters: why it is here, the next step, what the customer was last told
REASON_MAX = 300  # characters of a failed delivery
ENTRY_MAX = 9_000  # characters of a thread entry: a whole brief; the ticket has everything
UNSEEN = "…"  # for words of nothing but control characters: Slack refuses an empty message
NOTICE_MAX = 300  # characters of a notification: a phone shows fewer

Message = tuple[str, list[Block]]
People = Mapping[str, str]

_MARK = {
    "critical": ":red_circle:",
    "high": ":large_orange_circle:",
    "medium": ":large_yellow_circle:",
    "low": ":white_circle:",
}


def living_message(card: Card, tier: Tier, people: People) -> Message:
    """The one message of an escalation in the channel of `tier`, as it stands now.

    Only those who are asked are pinged, and only when it is new: Slack pings nobody for an update.
    `people` maps our ids to Slack's, here and below.
    """
    title = card.title if line(card.title).strip() else card.id
    shown = [blocks.header(title), blocks.fields(_facts(card, people)), *_sections(card, people)]
    shown.append(blocks.context(" · ".join(_links(card))))
    shown += [] if card.is_stub else blocks.actions(card.buttons, place(card, tier))
    said = f"{line(card.severity)} at {line(card.tier)}: {line(title, NOTICE_MAX)}"
    return f"{_asked(card.asked, people)} {said}".strip(), shown


def thread_entry(tell: Tell, card: Card, people: People) -> Message:
    """A word in the thread of the living message; only those in `ask` are pinged."""
    text, shown = _entry(tell.text, tell.ask, people)
    return text, shown + blocks.actions(tell.buttons, place(card, tell.tier, tell.wait))


def alarm_message(alarm: Alarm, people: People) -> Message:
    """A message of its own for the fallback channel; only those in `ask` are pinged."""
    return _entry(f"{alarm.heading}: {alarm.text}", alarm.ask, people)


def _entry(text: str, ask: Sequence[str], people: People) -> Message:
    asked = _asked(ask, people)
    shown = [blocks.section(asked)] if asked else []
    shown += blocks.sections(words(text, ENTRY_MAX).strip() or UNSEEN)
    return f"{asked} {line(text, NOTICE_MAX)}".strip() or UNSEEN, shown


def place(card: Card, tier: Tier | None = None, wait: PauseReason | None = None) -> dict[str, str]:
    """Where a button stands: `e` the escalation, `t` the tier, `w` what Resume ends."""
    ends = wait or next(iter(card.waits), None)
    return {"e": card.id, "t": str(tier or card.tier), **({"w": str(ends)} if ends else {})}


def _facts(card: Card, people: People) -> dict[str, str]:
    """What stands side by side below the title."""
    waits = f", waits: {', '.join(card.waits).replace('_', ' ')}" if card.waits else ""
    return {
        "Severity": severity(card),
        "Where": line(f"{card.tier}, {card.status}{waits}", REASON_MAX),
        "Customer": line(card.customer),
        "Owner": _named(card.owner, card.owner_name, card, people),
        "Contact": _named(card.contact, card.contact_name, card, people),
        "Alongside": line(", ".join(card.engaged), REASON_MAX),
    }


def severity(card: Card) -> str:
    """How bad it is, seen from afar."""
    return f"{_MARK.get(card.severity, '')} {line(card.severity)}".strip()


def next_step(card: Card, limit: int = WORDS_MAX) -> str:
    """What must happen next, and when it is due."""
    due = f", due {blocks.date(card.next_due_at)}" if card.next_due_at else ""
    return f"{words(card.next_step, limit)}{due}" if card.next_step.strip() else ""


def _sections(card: Card, people: People) -> Iterator[Block]:
    gaps = [f.replace("_", " ") for f in card.gaps]
    parts = {
        "Asked": _asked(card.asked, people),
        "Why it is here": blocks.dated(words(card.came, WORDS_MAX)),
        "Next step": next_step(card),
        "Clocks": "\n".join(_clocks(card.clocks)),
        "Missing in the brief": line(", ".join(gaps), REASON_MAX),
        "Last word to the customer": blocks.quote(words(card.last_word, WORDS_MAX)),
        "Not delivered": "\n".join(f"• {line(f, REASON_MAX)}" for f in card.failed[:FAILED_SHOWN]),
    }
    for name, ready in parts.items():
        if ready.strip():
            yield blocks.section(f"*{name}*\n{ready}")


def _named(person: str, name: str, card: Card, people: People) -> str:
    """While somebody is asked, a mention would ping others with them: they go by name."""
    said = mention(person, people)
    is_pinged = said.startswith("<") and (not card.asked or person in card.asked)
    return said if is_pinged else line(name or person)


def _asked(ask: Sequence[str], people: People) -> str:
    return " ".join(mention(person, people) for person in ask[:ASKED_MAX])


def _clocks(clocks: Sequence[ClockLine]) -> Iterator[str]:
    for clock in clocks[:CLOCKS_SHOWN]:
        yield f"• {clock_name(clock.name)}: {_due(clock)}"
    if len(clocks) > CLOCKS_SHOWN:
        yield f"and {len(clocks) - CLOCKS_SHOWN} more"


def clock_name(name: str) -> str:
    """A clock as people say it; a promise goes by when it is due, and that is said beside it."""
    kind, _, subject = name.partition(" ")
    told = "" if kind == ClockKind.PROMISE else subject
    return line(f"{kind} {told}".replace("_", " "))


def _due(clock: ClockLine) -> str:
    if clock.due_at is None:
        return str(clock.state)
    due = blocks.date(clock.due_at)
    return f":warning: was due {due}" if clock.state == ClockState.BREACHED else f"due {due}"


def _links(card: Card) -> Iterator[str]:
    yield line(card.id)
    if card.ticket_url:
        yield blocks.link("Ticket", card.ticket_url)
    if card.issue:
        yield blocks.link(card.issue, card.issue_url)
