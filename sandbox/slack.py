"""The Slack face: channels, threads, ephemeral messages, and the Web API over them."""

import itertools
import json
import time
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.config import Channel, Person, SandboxConfig
from sandbox.form import arguments
from sandbox.record import Json, Present, Record, key_in
from sandbox.slack_limits import Limits
from sandbox.slack_messages import Refused, between, content, page, shown

TEAM = {"id": "T0SANDBOX", "domain": "sandbox"}
BOT = {"user": "U0HANDRAIL", "bot_id": "B0HANDRAIL", "app_id": "A0HANDRAIL"}


class Slack:
    """The workspace and its methods, by the names of docs.slack.dev/reference/methods."""

    def __init__(self, config: SandboxConfig, record: Record, present: Present) -> None:
        self._config = config
        self._record = record
        self._present = present
        self._last_ts = 0
        self.limits = Limits(config.limits, time.monotonic)
        self._trigger = itertools.count(1)
        self.messages: dict[str, list[Json]] = {channel.id: [] for channel in config.channels}
        self.ephemerals: list[Json] = []
        self._methods: dict[str, Callable[[Json], Json]] = {
            "auth.test": self._auth_test,
            "chat.postMessage": self._post_message,
            "chat.update": self._update,
            "chat.postEphemeral": self._post_ephemeral,
            "chat.getPermalink": self._permalink,
            "conversations.history": self._history,
            "conversations.replies": self._replies,
            "conversations.list": self._channels,
            "users.info": self._user_info,
            "users.lookupByEmail": self._user_by_email,
        }

    async def answer(self, request: Request) -> Response:
        """One Web API call, a refusal included: Slack says 200 to both."""
        args = await arguments(request)
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        token = bearer or str(args.get("token", ""))
        if token != self._config.slack_token:
            return JSONResponse({"ok": False, "error": "invalid_auth" if token else "not_authed"})
        method = request.path_params["method"]
        refused = self.limits.refusal(method, self._channel_id(args))
        return refused or JSONResponse(self.call(method, args))

    def call(self, method: str, args: Json) -> Json:
        """Do what the method says; what Slack refuses is `ok: false` and a word."""
        if method not in self._methods:
            return {"ok": False, "error": "unknown_method"}
        try:
            return {"ok": True, **self._methods[method](args)}
        except Refused as refusal:
            return {"ok": False, "error": str(refusal)}

    def channel(self, name: object) -> Channel:
        """The channel of that id, or of that name with or without its hash sign. Raises Refused."""
        for channel in self._config.channels:
            if name in (channel.id, channel.name, f"#{channel.name}"):
                return channel
        raise Refused("channel_not_found")

    def person(self, name: object) -> Person:
        """The member of that id or handle. Raises Refused."""
        for person in self._config.people:
            if name in (person.id, person.handle):
                return person
        raise Refused("user_not_found")

    def message(self, channel_id: str, ts: object) -> Json:
        """The message of that instant. Raises Refused."""
        for message in self.messages[channel_id]:
            if message["ts"] == ts:
                return message
        raise Refused("message_not_found")

    def trigger_id(self) -> str:
        """A new one for each interaction."""
        return f"{next(self._trigger)}.{TEAM['id']}"

    def whisper(self, channel_id: str, user_id: str, text: str, blocks: list[Json]) -> str:
        """Show something to one person only; answers the message's ts."""
        ts = self._next_ts()
        note = {"channel": channel_id, "user": user_id, "ts": ts, "text": text, "blocks": blocks}
        self.ephemerals.append(note)
        self._record.add("slack", "chat.postEphemeral", f"{channel_id}/{user_id}", text=text)
        return ts

    async def respond(self, request: Request) -> Response:
        """What a response_url takes: an ephemeral word to the one who pressed the button."""
        args, where = await arguments(request), request.path_params
        self.whisper(where["channel"], where["user"], str(args.get("text", "")), [])
        return JSONResponse({"ok": True})

    def _auth_test(self, _: Json) -> Json:
        who = {"user": "handrail", "user_id": BOT["user"], "bot_id": BOT["bot_id"]}
        where = {"team": "Sandbox", "team_id": TEAM["id"], "url": self._config.public_url + "/"}
        return {**who, **where, "is_enterprise_install": False}

    def _post_message(self, args: Json) -> Json:
        channel, given = self.channel(args.get("channel")), content(args)
        if not given.get("text") and not given.get("blocks"):
            raise Refused("no_text")
        message: Json = {"type": "message", **BOT, "team": TEAM["id"], "text": "", **given}
        if args.get("thread_ts"):
            parent = self._or(channel, args["thread_ts"], "cannot_reply_to_message")
            message["thread_ts"] = parent.setdefault("thread_ts", parent["ts"])
        message["ts"] = self._next_ts()
        self.messages[channel.id].append(message)
        key = key_in(message.get("metadata", {}).get("event_payload"))
        self._record.add(
            "slack", "chat.postMessage", _target(channel, message), key, _said(message)
        )
        return {"channel": channel.id, "ts": message["ts"], "message": shown(message)}

    def _update(self, args: Json) -> Json:
        channel = self._by_id(args)
        message, given = self.message(channel.id, args.get("ts")), content(args)
        # docs.slack.dev/reference/methods/chat.update: text without blocks takes the blocks away.
        if "text" in given and "blocks" not in given:
            given["blocks"] = []
        message.update(given, edited={"user": BOT["user"], "ts": self._next_ts()})
        key = key_in(message.get("metadata", {}).get("event_payload"))
        self._record.add("slack", "chat.update", _target(channel, message), key, _said(message))
        return {
            "channel": channel.id,
            "ts": message["ts"],
            "text": message["text"],
            "message": shown(message),
        }

    def _post_ephemeral(self, args: Json) -> Json:
        channel, given = self.channel(args.get("channel")), content(args)
        try:
            user = self.person(args.get("user"))
        except Refused:
            raise Refused("user_not_in_channel") from None
        if not given.get("text") and not given.get("blocks"):
            raise Refused("no_text")
        said = given.get("text", ""), given.get("blocks", [])
        return {"message_ts": self.whisper(channel.id, user.id, *said)}

    def _permalink(self, args: Json) -> Json:
        channel = self._by_id(args)
        ts = self.message(channel.id, args.get("message_ts"))["ts"]
        return {"channel": channel.id, "permalink": f"{self._config.public_url}/#{channel.id}-{ts}"}

    def _history(self, args: Json) -> Json:
        channel = self._by_id(args)
        top = [m for m in self.messages[channel.id] if m.get("thread_ts", m["ts"]) == m["ts"]]
        return page(between(top, args)[::-1], args)

    def _replies(self, args: Json) -> Json:
        channel = self._by_id(args)
        parent = self._or(channel, args.get("ts"), "thread_not_found")
        thread = [m for m in self.messages[channel.id] if m.get("thread_ts") == parent["ts"]]
        replies = [m for m in thread if m is not parent]
        return page([parent, *between(replies, args)], args)

    def _channels(self, args: Json) -> Json:
        kinds = str(args.get("types") or "public_channel").split(",")
        found = [c for c in self._config.channels if _kind(c) in kinds]
        channels = [
            {"id": c.id, "name": c.name, "is_channel": True, "is_private": c.private}
            | {"is_member": True, "is_archived": False}
            for c in found
        ]
        return {"channels": channels, "response_metadata": {"next_cursor": ""}}

    def _user_info(self, args: Json) -> Json:
        return {"user": _profile(self.person(args.get("user")))}

    def _user_by_email(self, args: Json) -> Json:
        for person in self._config.people:
            if person.email == args.get("email"):
                return {"user": _profile(person)}
        raise Refused("users_not_found")

    def _by_id(self, args: Json) -> Channel:
        """Only the methods that post take a channel's name."""
        channel = self.channel(args.get("channel"))
        if channel.id != args.get("channel"):
            raise Refused("channel_not_found")
        return channel

    def _channel_id(self, args: Json) -> str:
        """The id of the channel that a call names, and its own word where there is none."""
        named = args.get("channel", "")
        return next((c.id for c in self._config.channels if named == f"#{c.name}"), str(named))

    def _or(self, channel: Channel, ts: object, otherwise: str) -> Json:
        try:
            return self.message(channel.id, ts)
        except Refused:
            raise Refused(otherwise) from None

    def _next_ts(self) -> str:
        """Unique and ordered: a message's instant is its name."""
        now = int(self._present.now().timestamp() * 1_000_000)
        self._last_ts = max(now, self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"


def _said(message: Json) -> str:
    return str(message["text"]) or json.dumps(message.get("blocks", []), ensure_ascii=False)


def _target(channel: Channel, message: Json) -> str:
    return f"#{channel.name}/{message['ts']}"


def _kind(channel: Channel) -> str:
    return "private_channel" if channel.private else "public_channel"


def _profile(person: Person) -> Json:
    profile: dict[str, Any] = {"email": person.email, "real_name": person.name}
    who = {"id": person.id, "team_id": TEAM["id"], "name": person.handle}
    return {**who, "real_name": person.name, "is_bot": False, "deleted": False, "profile": profile}
