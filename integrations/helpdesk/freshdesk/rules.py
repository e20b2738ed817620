"""The automation rules by which Freshdesk calls us, and the body that they send.

Freshdesk API, "Create an Automation Rule", and Freshdesk, "Using Webhooks in automation rules".
The body names the ticket and when it changed, nothing that a person wrote: whoever reads it looks
the ticket up, and no word can break the JSON.
"""

import json
from collections.abc import Mapping
from typing import Any

from integrations.helpdesk.freshdesk.records import Rule

SECRET_HEADER = "X-Handrail-Secret"  # noqa: S105 - a header's name
CREATED, UPDATED = "1", "4"  # the automations that run on ticket creation and on ticket updates
NAMES: Mapping[str, str] = {CREATED: "Handrail: new tickets", UPDATED: "Handrail: ticket updates"}
EVENT_OF: Mapping[str, str] = {CREATED: "created", UPDATED: "updated"}

# Always true: a rule for new tickets needs a condition, and every ticket has a priority.
_ANY_TICKET = {
    "name": "condition_set_1",
    "match_type": "all",
    "properties": [
        {
            "resource_type": "ticket",
            "field_name": "priority",
            "operator": "in",
            "value": [1, 2, 3, 4],
        }
    ],
}
# "--" is any value.
_WATCHED: list[dict[str, Any]] = [
    {"field_name": "reply_sent"},
    {"field_name": "note_type", "value": "--"},
    {"field_name": "ticket_action", "value": "update"},
    {"field_name": "ticket_action", "value": "delete"},
    {"field_name": "ticket_action", "value": "marked_spam"},
]
_BY_ANYBODY = {"type": 3}  # agent or requester


def content(automation: str) -> dict[str, str]:
    """The body, with Freshdesk's placeholders in it."""
    return {
        "ticket_id": "{{ticket.id}}",
        "event": EVENT_OF[automation],
        "changed": "{{ticket.modified_on}}",
        "triggered_event": "{{triggered_event}}",
    }


def rule(automation: str, url: str, secret: str) -> dict[str, Any]:
    """What to ask for, so that the rule is there; `url` is the gateway's address for Freshdesk."""
    action = {
        "field_name": "trigger_webhook",
        "request_type": "POST",
        "url": url,
        "content_type": "JSON",
        "content_layout": "2",  # a body of one's own
        "content": content(automation),
        "custom_headers": {SECRET_HEADER: secret},
    }
    made: dict[str, Any] = {"name": NAMES[automation], "active": True, "actions": [action]}
    if automation == CREATED:
        return made | {"conditions": [_ANY_TICKET]}
    return made | {"performer": _BY_ANYBODY, "events": _WATCHED}


def difference(found: Rule, wanted: Mapping[str, Any]) -> str:
    """What keeps a rule from being the one wanted, in words; empty when nothing does.

    Freshdesk may add to a rule, so only what is wanted is looked for.
    """
    has = found.actions[0] if found.actions else {}
    action = wanted["actions"][0]
    if not found.active:
        return "it is switched off"
    if has.get("url") != action["url"]:
        return f"it calls {has.get('url')}, not {action['url']}"
    if has.get("content") != action["content"]:
        return "it sends another body"
    if missing := [e["field_name"] for e in wanted.get("events", ()) if e not in found.events]:
        return f"it does not watch {', '.join(missing)}"
    known, given = action["custom_headers"][SECRET_HEADER], secret_of(found)
    if not given or (known and given != known):
        return "it does not send the secret that is set"
    return ""


def secret_of(found: Rule) -> str:
    """The secret that a rule sends; empty without one."""
    headers = (found.actions[0] if found.actions else {}).get("custom_headers") or {}
    return next((v for n, v in headers.items() if n.lower() == SECRET_HEADER.lower()), "")


def by_hand(automation: str, url: str) -> str:
    """What a person does in Freshdesk's pages instead."""
    where, when = {
        CREATED: ("Ticket Creation", "condition: priority is any of the four"),
        UPDATED: (
            "Ticket Updates",
            "performed by agent or requester; events: reply is sent, note is added (any), "
            "ticket is updated, ticket is deleted, ticket is marked as spam",
        ),
    }[automation]
    return (
        f"Admin > Automations > {where} > New rule “{NAMES[automation]}”; {when}; "
        f"action: Trigger webhook, POST {url}, custom header {SECRET_HEADER}: "
        f"the value of HANDRAIL_FRESHDESK_WEBHOOK_SECRET, encoding JSON, content Advanced: "
        f"{json.dumps(content(automation))}"
    )
