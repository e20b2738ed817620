"""A person presses a button of a Slack message: what Slack then tells us."""

from collections.abc import Iterator
from datetime import datetime

from sandbox.callbacks import Callback
from sandbox.record import Json
from sandbox.slack import BOT, TEAM, Slack
from sandbox.slack_messages import Refused, shown


def click(slack: Slack, ask: Json, at: datetime, public_url: str) -> Callback:
    """The interaction of `user` with `action_id` (and `value`, where several buttons share it).

    The instant `at` stands in `action_ts`. Raises Refused where no such button stands there.
    Shape: docs.slack.dev/reference/interaction-payloads/block_actions-payload
    """
    user, channel = slack.person(ask["user"]), slack.channel(ask["channel"])
    message = slack.message(channel.id, ask["ts"])
    block, button = _button(message, ask["action_id"], ask.get("value"))
    trigger_id = slack.trigger_id()
    action = {k: button[k] for k in ("action_id", "text", "value") if k in button}
    body: Json = {
        "type": "block_actions",
        "user": {
            "id": user.id,
            "username": user.handle,
            "name": user.handle,
            "team_id": TEAM["id"],
        },
        "api_app_id": BOT["app_id"],
        "token": "a-verification-token",
        "container": {
            "type": "message",
            "message_ts": message["ts"],
            "channel_id": channel.id,
            "is_ephemeral": False,
        },
        "trigger_id": trigger_id,
        "team": dict(TEAM),
        "is_enterprise_install": False,
        "channel": {"id": channel.id, "name": channel.name},
        "message": shown(message),
        "state": {"values": {}},
        "response_url": f"{public_url}/slack/response/{channel.id}/{user.id}/{trigger_id}",
        "actions": [
            {
                **action,
                "block_id": block["block_id"],
                "type": "button",
                "action_ts": f"{at.timestamp():.6f}",
            }
        ],
    }
    return Callback("slack", body)


def _button(message: Json, action_id: object, value: object) -> tuple[Json, Json]:
    for block, element in _elements(message):
        wanted = element.get("action_id") == action_id and value in (None, element.get("value"))
        if wanted and element.get("type") == "button":
            return block, element
    raise Refused("button_not_found")


def _elements(message: Json) -> Iterator[tuple[Json, Json]]:
    for block in message.get("blocks", []):
        for element in [*block.get("elements", []), block.get("accessory") or {}]:
            yield block, element
