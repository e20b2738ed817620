"""Zendesk's events become facts; what cannot be read names the field."""

from datetime import UTC, datetime
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
from integrations.helpdesk.port import Sent
from integrations.helpdesk.zendesk.webhook import EVENTS, parse, verify
from integrations.webhooks import Malformed
from tests.integrations.signing import NOW, SECRET, body_of, by_zendesk

BIG = "9007199254740993"
DETAIL = {
    "id": BIG,
    "subject": "Cannot log in",
    "description": "since nine",
    "status": "OPEN",
    "priority": "URGENT",
    "requester_id": "77",
    "assignee_id": "",
    "group_id": "0",
    "actor_id": "12",
    "tags": ["vip", "eu"],
}


def event(kind: str, told: dict[str, Any], **detail: Any) -> dict[str, Any]:
    return {
        "type": f"zen:event-type:ticket.{kind}",
        "account_id": 1,
        "id": "e-1",
        "time": "2026-03-02T09:12:00.672717030Z",
        "zendesk_event_version": "2022-11-06",
        "subject": f"zen:ticket:{BIG}",
        "detail": DETAIL | detail,
        "event": told,
    }


def read(content: Any) -> Fact:
    body = body_of(content)
    return fact_of(body)


def fact_of(body: bytes) -> Fact:
    (fact,) = parse(Sent(by_zendesk(body), body))
    return fact


def comment(is_public: bool, author: str, is_staff: bool) -> dict[str, Any]:
    person = {"id": author, "is_staff": is_staff, "name": "A. Person"}
    return {"comment": {"id": "5", "body": "hello", "is_public": is_public, "author": person}}


@pytest.mark.shared
def test_the_recorded_ticket_opens(shared: Path):
    body = (shared / "data/webhooks/zendesk_ticket_created.json").read_bytes()
    sent = Sent(by_zendesk(body), body)
    verify(sent, SECRET, NOW)
    (fact,) = parse(sent)
    assert isinstance(fact, TicketOpened)
    ticket = fact.snapshot.ticket
    assert (ticket.id, ticket.helpdesk, ticket.tags) == (
        "5158",
        "zendesk",
        ("ticket-info-test-tag",),
    )
    assert (fact.snapshot.status, fact.snapshot.severity) == ("open", Severity.LOW)
    assert fact.at == datetime(2025, 1, 8, 10, 12, 7, 672717, tzinfo=UTC)
    assert (fact.delivery_id, fact.actor) == ("01J-invocation", "8447388090494")


def test_an_id_above_two_to_the_fifty_third_stays_exact_as_text_or_number():
    for written in (BIG, int(BIG)):
        assert read(event("created", {}, id=written)).ticket_id == BIG


def test_nobody_is_nobody_however_it_is_written():
    for nobody in ("", "0", None):
        fact = read(event("created", {}, assignee_id=nobody))
        assert isinstance(fact, TicketOpened)
        assert fact.snapshot.ticket.assignee == ""


@pytest.mark.parametrize(
    ("told", "kind", "public", "actor"),
    [
        (comment(True, "77", False), CustomerReplied, True, "77"),
        (comment(True, "78", False), CustomerReplied, True, "78"),
        (comment(True, "12", True), AgentReplied, True, "12"),
        (comment(False, "12", True), AgentReplied, False, "12"),
        (comment(True, "77", True), CustomerReplied, True, "77"),
    ],
    ids=["requester", "in copy", "agent to customer", "note", "staff who asked"],
)
def test_a_comment_is_the_customers_or_an_agents(
    told: dict[str, Any], kind: type, public: bool, actor: str
):
    fact = read(event("comment_added", told))
    assert isinstance(fact, CustomerReplied | AgentReplied)
    assert (type(fact), fact.public, fact.actor, fact.text) == (kind, public, actor, "hello")
    assert fact.ref == "5"


@pytest.mark.parametrize(
    ("kind", "told", "detail"),
    [
        ("comment_added", {}, {}),
        ("custom_status_changed", {"current": "77", "previous": "76"}, {}),
        ("status_changed", {"current": "CLOSED"}, {"tags": ["vip", "closed_by_merge"]}),
    ],
    ids=["a trigger's comment", "the account's own status", "closed by a merge"],
)
def test_what_a_body_cannot_tell_is_read_from_the_ticket(
    kind: str, told: dict[str, Any], detail: dict[str, Any]
):
    fact = read(event(kind, told, **detail))
    assert isinstance(fact, Look)
    assert (fact.ticket_id, fact.actor, fact.is_new) == (BIG, "12", False)


