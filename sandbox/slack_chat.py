"""What the app says in Slack and reads there: `chat.*`, `reactions.*`, history and replies."""

import json
from collections.abc import Callable

from sandbox.config import Channel, Person
from sandbox.record import Json, Record, key_in
from sandbox.slack_events import changed, deleted, react, said, take_away
from sandbox.slack_messages import Refused, between, content, page, shown
from sandbox.slack_workspace import BOT, TEAM, Workspace

# An event of the Events API that the app will be told of, if it asked for such.
Tell = Callable[[Json], None]


class Chat:
    """The methods over messages."""

    def __init__(self, workspace: Workspace, record: Record, tell: Tell) -> None:
        self._all = workspace
        self._record = record
        self._tell = tell
        self.methods: dict[str, Callable[[Json], Json]] = {
            "chat.postMessage": self._post,
            "chat.update": self._update,
            "chat.delete": self._delete,
            "chat.postEphemeral": self._post_ephemeral,
            "chat.getPermalink": self._permalink,
            "conversations.history": self._history,
            "conversations.replies": self._replies,
            "reactions.add": self._react,
            "reactions.get": self._reactions,
        }

    def whisper(self, channel_id: str, user_id: str, given: Json) -> str:
        """Show something to one person only, and write it down; answers the ts."""
        ts = self._all.whisper(channel_id, user_id, given)
        target, text = f"{channel_id}/{user_id}", given.get("text", "")
        self._record.add("slack", "chat.postEphemeral", target, text=text)
        return ts

    def _post(self, args: Json) -> Json:
        channel, given = self._heard(args.get("channel")), content(args)
        if not given.get("text") and not given.get("blocks"):
            raise Refused("no_text")
        message: Json = {"type": "message", **BOT, "team": TEAM["id"], "text": "", **given}
        if args.get("thread_ts"):
            parent = self._or(channel, args["thread_ts"], "cannot_reply_to_message")
            message["thread_ts"] = parent.setdefault("thread_ts", parent["ts"])
        message["ts"] = self._all.next_ts()
        self._all.messages[channel.id].append(message)
        self._wrote("chat.postMessage", channel, message)
        self._tell(said(channel, message))
        return {"channel": channel.id, "ts": message["ts"], "message": shown(message)}

    def _update(self, args: Json) -> Json:
        channel = self._by_id(args)
        message, given = self._all.message(channel.id, args.get("ts")), content(args)
        if message.get("bot_id") != BOT["bot_id"]:
            raise Refused("cant_update_message")
        before = shown(message)
        # docs.slack.dev/reference/methods/chat.update: text without blocks takes the blocks away.
        if "text" in given and "blocks" not in given:
            given["blocks"] = []
        message.update(given, edited={"user": BOT["user"], "ts": self._all.next_ts()})
        self._wrote("chat.update", channel, message)
        self._tell(changed(channel, before, message))
        where = {"channel": channel.id, "ts": message["ts"]}
        return {**where, "text": message["text"], "message": shown(message)}

    def _delete(self, args: Json) -> Json:
        channel = self._by_id(args)
        message = self._all.message(channel.id, args.get("ts"))
        if message.get("bot_id") != BOT["bot_id"]:
            raise Refused("cant_delete_message")
        take_away(self._all, channel, message)
        self._wrote("chat.delete", channel, message)
        self._tell(deleted(channel, message, self._all.next_ts()))
        return {"channel": channel.id, "ts": message["ts"]}

    def _post_ephemeral(self, args: Json) -> Json:
        channel, given = self._heard(args.get("channel"), people=False), content(args)
        try:
            user = self._all.person(args.get("user"))
        except Refused:
            raise Refused("user_not_in_channel") from None
        if not self._all.is_in(user, channel):
            raise Refused("user_not_in_channel")
        if not given.get("text") and not given.get("blocks"):
            raise Refused("no_text")
        given |= {"thread_ts": args["thread_ts"]} if args.get("thread_ts") else {}
        return {"message_ts": self.whisper(channel.id, user.id, given)}

    def _permalink(self, args: Json) -> Json:
        channel = self._by_id(args)
        ts = self._all.message(channel.id, args.get("message_ts"))["ts"]
        link = f"{self._all.config.public_url}/#{channel.id}-{ts}"
        return {"channel": channel.id, "permalink": link}

    def _history(self, args: Json) -> Json:
        channel = self._by_id(args)
        messages = self._all.messages[channel.id]
        top = [m for m in messages if m.get("thread_ts", m["ts"]) == m["ts"]]
        return page(between(top, args)[::-1], args)

    def _replies(self, args: Json) -> Json:
        channel = self._by_id(args)
        parent = self._or(channel, args.get("ts"), "thread_not_found")
        thread = [m for m in self._all.messages[channel.id] if m.get("thread_ts") == parent["ts"]]
        replies = [m for m in thread if m is not parent]
        return page([parent, *between(replies, args)], args)

    def _react(self, args: Json) -> Json:
        channel = self._by_id(args)
        message = self._all.message(channel.id, args.get("timestamp"))
        react(message, BOT["user"], str(args.get("name", "")))
        return {}

    def _reactions(self, args: Json) -> Json:
        if not args.get("channel") or not args.get("timestamp"):
            raise Refused("no_item_specified")
        message = self._all.message(self._by_id(args).id, args["timestamp"])
        return {"type": "message", "channel": args["channel"], "message": shown(message)}

    def _wrote(self, what: str, channel: Channel, message: Json) -> None:
        key = key_in(message.get("metadata", {}).get("event_payload"))
        words = str(message["text"]) or json.dumps(message.get("blocks", []), ensure_ascii=False)
        self._record.add("slack", what, f"{channel.label}/{message['ts']}", key, words)

    def _heard(self, name: object, *, people: bool = True) -> Channel:
        """A channel to speak in, by its id, its name, or whom to speak to. Raises Refused."""
        if people and str(name)[:1] in ("U", "W"):
            return self._all.direct(self._somebody(name))
        return self._ours(self._all.channel(name))

    def _somebody(self, id_: object) -> Person:
        try:
            return self._all.person(id_)
        except Refused:
            raise Refused("channel_not_found") from None

    def _by_id(self, args: Json) -> Channel:
        """Only the methods that post take a channel's name. Raises Refused."""
        channel = self._all.channels.get(str(args.get("channel")))
        if channel is None:
            raise Refused("channel_not_found")
        return self._ours(channel)

    def _ours(self, channel: Channel) -> Channel:
        """What the app is not in; of private channels it does not even know. Raises Refused."""
        if channel.id not in self._all.joined:
            raise Refused("channel_not_found" if channel.private else "not_in_channel")
        return channel

    def _or(self, channel: Channel, ts: object, otherwise: str) -> Json:
        try:
            return self._all.message(channel.id, ts)
        except Refused:
            raise Refused(otherwise) from None
