"""Freshdesk points at a ticket; who does not know the secret points at nothing."""

from base64 import b64decode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.helpdesk.facts import Look
from integrations.helpdesk.freshdesk.webhook import parse, verify
from integrations.helpdesk.port import Sent
from integrations.webhooks import Forged, Malformed
from tests.integrations.freshdesk_account import SECRET as ACCOUNT_SECRET
from tests.integrations.freshdesk_account import Account
from tests.integrations.signing import NOW, SECRET, body_of

BODY = {
    "ticket_id": "4711",
    "event": "updated",
    "changed": "2026-03-02T09:12:00Z",
    "triggered_event": "{reply_sent:sent}",
}


def sent(content: Any, secret: str = SECRET) -> Sent:
    return Sent({"x-handrail-secret": secret}, body_of(content))


def look(content: Any) -> Look:
    (fact,) = parse(sent(content))
    assert isinstance(fact, Look)
    return fact


@pytest.mark.shared
def test_freshdesks_own_body_is_read(shared: Path):
    body = (shared / "data/webhooks/freshdesk_ticket_created.json").read_bytes()
    recorded = Sent({"X-Handrail-Secret": SECRET}, body)
    verify(recorded, SECRET, NOW)
    (fact,) = parse(recorded)
    assert isinstance(fact, Look)
    assert (fact.ticket_id, fact.is_new) == ("12345", True)
    assert fact.at == datetime(2024, 12, 15, 10, tzinfo=UTC)
    assert parse(recorded) == [fact]


def test_our_own_body_points_at_a_ticket():
    found = look(BODY)
    assert (found.ticket_id, found.is_new, found.actor) == ("4711", False, "")
    assert found.at == datetime(2026, 3, 2, 9, 12, tzinfo=UTC)
    assert look(BODY | {"event": "created"}).is_new
    assert look(BODY | {"triggered_event": "{ticket_action:created}"}).is_new


def test_a_repeat_has_the_same_id_and_news_another():
    news = [
        {"changed": "2026-03-02T09:12:01Z"},
        {"ticket_id": 4712},
        {"triggered_event": "{ticket_action:update}"},
    ]
    ids = {look(BODY | change).delivery_id for change in news}
    assert look(BODY).delivery_id == look(BODY).delivery_id
    assert len(ids | {look(BODY).delivery_id}) == 4


@pytest.mark.parametrize("written", ["March 02 2026 at 09:12 AM", "2026-03-02T09:12:00", "", None])
def test_without_an_instant_each_call_counts_and_it_is_now(written: str | None):
    before = datetime.now(UTC)
    first, second = look(BODY | {"changed": written}), look(BODY | {"changed": written})
    assert before <= first.at <= second.at <= datetime.now(UTC)
    assert first.delivery_id != second.delivery_id


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ([], "body"),
        ({}, "ticket_id"),
        (BODY | {"ticket_id": "../agents"}, "ticket_id"),
        (BODY | {"ticket_id": None}, "ticket_id"),
        (BODY | {"ticket_id": "1" * 21}, "ticket_id"),
        (BODY | {"triggered_event": []}, "triggered_event"),
        ({"freshdesk_webhook": 7}, "freshdesk_webhook"),
        ({"freshdesk_webhook": {"ticket_subject": "x"}}, "freshdesk_webhook.ticket_id"),
    ],
)
def test_what_cannot_be_read_names_the_field(content: Any, field: str):
    with pytest.raises(Malformed) as failed:
        parse(sent(content))
    assert failed.value.field == field


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe{}", b"[" * 100_000])
def test_what_is_no_json_is_malformed(body: bytes):
    with pytest.raises(Malformed, match="body"):
        parse(Sent({}, body))


@pytest.mark.parametrize("headers", [{}, {"X-Handrail-Secret": ""}, {"X-Other": SECRET}])
def test_a_request_without_the_secret_is_forged(headers: dict[str, str]):
    with pytest.raises(Forged):
        verify(Sent(headers, body_of(BODY)), SECRET, NOW)


@given(st.text(max_size=40))
def test_no_text_passes_for_the_secret(text: str):
    with pytest.raises(Forged):
        verify(sent(BODY, text), SECRET, NOW)


def test_an_empty_secret_is_no_secret_even_when_somebody_sends_it():
    with pytest.raises(Forged, match="no secret is set"):
        verify(sent(BODY, ""), "", NOW)


async def test_the_sandbox_sends_what_is_read_here():
    account = Account()
    await account.opened(id="8")
    requests = await account.act(id="7", subject="s", description="d")
    requests += await account.act("/7/reply", author="customer", text="Hello?")
    requests += await account.act("/7", priority="urgent")
    requests += await account.act("/7", merged_into="8")
    requests += await account.act("/7", status="deleted")
    found = []
    for request in requests:
        one = Sent(request["headers"], b64decode(request["body"]))
        verify(one, ACCOUNT_SECRET, NOW)
        found += parse(one)
    assert [fact.ticket_id for fact in found if isinstance(fact, Look)] == ["7"] * 6
    assert [fact.is_new for fact in found if isinstance(fact, Look)] == [True, *[False] * 5]
    assert len({fact.delivery_id for fact in found if isinstance(fact, Look)}) == 6
