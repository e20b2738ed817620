"""What a form is: which there are, where one was opened, and what is known for it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from escalation.card import Card
from escalation.context import Brief
from escalation.model import Pause
from escalation.policy import Texts
from escalation.preview import Preview
from escalation.terms import Tier
from integrations.slack.escape import sound
from integrations.webhooks import Malformed

METADATA_MAX = 3_000  # characters of `private_metadata` (Slack, "Views")

View = dict[str, Any]
Values = Mapping[str, str | None]  # field → what is filled in: an option's value, Unix seconds
NOTHING: Values = MappingProxyType({})


class Form(StrEnum):
    """Each is a modal; the value is its `callback_id` and the command it asks for."""

    OPEN = "open"
    ESCALATE = "escalate"
    DE_ESCALATE = "de_escalate"
    PAUSE = "pause"
    SET_SEVERITY = "set_severity"
    PROMISE = "promise"
    ASSIGN = "assign"
    ENGAGE = "engage"
    DISENGAGE = "disengage"
    UPDATE_CUSTOMER = "update_customer"
    RESOLVE = "resolve"
    FILL_BRIEF = "fill_brief"


class FieldErrors(Exception):  # noqa: N818 - it is an answer, not a crash
    """What keeps a form from being taken: a sentence for each field, as Slack shows it there."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {said}" for name, said in errors.items()))
        self.errors = dict(errors)


@dataclass(frozen=True)
class Place:
    """Where a form was opened; it travels in the view's `private_metadata`.

    `tier` is whose channel it was. `context` are the words it is about: the message and its thread.
    `escalation` of a form that opens one is the id to give it when it has neither ticket nor
    message (`slack-` and whatever is unique).
    """

    escalation: str
    tier: str = ""
    channel: str = ""
    message_ts: str = ""
    context: str = ""

    def write(self) -> str:
        """Write it down; of the context, as much as fits."""
        context = sound(self.context)[:METADATA_MAX]
        while len(written := self._written(context)) > METADATA_MAX and context:
            too_long = len(written) - METADATA_MAX
            context = context[: -max(1, too_long // 2)]  # JSON writes two for a quote or a newline
        return written

    def _written(self, context: str) -> str:
        return json.dumps(asdict(self) | {"context": context}, ensure_ascii=False)

    @staticmethod
    def read(text: str) -> "Place":
        """Read what `write` wrote. Raises Malformed."""
        try:
            found = json.loads(text)
            place = Place(**found)
        except (ValueError, TypeError, RecursionError):
            raise Malformed("private_metadata", "is not one of ours") from None
        if not all(isinstance(value, str) for value in found.values()):
            raise Malformed("private_metadata", "is not one of ours")
        return place

    @property
    def ticket(self) -> str:
        """What stands for a ticket where there is none: the message, else the id it is given."""
        message = f"{self.channel}-{self.message_ts.replace('.', '-')}"
        return message if self.message_ts else self.escalation.removeprefix("slack-")


@dataclass(frozen=True)
class Known:
    """What a form is filled with: `card` as the reader may see it, None when nothing is known.

    `tiers` are the targets offered, the usual one first. `notice` is said on top, such as that the
    state could not be read. `draft` is the policy's text for an update to the customer.
    `takers` are those it can be assigned to, by id, with what people call them.
    """

    card: Card | None = None
    brief: Brief = field(default_factory=Brief)
    tiers: tuple[Tier, ...] = ()
    preview: Preview | None = None
    people: Mapping[str, str] = field(default_factory=dict)
    waits: tuple[Pause, ...] = ()
    notice: str = ""
    draft: str = Texts.holding
    takers: Mapping[str, str] = field(default_factory=dict)
