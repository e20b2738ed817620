"""Bytes and headers from Intercom in, verified facts out.

Intercom, "Webhook topics", "Webhook notifications", "Signed notifications". A notification carries
the conversation and, among its parts, only those that caused it.
"""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypedDict

from escalation.terms import TicketStatus
from integrations import webhooks
from integrations.helpdesk.facts import (
    AgentReplied,
    CustomerReplied,
    Fact,
    Ignored,
    Look,
    TicketChanged,
    TicketFact,
    TicketOpened,
)
from integrations.helpdesk.intercom.records import (
    Conversation,
    Part,
    Seconds,
    instant,
    names,
    nobody,
    snapshot,
    status_of,
    word,
)
from integrations.helpdesk.intercom.words import severity
from integrations.helpdesk.port import Sent
from integrations.webhooks import Forged, Malformed, Wire

# Nothing signed says when a delivery was sent but the body's `first_sent_at`, and a repeat keeps
# it. Throttled ones come up to 2 h later ("Webhook notifications", Throttling), then are dropped.
FRESH_FOR = timedelta(hours=3)
Statuses = Mapping[str, TicketStatus]


class _Common(TypedDict):
    ticket_id: str
    delivery_id: str
    at: datetime
    actor: str


class _Item(Wire):
    item: Mapping[str, Any]


class _Envelope(Wire):
    id: str
    created_at: Seconds
    data: _Item


class _First(Wire):
    first_sent_at: Seconds


class _Deleted(Wire):
    conversation_id: str


@dataclass(frozen=True)
class _Told:
    """One notification: the conversation as it now is, and what every fact of it carries."""

    conversation: Conversation
    common: _Common
    statuses: Statuses

    def of(self, part: Part) -> _Common:
        """What a fact carries that comes from one part."""
        return {**self.common, "at": part.at, "actor": part.by.id or ""}


def verify(sent: Sent, secret: str, now: datetime) -> None:
    """Check signature and age; `now` is aware. Raises Forged, Stale or Malformed."""
    if not secret:
        raise Forged("no secret is set for this webhook, so nothing is believed; set one")
    expected = "sha1=" + hmac.digest(secret.encode(), sent.body, "sha1").hex()
    webhooks.check_signature(expected, webhooks.header(sent.headers, "X-Hub-Signature"))
    first = webhooks.read(_First, webhooks.read_object(sent.body)).first_sent_at
    webhooks.check_freshness(instant(first), now, FRESH_FOR)


def parse(sent: Sent, statuses: Statuses | None = None) -> list[Fact]:
    """Read a verified body; the delivery id is the notification's. Raises Malformed.

    `statuses` are the policy's own meanings of states, as the client has them.
    """
    found = webhooks.read_object(sent.body)
    topic = found.get("topic")
    if not isinstance(topic, str):
        raise Malformed("topic", "is missing; send Intercom's own notifications")
    if topic not in _READERS:
        return [Ignored(topic)]
    envelope = webhooks.read(_Envelope, found)
    at = instant(envelope.created_at)
    if topic == "conversation.deleted":
        gone = webhooks.read(_Deleted, envelope.data.item, "data.item").conversation_id
        common = _Common(ticket_id=gone, delivery_id=envelope.id, at=at, actor="")
        return [TicketChanged(status="deleted", **common)]
    conversation = webhooks.read(Conversation, _modern(envelope.data.item), "data.item")
    common = _Common(ticket_id=conversation.id, delivery_id=envelope.id, at=at, actor="")
    told = _READERS[topic](_Told(conversation, _latest(conversation, common), statuses or {}))
    return _numbered(told or [Ignored(topic)])


def _latest(conversation: Conversation, common: _Common) -> _Common:
    """When it happened and who did it: the newest part, or else the notification."""
    if not conversation.parts:
        return common
    part = conversation.parts[-1]
    return {**common, "at": part.at, "actor": part.by.id or ""}


def _opened(told: _Told) -> list[Fact]:
    seen, common = told.conversation, told.common
    if seen.created_at:
        common["at"] = instant(seen.created_at)
    common["actor"] = (seen.began.author and seen.began.author.id) or seen.customer
    return [TicketOpened(snapshot=snapshot(seen, told.statuses), **common)]


