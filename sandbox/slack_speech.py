"""What people say in Slack, change, take back and react to; and their looking at the app's Home."""

import uuid
from collections.abc import Callable
from datetime import datetime

from sandbox import slack_asks as asks
from sandbox import slack_events as events
from sandbox.config import Channel, Person
from sandbox.record import Json
from sandbox.slack import Slack
from sandbox.slack_acts import Done, actor, within
from sandbox.slack_messages import Refused, shown


class Speech:
    """Each takes what somebody asks and when it happens (aware), and raises Refused."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._all = slack.workspace

    def say(self, ask: asks.Say, at: datetime) -> Done:
        """A message is written."""
        person, channel = self._placed(ask)
        if not ask.text and not ask.files:
            raise Refused("no_text")
        ts = self._all.next_ts(at)
        message = {**events.from_person(person), "text": ask.text, "ts": ts}
        message["client_msg_id"] = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{channel.id}/{ts}"))
        if ask.thread_ts:
            parent = self._all.message(channel.id, ask.thread_ts)
            message["thread_ts"] = parent.setdefault("thread_ts", parent["ts"])
            message["parent_user_id"] = parent["user"]
        if ask.files:
            files = [self._file(file, person, f"{ts}/{n}") for n, file in enumerate(ask.files)]
            message |= {"subtype": "file_share", "upload": False, "files": files}
        self._all.messages[channel.id].append(message)
        return self._done(events.said(channel, message), lambda: {"ts": ts, "message": message})

    def edit(self, ask: asks.Edit, at: datetime) -> Done:
        """Somebody changes what they wrote."""
        person, channel = self._placed(ask)
        message = self._own(person, channel, ask.ts, "cant_update_message")
        before = shown(message)
        message |= {"text": ask.text, "edited": {"user": person.id, "ts": self._all.next_ts(at)}}
        return self._done(events.changed(channel, before, message))

    def delete(self, ask: asks.OnMessage, at: datetime) -> Done:
        """Somebody takes back what they wrote."""
        person, channel = self._placed(ask)
        message = self._own(person, channel, ask.ts, "cant_delete_message")
        events.take_away(self._all, channel, message)
        return self._done(events.deleted(channel, message, self._all.next_ts(at)))

    def react(self, ask: asks.React, at: datetime) -> Done:
        """Somebody puts an emoji on a message."""
        person, channel = self._placed(ask)
        message = self._all.message(channel.id, ask.ts)
        events.react(message, person.id, ask.name)
        ts = self._all.next_ts(at)
        return self._done(events.reacted(channel, message, person, ask.name, ts))

    def home(self, ask: asks.Deed, at: datetime) -> Done:
        """Somebody opens the app's Home."""
        person = actor(self._slack, ask.user)
        seen = self._slack.views.homes.get(person.id)
        channel, ts = self._all.direct(person), self._all.next_ts(at)
        return self._done(events.home_opened(channel, person, seen, ts))

    def _done(self, event: Json, also: Callable[[], Json] = dict) -> Done:
        """The app hears of what it subscribed to, in the channels it is in."""
        told = events.event_callback(self._all, event)
        return Done([told] if told else [], lambda _: also())

    def _placed(self, ask: asks.Say | asks.OnMessage) -> tuple[Person, Channel]:
        person = actor(self._slack, ask.user)
        return person, within(self._slack, person, ask.channel)

    def _own(self, person: Person, channel: Channel, ts: str, otherwise: str) -> Json:
        message = self._all.message(channel.id, ts)
        if message["user"] != person.id:
            raise Refused(otherwise)
        return message

    def _file(self, file: asks.FileGiven, person: Person, seed: str) -> Json:
        """A file object; docs.slack.dev/reference/objects/file-object."""
        id_ = f"F{uuid.uuid5(uuid.NAMESPACE_URL, seed).hex[:10].upper()}"
        url = f"{self._all.config.public_url}/files/{id_}/{file.name}"
        kind = file.name.rpartition(".")[2]
        created = int(self._all.present.now().timestamp())
        return {
            "id": id_,
            "created": created,
            "timestamp": created,
            "name": file.name,
            "title": file.name,
            "mimetype": file.mimetype,
            "filetype": kind,
            "pretty_type": kind.upper(),
            "user": person.id,
            "user_team": events.from_person(person)["team"],
            "editable": False,
            "size": file.size,
            "mode": "hosted",
            "is_external": False,
            "external_type": "",
            "is_public": True,
            "public_url_shared": False,
            "display_as_bot": False,
            "username": "",
            "url_private": url,
            "url_private_download": url,
            "permalink": url,
            "permalink_public": url,
            "is_starred": False,
            "has_rich_preview": False,
            "file_access": "visible",
            "channels": [],
            "groups": [],
        }
