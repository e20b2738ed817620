"""Thousands of webhooks: what people do in four helpdesks and in Linear, and how it gets lost.

The sandbox's desks play the helpdesks, so every request is signed as its vendor signs; a seed makes
the same people do the same at the same instants, however badly it is delivered.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

import httpx
from starlette.applications import Starlette
from starlette.routing import Route

from sandbox.callbacks import Callback, Courier, Signed
from sandbox.config import SandboxConfig, stable_uuid
from sandbox.desks import Desk, NewTicket, Reply, TicketChange
from sandbox.freshdesk_desk import FreshdeskDesk
from sandbox.hubspot_desk import HubSpotDesk
from sandbox.intercom_desk import IntercomDesk
from sandbox.record import Face, Json, Present, Record
from sandbox.zendesk_desk import ZendeskDesk

GATEWAY, SANDBOX = "https://handrail.example.com", "http://sandbox"
EMAIL = "handrail@example.com"
SECRETS = {
    "linear": "linear's secret",
    "zendesk": "zendesk's secret",
    "intercom": SandboxConfig.intercom_secret,
    "freshdesk": SandboxConfig.freshdesk_secret,
    "hubspot": SandboxConfig.hubspot_secret,
}
BEGIN = datetime(2027, 3, 1, 8, tzinfo=UTC)  # a Monday; later than any wall clock of a test
LATE_S = 300  # at most: Freshdesk tries again after five minutes, the others sooner
HELPDESKS: tuple[Face, ...] = ("zendesk", "intercom", "freshdesk", "hubspot")
NEEDED_TO_SIGN = ("account_id", "delivery_attempts", "first_sent_at")
AGENTS = ("a-l2", "b-l2", "lead-l2")  # as the policy knows them
# What people do at one go, and how often beside the others.
ACTS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (20, ("asks",)),
    (14, ("answers",)),
    (8, ("answers", "waits")),
    (8, ("notes",)),
    (6, ("opens", "assigns")),
    (4, ("assigns", "answers")),
    (3, ("notes", "holds")),
    (4, ("raises",)),
    (2, ("notes", "groups")),
    (2, ("notes", "tags")),
    (2, ("answers", "solves")),
    (6, ("issue",)),
)
VALUES = {
    "waits": ("pending",),
    "holds": ("hold",),
    "opens": ("open",),
    "raises": ("high", "urgent"),
    "groups": ("Support 2", "Engineering"),
    "tags": ("escalate_l2", "escalate_engineering", "beta"),
    "solves": ("solved",),
    "issue": ("started", "completed", "backlog"),
}


@dataclass(frozen=True)
class Deed:
    """One thing that somebody does to the ticket of a number."""

    ticket: int
    at: datetime
    kind: str
    value: str = ""


@dataclass(frozen=True)
class Sent:
    """A request on its way to a ticket's escalation."""

    ticket: int
    callback: Callback
    signed: Signed


