"""The HubSpot side: records and what links them, conversations, and the events of their changes."""

import itertools
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from integrations.helpdesk.marks import LABEL
from integrations.helpdesk.plain import plain
from sandbox.config import SandboxConfig
from sandbox.hubspot_account import API_USER, APP_ID, PIPELINE, PORTAL_ID, Account
from sandbox.record import Json, Record, zulu

KINDS = ("tickets", "contacts", "companies", "notes")
MARK = re.compile(rf"{LABEL} [0-9a-f]+")


@dataclass(frozen=True)
class By:
    """Who does something: a user in HubSpot's pages, or our app through the API."""

    source: str
    id: str
    actor: str

    @property
    def is_us(self) -> bool:
        """Whether it is an effect of the face."""
        return self.source == "INTEGRATION"


US = By("INTEGRATION", str(APP_ID), f"A-{API_USER}")
NOBODY = By("AUTOMATION_PLATFORM", "", "S-hubspot")
COMPUTED = By("CALCULATED", "", "S-hubspot")  # what follows from a note is nobody's change
UNSAID = By("CRM", "", "")  # of a message only its id is told


@dataclass
class Thing:
    """One record of the CRM; `links` are the ids of others by their kind."""

    kind: str
    id: str
    properties: dict[str, str]
    created: datetime
    updated: datetime
    archived: bool = False
    links: dict[str, list[str]] = field(default_factory=dict)

    def touch(self, at: datetime) -> None:
        """Something of it, or on it, is new: words show in properties of the ticket too."""
        self.updated = max(self.updated, at)
        self.properties["hs_lastmodifieddate"] = zulu(self.updated)


@dataclass
class Talk:
    """One conversation with a customer, its messages oldest first."""

    id: str
    ticket: str
    contact: str
    messages: list[Json] = field(default_factory=list)


