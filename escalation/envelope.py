"""What every command carries, whoever asks or tells: the one envelope.

`at` is when it happened (aware, UTC inside; None: now). `command_id` makes a repeat harmless; the
edge derives it from the content where it is missing. `reply_to` says where a refusal is answered
(`slack:CHANNEL:USER`). `asker` is how the policy's roles may know who asks: Slack user, person,
groups (None: asked elsewhere, where roles do not apply).
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """What every command carries."""

    escalation: str
    at: datetime | None = None
    actor: str = "system"
    command_id: str = ""
    reply_to: str = ""
    asker: tuple[str, ...] | None = None
