"""What /docs shows: one real request for each thing people do, and what comes back."""

from typing import Any

OPENINGS: dict[str, Any] = {
    "ticket": {
        "summary": "At first line, watched",
        "value": {
            "ticket": {
                "helpdesk": "zendesk",
                "id": "4711",
                "subject": "The export runs for ever",
                "url": "https://example.zendesk.com/agent/tickets/4711",
            },
            "severity": "high",
            "customer": "Example Ltd",
        },
    },
    "straight_up": {
        "summary": "Straight at L2",
        "value": {
            "ticket": {"helpdesk": "zendesk", "id": "4712", "subject": "Nobody can log in"},
            "severity": "critical",
            "tier": "l2",
        },
    },
}

COMMANDS: dict[str, Any] = {
    "escalate": {
        "summary": "Move it up",
        "value": {
            "type": "escalate",
            "to": "engineering",
            "reason": "Fails since Monday's release",
            "actor": "agent-7",
            "command_id": "escalate-4711-1",
        },
    },
    "note": {"value": {"type": "note", "text": "Reproduced on staging", "actor": "agent-7"}},
    "pause": {
        "summary": "Wait for the customer until Thursday",
        "value": {
            "type": "pause",
            "reason": "waiting_for_customer",
            "until": "2026-03-05T09:00:00+01:00",
        },
    },
    "resolve": {"value": {"type": "resolve", "resolution": "Fixed in 3.2.1"}},
}

RECEIPT: dict[str, Any] = {
    "escalation": "zendesk-4711",
    "status": "unacknowledged",
    "tier": "engineering",
    "events": ["agent-7 escalated from l2 to engineering: Fails since Monday's release"],
    "is_repeat": False,
}

STATE: dict[str, Any] = {
    "id": "zendesk-4711",
    "status": "unacknowledged",
    "tier": "engineering",
    "severity": "high",
    "owner": "",
    "next_step": "Acknowledge by dev-3, due Mon 2026-03-02 10:12 UTC",
    "clocks": [{"kind": "acknowledge", "state": "running", "due_at": "2026-03-02T10:12:00Z"}],
    "history": [{"at": "2026-03-02T08:12:00Z", "text": "Opened at l1, high"}],
}
