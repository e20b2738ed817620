"""What people do with what the app shows them in Slack, and what Slack then tells the app.

Shapes: docs.slack.dev/reference/interaction-payloads. Slack sends an interaction once.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sandbox import slack_asks as asks
from sandbox.callbacks import COMMANDS, Answer, Callback
from sandbox.config import Channel, Person
from sandbox.record import Json
from sandbox.slack import Slack
from sandbox.slack_answers import command_answered, submission_answered, top
from sandbox.slack_events import TOKEN
from sandbox.slack_fields import HOLDS, chosen, complaints, pressed, state_of
from sandbox.slack_messages import Refused, shown
from sandbox.slack_workspace import BOT, TEAM, team_of


@dataclass(frozen=True)
class Done:
    """What the app is told of a deed, and what follows from its answers."""

    callbacks: list[Callback]
    then: Callable[[list[Answer]], Json] = lambda _: {}


class Acts:
    """Each takes what somebody asks and when it happens (aware), and raises Refused."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._all = slack.workspace

    def click(self, ask: asks.Click, at: datetime) -> Done:
        """A button or a menu is used."""
        person = actor(self._slack, ask.user)
        place = self._in_view if ask.view_id else self._in_message
        surface, payload = place(ask, person)
        block, one = pressed(surface, ask.action_id, ask.value)
        picked = chosen(one, ask.value if ask.selected is None else ask.selected)
        if ask.view_id and one["type"] in HOLDS:
            filled = surface["state"]["values"][block["block_id"]]
            filled[one["action_id"]] = {"type": one["type"], **picked}
            payload["view"] = copy.deepcopy(surface)
        action = {name: one[name] for name in ("action_id", "type")} | picked
        where = {"block_id": block["block_id"], "action_ts": f"{at.timestamp():.6f}"}
        body = self._told("block_actions", person, ask.view_id) | payload
        body["actions"] = [{**action, **where}]
        return Done([Callback("slack", body, attempts_max=None if ask.insist else 1)])

    def submit(self, ask: asks.Submit, _: datetime) -> Done:
        """A modal is submitted, unless Slack's client sees at once that it cannot be."""
        person = actor(self._slack, ask.user)
        view = self._slack.views.view(person.id, ask.view_id)
        if not view["submit"]:
            raise Refused("view_has_no_submit")
        view["state"]["values"] = state_of(view, ask.values or view["state"]["values"])
        errors = complaints(view)
        if errors:
            return Done([], lambda _: {"delivered": False, "errors": errors, "view": view})
        body = self._told("view_submission", person, view["id"])
        body |= {"view": copy.deepcopy(view), "response_urls": []}
        answered = submission_answered(self._slack, person, view)
        return Done([Callback("slack", body, attempts_max=1)], lambda all_: answered(all_[0]))

    def close(self, ask: asks.Close, _: datetime) -> Done:
        """A modal is left; the app hears of it if it wanted to."""
        person = actor(self._slack, ask.user)
        view = self._slack.views.view(person.id, ask.view_id)
        if view["type"] != "modal":
            raise Refused("view_not_found")
        self._slack.views.close(person.id, view)
        body = self._told("view_closed", person) | {"view": view, "is_cleared": False}
        del body["trigger_id"]
        callbacks = [Callback("slack", body, attempts_max=1)] if view["notify_on_close"] else []
        return Done(callbacks, lambda _: {"view": top(self._slack, person)})

    def command(self, ask: asks.Command, _: datetime) -> Done:
        """A slash command is written; the app's answer is shown to who wrote it."""
        person = actor(self._slack, ask.user)
        channel = within(self._slack, person, ask.channel)
        if ask.command not in self._all.config.commands:
            raise Refused("unknown_command")
        trigger_id = self._all.triggers.new(person.id)
        form = {
            "token": TOKEN,
            "team_id": TEAM["id"],
            "team_domain": TEAM["domain"],
            "channel_id": channel.id,
            "channel_name": _name(channel),
            "user_id": person.id,
            "user_name": person.handle,
            "command": ask.command,
            "text": ask.text,
            "api_app_id": BOT["app_id"],
            "is_enterprise_install": "false",
            "response_url": self._response_url(channel, person, trigger_id),
            "trigger_id": trigger_id,
        }
        answered = command_answered(self._slack, channel, person, ask.command)
        sent = Callback("slack", form, path=COMMANDS, attempts_max=1)
        return Done([sent], lambda all_: answered(all_[0]))

    def shortcut(self, ask: asks.Shortcut, at: datetime) -> Done:
        """A shortcut is chosen, everywhere or of a message."""
        person = actor(self._slack, ask.user)
        kinds = {s["callback_id"]: s["type"] for s in self._all.config.shortcuts}
        if ask.callback_id not in kinds:
            raise Refused("unknown_shortcut")
        named = {"callback_id": ask.callback_id, "action_ts": f"{at.timestamp():.6f}"}
        if kinds[ask.callback_id] == "global":
            body = self._told("shortcut", person) | named
        else:
            channel = within(self._slack, person, ask.channel)
            message = self._all.message(channel.id, ask.ts)
            body = self._told("message_action", person) | named | _channel(channel)
            url = self._response_url(channel, person, body["trigger_id"])
            body |= {"message": shown(message), "message_ts": message["ts"], "response_url": url}
        return Done([Callback("slack", body, attempts_max=1)])

    def _in_message(self, ask: asks.Click, person: Person) -> tuple[Json, Json]:
        """The message, and what the payload says of it; of a whisper Slack tells no content."""
        channel = within(self._slack, person, ask.channel)
        mine = [e for e in self._all.ephemerals if (e["user"], e["ts"]) == (person.id, ask.ts)]
        message = mine[0] if mine else self._all.message(channel.id, ask.ts)
        container = {"type": "message", "message_ts": message["ts"], "channel_id": channel.id}
        trigger_id = self._all.triggers.new(person.id)
        payload = {
            "container": {**container, "is_ephemeral": bool(mine)},
            **_channel(channel),
            "state": {"values": state_of(message, ask.values or {})},
            "trigger_id": trigger_id,
            "response_url": self._response_url(channel, person, trigger_id),
        }
        return message, payload if mine else {**payload, "message": shown(message)}

    def _in_view(self, ask: asks.Click, person: Person) -> tuple[Json, Json]:
        view = self._slack.views.view(person.id, ask.view_id)
        view["state"]["values"] = state_of(view, ask.values or view["state"]["values"])
        container = {"container": {"type": "view", "view_id": view["id"]}}
        return view, container | {"view": copy.deepcopy(view)}

    def _told(self, kind: str, person: Person, view_id: str = "") -> Json:
        return {
            "type": kind,
            "user": {
                "id": person.id,
                "username": person.handle,
                "name": person.handle,
                "team_id": team_of(person),
            },
            "team": dict(TEAM),
            "api_app_id": BOT["app_id"],
            "token": TOKEN,
            "trigger_id": self._all.triggers.new(person.id, view_id),
            "is_enterprise_install": False,
        }

    def _response_url(self, channel: Channel, person: Person, trigger_id: str) -> str:
        where = f"{channel.id}/{person.id}/{trigger_id}"
        return f"{self._all.config.public_url}/slack/response/{where}"


def actor(slack: Slack, name: str) -> Person:
    """Who acts. Raises Refused for those who cannot."""
    person = slack.workspace.person(name)
    if person.kind in ("deactivated", "bot"):
        raise Refused("account_inactive")
    return person


def within(slack: Slack, person: Person, name: str) -> Channel:
    """A channel that somebody sees. Raises Refused."""
    channel = slack.workspace.channel(name)
    if not slack.workspace.is_in(person, channel):
        raise Refused("channel_not_found" if channel.private else "not_in_channel")
    return channel


def _channel(channel: Channel) -> Json:
    return {"channel": {"id": channel.id, "name": _name(channel)}}


def _name(channel: Channel) -> str:
    if channel.user:
        return "directmessage"
    return "privategroup" if channel.private else channel.name