class HubSpot:
    """The account. Whoever changes it gets the events that the change causes."""

    def __init__(self, config: SandboxConfig, record: Record) -> None:
        self.config = config
        self.account = Account()
        self.things: dict[str, dict[str, Thing]] = {kind: {} for kind in KINDS}
        self.talks: dict[str, Talk] = {}
        self._record = record
        self._ids = itertools.count(35_000_000_001)
        self._events = itertools.count(3_425_256_010)
        for person in config.people:
            if person.kind == "member":
                self.account.owner(person.name, person.email)

    def make(self, kind: str, properties: dict[str, str], at: datetime, id_: str = "") -> Thing:
        """A new record."""
        number = id_ or str(next(self._ids))
        blank = {"hs_pipeline": PIPELINE, "hs_pipeline_stage": "1"} if kind == "tickets" else {}
        stamps = {"createdate": zulu(at), "hs_lastmodifieddate": zulu(at), "hs_object_id": number}
        thing = Thing(kind, number, blank | properties | stamps, at, at)
        self.things[kind][number] = thing
        return thing

    def link(self, one: Thing, other: Thing) -> None:
        """From now on each knows the other."""
        for a, b in ((one, other), (other, one)):
            ids = a.links.setdefault(b.kind, [])
            if b.id not in ids:
                ids.append(b.id)

    def contact(self, name: str, at: datetime) -> Thing:
        """The customer of that name or address, who exists from now on."""
        email = name if "@" in name else f"{name.lower().replace(' ', '.')}@example.com"
        first, _, last = name.partition("@")[0].partition(" ")
        known = (c for c in self.things["contacts"].values() if c.properties["email"] == email)
        found = next(known, None)
        told = {"firstname": first, "lastname": last, "email": email}
        return found or self.make("contacts", told, at)

    def company(self, name: str, at: datetime) -> Thing:
        """The company of that name, which exists from now on."""
        known = (c for c in self.things["companies"].values() if c.properties["name"] == name)
        return next(known, None) or self.make("companies", {"name": name}, at)

    def user(self, name: str) -> By:
        """An agent in HubSpot's pages."""
        number = self.account.owner(name)["userId"]
        return By("CRM_UI", f"userId:{number}", f"A-{number}")

    def write(self, thing: Thing, given: dict[str, str], by: By, at: datetime) -> list[Json]:
        """Set properties; for a ticket an event for each that is another now."""
        changed = {k: v for k, v in given.items() if thing.properties.get(k, "") != v}
        thing.properties |= changed
        thing.touch(at)
        if thing.kind != "tickets":
            return []
        for name, value in changed.items():
            if by.is_us:
                self._record.add("hubspot", f"ticket.{name}", f"ticket {thing.id}", "", value)
        return [
            self.event("ticket.propertyChange", thing.id, by, at)
            | {"propertyName": name, "propertyValue": value}
            for name, value in changed.items()
        ]

    def note(self, ticket: Thing, body: str, by: By, at: datetime) -> tuple[Thing, list[Json]]:
        """A note on a ticket; webhooks only tell that there was something."""
        told = {
            "hs_note_body": body,
            "hs_timestamp": zulu(at),
            "hs_object_source": by.source,
            "hs_object_source_id": by.id,
            "hs_created_by_user_id": by.actor.removeprefix("A-"),
        }
        note = self.make("notes", told, at)
        self.link(note, ticket)
        if by.is_us:
            self._effect("comment.private", ticket.id, plain(body))
        moment = str(round(at.timestamp() * 1000))
        ticket.properties["notes_last_updated"] = moment
        ticket.touch(at)
        event = self.event("ticket.propertyChange", ticket.id, COMPUTED, at)
        return note, [event | {"propertyName": "notes_last_updated", "propertyValue": moment}]

    def talk(self, ticket: Thing) -> Talk:
        """The ticket's conversation, which begins now if there was none."""
        known = (talk for talk in self.talks.values() if talk.ticket == ticket.id)
        contact = next(iter(ticket.links.get("contacts", [])), "")
        found = next(known, None) or Talk(str(next(self._ids)), ticket.id, contact)
        return self.talks.setdefault(found.id, found)

    def say(self, talk: Talk, said: Json, by: By, at: datetime) -> tuple[Json, list[Json]]:
        """A message in a conversation; `said` holds what makes it this one."""
        client = {"clientType": "INTEGRATION", "integrationAppId": APP_ID}
        message: Json = {
            "id": f"{next(self._ids):032x}",
            "conversationsThreadId": talk.id,
            "createdAt": zulu(at),
            "createdBy": by.actor,
            "client": client if by.is_us else {"clientType": "HUBSPOT"},
            "archived": False,
            "attachments": [],
            "recipients": [],
            **said,
        }
        talk.messages.append(message)
        self.things["tickets"][talk.ticket].touch(at)
        if by.is_us:
            self._effect("comment.public", talk.ticket, str(said["text"]))
        event = self.event("conversation.newMessage", talk.id, UNSAID, at)
        about = {"messageId": message["id"], "messageType": message["type"]}
        return message, [event | about | {"changeFlag": "NEW_MESSAGE"}]

    def archive(self, thing: Thing, by: By, at: datetime) -> list[Json]:
        """Delete a record; of tickets it is told."""
        thing.archived = True
        gone = self.event("ticket.deletion", thing.id, by, at) | {"changeFlag": "DELETED"}
        return [gone] if thing.kind == "tickets" else []

    def merge(self, into: Thing, gone: Thing, by: By, at: datetime) -> list[Json]:
        """One ticket goes on for both; the other is deleted, and its id shows the first."""
        merged = filter(None, [*_merged(into), gone.id])
        into.properties["hs_merged_object_ids"] = ";".join(merged)
        for talk in self.talks.values():
            talk.ticket = into.id if talk.ticket == gone.id else talk.ticket
        told = self.event("ticket.merge", into.id, by, at) | {
            "changeFlag": "MERGED",
            "primaryObjectId": int(into.id),
            "mergedObjectIds": [int(gone.id)],
            "newObjectId": int(into.id),
            "numberOfPropertiesMoved": 0,
        }
        return [told, *self.archive(gone, by, at)]

    def found(self, kind: str, number: str) -> Thing | None:
        """The record of that id, or the ticket that one was merged into."""
        thing = self.things[kind].get(number)
        if thing and thing.archived:
            tickets = self.things["tickets"].values()
            thing = next((t for t in tickets if not t.archived and number in _merged(t)), None)
        return thing

    def linked(self, thing: Thing, to: str) -> list[str]:
        """The ids of the records of a kind that it is associated with."""
        return [id_ for id_ in thing.links.get(to, ()) if not self.things[to][id_].archived]

    def event(self, kind: str, object_id: str, by: By, at: datetime) -> Json:
        """One element of a webhook's array: developers.hubspot.com/docs/api/webhooks"""
        return {
            "eventId": next(self._events),
            "subscriptionId": 2_000_000 + len(kind),
            "portalId": PORTAL_ID,
            "appId": APP_ID,
            "occurredAt": round(at.astimezone(UTC).timestamp() * 1000),
            "subscriptionType": kind,
            "attemptNumber": 0,
            "objectId": int(object_id),
            "changeSource": by.source,
            **({"sourceId": by.id} if by.id else {}),
        }

    def _effect(self, what: str, ticket_id: str, text: str) -> None:
        mark = MARK.search(text)
        self._record.add("hubspot", what, f"ticket {ticket_id}", mark[0] if mark else "", text)


def _merged(ticket: Thing) -> list[str]:
    return ticket.properties.get("hs_merged_object_ids", "").split(";")
