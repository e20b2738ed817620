"""Our bodies for Zendesk's triggers, filled in by Zendesk, are read like its own events."""

from datetime import UTC, datetime

import pytest

from escalation.terms import Severity
from integrations.helpdesk.facts import Fact, Ignored, TicketOpened
from integrations.helpdesk.port import Sent
from integrations.helpdesk.zendesk.triggers import EVENTS, trigger_body
from integrations.helpdesk.zendesk.webhook import parse
from tests.integrations.signing import by_zendesk

BIG = "9007199254740993"
FILLED = {
    "ticket.id": BIG,
    "ticket.title": "Cannot log in",
    "ticket.description": "since nine",
    "ticket.status": "On-hold",
    "ticket.priority": "Urgent",
    "ticket.requester.id": "77",
    "ticket.assignee.id": "",
    "ticket.group.id": "98738",
    "ticket.tags": "vip eu",
    "ticket.updated_at_with_timestamp": "2026-03-02T09:12:00Z",
    "current_user.id": "12",
}


def filled(conditions: str) -> Fact:
    body = trigger_body(conditions)
    for name, value in FILLED.items():
        body = body.replace("{{" + name + "}}", value)
    assert "{{" not in body
    (fact,) = parse(Sent(by_zendesk(body.encode()), body.encode()))
    return fact


@pytest.mark.parametrize("conditions", EVENTS)
def test_every_trigger_body_is_read_like_an_event(conditions: str):
    fact = filled(conditions)
    assert not isinstance(fact, Ignored)
    assert (fact.ticket_id, fact.at) == (BIG, datetime(2026, 3, 2, 9, 12, tzinfo=UTC))


def test_a_triggers_tags_and_status_are_read_as_written_there():
    fact = filled("Ticket is created")
    assert isinstance(fact, TicketOpened)
    assert fact.snapshot.ticket.tags == ("vip", "eu")
    assert (fact.snapshot.status, fact.snapshot.severity) == ("on_hold", Severity.CRITICAL)
