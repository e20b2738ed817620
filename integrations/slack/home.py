"""The Home tab: what is mine, what is my team's, and what a lead must see.

What one has is shown next due first; what the team has, in the order in which to take it up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from escalation.card import Card
from integrations.slack import blocks
from integrations.slack.blocks import Block, words
from integrations.slack.forms.form import View
from integrations.slack.listing import rows

# Escalations shown of each list, two blocks each: Slack takes 100 in a view.
MINE_SHOWN, TEAM_SHOWN, LEAD_SHOWN = 15, 10, 5
NOTICE_MAX = 1_000  # characters
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Lead:
    """What a lead must see: warned of, past a deadline, and not taken by anybody."""

    at_risk: tuple[Card, ...] = ()
    breached: tuple[Card, ...] = ()
    unacknowledged: tuple[Card, ...] = ()


@dataclass(frozen=True)
class Home:
    """What one person sees; `lead` only for those who lead. `people` maps our ids to Slack's.

    `team` is shown as it is given, the others next due first.
    """

    mine: tuple[Card, ...] = ()
    team: tuple[Card, ...] = ()
    lead: Lead | None = None
    people: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""


def home_view(home: Home) -> View:
    """The Home tab as it is published."""
    shown = [blocks.section(words(home.notice, NOTICE_MAX))] if home.notice.strip() else []
    shown += _part("Mine", _due_first(home.mine), MINE_SHOWN, home.people)
    shown += _part("My team's", home.team, TEAM_SHOWN, home.people)
    if home.lead:
        shown += _part("Breached", _due_first(home.lead.breached), LEAD_SHOWN, home.people)
        shown += _part("At risk", _due_first(home.lead.at_risk), LEAD_SHOWN, home.people)
        unacknowledged = _due_first(home.lead.unacknowledged)
        shown += _part("Not acknowledged", unacknowledged, LEAD_SHOWN, home.people)
    return {"type": "home", "blocks": shown}


def _due_first(cards: Sequence[Card]) -> list[Card]:
    return sorted(cards, key=lambda card: card.next_due_at or _NEVER)


def _part(title: str, cards: Sequence[Card], limit: int, people: Mapping[str, str]) -> list[Block]:
    some = rows(cards, people, limit) or [blocks.context("Nothing")]
    return [blocks.header(f"{title} ({len(cards)})" if cards else title), *some]
