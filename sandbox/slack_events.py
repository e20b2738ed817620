"""What Slack's Events API tells of a workspace, and how it wraps it.

Shapes: docs.slack.dev/reference/events and docs.slack.dev/apis/events-api.
"""

import re

from sandbox.callbacks import EVENT_ATTEMPTS, EVENTS, Callback
from sandbox.config import Channel, Person
from sandbox.record import Json
from sandbox.slack_messages import Refused, shown
from sandbox.slack_workspace import BOT, TEAM, Workspace, team_of

EMOJI = re.compile(r"[a-z0-9_+'-]{1,100}")
TOKEN = "a-verification-token"  # noqa: S105 - deprecated by Slack, and sent all the same


def event_callback(workspace: Workspace, event: Json) -> Callback | None:
    """An event on its way; None if the app did not subscribe to it or is not in the channel."""
    if not _is_heard(workspace, event):
        return None
    event_id = f"Ev{event['event_ts'].replace('.', '')}"
    body = {
        "token": TOKEN,
        "team_id": TEAM["id"],
        "context_team_id": TEAM["id"],
        "context_enterprise_id": None,
        "api_app_id": BOT["app_id"],
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(float(event["event_ts"])),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM["id"],
                "user_id": BOT["user"],
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": _is_shared(workspace, event),
    }
    return Callback("slack", body, event_id, EVENTS, EVENT_ATTEMPTS)


def said(channel: Channel, message: Json) -> Json:
    """Somebody said something, we ourselves perhaps."""
    return {**_where(channel), **shown(message), "event_ts": message["ts"]}


def changed(channel: Channel, before: Json, message: Json) -> Json:
    """A message was edited; what it said before comes along."""
    ts = message["edited"]["ts"]
    versions = {"message": shown(message), "previous_message": before}
    return _hidden(channel, "message_changed", ts) | versions


def deleted(channel: Channel, message: Json, ts: str) -> Json:
    """A message is gone, since `ts`."""
    last = {"deleted_ts": message["ts"], "previous_message": shown(message)}
    return _hidden(channel, "message_deleted", ts) | last


def reacted(channel: Channel, message: Json, person: Person, name: str, ts: str) -> Json:
    """Somebody put an emoji on a message."""
    return {
        "type": "reaction_added",
        "user": person.id,
        "reaction": name,
        "item": {"type": "message", "channel": channel.id, "ts": message["ts"]},
        "item_user": message["user"],
        "event_ts": ts,
    }


def home_opened(channel: Channel, person: Person, view: Json | None, ts: str) -> Json:
    """Somebody looks at the app's Home."""
    seen = {"view": view} if view else {}
    where = {"user": person.id, "channel": channel.id, "tab": "home"}
    return {"type": "app_home_opened", **where, **seen, "event_ts": ts}


def from_person(person: Person) -> Json:
    """What a message of somebody begins with; of strangers it says where they are at home."""
    team = team_of(person)
    told = {"type": "message", "user": person.id, "team": team}
    return told if team == TEAM["id"] else told | {"user_team": team, "source_team": team}


def react(message: Json, user_id: str, name: str) -> None:
    """Put an emoji on a message. Raises Refused."""
    if not EMOJI.fullmatch(name):
        raise Refused("invalid_name")
    reactions = message.setdefault("reactions", [])
    found = [reaction for reaction in reactions if reaction["name"] == name]
    if not found:
        reactions.append({"name": name, "users": [user_id], "count": 1})
        return
    if user_id in found[0]["users"]:
        raise Refused("already_reacted")
    found[0]["users"].append(user_id)
    found[0]["count"] += 1


def take_away(workspace: Workspace, channel: Channel, message: Json) -> None:
    """Delete a message. One with replies leaves a stone in its place, as in Slack."""
    messages = workspace.messages[channel.id]
    n = messages.index(message)
    if any(m.get("thread_ts") == message["ts"] for m in messages if m is not message):
        stone = {"type": "message", "subtype": "tombstone", "text": "This message was deleted."}
        kept = {"user": "USLACKBOT", "ts": message["ts"], "thread_ts": message["ts"]}
        messages[n] = {**stone, **kept, "hidden": True}
    else:
        del messages[n]


def _is_heard(workspace: Workspace, event: Json) -> bool:
    kinds = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}
    name = kinds[event["channel_type"]] if event["type"] == "message" else event["type"]
    channel_id = event.get("item", event)["channel"]
    return name in workspace.config.events and channel_id in workspace.joined


def _hidden(channel: Channel, subtype: str, ts: str) -> Json:
    told = {"type": "message", "subtype": subtype, "hidden": True}
    return {**told, **_where(channel), "ts": ts, "event_ts": ts}


def _where(channel: Channel) -> Json:
    kind = "im" if channel.user else "group" if channel.private else "channel"
    return {"channel": channel.id, "channel_type": kind}


def _is_shared(workspace: Workspace, event: Json) -> bool:
    """Whether people of another workspace are in the channel."""
    channel = workspace.channels.get(str(event.get("channel")))
    return channel is not None and any(
        workspace.person(member).kind == "stranger" for member in channel.members
    )
