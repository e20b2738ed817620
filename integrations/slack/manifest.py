"""The Slack app as one file: what it may do, where Slack finds it, what people see of it.

Slack, "App manifest": given at "Create New App, from a manifest", and again after an update.
"""

from typing import Any

from integrations.slack import scopes

COMMAND = "/handrail"
# The callback ids by which we know a shortcut again.
OPEN = "handrail_open"
ESCALATE_MESSAGE = "handrail_escalate_message"
NOTE_TO_TICKET = "handrail_note_to_ticket"

ABOUT = "Moves a customer's problem up the support tiers and never lets go of it."


def manifest(url: str, is_socket: bool) -> dict[str, Any]:
    """Give the manifest of schema 2; `url` is the gateway's public address, empty without one.

    With `is_socket` Slack sends everything through Socket Mode and leaves the addresses aside.
    """
    return {
        "_metadata": {"major_version": 2, "minor_version": 0},
        "display_information": {
            "name": "Handrail",
            "description": ABOUT,
            "background_color": "#1f3a5f",
        },
        "features": _features(url),
        "oauth_config": {"scopes": {"bot": list(scopes.needed())}},
        "settings": {
            "event_subscriptions": {
                **_at(url, "/slack/events", "request_url"),
                "bot_events": list(scopes.EVENTS),
            },
            "interactivity": {
                "is_enabled": True,
                **_at(url, "/slack/interactivity", "request_url"),
            },
            "org_deploy_enabled": False,
            "socket_mode_enabled": is_socket,
            "token_rotation_enabled": False,
        },
    }


def _features(url: str) -> dict[str, Any]:
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,  # where an answer goes that has no channel
            "messages_tab_read_only_enabled": True,
        },
        "bot_user": {"display_name": "Handrail", "always_online": True},
        "shortcuts": [
            _shortcut("global", OPEN, "Open an escalation", "Begin an escalation"),
            _shortcut(
                "message",
                ESCALATE_MESSAGE,
                "Escalate this message",
                "Begin an escalation; the thread becomes its context",
            ),
            _shortcut(
                "message",
                NOTE_TO_TICKET,
                "Note to the ticket",
                "Keep this message as a private note in the ticket",
            ),
        ],
        "slash_commands": [
            {
                "command": COMMAND,
                **_at(url, "/slack/commands", "url"),
                "description": "Open, find and list escalations",
                "usage_hint": "open | find TEXT | mine | on-call [TIER] | help",
                "should_escape": False,
            }
        ],
    }


def _shortcut(kind: str, callback_id: str, name: str, description: str) -> dict[str, str]:
    return {"name": name, "type": kind, "callback_id": callback_id, "description": description}


def _at(url: str, path: str, key: str) -> dict[str, str]:
    return {key: url + path} if url else {}
