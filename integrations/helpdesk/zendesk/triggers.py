"""The bodies to paste into Zendesk's triggers, where webhooks are not subscribed to events.

They have the shape of Zendesk's own ticket events, so that one reader (`webhook.py`) reads both.
One trigger for each kind: its conditions say what happened, its action notifies the webhook with
this body. Zendesk, "Zendesk placeholders reference"; a placeholder for nobody is empty.
"""

import json
from typing import Any

_DETAIL = {
    "id": "{{ticket.id}}",
    "subject": "{{ticket.title}}",
    "description": "{{ticket.description}}",
    "status": "{{ticket.status}}",
    "priority": "{{ticket.priority}}",
    "requester_id": "{{ticket.requester.id}}",
    "assignee_id": "{{ticket.assignee.id}}",
    "group_id": "{{ticket.group.id}}",
    "actor_id": "{{current_user.id}}",
    "tags": "{{ticket.tags}}",
}


# What happened, by the trigger's conditions: the event's type, and what it tells.
EVENTS: dict[str, tuple[str, dict[str, Any]]] = {
    "Ticket is created": ("created", {}),
    # No placeholder names the comment: what was said is read from the ticket.
    "Comment is present": ("comment_added", {}),
    "Status changed": ("status_changed", {"current": _DETAIL["status"]}),
    "Priority changed": ("priority_changed", {"current": _DETAIL["priority"]}),
    "Assignee changed": ("agent_assignment_changed", {"current": _DETAIL["assignee_id"]}),
    "Group changed": ("group_assignment_changed", {"current": _DETAIL["group_id"]}),
}


def trigger_body(conditions: str) -> str:
    """The JSON to paste for one of EVENTS, with Zendesk's placeholders in it."""
    kind, told = EVENTS[conditions]
    body = {
        "type": f"zen:event-type:ticket.{kind}",
        "time": "{{ticket.updated_at_with_timestamp}}",
        "detail": _DETAIL,
        "event": told,
    }
    return json.dumps(body, indent=2)
