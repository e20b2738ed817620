"""From queued actions to what an activity is handed."""

from activities.batches import HelpdeskBatch, LinearBatch, SlackBatch, TierChannel
from escalation.actions import (
    Action,
    Alarm,
    Answer,
    Channel,
    CommentIssue,
    NoteTicket,
    OpenIssue,
    ReplyToCustomer,
    Tell,
    UpdateIssue,
)
from escalation.card import card, stub
from escalation.model import Escalation
from escalation.noise import withheld_from
from escalation.references import Ticket
from escalation.terms import Tier
from workflows import options

Batch = SlackBatch | LinearBatch | HelpdeskBatch


def batch(channel: Channel, actions: tuple[Action, ...], e: Escalation, is_repeat: bool) -> Batch:
    """The batch of one channel; actions of other channels are left out by their type."""
    if channel == Channel.SLACK:
        effects = tuple(a for a in actions if isinstance(a, Tell | Alarm | Answer))
        return _slack(effects, e, is_repeat)
    if channel == Channel.LINEAR:
        linear = tuple(a for a in actions if isinstance(a, OpenIssue | CommentIssue | UpdateIssue))
        issue = e.issue.id if e.issue else ""
        return LinearBatch(e.id, linear, issue, is_repeat)
    helpdesk = tuple(a for a in actions if isinstance(a, NoteTicket | ReplyToCustomer))
    return HelpdeskBatch(e.id, helpdesk, e.ticket or Ticket("", ""), is_repeat)


def summary(channel: Channel, actions: tuple[Action, ...]) -> str:
    """One line for the Temporal UI: what goes where, and the first words of it."""
    words = next((text for a in actions if (text := getattr(a, "text", ""))), "")
    kinds = ", ".join(dict.fromkeys(a.type.replace("_", " ") for a in actions))
    return f"{channel}: {kinds} ({len(actions)}) {words}".strip()[: options.SUMMARY_MAX]


def _slack(
    effects: tuple[Tell | Alarm | Answer, ...], e: Escalation, is_repeat: bool
) -> SlackBatch:
    tiers = dict.fromkeys(a.tier for a in effects if isinstance(a, Tell))
    channels = tuple(_channel(e, tier) for tier in tiers)
    asked = {p for a in effects if isinstance(a, Tell | Alarm) for p in a.ask}
    warned = sorted({p for a in effects if isinstance(a, Tell) and a.due_at for p in a.ask})
    shown = {e.owner, e.contact, *(p for place in channels for p in place.card.asked)}
    people = e.policy.people
    return SlackBatch(
        key=e.id,
        effects=effects,
        channels=channels,
        fallback_channel=e.policy.fallback_channel,
        people={p: people[p].slack for p in sorted(asked | shown) if p in people},
        is_repeat=is_repeat,
        names={p: e.policy.name_of(p) for p in warned},
        stubs={p: stub(holder) for p in warned if (holder := withheld_from(e, p))},
    )


def _channel(e: Escalation, tier: Tier) -> TierChannel:
    message = next((m for m in e.messages if m.tier == tier), None)
    return TierChannel(tier, e.policy.tiers[tier].channel, card(e, tier), message)