def test_what_is_read_can_be_subscribed_to():
    assert "zen:event-type:ticket.created" in EVENTS
    assert len(set(EVENTS)) == len(EVENTS)


@pytest.mark.parametrize(
    ("kind", "told", "changed"),
    [
        ("status_changed", {"previous": "OPEN", "current": "PENDING"}, {"status": "pending"}),
        ("status_changed", {"current": "HOLD"}, {"status": "on_hold"}),
        ("status_changed", {"current": "NEW"}, {"status": "open"}),
        ("status_changed", {"current": "SCRUBBED"}, {"status": "deleted"}),
        ("priority_changed", {"current": "NORMAL"}, {"priority": Severity.MEDIUM}),
        ("agent_assignment_changed", {"current": "12"}, {"assignee": "12"}),
        ("agent_assignment_changed", {"current": None}, {"assignee": ""}),
        ("group_assignment_changed", {"current": "0"}, {"group": ""}),
        (
            "tags_changed",
            {"tags_added": ["vip"], "tags_removed": ["old"]},
            {"tags": ("vip", "eu")},
        ),
        ("merged", {"target_ticket_id": int(BIG)}, {"merged_into": BIG}),
        ("marked_as_spam", {}, {"status": "spam"}),
        ("soft_deleted", {}, {"status": "deleted"}),
        ("permanently_deleted", {}, {"status": "deleted"}),
        ("undeleted", {}, {"status": "open"}),
    ],
)
def test_a_change_says_only_what_changed(kind: str, told: dict[str, Any], changed: dict[str, Any]):
    fact = read(event(kind, told))
    assert isinstance(fact, TicketChanged)
    assert fact == TicketChanged(
        ticket_id=BIG, delivery_id="01J-invocation", at=fact.at, actor="12", **changed
    )


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (event("csat_received", {}), "zen:event-type:ticket.csat_received"),
        ({"type": "zen:event-type:user.created"}, "zen:event-type:user.created"),
        ({"type": "something.new"}, "something.new"),
        (event("priority_changed", {"current": None}), None),
        (event("status_changed", {"current": "LIMBO"}), None),
    ],
)
def test_what_we_do_not_know_is_ignored_by_name(content: dict[str, Any], kind: str | None):
    fact = read(content)
    assert isinstance(fact, Ignored)
    assert kind is None or fact.kind == kind


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ([], "body"),
        ({"type": 7}, "type"),
        ({}, "type"),
        (event("created", {}, id=None), "detail.id"),
        (event("created", {}, tags=[1.5, {}]), "detail.tags.1"),
        (event("created", {}) | {"time": "2026-03-02T09:12:00"}, "time"),
        (event("created", {}) | {"detail": None}, "detail"),
        (event("comment_added", {"comment": {"id": 5, "body": "x"}}), "event.comment.is_public"),
        (event("merged", {}), "event.target_ticket_id"),
        (event("status_changed", {"current": {}}), "event.current"),
    ],
)
def test_what_cannot_be_read_names_the_field(content: Any, field: str):
    with pytest.raises(Malformed) as failed:
        read(content)
    assert failed.value.field == field


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe{}", b"[" * 100_000, b'{"type": "\xed"}'])
def test_what_is_no_json_is_malformed(body: bytes):
    with pytest.raises(Malformed, match="body"):
        fact_of(body)


def test_half_an_emoji_does_not_lose_the_ticket():
    body = body_of(event("created", {}, subject="It broke \ud83d"))
    fact = fact_of(body)
    assert isinstance(fact, TicketOpened)
    assert fact.snapshot.ticket.subject == "It broke ?"


def test_a_whole_emoji_stays():
    fact = read(event("created", {}, subject="It broke 😱"))
    assert isinstance(fact, TicketOpened)
    assert fact.snapshot.ticket.subject == "It broke 😱"


def test_a_delivery_without_an_id_is_malformed():
    body = body_of(event("created", {}))
    headers = by_zendesk(body)
    del headers["x-zendesk-webhook-invocation-id"]
    with pytest.raises(Malformed, match="X-Zendesk-Webhook-Invocation-Id"):
        parse(Sent(headers, body))


def test_a_signed_time_without_a_zone_is_malformed():
    body = b"{}"
    headers = by_zendesk(body, at=NOW.replace(tzinfo=None))
    with pytest.raises(Malformed, match="RFC 3339"):
        verify(Sent(headers, body), SECRET, NOW)


def test_our_own_writes_are_known_by_the_users_id():
    fact = read(event("tags_changed", {"tags_added": [], "tags_removed": []}))
    assert is_own(fact, "12")
    assert not is_own(fact, "13")
    assert not is_own(fact, "")
    assert not is_own(Ignored("anything"), "12")
