"""Answers to /handrail, for the asker alone: escalations found, who is on call, what can be said.

A mention in what only the asker sees pings nobody.
"""

from collections.abc import Mapping, Sequence

from escalation.card import Card
from escalation.terms import Tier
from integrations.slack import blocks
from integrations.slack.blocks import Block, line, mention
from integrations.slack.message import Message, People, next_step, place, severity

ROWS_SHOWN = 10  # escalations of some 1,200 characters: Slack takes 13,200 in a message
TITLE_MAX = 120  # characters of a title, here and in a heading
STEP_MAX = 200  # characters of a next step
PEOPLE_SHOWN = 20  # people on call in one tier
DOUBTS_MAX = 1_500  # characters: a line for each of some ten feeds

_COMMANDS = {
    "open [ticket]": "escalate something, with or without a ticket's number",
    "find TEXT": "escalations by number, tier, owner or words of the title",
    "mine": "what you own or are asked for",
    "on-call [tier]": "who is on duty now",
    "help": "this list",
}


def listing(title: str, cards: Sequence[Card], people: People) -> Message:
    """Escalations under a title; beyond `ROWS_SHOWN` they are only counted."""
    said = f"{line(title, TITLE_MAX)}: {len(cards) or 'nothing'}"
    return said, [blocks.section(f"*{said}*"), *rows(cards, people, ROWS_SHOWN)]


def rows(cards: Sequence[Card], people: People, limit: int) -> list[Block]:
    """Escalations one below the other with their buttons; the others are counted."""
    shown = [block for card in cards[:limit] for block in _row(card, people)]
    more = len(cards) - limit
    return [*shown, blocks.context(f"and {more} more")] if more > 0 else shown


def on_call(
    duty: Mapping[Tier, Sequence[str]], people: People, doubts: Sequence[str] = ()
) -> Message:
    """Who is on duty now, by tier; `doubts` is what may be wrong with that."""
    shown = [blocks.section("*On call now*")]
    for tier, who in duty.items():
        named = ", ".join(mention(person, people) for person in who[:PEOPLE_SHOWN])
        more = f" and {len(who) - PEOPLE_SHOWN} more" if len(who) > PEOPLE_SHOWN else ""
        shown.append(blocks.section(f"*{tier}*: {named or 'nobody'}{more}"))
    doubted = blocks.words("\n".join(doubts), DOUBTS_MAX).strip()
    return "On call now", [*shown, *([blocks.context(doubted)] if doubted else [])]


def commands(notice: str = "") -> Message:
    """What can be said after /handrail; `notice` says what was wrong with what was."""
    wrong = blocks.words(notice, blocks.TEXT_MAX).strip()
    said = [blocks.section(wrong)] if wrong else []
    known = "\n".join(f"• `/handrail {name}`: {what}" for name, what in _COMMANDS.items())
    return line(notice, TITLE_MAX).strip() or "Handrail", [*said, blocks.section(known)]


def _row(card: Card, people: People) -> list[Block]:
    title = blocks.link(card.title.strip() or card.id, card.ticket_url, TITLE_MAX)
    owner = f"owner {mention(card.owner, people)}" if card.owner else ""
    where = f"{line(card.tier)}, {line(card.status)}"
    stands = (severity(card), where, line(card.customer), owner, line(card.id))
    lines = (f"*{title}*", " · ".join(filter(None, stands)), next_step(card, STEP_MAX))
    shown = blocks.section("\n".join(filter(None, lines)))
    return [shown] if card.is_stub else [shown, *blocks.actions(card.buttons, place(card))]
