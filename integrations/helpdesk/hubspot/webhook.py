"""Bytes and headers from HubSpot in, verified facts out: one for each event of the array.

HubSpot, "Validating requests" (v3) and "Webhooks API". An event carries at most one property and
never a word, so most of them only say where to look.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypedDict

from integrations import webhooks
from integrations.helpdesk.facts import Fact, Ignored, Look, TicketChanged
from integrations.helpdesk.hubspot.words import SEVERITY, TAGS, THREAD, actor, instant, tags_in
from integrations.helpdesk.port import Sent
from integrations.webhooks import Malformed, Wire

FRESH_FOR = timedelta(seconds=300)  # HubSpot's
TICKET_TYPE = "0-5"  # how the generic subscriptions (object.*) name tickets
STAMP = "X-HubSpot-Request-Timestamp"
# What a stage means, until when it sleeps, and what was noted, must be asked.
LOOKED_AT = {"hs_pipeline_stage", "hs_snoozed_until", "notes_last_updated", "hs_lastactivitydate"}
# What HubSpot decodes in the address before it signs it; the rest stays as it was sent.
DECODED = {
    "%3A": ":",
    "%2F": "/",
    "%3F": "?",
    "%40": "@",
    "%21": "!",
    "%24": "$",
    "%27": "'",
    "%28": "(",
    "%29": ")",
    "%2A": "*",
    "%2C": ",",
    "%3B": ";",
}


class Common(TypedDict):
    """What every fact carries."""

    ticket_id: str
    delivery_id: str
    at: datetime
    actor: str


class _Event(Wire):
    eventId: str  # noqa: N815 - HubSpot's names, as they stand in a refusal
    subscriptionType: str  # noqa: N815
    objectId: str = ""  # noqa: N815 - an association has two others instead
    occurredAt: int  # noqa: N815 - milliseconds
    objectTypeId: str = TICKET_TYPE  # noqa: N815
    sourceId: str | None = None  # noqa: N815
    propertyName: str = ""  # noqa: N815
    propertyValue: str | None = None  # noqa: N815
    messageId: str = ""  # noqa: N815
    primaryObjectId: str = ""  # noqa: N815
    newObjectId: str = ""  # noqa: N815
    mergedObjectIds: tuple[str, ...] = ()  # noqa: N815


class _Events(Wire):
    events: tuple[_Event, ...]


def verify(sent: Sent, secret: str, now: datetime) -> None:
    """Check signature and age; `now` is aware. Raises Forged, Stale or Malformed.

    `sent.url` is the address that HubSpot was given: behind a proxy the public one.
    """
    stamp = webhooks.header(sent.headers, STAMP)
    url = sent.url
    for code, character in DECODED.items():
        url = url.replace(code, character).replace(code.lower(), character)
    said = f"{sent.method}{url}".encode() + sent.body + stamp.encode(errors="surrogateescape")
    given = webhooks.header(sent.headers, "X-HubSpot-Signature-v3")
    webhooks.check_signature(webhooks.in_base64(webhooks.digest(secret, said)), given)
    webhooks.check_freshness(_instant(stamp, STAMP), now, FRESH_FOR)


def parse(sent: Sent) -> list[Fact]:
    """Read a verified body: a fact for each event, in order. Raises Malformed.

    HubSpot deletes what it merges into another: of both events in one body the merge counts.
    """
    # As the value of a name it is an object, and read with all that reading an object mends.
    found = webhooks.read_object(b'{"events":' + sent.body + b"}")
    events = webhooks.read(_Events, found).events
    facts = [fact for event in events for fact in _facts(event)]
    merged = {f.ticket_id for f in facts if isinstance(f, TicketChanged) and f.merged_into}
    return [fact for fact in facts if not _is_deletion(fact, merged)]


def _facts(event: _Event) -> list[Fact]:
    kind, _, what = event.subscriptionType.partition(".")
    if kind == "conversation" and what == "newMessage":
        return [Look(**_common(event, THREAD + event.objectId))]
    is_ticket = kind == "ticket" or (kind == "object" and event.objectTypeId == TICKET_TYPE)
    if not is_ticket or what not in _READERS:
        return [Ignored(event.subscriptionType)]
    return _READERS[what](event)


def _changed(event: _Event) -> list[Fact]:
    common, value = _common(event, event.objectId), event.propertyValue or ""
    match event.propertyName:
        case "hs_ticket_priority" if value in SEVERITY:
            return [TicketChanged(priority=SEVERITY[value], **common)]
        case "hubspot_owner_id":
            return [TicketChanged(assignee=value, **common)]
        case "hubspot_team_id":
            return [TicketChanged(group=value, **common)]
        case name if name in LOOKED_AT:
            return [Look(**common)]
        case name if name == TAGS:
            return [TicketChanged(tags=tags_in(value), **common)]
        case name:
            return [Ignored(f"{event.subscriptionType} of {name}")]


def _merged(event: _Event) -> list[Fact]:
    """Of two tickets one goes on, or a third: `newObjectId`."""
    into = event.newObjectId or event.primaryObjectId
    if not into:
        raise Malformed("events.primaryObjectId", "is missing; nobody knows which ticket goes on")
    gone = [id_ for id_ in (event.primaryObjectId, *event.mergedObjectIds) if id_ not in ("", into)]
    return [TicketChanged(merged_into=into, **_common(event, id_)) for id_ in gone]


def _created(event: _Event) -> list[Fact]:
    return [Look(is_new=True, **_common(event, event.objectId))]


def _deleted(event: _Event) -> list[Fact]:
    return [TicketChanged(status="deleted", **_common(event, event.objectId))]


def _restored(event: _Event) -> list[Fact]:
    return [Look(**_common(event, event.objectId))]


def _common(event: _Event, ticket_id: str) -> Common:
    """An event's id alone may repeat, says "Webhooks API"; with what it is about it does not."""
    if ticket_id in ("", THREAD):
        raise Malformed("events.objectId", "is missing; nobody knows what it is about")
    about = (event.eventId, event.subscriptionType, ticket_id, event.propertyName, event.messageId)
    return Common(
        ticket_id=ticket_id,
        delivery_id=":".join([*filter(None, about), str(event.occurredAt)]),
        at=_instant(str(event.occurredAt), "occurredAt"),
        actor=actor(event.sourceId),
    )


def _instant(written: str, field: str) -> datetime:
    at = instant(written) if written.isdecimal() else None
    if at is None:
        raise Malformed(field, "is no instant in milliseconds")
    return at


def _is_deletion(fact: Fact, among: set[str]) -> bool:
    if not isinstance(fact, TicketChanged) or fact.status != "deleted":
        return False
    return fact.ticket_id in among


_READERS: dict[str, Callable[[_Event], list[Fact]]] = {
    "creation": _created,
    "deletion": _deleted,
    "restore": _restored,
    "merge": _merged,
    "propertyChange": _changed,
}
