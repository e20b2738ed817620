"""From queued actions to what an activity is handed."""

import re
from dataclasses import replace

from activities.batches import (
    HelpdeskBatch,
    HelpdeskEffect,
    LedgerBatch,
    LedgerEffect,
    LinearBatch,
    LinearCustomer,
    LinearEffect,
    SlackBatch,
    TierChannel,
)
from escalation.actions import (
    Action,
    Alarm,
    Answer,
    Channel,
    FollowIssue,
    OpenIssue,
    Tell,
)
from escalation.brief_render import renewed
from escalation.card import card, stub
from escalation.context import Link
from escalation.model import Escalation
from escalation.noise import withheld_from
from escalation.references import Ticket
from escalation.terms import Tier
from workflows import options

Batch = SlackBatch | LinearBatch | HelpdeskBatch | LedgerBatch
# Slack leads whoever opens it to their workspace ("Linking to a message").
_SLACK = "https://slack.com/archives/{}/p{}"
# A plain number, perhaps with its currency: what "1.2M" or "1.200" is worth is not guessed.
_CURRENCY = r"(?:[A-Z]{3}|[$€£¥])?"
_REVENUE = re.compile(rf"{_CURRENCY}\s*(\d{{1,3}}(?:[,' ]\d{{3}})+|\d+)(?:\.\d\d?)?\s*{_CURRENCY}")


def batch(channel: Channel, actions: tuple[Action, ...], e: Escalation, is_repeat: bool) -> Batch:
    """The batch of one channel; actions of other channels are left out by their type."""
    if channel == Channel.SLACK:
        effects = tuple(a for a in actions if isinstance(a, Tell | Alarm | Answer))
        return _slack(effects, e, is_repeat)
    if channel == Channel.LINEAR:
        linear = tuple(_told(a, e) for a in actions if isinstance(a, LinearEffect))
        issue = e.issue.id if e.issue else ""
        return LinearBatch(e.id, linear, issue, is_repeat, _links(e), _customer(e))
    if channel in (Channel.LEDGER, Channel.ROUTING):
        return LedgerBatch(e.id, tuple(a for a in actions if isinstance(a, LedgerEffect)))
    helpdesk = tuple(a for a in actions if isinstance(a, HelpdeskEffect))
    return HelpdeskBatch(e.id, helpdesk, e.ticket or Ticket("", ""), is_repeat)


def _told(effect: LinearEffect, e: Escalation) -> LinearEffect:
    """An issue tells what the ticket told, which was read after it was decided on."""
    match effect:
        case OpenIssue(body=body):
            return replace(effect, body=renewed(body, e))
        case FollowIssue(text=text) if not e.sealed:  # others read it who may not read this
            return replace(effect, text=renewed(text, e))
        case _:
            return effect


def _customer(e: Escalation) -> LinearCustomer | None:
    """Who needs the issue, so that product sees demand and revenue; not of a restricted tier's."""
    company = e.context.organization if e.context else ""
    name = company or e.customer
    if not name or not e.ticket or e.sealed:
        return None
    worth = dict(e.context.fields) if e.context else {}
    revenue = _REVENUE.fullmatch(worth.get("revenue", "").strip())
    return LinearCustomer(
        # Two people may have one name, not one address.
        external_id=f"{e.ticket.helpdesk}:{company or (e.context and e.context.email) or name}",
        name=name,
        revenue=int(re.sub(r"\D", "", revenue[1])) if revenue else None,
        tier=worth.get("tier") or worth.get("plan", ""),
    )


def _links(e: Escalation) -> tuple[Link, ...]:
    """Where else it stands, as far as the issue does not show it yet."""
    url = e.ticket.url if e.ticket else ""
    thread = next((_SLACK.format(m.channel, m.ts.replace(".", "")) for m in e.messages), "")
    shown = e.issue.links if e.issue else ()
    links = (Link("Ticket", url), Link("Slack thread", thread))
    return tuple(link for link in links if link.url and link.url not in shown)


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
