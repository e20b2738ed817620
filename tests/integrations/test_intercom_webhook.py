"""Intercom's notifications become facts, each once; what cannot be read names the field."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from escalation.terms import Severity
from integrations.helpdesk.facts import (
    AgentReplied,
    CustomerReplied,
    Fact,
    Ignored,
    Look,
    TicketChanged,
    TicketOpened,
    is_own,
)
from integrations.helpdesk.intercom.webhook import FRESH_FOR, parse, verify
from integrations.helpdesk.port import Sent
from integrations.webhooks import Forged, Malformed, Stale

SECRET = "client-secret"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
CHAT, CUSTOMER, AGENT = "9007199254740993", "6762f1261bb69f9f2193bba7", "991267645"
BY_CUSTOMER = {"type": "user", "id": CUSTOMER, "name": "Kill Bill", "email": "bill@bill.bill"}
BY_AGENT = {"type": "admin", "id": AGENT, "name": "Ana", "email": "ana@example.com"}


def part(kind: str, by: dict[str, Any] = BY_AGENT, body: str | None = None) -> dict[str, Any]:
    return {
        "type": "conversation_part",
        "id": "88",
        "part_type": kind,
        "body": body,
        "created_at": SECONDS - 60,
        "assigned_to": None,
        "author": by,
        "attachments": [],
    }


def notification(topic: str, *parts: dict[str, Any], **fields: Any) -> dict[str, Any]:
    item = {
        "type": "conversation",
        "id": CHAT,
        "title": None,
        "created_at": SECONDS - 3600,
        "updated_at": SECONDS - 60,
        "state": "open",
        "priority": "not_priority",
        "admin_assignee_id": int(AGENT),
        "team_assignee_id": None,
        "source": {"subject": "", "body": "<p>It &amp; all fails</p>", "author": BY_CUSTOMER},
        "contacts": {"contacts": [{"type": "contact", "id": CUSTOMER}]},
        "tags": {"tags": [{"id": "1", "name": "vip"}]},
        "custom_attributes": {},
        "conversation_parts": {"conversation_parts": list(parts), "total_count": len(parts)},
        **fields,
    }
    return {
        "type": "notification_event",
        "id": "notif_1",
        "topic": topic,
        "app_id": "abc",
        "created_at": SECONDS,
        "first_sent_at": SECONDS,
        "delivery_attempts": 1,
        "data": {"type": "notification_event_data", "item": item},
    }


def sent(content: Any, secret: str = SECRET) -> Sent:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    signature = hmac.new(secret.encode(), body, hashlib.sha1).hexdigest()
    return Sent({"x-hub-signature": f"sha1={signature}"}, body)


def read(topic: str, *parts: dict[str, Any], **fields: Any) -> list[Fact]:
    return parse(sent(notification(f"conversation.{topic}", *parts, **fields)))


@pytest.mark.shared
def test_the_recorded_conversation_opens(shared: Path):
    body = (shared / "data/webhooks/intercom_conversation_user_created.json").read_bytes()
    verify(sent(body), SECRET, datetime.fromtimestamp(1410335293, UTC))
    (fact,) = parse(sent(body))
    assert isinstance(fact, TicketOpened)
    ticket = fact.snapshot.ticket
    assert (ticket.helpdesk, ticket.id, ticket.subject, ticket.requester, ticket.assignee) == (
        "intercom",
        "123456789",
        "An important message",
        "540f1de7112d3d1d51001637",
        "",
    )
    assert (fact.snapshot.status, fact.snapshot.severity) == ("open", None)
    assert fact.delivery_id == "notif_123456-56465-546546"
    assert fact.at == datetime.fromtimestamp(1410335293, UTC)


def test_a_conversation_of_today_opens_with_all_we_know():
    (fact,) = read("user.created", priority="priority", team_assignee_id=5017691)
    assert isinstance(fact, TicketOpened)
    snapshot = fact.snapshot
    assert (snapshot.ticket.id, snapshot.ticket.description) == (CHAT, "It & all fails")
    assert (snapshot.ticket.assignee, snapshot.ticket.group) == (AGENT, "5017691")
    assert (snapshot.ticket.tags, snapshot.severity) == (("vip",), Severity.HIGH)
    assert (fact.actor, fact.at) == (CUSTOMER, NOW - timedelta(hours=1))


@pytest.mark.parametrize(
    ("topic", "said", "kind", "public"),
    [
        ("user.replied", part("comment", BY_CUSTOMER, "<p>hello</p>"), CustomerReplied, True),
        ("admin.replied", part("comment", BY_AGENT, "<p>hello</p>"), AgentReplied, True),
        ("admin.replied", part("assignment", BY_AGENT, "hello"), AgentReplied, True),
        ("admin.noted", part("note", BY_AGENT, "<div>hello</div>"), AgentReplied, False),
        ("admin.closed", part("close", BY_AGENT, "<p>hello</p>"), AgentReplied, True),
    ],
)
def test_a_word_is_the_customers_or_an_agents(
    topic: str, said: dict[str, Any], kind: type, public: bool
):
    fact = read(topic, said)[0]
    assert isinstance(fact, CustomerReplied | AgentReplied)
    assert (type(fact), fact.public, fact.text, fact.ref) == (kind, public, "hello", "88")
    assert (fact.actor, fact.at) == (said["author"]["id"], NOW - timedelta(minutes=1))


def test_a_picture_alone_is_a_word_too():
    (fact, _) = read("user.replied", part("comment", BY_CUSTOMER, '<img src="https://x.test/1">'))
    assert isinstance(fact, CustomerReplied)
    assert fact.text == "(attachment)"


@pytest.mark.parametrize(
    ("topic", "parts", "fields", "changed"),
    [
        ("admin.closed", [part("close")], {}, {"status": "solved"}),
        ("admin.opened", [part("open")], {}, {"status": "open"}),
        ("admin.snoozed", [part("snoozed")], {"state": "snoozed"}, {"status": "on_hold"}),
        ("admin.unsnoozed", [part("open")], {}, {"status": "open"}),
        ("admin.assigned", [part("assignment")], {}, {"assignee": AGENT, "group": ""}),
        (
            "admin.open.assigned",
            [part("assignment")],
            {"admin_assignee_id": None, "team_assignee_id": 5},
            {"assignee": "", "group": "5"},
        ),
    ],
)
def test_a_change_says_what_stands_now(
    topic: str, parts: list[dict[str, Any]], fields: dict[str, Any], changed: dict[str, Any]
):
    assert read(topic, *parts, **fields) == [
        TicketChanged(
            ticket_id=CHAT,
            delivery_id="notif_1",
            at=NOW - timedelta(minutes=1),
            actor=AGENT,
            **changed,
        )
    ]


@pytest.mark.parametrize(
    ("flag", "attribute", "severity"),
    [
        ("priority", None, Severity.HIGH),
        ("priority", "critical", Severity.CRITICAL),
        ("priority", "low", Severity.LOW),
        ("not_priority", "Medium", Severity.MEDIUM),
        ("not_priority", None, None),
        ("priority", "banana", Severity.HIGH),
    ],
)
def test_our_own_attribute_counts_before_a_flag_that_we_cannot_take_away(
    flag: str, attribute: str | None, severity: Severity | None
):
    attributes = {"handrail_severity": attribute}
    (fact,) = read("user.created", priority=flag, custom_attributes=attributes)
    assert isinstance(fact, TicketOpened)
    assert fact.snapshot.severity == severity


def test_a_flag_that_is_set_now_counts_whatever_stood_there():
    attributes = {"handrail_severity": "low"}
    (fact,) = read("priority.updated", priority="priority", custom_attributes=attributes)
    assert isinstance(fact, TicketChanged)
    assert (fact.priority, fact.at) == (Severity.HIGH, NOW)


def test_a_flag_taken_away_says_nothing():
    assert read("priority.updated") == [Ignored("conversation.priority.updated")]


def test_a_tag_comes_with_all_that_are_there():
    new = {"id": "2", "name": "outage", "applied_by": {"type": "admin", "id": AGENT}}
    content = notification("conversation_part.tag.created", tags_added={"tags": [new]})
    (fact,) = parse(sent(content))
    assert isinstance(fact, TicketChanged)
    assert (fact.tags, fact.actor) == (("vip", "outage"), AGENT)


def test_a_deleted_conversation_is_told_by_its_id_alone():
    content = notification("conversation.deleted")
    content["data"]["item"] = {"type": "conversation", "conversation_id": CHAT}
    (fact,) = parse(sent(content))
    assert isinstance(fact, TicketChanged)
    assert (fact.ticket_id, fact.status, fact.at) == (CHAT, "deleted", NOW)


def test_a_customers_word_opens_what_was_snoozed_and_each_fact_has_its_own_id():
    word, change = read("user.replied", part("open", BY_CUSTOMER, "<p>Back</p>"))
    assert isinstance(change, TicketChanged)
    assert (change.status, change.delivery_id, change.actor) == ("open", "notif_1:1", CUSTOMER)
    assert isinstance(word, CustomerReplied)
    assert word.delivery_id == "notif_1"


def test_the_policy_may_mean_something_else_by_a_state():
    content = notification("conversation.admin.snoozed", part("snoozed"))
    (fact,) = parse(sent(content), {"snoozed": "pending"})
    assert isinstance(fact, TicketChanged)
    assert fact.status == "pending"


@pytest.mark.parametrize(
    "bot",
    [
        {"type": "bot", "id": "278", "name": "Fin"},
        {"type": "admin", "id": "278", "from_ai_agent": True},
        {"type": "admin", "id": "274", "email": "operator+abcd1234@intercom.io"},
    ],
)
def test_a_bots_word_is_no_agents(bot: dict[str, Any]):
    facts = read("admin.replied", part("comment", bot, "<p>Did you try?</p>"))
    assert facts == [Ignored("conversation.admin.replied")]


def test_a_reply_without_its_part_must_be_read():
    (fact,) = read("admin.replied")
    assert isinstance(fact, Look)
    assert (fact.ticket_id, fact.is_new) == (CHAT, False)


@pytest.mark.parametrize("topic", ["ping", "conversation.read", "ticket.created", "anything.new"])
def test_what_we_do_not_know_is_ignored_by_name(topic: str):
    content = {"type": "notification_event", "topic": topic, "id": None, "data": {"item": {}}}
    assert parse(sent(content)) == [Ignored(topic)]


def test_our_own_writes_are_known_by_the_authors_id():
    (fact,) = read("admin.noted", part("note", BY_AGENT, "<p>L2 has it</p>"))
    assert is_own(fact, AGENT)
    assert not is_own(fact, "1")


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ([], "body"),
        (b"{", "body"),
        ({}, "topic"),
        ({"topic": "conversation.user.created"}, "id"),
        (notification("conversation.user.created") | {"id": None}, "id"),
        (notification("conversation.user.created") | {"created_at": "soon"}, "created_at"),
        (notification("conversation.user.created") | {"created_at": 10**20}, "created_at"),
        (notification("conversation.user.created") | {"data": {"item": []}}, "data.item"),
        (notification("conversation.user.created", id=None), "data.item.id"),
        (notification("conversation.user.created", tags=3), "data.item.tags"),
        (notification("conversation.deleted"), "data.item.conversation_id"),
        (
            notification("conversation.user.replied", {"id": "1"}),
            "data.item.conversation_parts.conversation_parts.0.created_at",
        ),
        (
            notification("conversation.user.replied", part("comment") | {"created_at": -(10**20)}),
            "data.item.conversation_parts.conversation_parts.0.created_at",
        ),
        (notification("conversation.user.created", updated_at=10**20), "data.item.updated_at"),
    ],
)
def test_what_cannot_be_read_names_the_field(content: Any, field: str):
    with pytest.raises(Malformed) as failed:
        parse(sent(content))
    assert failed.value.field == field


def test_what_was_signed_is_believed_while_it_is_fresh():
    delivery = sent(notification("ping"))
    for age in (timedelta(), FRESH_FOR, -FRESH_FOR):
        verify(delivery, SECRET, NOW + age)


def test_what_was_first_sent_too_long_ago_is_stale_however_often_it_is_repeated():
    again = notification("ping") | {"delivery_attempts": 9}
    for age in (FRESH_FOR + timedelta(seconds=1), -FRESH_FOR - timedelta(seconds=1)):
        with pytest.raises(Stale):
            verify(sent(again), SECRET, NOW + age)


def test_another_body_another_secret_and_no_signature_are_forged():
    right = sent(notification("ping"))
    forged = [
        Sent(right.headers, right.body + b" "),
        Sent({}, right.body),
        Sent({"X-Hub-Signature": right.headers["x-hub-signature"].removeprefix("sha1=")}, b""),
        Sent({"X-Hub-Signature": "sha1=\udcff"}, right.body),
        sent(right.body, "another"),
    ]
    for delivery in forged:
        with pytest.raises(Forged):
            verify(delivery, SECRET, NOW)
    with pytest.raises(Forged, match="no secret is set"):
        verify(sent(right.body, ""), "", NOW)


@pytest.mark.parametrize("first", [None, "soon", 10**20, []])
def test_a_signed_body_without_the_time_it_was_sent_is_malformed(first: object):
    with pytest.raises(Malformed, match="first_sent_at"):
        verify(sent(notification("ping") | {"first_sent_at": first}), SECRET, NOW)


def test_a_flipped_byte_anywhere_is_refused():
    right = sent(notification("ping"))
    for place in range(len(right.body)):
        body = bytearray(right.body)
        body[place] ^= 1
        with pytest.raises(Forged):
            verify(Sent(right.headers, bytes(body)), SECRET, NOW)
