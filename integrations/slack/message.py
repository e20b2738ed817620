"""What people read in Slack: the living message of a tier's channel, thread entries, and alarms.

Each is a pair of the text that notifications show and the blocks that the channel shows. A message
stays far below what Slack takes: 50 blocks, and together some 13,200 characters, which is written
nowhere but in slackapi/bolt-js#2509.
"""

from collections.abc import Iterator, Mapping, Sequence

from escalation.actions import Alarm, Button, Tell
from escalation.card import Card, ClockLine
from escalation.terms import ClockState, Tier
from integrations.slack import blocks
from integrations.slack.blocks import Block, line, mention, words

CLOCKS_SHOWN = 10  # the soonest; the Temporal UI and `show` have all of them
FAILED_SHOWN = 3
ASKED_MAX = 20  # people addressed at once: beyond it, it is a broadcast
WORDS_MAX = 800  # characters: the next step, or what the customer was last told
REASON_MAX = 300  # characters of a failed delivery
ENTRY_MAX = 9_000  # characters of a thread entry: a whole brief; the ticket has everything
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

    `people` maps our ids to Slack's, here and below.
    """
    title = card.title.strip() or card.id
    shown = [blocks.header(title), blocks.fields(_facts(card, people)), *_sections(card)]
    shown.append(blocks.context(" · ".join(_links(card))))
    if card.buttons:
        shown.append(_buttons(card.buttons, card, tier))
    return f"{line(card.severity)} at {line(card.tier)}: {line(title, NOTICE_MAX)}", shown


def thread_entry(tell: Tell, card: Card, people: People) -> Message:
    """A word in the thread of the living message; only those in `ask` are pinged."""
    text, shown = _entry(tell.text, tell.ask, people)
    if tell.buttons:
        shown.append(_buttons(tell.buttons, card, tell.tier))
    return text, shown


def alarm_message(alarm: Alarm, people: People) -> Message:
    """A message of its own for the fallback channel; only those in `ask` are pinged."""
    return _entry(f"Alarm: {alarm.text}", alarm.ask, people)


def _entry(text: str, ask: Sequence[str], people: People) -> Message:
    asked = " ".join(mention(person, people) for person in ask[:ASKED_MAX])
    shown = [blocks.section(asked)] if asked else []
    shown += blocks.sections(words(text, ENTRY_MAX))
    return f"{asked} {line(text, NOTICE_MAX)}".strip(), shown


def _facts(card: Card, people: People) -> dict[str, str]:
    waits = f", waits for {', '.join(card.waits)}" if card.waits else ""
    return {
        "Severity": f"{_MARK.get(card.severity, '')} {line(card.severity)}".strip(),
        "Where": line(f"{card.tier}, {card.status}{waits}", REASON_MAX),
        "Customer": line(card.customer),
        "Owner": card.owner and mention(card.owner, people),
        "Contact": card.contact and mention(card.contact, people),
        "Alongside": line(", ".join(card.engaged), REASON_MAX),
    }


def _sections(card: Card) -> Iterator[Block]:
    parts = {
        "Next step": words(card.next_step, WORDS_MAX),
        "Clocks": "\n".join(_clocks(card.clocks)),
        "Last word to the customer": words(card.last_word, WORDS_MAX),
        "Not delivered": "\n".join(f"• {line(f, REASON_MAX)}" for f in card.failed[:FAILED_SHOWN]),
    }
    for name, ready in parts.items():
        if ready.strip():
            yield blocks.section(f"*{name}*\n{ready}")


def _clocks(clocks: Sequence[ClockLine]) -> Iterator[str]:
    for clock in clocks[:CLOCKS_SHOWN]:
        yield f"• {line(clock.name)}: {_due(clock)}"
    if len(clocks) > CLOCKS_SHOWN:
        yield f"and {len(clocks) - CLOCKS_SHOWN} more"


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


def _buttons(buttons: tuple[Button, ...], card: Card, tier: Tier) -> Block:
    """Each says where it stands: `e` the escalation, `t` the tier, `w` what Resume ends."""
    wait = {"w": card.waits[0]} if card.waits else {}
    return blocks.actions(buttons, {"e": card.id, "t": str(tier), **wait})
