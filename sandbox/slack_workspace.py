"""The Slack workspace: its channels, its people, its messages, and who is where."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sandbox.config import Channel, Person, SandboxConfig
from sandbox.record import Json, Present
from sandbox.slack_messages import Refused

TEAM = {"id": "T0SANDBOX", "domain": "sandbox"}
ELSEWHERE = "T0ELSEWHERE"  # the workspace of strangers
BOT = {"user": "U0HANDRAIL", "bot_id": "B0HANDRAIL", "app_id": "A0HANDRAIL"}
TRIGGERS_KEPT = 1000  # so long it is remembered what became of one
TRIGGER_LIVES_S = 3.0  # seconds; docs.slack.dev/interactivity/handling-user-interaction


class Workspace:
    """What there is. It keeps no rule of the Web API but the names of what is not there."""

    def __init__(
        self, config: SandboxConfig, present: Present, monotonic: Callable[[], float]
    ) -> None:
        self.config = config
        self.present = present
        self.triggers = Triggers(monotonic)
        self.us = Person(BOT["user"], "handrail", "Handrail", "", "bot")
        self.people = (*config.people, *config.outsiders)
        self.channels = {channel.id: channel for channel in config.channels}
        self.joined = {channel.id for channel in config.channels if channel.has_bot}
        self.messages: dict[str, list[Json]] = {id_: [] for id_ in self.channels}
        self.ephemerals: list[Json] = []
        self._last_ts = 0

    def channel(self, name: object) -> Channel:
        """The channel of that id, or of that name with or without its hash sign. Raises Refused."""
        for channel in self.channels.values():
            if name in (channel.id, channel.label) or (name == channel.name and not channel.user):
                return channel
        raise Refused("channel_not_found")

    def person(self, name: object) -> Person:
        """The person of that id or handle, ourselves included. Raises Refused."""
        for person in (*self.people, self.us):
            if name in (person.id, person.handle):
                return person
        raise Refused("user_not_found")

    def message(self, channel_id: str, ts: object) -> Json:
        """The message of that instant. Raises Refused."""
        for message in self.messages[channel_id]:
            if message["ts"] == ts:
                return message
        raise Refused("message_not_found")

    def direct(self, person: Person) -> Channel:
        """The conversation of the app with one person, begun if there was none. Raises Refused."""
        if person.kind == "deactivated":
            raise Refused("user_disabled")
        id_ = f"D0{person.id[2:]}"
        if id_ not in self.channels:
            self.channels[id_] = Channel(id_, person.handle, private=True, user=person.id)
            self.messages[id_] = []
            self.joined.add(id_)
        return self.channels[id_]

    def is_in(self, person: Person, channel: Channel) -> bool:
        """Whether somebody sees what is said there; full members see every public channel."""
        if channel.user:
            return channel.user == person.id
        named = person.id in channel.members
        return named or (person.kind == "member" and not channel.private)

    def next_ts(self, at: datetime | None = None) -> str:
        """Unique and ordered: a message's instant is its name. `at` is aware, None means now."""
        asked = int((at or self.present.now()).timestamp() * 1_000_000)
        self._last_ts = max(asked, self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def whisper(self, channel_id: str, user_id: str, said: Json) -> str:
        """Show text, blocks, or both to one person only; answers the ts."""
        note = {"channel": channel_id, "user": user_id, "ts": self.next_ts(), "text": "", **said}
        self.ephemerals.append({"blocks": [], **note})
        return str(note["ts"])


def team_of(person: Person) -> str:
    """The id of the workspace somebody is at home in."""
    return ELSEWHERE if person.kind == "stranger" else TEAM["id"]


def kind_of(channel: Channel) -> str:
    """What `conversations.list` calls a kind of channel."""
    if channel.user:
        return "im"
    return "private_channel" if channel.private else "public_channel"


@dataclass
class Trigger:
    """Whose interaction it was, in which view if in one; it dies at `until` (monotonic seconds)."""

    user: str
    view_id: str
    until: float
    is_used: bool = False


class Triggers:
    """The right to open a modal, which each interaction gives once and for a short while."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._count = itertools.count(1)
        self._given: dict[str, Trigger] = {}

    def new(self, user_id: str, view_id: str = "") -> str:
        """The trigger_id of an interaction."""
        n = next(self._count)
        trigger_id = f"{n}.{7_000_000 + n}.{n:06x}"
        self._given[trigger_id] = Trigger(user_id, view_id, self._monotonic() + TRIGGER_LIVES_S)
        if len(self._given) > TRIGGERS_KEPT:
            del self._given[next(iter(self._given))]
        return trigger_id

    def exchange(self, trigger_id: object) -> Trigger:
        """Use one up. Raises Refused with the words of `views.open`."""
        trigger = self._given.get(str(trigger_id))
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.is_used:
            raise Refused("exchanged_trigger_id")
        if self._monotonic() > trigger.until:
            raise Refused("expired_trigger_id")
        trigger.is_used = True
        return trigger