@dataclass
class Desks:
    """The four helpdesks with their API, and Linear's issues."""

    courier: Courier
    present: Present
    desks: dict[str, Desk]
    api: Starlette
    ids: dict[int, str] = field(default_factory=dict)

    def do(self, deed: Deed) -> list[Sent]:
        """Let it happen; the webhooks that it causes."""
        at = self.present.reach(deed.at)
        desk = self.desks[helpdesk_of(deed.ticket)]
        if deed.kind == "issue":
            callbacks = [_issue_moved(self.escalation(deed.ticket), deed)]
        elif deed.kind == "arrives":
            callbacks = desk.opened(_new(deed), at)
            self.ids[deed.ticket] = str(desk.shown(1)["tickets"][0]["id"])
        elif deed.kind in ("asks", "answers", "notes"):
            callbacks = desk.replied(self.ids[deed.ticket], _reply(deed), at)
        else:
            callbacks = desk.changed(self.ids[deed.ticket], _change(deed), at)
        return [self.sent(deed.ticket, callback) for callback in callbacks]

    def sent(self, ticket: int, callback: Callback) -> Sent:
        """The request, signed now by the wall clock."""
        return Sent(ticket, callback, self.courier.sign(callback))

    def spoiled(self, sent: Sent, chance: Random) -> Sent:
        """The same as somebody else would send it: unsigned, cut off, or of wrong types."""
        signed = sent.signed
        match chance.randrange(3):
            case 0:
                signed = replace(signed, headers={"Content-Type": "application/json"})
            case 1:
                signed = replace(signed, body=signed.body[: len(signed.body) // 2])
            case _:
                wrong = replace(sent.callback, body=_mistyped(sent.callback.body))
                signed = self.courier.sign(wrong)
        return replace(sent, signed=signed)

    def escalation(self, ticket: int) -> str:
        return f"{helpdesk_of(ticket)}-{self.ids[ticket]}"

    async def linked(self, issue: str) -> list[str]:
        """The escalations of an issue, as Linear would tell."""
        escalations = map(self.escalation, self.ids)
        return [id_ for id_ in escalations if stable_uuid(id_) == issue]


def open_desks() -> Desks:
    """All of them, empty."""
    config = SandboxConfig(
        slack_token="",
        slack_signing_secret="",
        linear_key="",
        linear_webhook_secret=SECRETS["linear"],
        zendesk_email=EMAIL,
        zendesk_token="zendesk",
        zendesk_webhook_secret=SECRETS["zendesk"],
        gateway_url=GATEWAY,
        public_url=SANDBOX,
        echo=frozenset(),
    )
    present = Present(lambda: datetime.now(UTC))
    courier, record = Courier(config, httpx.AsyncClient(), present), Record(present)
    made: list[Desk] = [
        kind(config, record, courier, present)
        for kind in (ZendeskDesk, IntercomDesk, FreshdeskDesk, HubSpotDesk)
    ]
    for desk in made:
        courier.meet(desk.name, desk.sign)
    routes = [Route(f"{d.root}/{{path:path}}", d.answer, methods=["GET", "POST"]) for d in made]
    return Desks(courier, present, {desk.name: desk for desk in made}, Starlette(routes=routes))


def life(seed: int, tickets: int, acts: int) -> list[Deed]:
    """So many tickets, each with so many acts, in the order of their instants.

    Around an end nobody is in a hurry: what was done before it and is told after it, or the other
    way round, is another story, as what is closed takes no more.
    """
    chance, done = Random(seed), []
    for ticket in range(tickets):
        at = BEGIN + timedelta(seconds=chance.randrange(3_600))
        done.append(Deed(ticket, at, "arrives", chance.choice(("low", "normal", "high"))))
        since_the_end = 2
        for _ in range(acts):
            (kinds,) = chance.choices([kinds for _, kinds in ACTS], [often for often, _ in ACTS])
            since_the_end = 0 if "solves" in kinds else since_the_end + 1
            is_calm = since_the_end <= 2
            at += timedelta(seconds=chance.randint(60, 1_500) + is_calm * LATE_S)
            by = chance.choice(AGENTS)
            for n, kind in enumerate(kinds):
                value = chance.choice(VALUES.get(kind, (by,)))
                done.append(Deed(ticket, at + timedelta(seconds=n), kind, value))
    return sorted(done, key=lambda deed: (deed.at, deed.ticket))


def helpdesk_of(ticket: int) -> Face:
    return HELPDESKS[ticket % len(HELPDESKS)]


def _new(deed: Deed) -> NewTicket:
    return NewTicket(
        id=str(1_000 + deed.ticket),
        subject="The export hangs",
        description="It never ends.",
        priority=deed.value,
        requester=f"Customer {deed.ticket}",
    )


def _reply(deed: Deed) -> Reply:
    who = "customer" if deed.kind == "asks" else "agent"
    name = None if deed.kind == "asks" else deed.value
    text = f"{deed.kind} at {deed.at:%H:%M:%S}"
    return Reply(author=who, name=name, text=text, public=deed.kind != "notes")


def _change(deed: Deed) -> TicketChange:
    match deed.kind:
        case "assigns":
            return TicketChange(assignee=deed.value)
        case "groups":
            return TicketChange(group=deed.value)
        case "raises":
            return TicketChange(priority=deed.value)
        case "tags":
            return TicketChange(tags=[deed.value])
        case _:
            return TicketChange(status=deed.value)


def _issue_moved(escalation: str, deed: Deed) -> Callback:
    """Linear, "Webhooks": an issue that moved to another state."""
    id_, person = stable_uuid(escalation), {"id": stable_uuid("dev"), "name": "Dev Patel"}
    issue = {
        "id": id_,
        "identifier": f"ENG-{deed.ticket}",
        "url": f"https://linear.app/example/issue/ENG-{deed.ticket}",
        "title": "The export hangs",
        "description": "",
        "priority": 2,
        "team": {"id": stable_uuid("ENG"), "key": "ENG", "name": "Engineering"},
        "state": {"id": stable_uuid(deed.value), "name": deed.value, "type": deed.value},
        "assignee": person,
    }
    body = {
        "type": "Issue",
        "action": "update",
        "createdAt": deed.at.isoformat(),
        "actor": person,
        "updatedFrom": {"stateId": stable_uuid("before")},
        "data": issue,
    }
    return Callback("linear", body)


def _mistyped(body: Json) -> Json:
    """The same names with lists for values, but for what is needed to sign it."""
    return {
        name: value
        if name in NEEDED_TO_SIGN
        else [_mistyped(each) for each in value if isinstance(each, dict)]
        if isinstance(value, list)
        else []
        for name, value in body.items()
    }
