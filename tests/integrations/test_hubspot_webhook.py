"""HubSpot's arrays of events become facts, and only those that HubSpot signed for our address."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.terms import Severity
from integrations.helpdesk.facts import Fact, Ignored, Look, TicketChanged, TicketFact, is_own
from integrations.helpdesk.hubspot.webhook import parse, verify
from integrations.helpdesk.port import Sent
from integrations.webhooks import Forged, Malformed, Stale
from tests.integrations.signing import NOW, SECRET, body_of

BIG = "9007199254740993"
APP = "3411265"
URL = "https://handrail.example/webhooks/hubspot"
MILLISECONDS = 1795283006483
AT = datetime(2026, 11, 21, 17, 43, 26, 483000, tzinfo=UTC)
EVENT = {
    "eventId": 3425256010,
    "subscriptionId": 12345,
    "portalId": 246777241,
    "appId": int(APP),
    "occurredAt": MILLISECONDS,
    "attemptNumber": 0,
    "objectId": int(BIG),
    "changeSource": "CRM_UI",
    "sourceId": "userId:76023669",
}
SIGNATURE, STAMP = "X-HubSpot-Signature-v3", "X-HubSpot-Request-Timestamp"


def event(kind: str, **told: Any) -> dict[str, Any]:
    return EVENT | {"subscriptionType": kind} | told


def changed(name: str, value: str | None, kind: str = "ticket.propertyChange") -> dict[str, Any]:
    return event(kind, propertyName=name, propertyValue=value)


def signed(
    body: bytes, at: datetime = NOW, secret: str = SECRET, url: str = URL, method: str = "POST"
) -> Sent:
    stamp = str(round(at.timestamp() * 1000))
    said = f"{method}{url}".encode() + body + stamp.encode()
    mac = hmac.new(secret.encode(), said, hashlib.sha256).digest()
    headers = {STAMP.lower(): stamp, SIGNATURE: base64.b64encode(mac).decode()}
    return Sent(headers, body, method, url)


def read(*events: Any) -> list[Fact]:
    return parse(signed(body_of(list(events))))


def fact_of(told: dict[str, Any]) -> TicketFact:
    (fact,) = read(told)
    assert isinstance(fact, TicketFact)
    return fact


# It names two records, and none as its own.
ASSOCIATED = {k: v for k, v in event("ticket.associationChange").items() if k != "objectId"} | {
    "fromObjectId": 1,
    "toObjectId": 2,
}
BODY = body_of([event("ticket.creation")])
SENT = signed(BODY)


@pytest.mark.shared
def test_the_recorded_change_is_believed_and_read(shared: Path):
    body = (shared / "data/webhooks/hubspot_ticket_property_change.json").read_bytes()
    sent = signed(body)
    verify(sent, SECRET, NOW)
    assert parse(sent) == [Ignored("ticket.propertyChange of blog_summary")]
    looked_at = body.replace(b"blog_summary", b"hs_pipeline_stage")
    (fact,) = parse(signed(looked_at))
    assert isinstance(fact, Look)
    assert (fact.ticket_id, fact.is_new) == ("329213149924", False)
    assert fact.at == datetime(2026, 8, 25, 10, 14, 14, 704000, tzinfo=UTC)
    assert fact.delivery_id.startswith("3425256010:ticket.propertyChange:329213149924:")


def test_what_was_signed_is_believed_while_it_is_fresh():
    for age in (timedelta(), timedelta(seconds=300), timedelta(seconds=-300)):
        verify(SENT, SECRET, NOW + age)


def test_what_is_too_old_or_from_the_future_is_stale():
    for seconds in (301, -301):
        with pytest.raises(Stale):
            verify(SENT, SECRET, NOW + timedelta(seconds=seconds))


@given(place=st.integers(0, len(BODY) - 1), flip=st.integers(1, 255))
def test_any_flipped_byte_of_the_body_is_refused(place: int, flip: int):
    forged = bytearray(BODY)
    forged[place] ^= flip
    with pytest.raises(Forged):
        verify(Sent(SENT.headers, bytes(forged), "POST", URL), SECRET, NOW)


@given(said=st.text(max_size=80))
def test_no_text_passes_for_a_signature(said: str):
    with pytest.raises(Forged):
        verify(Sent({**SENT.headers, SIGNATURE: said}, BODY, "POST", URL), SECRET, NOW)


@pytest.mark.parametrize(
    "sent",
    [
        Sent({}, BODY, "POST", URL),
        Sent({"X-HubSpot-Signature": "x", "X-HubSpot-Signature-Version": "v1"}, BODY, "POST", URL),
        Sent(SENT.headers, BODY, "PUT", URL),
        Sent(SENT.headers, BODY, "POST", "http://handrail.example/webhooks/hubspot"),
        Sent(SENT.headers, BODY, "POST", ""),
        Sent({**SENT.headers, STAMP.lower(): "1772442000001"}, BODY, "POST", URL),
    ],
    ids=["unsigned", "only v1", "method", "http", "no address", "time"],
)
def test_what_is_not_exactly_what_was_signed_is_refused(sent: Sent):
    with pytest.raises(Forged):
        verify(sent, SECRET, NOW)


def test_another_secret_and_none_are_refused():
    with pytest.raises(Forged):
        verify(SENT, "other", NOW)
    with pytest.raises(Forged, match="no secret is set"):
        verify(signed(BODY, secret=""), "", NOW)


def test_an_address_is_decoded_as_hubspot_decodes_it():
    plain = "https://handrail.example/webhooks/hubspot?to=a:b/c?@!$'()*,;%20%26"
    coded = "https://handrail.example/webhooks/hubspot?to=a%3Ab%2fc%3F%40%21%24%27%28%29%2A%2C%3B"
    sent = signed(BODY, url=plain)
    verify(Sent(sent.headers, BODY, "POST", coded + "%20%26"), SECRET, NOW)


@pytest.mark.parametrize("stamp", ["", "soon", "-5", "1e12", "9" * 30, "١٢٣", "1772442000000.5"])
def test_a_signed_time_that_is_none_is_malformed(stamp: str):
    said = f"POST{URL}".encode() + BODY + stamp.encode()
    mac = base64.b64encode(hmac.new(SECRET.encode(), said, hashlib.sha256).digest()).decode()
    with pytest.raises(Malformed, match=STAMP):
        verify(Sent({STAMP: stamp, SIGNATURE: mac}, BODY, "POST", URL), SECRET, NOW)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (changed("hs_ticket_priority", "URGENT"), {"priority": Severity.CRITICAL}),
        (changed("hs_ticket_priority", "MEDIUM"), {"priority": Severity.MEDIUM}),
        (changed("hubspot_owner_id", "12"), {"assignee": "12"}),
        (changed("hubspot_owner_id", None), {"assignee": ""}),
        (changed("hubspot_team_id", "7"), {"group": "7"}),
        (changed("handrail_tags", "vip; eu;"), {"tags": ("vip", "eu")}),
        (event("ticket.deletion"), {"status": "deleted"}),
        (event("object.deletion", objectTypeId="0-5"), {"status": "deleted"}),
    ],
)
def test_what_an_event_tells_is_a_change(told: dict[str, Any], expected: dict[str, Any]):
    fact = fact_of(told)
    common = {"ticket_id": BIG, "delivery_id": fact.delivery_id, "at": AT, "actor": "A-76023669"}
    assert fact == TicketChanged(**common, **expected)


@pytest.mark.parametrize(
    ("told", "where", "is_new"),
    [
        (event("ticket.creation"), BIG, True),
        (event("object.creation", objectTypeId="0-5"), BIG, True),
        (event("ticket.restore"), BIG, False),
        (changed("hs_pipeline_stage", "4"), BIG, False),
        (changed("hs_snoozed_until", ""), BIG, False),
        (changed("notes_last_updated", "1795283006483"), BIG, False),
        (changed("hs_lastactivitydate", "1", "object.propertyChange"), BIG, False),
        (event("conversation.newMessage", messageId="m1"), f"thread:{BIG}", False),
    ],
)
def test_what_an_event_does_not_tell_must_be_looked_at(
    told: dict[str, Any], where: str, is_new: bool
):
    fact = fact_of(told)
    assert isinstance(fact, Look)
    assert (fact.ticket_id, fact.is_new) == (where, is_new)


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (changed("subject", "x"), "ticket.propertyChange of subject"),
        (changed("hs_ticket_priority", ""), "ticket.propertyChange of hs_ticket_priority"),
        (event("contact.creation"), "contact.creation"),
        (event("object.creation", objectTypeId="0-1"), "object.creation"),
        (event("conversation.creation"), "conversation.creation"),
        (ASSOCIATED, "ticket.associationChange"),
        (event("something.new"), "something.new"),
    ],
)
def test_what_moves_nothing_is_ignored_by_name(told: dict[str, Any], kind: str):
    assert read(told) == [Ignored(kind)]


@pytest.mark.parametrize(
    ("told", "gone", "into"),
    [
        ({"primaryObjectId": 1, "mergedObjectIds": [2, 3], "newObjectId": 1}, ["2", "3"], "1"),
        ({"primaryObjectId": 1, "mergedObjectIds": [2]}, ["2"], "1"),
        ({"primaryObjectId": 1, "mergedObjectIds": [2], "newObjectId": 9}, ["1", "2"], "9"),
    ],
    ids=["two into one", "without a new one", "into a third"],
)
def test_a_merge_says_of_each_ticket_where_it_went(
    told: dict[str, Any], gone: list[str], into: str
):
    deleted = [event("ticket.deletion", objectId=int(id_), eventId=9) for id_ in gone]
    facts = read(event("ticket.merge", **told), *deleted)
    assert [(f.ticket_id, f.merged_into) for f in facts if isinstance(f, TicketChanged)] == [
        (id_, into) for id_ in gone
    ]
    assert len({f.delivery_id for f in facts if isinstance(f, TicketChanged)}) == len(facts)


def test_each_event_of_an_array_is_a_fact_of_its_own():
    told = [changed("hubspot_owner_id", "1"), changed("hs_ticket_priority", "LOW")]
    facts = read(*told, event("conversation.newMessage", messageId="m"), event("contact.deletion"))
    ids = [fact.delivery_id for fact in facts if isinstance(fact, TicketFact)]
    assert len(set(ids)) == len(ids) == len(facts) - 1


def test_a_redelivery_has_the_same_id_and_another_change_has_not():
    first = changed("hubspot_owner_id", "1")
    again = fact_of(first | {"attemptNumber": 3, "eventId": str(first["eventId"])})
    assert again.delivery_id == fact_of(first).delivery_id
    for other in ({"eventId": 1}, {"objectId": 1}, {"occurredAt": 1}, {"propertyName": "x"}):
        facts = read(first | {"propertyName": "hubspot_team_id"} | other)
        assert again.delivery_id not in [getattr(fact, "delivery_id", "") for fact in facts]


def test_our_own_writes_are_known_by_the_apps_id():
    own = event("ticket.creation", changeSource="INTEGRATION", sourceId=APP)
    assert is_own(fact_of(own), APP)
    assert not is_own(fact_of(event("ticket.creation")), APP)
    assert fact_of(event("ticket.creation", sourceId=None)).actor == ""


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ([{}], "events.0.eventId"),
        ([event("ticket.creation"), event("ticket.creation", objectId=None)], "events.1.objectId"),
        ([ASSOCIATED | {"subscriptionType": "ticket.creation"}], "events.objectId"),
        ([ASSOCIATED | {"subscriptionType": "conversation.newMessage"}], "events.objectId"),
        ([event("ticket.creation", occurredAt="soon")], "events.0.occurredAt"),
        ([event("ticket.creation", occurredAt=10**30)], "occurredAt"),
        ([event("ticket.creation", occurredAt=-5)], "occurredAt"),
        ([7], "events.0"),
        ({"eventId": 1}, "events"),
        (None, "events"),
        ([event("ticket.merge", mergedObjectIds=[1])], "events.primaryObjectId"),
        ([event("ticket.merge", mergedObjectIds=7)], "events.0.mergedObjectIds"),
    ],
)
def test_what_cannot_be_read_names_the_field(told: Any, field: str):
    with pytest.raises(Malformed) as failed:
        parse(signed(body_of(told)))
    assert failed.value.field == field


@pytest.mark.parametrize("body", [b"", b"[", b"\xff\xfe[]", b"[" * 100_000, b'["\xed"]', b"[]}"])
def test_what_is_no_json_is_malformed(body: bytes):
    with pytest.raises(Malformed, match="body"):
        parse(signed(body))


def test_an_empty_array_tells_nothing():
    assert read() == []
