"""The parts of Zendesk's answers that we read; ids become text and stay exact."""

from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class Record(BaseModel):
    """A part of an answer; fields that we do not read are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)


class FieldValue(Record):
    """What stands in one custom field of a ticket."""

    id: str
    value: Any = None


class Via(Record):
    """How a ticket came in: web, email, chat, native_messaging, api, …"""

    channel: str | None = None


class TicketRecord(Record):
    """A ticket; `updated_at` is kept as written, for it goes back as the `updated_stamp`."""

    id: str
    updated_at: str
    created_at: AwareDatetime | None = None
    subject: str | None = None
    description: str | None = None
    status: str = "open"
    custom_status_id: str | None = None
    priority: str | None = None
    requester_id: str | None = None
    assignee_id: str | None = None
    group_id: str | None = None
    organization_id: str | None = None
    external_id: str | None = None
    support_type: str | None = None
    via: Via = Via()
    tags: tuple[str, ...] = ()
    custom_fields: tuple[FieldValue, ...] = ()


class TicketAnswer(Record):
    """The answer to a look at a ticket, and to its update."""

    ticket: TicketRecord


class TicketsAnswer(Record):
    """The answer to a look at several."""

    tickets: tuple[TicketRecord, ...]


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


class Attachment(Record):
    """A file of a comment."""

    file_name: str | None = None
    content_url: str | None = None


class Comment(Record):
    """One word on a ticket; `html_body` is missing where it was spoken."""

    id: str
    author_id: str | None = None
    body: str | None = None
    html_body: str | None = None
    public: bool = True
    created_at: AwareDatetime
    attachments: tuple[Attachment, ...] = ()


class UserRecord(Record):
    """Somebody in Zendesk: an end-user, an agent, or an admin."""

    id: str
    name: str | None = None
    email: str | None = None
    role: str | None = None
    active: bool = True
    locale: str | None = None
    time_zone: str | None = None
    external_id: str | None = None
    user_fields: dict[str, Any] = Field(default_factory=dict)


class Comments(Record):
    """One page of a ticket's comments, and who wrote them."""

    comments: tuple[Comment, ...]
    users: tuple[UserRecord, ...] = ()
    next_page: str | None = None


class UserAnswer(Record):
    """The answer to a look at somebody."""

    user: UserRecord


class UsersAnswer(Record):
    """The answer to a search for people."""

    users: tuple[UserRecord, ...]


class Organization(Record):
    """Whom a requester belongs to."""

    id: str
    name: str = ""
    details: str | None = None
    external_id: str | None = None
    organization_fields: dict[str, Any] = Field(default_factory=dict)


class OrganizationAnswer(Record):
    """The answer to a look at an organization."""

    organization: Organization


class Named(Record):
    """A group."""

    id: str
    name: str = ""


class GroupAnswer(Record):
    """The answer to a look at a group."""

    group: Named


class GroupsAnswer(Record):
    """One page of the groups."""

    groups: tuple[Named, ...]
    meta: Cursor = Cursor()


class FieldRecord(Record):
    """A field that tickets have; people see its title."""

    id: str
    title: str = ""
    type: str = ""
    active: bool = True
    removable: bool = True


class FieldsAnswer(Record):
    """The fields of tickets, or of people and organizations."""

    ticket_fields: tuple[FieldRecord, ...] = ()


class KeyedField(Record):
    """A field of people or organizations; answers name it by its key."""

    key: str = ""


class KeyedFieldsAnswer(Record):
    """The fields of people, or those of organizations."""

    user_fields: tuple[KeyedField, ...] = ()
    organization_fields: tuple[KeyedField, ...] = ()


class CustomStatus(Record):
    """One of the account's own statuses, which stands within one of Zendesk's."""

    id: str
    agent_label: str = ""
    status_category: str = ""
    active: bool = True


class CustomStatusesAnswer(Record):
    """All of them."""

    custom_statuses: tuple[CustomStatus, ...]


class Webhook(Record):
    """A webhook as it is set up."""

    id: str
    name: str = ""
    endpoint: str = ""
    status: str = "active"
    subscriptions: tuple[str, ...] = ()


class WebhookAnswer(Record):
    """The answer to its creation."""

    webhook: Webhook


class WebhooksAnswer(Record):
    """One page of them."""

    webhooks: tuple[Webhook, ...]
    meta: Cursor = Cursor()


class SigningSecret(Record):
    """What a webhook is signed with."""

    secret: str = Field(repr=False)


class SigningSecretAnswer(Record):
    """The answer to a look at it."""

    signing_secret: SigningSecret
