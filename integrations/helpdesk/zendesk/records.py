"""The parts of Zendesk's answers that we read; ids become text and stay exact."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A part of an answer; fields that we do not read are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)


class TicketRecord(Record):
    """A ticket; `updated_at` is kept as written, for it goes back as the `updated_stamp`."""

    id: str
    updated_at: str
    subject: str | None = None
    description: str | None = None
    status: str = "open"
    priority: str | None = None
    requester_id: str | None = None
    assignee_id: str | None = None
    group_id: str | None = None
    tags: tuple[str, ...] = ()


class TicketAnswer(Record):
    """The answer to a look at a ticket."""

    ticket: TicketRecord


class Audit(Record):
    """One change of a ticket; what we wrote as `metadata` stands in its `custom`."""

    metadata: dict[str, Any] | None = None


class Cursor(Record):
    """Whether a list goes on, and from where."""

    has_more: bool = False
    after_cursor: str | None = None


class Audits(Record):
    """One page of a ticket's changes."""

    audits: tuple[Audit, ...]
    meta: Cursor = Cursor()


class User(Record):
    """Somebody in Zendesk."""

    id: str


class UserAnswer(Record):
    """The answer to a look at oneself."""

    user: User