def _replied(told: _Told) -> list[Fact]:
    """The words; a customer's opens what was closed or snoozed, and no topic tells of that."""
    state = told.conversation.state
    if not told.conversation.parts:
        return [Look(**told.common)]
    said = _words(told)
    opened = any(isinstance(fact, CustomerReplied) for fact in said)
    return said + ([_stands(told, status_of(state, told.statuses))] if opened and state else [])


def _assigned(told: _Told) -> list[Fact]:
    seen = told.conversation
    admin, team = nobody(seen.admin_assignee_id), nobody(seen.team_assignee_id)
    return [*_words(told), TicketChanged(assignee=admin, group=team, **told.common)]


def _moved(state: str) -> Callable[[_Told], list[Fact]]:
    def read(told: _Told) -> list[Fact]:
        return [*_words(told), _stands(told, status_of(state, told.statuses))]

    return read


def _prioritised(told: _Told) -> list[Fact]:
    """Somebody set the flag, whatever our own attribute says; without it nothing is said."""
    flagged = severity(told.conversation.priority, {})
    return [TicketChanged(priority=flagged, **told.common)] if flagged else []


def _tagged(told: _Told) -> list[Fact]:
    seen, common = told.conversation, told.common
    new = seen.tags_added.tags if seen.tags_added else ()
    by = [tag.applied_by.id for tag in new if tag.applied_by and tag.applied_by.id]
    common["actor"] = by[-1] if by else common["actor"]
    every = tuple(dict.fromkeys((*names(seen.tags), *names(seen.tags_added))))
    return [TicketChanged(tags=every, **common)]


def _words(told: _Told) -> list[Fact]:
    """What people said in it; a bot's word is no agent's."""
    facts: list[Fact] = []
    for part in told.conversation.parts:
        said, common = word(part), told.of(part)
        if said and said.is_customer:
            facts.append(CustomerReplied(text=said.text, ref=said.ref, **common))
        elif said and not part.by.is_bot:
            public = said.is_public
            facts.append(AgentReplied(text=said.text, public=public, ref=said.ref, **common))
    return facts


def _stands(told: _Told, status: TicketStatus) -> TicketChanged:
    return TicketChanged(status=status, **told.common)


def _numbered(facts: list[Fact]) -> list[Fact]:
    """Several facts of one delivery keep apart, the same way each time it comes."""
    return [
        replace(fact, delivery_id=f"{fact.delivery_id}:{n}")
        if n and isinstance(fact, TicketFact)
        else fact
        for n, fact in enumerate(facts)
    ]


def _modern(item: Mapping[str, Any]) -> dict[str, Any]:
    """An app that was never moved past API 2.4 sends conversations of another shape."""
    found = dict(item)
    if "conversation_message" in found and "source" not in found:
        found["source"] = found["conversation_message"]
        found["contacts"] = {"contacts": [found["user"]]} if found.get("user") else None
        assignee = found.get("assignee") or {}
        kind = assignee.get("type") if isinstance(assignee, dict) else None
        found["admin_assignee_id"] = assignee.get("id") if kind == "admin" else None
        found["team_assignee_id"] = assignee.get("id") if kind == "team" else None
    return found


_READERS: dict[str, Callable[[_Told], list[Fact]]] = {
    "conversation.user.created": _opened,
    "conversation.user.replied": _replied,
    "conversation.admin.replied": _replied,
    "conversation.admin.noted": _replied,
    "conversation.admin.assigned": _assigned,
    "conversation.admin.open.assigned": _assigned,
    "conversation.admin.closed": _moved("closed"),
    "conversation.admin.opened": _moved("open"),
    "conversation.admin.snoozed": _moved("snoozed"),
    "conversation.admin.unsnoozed": _moved("open"),
    "conversation.priority.updated": _prioritised,
    "conversation_part.tag.created": _tagged,
    "conversation.deleted": lambda _told: [],
}
TOPICS = tuple(_READERS)  # what the app must be subscribed to
