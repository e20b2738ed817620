"""The parts of Freshdesk's answers that we read; ids become text and stay exact."""

from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field

from integrations.wire import Instant, Wire


class Attachment(Wire):
    """A file, without its content."""

    id: str
    name: str = ""


_NONE_IS_EMPTY = BeforeValidator(lambda given: () if given is None else given)
Tags = Annotated[tuple[str, ...], _NONE_IS_EMPTY]
Attachments = Annotated[tuple[Attachment, ...], _NONE_IS_EMPTY]
Parts = Annotated[tuple[dict[str, Any], ...], _NONE_IS_EMPTY]
Fields = Annotated[dict[str, Any], BeforeValidator(lambda given: {} if given is None else given)]


class TicketRecord(Wire):
    """A ticket; `deleted` and `spam` are said only of those that are."""

    id: str
    subject: str | None = None
    description: str | None = None
    status: str
    priority: str | None = None
    requester_id: str | None = None
    responder_id: str | None = None
    group_id: str | None = None
    company_id: str | None = None
    type: str | None = None
    tags: Tags = ()
    custom_fields: Fields = Field(default_factory=dict)
    attachments: Attachments = ()
    created_at: Instant | None = None
    updated_at: Instant | None = None
    deleted: bool | None = None
    spam: bool | None = None


class Conversation(Wire):
    """A reply or a note; `incoming` is what came from outside."""

    id: str
    body: str | None = None
    body_text: str | None = None
    incoming: bool = False
    private: bool = False
    user_id: str | None = None
    created_at: Instant
    attachments: Attachments = ()


class Person(Wire):
    """A contact, or what an agent is as a person."""

    name: str | None = None
    email: str | None = None


class Agent(Wire):
    """Somebody who works in Freshdesk."""

    id: str
    contact: Person = Person()


class Described(Wire):
    """A contact or a company, with all that the account keeps of it."""

    model_config = ConfigDict(extra="allow")
    name: str | None = None
    email: str | None = None
    custom_fields: Fields = Field(default_factory=dict)


class Named(Wire):
    """A group."""

    id: str
    name: str | None = None


class FieldRecord(Wire):
    """A field of tickets, contacts or companies; a status field's choices are by id."""

    name: str
    label: str | None = None
    default: bool = False
    choices: Any = None


class Rule(Wire):
    """An automation rule, as far as we compare it."""

    id: str
    name: str | None = None
    active: bool = True
    events: Parts = ()
    actions: Parts = ()
