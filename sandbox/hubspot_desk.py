"""HubSpot as a desk: what people ask in the sandbox's words, said as HubSpot does."""

import base64
import json
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from integrations.helpdesk.hubspot.words import TAGS, in_html
from sandbox.asking import Unknown
from sandbox.callbacks import Callback, Courier, address, hmac_sha256
from sandbox.config import SandboxConfig
from sandbox.desks import NewTicket, Reply, TicketChange
from sandbox.hubspot import NOBODY, By, HubSpot, Thing
from sandbox.hubspot_account import PRIORITY_OF, STAGE_OF
from sandbox.hubspot_face import HubSpotFace, limited
from sandbox.record import Face, Json, Present, Record, zulu

SETTLED = tuple(STAGE_OF[status] for status in ("pending", "hold", "solved", "closed"))
CHANNEL = {"channelId": "1002", "channelAccountId": "77", "status": {"statusType": "SENT"}}  # mail


class HubSpotDesk:
    """One account and its API."""

    name: Face = "hubspot"
    root = "/hubspot"

    def __init__(
        self, config: SandboxConfig, record: Record, courier: Courier, present: Present
    ) -> None:
        self._config = config
        self._hubspot = HubSpot(config, record)
        self._face = HubSpotFace(self._hubspot, courier, present)

    async def answer(self, request: Request) -> Response:
        """One request to its API."""
        return await self._face.answer(request)

    def limited(self, retry_after_s: int) -> Response:
        """developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines"""
        return limited(retry_after_s)

    def conflict(self) -> Response | None:
        """None: the last who writes wins."""

    def sign(self, callback: Callback, at: datetime) -> tuple[dict[str, str], bytes]:
        """Version 3 of developers.hubspot.com/docs/api/webhooks/validating-requests"""
        body = json.dumps(callback.body["events"]).encode()
        stamp = str(round(at.timestamp() * 1000))
        said = f"POST{address(self._config, callback)}".encode() + body + stamp.encode()
        signature = hmac_sha256(self._config.hubspot_secret, said)
        return {
            "Content-Type": "application/json",
            "X-HubSpot-Signature-Version": "v1",
            "X-HubSpot-Request-Timestamp": stamp,
            "X-HubSpot-Signature-v3": base64.b64encode(signature).decode(),
        }, body

    def opened(self, ask: NewTicket, at: datetime) -> list[Callback]:
        """A customer writes a mail, of which HubSpot makes contact, conversation and ticket."""
        if ask.id and not ask.id.isdigit():
            raise Unknown(f"{ask.id}: a ticket's id is a number")
        known = self._hubspot.things["tickets"]
        if ask.id in known:
            raise Unknown(f"a ticket {ask.id} exists already; leave the id out or choose another")
        contact = self._hubspot.contact(ask.requester, at)
        told = {"subject": ask.subject, "content": ask.description}
        if ask.priority:
            told["hs_ticket_priority"] = PRIORITY_OF[ask.priority]
        number = ask.id or str(max((int(id_) for id_ in known), default=4_710) + 1)
        ticket = self._hubspot.make("tickets", told | self._tags(ask.tags), at, number)
        self._hubspot.link(ticket, contact)
        self._keep(ask, ticket, contact, at)
        by = By("CONVERSATIONS", "", f"V-{contact.id}")
        begun = self._hubspot.event("ticket.creation", ticket.id, by, at) | {"changeFlag": "NEW"}
        written = self._written(ticket, ask.description, ask.attachments, contact)
        talk = self._hubspot.talk(ticket)
        return _told([begun, *self._hubspot.say(talk, written, by, at)[1]])

    def replied(self, ticket_id: str, ask: Reply, at: datetime) -> list[Callback]:
        """A word on it: the customer's opens again what was thought settled."""
        ticket = self._ticket(ticket_id)
        if ask.author == "agent":
            return _told(self._answered(ticket, ask, at))
        contact = self._customer(ticket, ask.name, at)
        by = By("CONVERSATIONS", "", f"V-{contact.id}")
        written = self._written(ticket, ask.text, ask.attachments, contact)
        events = self._hubspot.say(self._hubspot.talk(ticket), written, by, at)[1]
        back = {"hs_snoozed_until": ""}
        if ticket.properties["hs_pipeline_stage"] in SETTLED:
            back["hs_pipeline_stage"] = STAGE_OF["open"]
        return _told(events + self._hubspot.write(ticket, back, NOBODY, at))

    def changed(self, ticket_id: str, ask: TicketChange, at: datetime) -> list[Callback]:
        """A change of it: an event for each property, all in one array."""
        ticket, by = self._ticket(ticket_id), self._hubspot.user(ask.by)
        if ask.status == "spam":
            raise Unknown("HubSpot calls no ticket spam; delete it")
        given = self._tags(ask.tags)
        if ask.status == "hold" and ask.until:
            given["hs_snoozed_until"] = zulu(ask.until)
        elif ask.status and ask.status in STAGE_OF:
            given["hs_pipeline_stage"] = STAGE_OF[ask.status]
        if ask.priority:
            given["hs_ticket_priority"] = PRIORITY_OF[ask.priority]
        if ask.assignee:
            given["hubspot_owner_id"] = self._hubspot.account.owner(ask.assignee)["id"]
        if ask.group:
            given["hubspot_team_id"] = self._hubspot.account.team(ask.group)
        events = self._hubspot.write(ticket, given, by, at)
        if ask.merged_into:
            events += self._hubspot.merge(self._ticket(ask.merged_into), ticket, by, at)
        elif ask.status == "deleted":
            events += self._hubspot.archive(ticket, by, at)
        return _told(events)

    def shown(self, last: int) -> Json:
        """Tickets with what was said on them."""
        tickets = list(self._hubspot.things["tickets"].values())[slice(-last, None)]
        return {"tickets": [self._shown(ticket) for ticket in tickets]}

    def _shown(self, ticket: Thing) -> Json:
        notes = [self._hubspot.things["notes"][id_] for id_ in ticket.links.get("notes", [])]
        said = [
            m for t in self._hubspot.talks.values() if t.ticket == ticket.id for m in t.messages
        ]
        comments = [
            {
                "body": n.properties["hs_note_body"],
                "public": False,
                "at": n.properties["createdate"],
            }
            for n in notes
        ] + [{"body": m["text"], "public": True, "at": m["createdAt"]} for m in said]
        comments.sort(key=lambda comment: str(comment["at"]))
        own = {"id": ticket.id, "archived": ticket.archived, "comments": comments}
        return {**ticket.properties, **own}

    def _answered(self, ticket: Thing, ask: Reply, at: datetime) -> list[Json]:
        by = self._hubspot.user(ask.name or "Support Agent")
        if not ask.public:
            return self._hubspot.note(ticket, in_html(ask.text), by, at)[1]
        sender = {"actorId": by.actor, "name": ask.name or "Support Agent"}
        said = {"type": "MESSAGE", "direction": "OUTGOING", "text": ask.text, "senders": [sender]}
        files = {"attachments": _files(ask.attachments)}
        return self._hubspot.say(self._hubspot.talk(ticket), CHANNEL | said | files, by, at)[1]

    def _written(self, ticket: Thing, text: str, files: dict[str, str], who: Thing) -> Json:
        told = who.properties
        sender = {
            "actorId": f"V-{who.id}",
            "name": f"{told['firstname']} {told['lastname']}".strip(),
            "senderField": "FROM",
            "deliveryIdentifier": {"type": "HS_EMAIL_ADDRESS", "value": told["email"]},
        }
        return CHANNEL | {
            "type": "MESSAGE",
            "direction": "INCOMING",
            "truncationStatus": "NOT_TRUNCATED",
            "subject": ticket.properties["subject"],
            "text": text,
            "richText": in_html(text),
            "senders": [sender],
            "attachments": _files(files),
            "status": {"statusType": "RECEIVED"},
        }

    def _keep(self, ask: NewTicket, ticket: Thing, contact: Thing, at: datetime) -> None:
        kept = {"tickets": ticket, "contacts": contact}
        if ask.organization or any(name.startswith("organization.") for name in ask.fields):
            company = self._hubspot.company(ask.organization or "A company", at)
            kept["companies"] = company
            self._hubspot.link(ticket, company)
            self._hubspot.link(contact, company)
        for dotted, value in ask.fields.items():
            kind, name = self._hubspot.account.named(dotted)
            kept[kind].properties[name] = value

    def _tags(self, tags: list[str] | None) -> dict[str, str]:
        if tags:
            self._hubspot.account.define("tickets", {"name": TAGS, "fieldType": "textarea"})
        return {} if tags is None else {TAGS: ";".join(tags)}

    def _customer(self, ticket: Thing, name: str | None, at: datetime) -> Thing:
        own = ticket.links.get("contacts", [])
        if name or not own:
            return self._hubspot.contact(name or "Casey Customer", at)
        return self._hubspot.things["contacts"][own[0]]

    def _ticket(self, ticket_id: str) -> Thing:
        found = self._hubspot.things["tickets"].get(ticket_id)
        if found is None or found.archived:
            raise Unknown(f"no ticket {ticket_id}")
        return found


def _told(events: list[Json]) -> list[Callback]:
    return [Callback("hubspot", {"events": events})] if events else []


def _files(named: dict[str, str]) -> list[Json]:
    return [{"type": "FILE", "fileId": "1", "name": n, "url": url} for n, url in named.items()]
