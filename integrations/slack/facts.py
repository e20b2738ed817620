"""What Slack tells us, as facts: who did what, where, and under which delivery id.

A delivery id is the same whenever Slack sends the same thing again. Instants are Slack's clock,
aware UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True)
class View:
    """A modal or Home tab as somebody has it open; `values` is what is filled in, by action."""

    id: str
    hash: str
    callback_id: str
    private_metadata: str
    values: Mapping[str, str | None]
    is_home: bool = False


@dataclass(frozen=True)
class Message:
    """What somebody wrote: plain words, files as lines. `thread_ts` is empty outside a thread."""

    channel: str
    ts: str
    thread_ts: str
    user: str
    text: str
    is_bot: bool = False

    @property
    def ref(self) -> str:
        """Where it was said, as a note keeps it."""
        return f"slack:{self.channel}:{self.ts}"

    @property
    def root_ts(self) -> str:
        """The message that it answers; itself, where it answers none."""
        return self.thread_ts or self.ts


@dataclass(frozen=True)
class Click:
    """Somebody used a button, a menu or a field, in a message or (`view`) in a view."""

    user: str
    user_name: str
    action: str
    value: str
    channel: str
    message_ts: str
    trigger_id: str
    delivery_id: str
    at: datetime
    view: View | None = None


@dataclass(frozen=True)
class Submitted:
    """Somebody sent a modal. Slack does not say when."""

    user: str
    view: View
    delivery_id: str


@dataclass(frozen=True)
class Closed:
    """Somebody dismissed a modal."""

    user: str
    view: View


@dataclass(frozen=True)
class Shortcut:
    """Somebody chose a global shortcut."""

    user: str
    callback_id: str
    trigger_id: str
    at: datetime


@dataclass(frozen=True)
class MessageShortcut:
    """Somebody chose a shortcut of a message."""

    user: str
    callback_id: str
    message: Message
    trigger_id: str
    delivery_id: str
    at: datetime


@dataclass(frozen=True)
class SlashCommand:
    """Somebody typed a slash command; `text` is what follows it."""

    user: str
    command: str
    text: str
    channel: str
    trigger_id: str


class Saying(StrEnum):
    """What became of a message."""

    NEW = "new"
    EDITED = "edited"
    DELETED = "deleted"


@dataclass(frozen=True)
class Said:
    """Somebody wrote in a channel, corrected it (`text` is the new one) or took it back."""

    saying: Saying
    message: Message
    delivery_id: str
    at: datetime


@dataclass(frozen=True)
class Reacted:
    """Somebody put an emoji on a message."""

    user: str
    reaction: str
    channel: str
    ts: str
    delivery_id: str
    at: datetime


@dataclass(frozen=True)
class HomeOpened:
    """Somebody looks at our Home tab."""

    user: str


@dataclass(frozen=True)
class UrlVerification:
    """Slack asks whether we live here; answer with the challenge."""

    challenge: str


@dataclass(frozen=True)
class Ignored:
    """Verified and understood, but nothing that moves an escalation."""

    kind: str


Interaction = Click | Submitted | Closed | Shortcut | MessageShortcut
Event = Said | Reacted | HomeOpened | UrlVerification
Fact = Interaction | SlashCommand | Event | Ignored
