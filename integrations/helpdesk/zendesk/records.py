"""The parts of Zendesk's answers that we read; ids become text and stay exact."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from integrations.wire import Instant, Wire


class FieldValue(Wire):
    """What stands in one custom field of a ticket."""

    id: str
    value: Any = None


class Via(Wire):
    """How a ticket came in: web, email, chat, native_messaging, api, …"""

    channel: str | None = None


def _instant(written: str) -> str:
    if datetime.fromisoformat(written).tzinfo is None:
        raise ValueError("is no instant")
    return written


class TicketRecord(Wire):
    """A ticket; `updated_at` is kept as written, for it goes back as the `updated_stamp`."""

    id: str
    updated_at: Annotated[str, AfterValidator(_instant)]
    created_at: Instant | None = None
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


class TicketAnswer(Wire):
    """The answer to a look at a ticket, and to its update."""

    ticket: TicketRecord


class TicketsAnswer(Wire):
    """The answer to a look at several."""

    tickets: tuple[TicketRecord, ...]


class Audit(Wire):
    """One change of a ticket; what we wrote as `metadata` stands in its `custom`."""

    metadata: dict[str, Any] | None = None


class Cursor(Wire):
    """Whether a list goes on, and from where."""

    has_more: bool = False
    after_cursor: str | None = None


class Audits(Wire):
    """One page of a ticket's changes."""

    audits: tuple[Audit, ...]
    meta: Cursor = Cursor()


class Attachment(Wire):
    """A file of a comment."""

    file_name: str | None = None
    content_url: str | None = None


class Comment(Wire):
    """One word on a ticket; `html_body` is missing where it was spoken."""

    id: str
    author_id: str | None = None
    body: str | None = None
    html_body: str | None = None
    public: bool = True
    created_at: Instant
    attachments: tuple[Attachment, ...] = ()


class UserRecord(Wire):
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


class Comments(Wire):
    """One page of a ticket's comments, and who wrote them."""

    comments: tuple[Comment, ...]
    users: tuple[UserRecord, ...] = ()
    next_page: str | None = None


class UserAnswer(Wire):
    """The answer to a look at somebody."""

    user: UserRecord


class UsersAnswer(Wire):
    """The answer to a search for people."""

    users: tuple[UserRecord, ...]


class Organization(Wire):
    """Whom a requester belongs to."""

    id: str
    name: str = ""
    details: str | None = None
    external_id: str | None = None
    organization_fields: dict[str, Any] = Field(default_factory=dict)


class OrganizationAnswer(Wire):
    """The answer to a look at an organization."""

    organization: Organization


class Named(Wire):
    """A group."""

    id: str
    name: str = ""


class GroupAnswer(Wire):
    """The answer to a look at a group."""

    group: Named


class GroupsAnswer(Wire):
    """One page of the groups."""

    groups: tuple[Named, ...]
    meta: Cursor = Cursor()


class FieldRecord(Wire):
    """A field that tickets have; people see its title."""

    id: str
    title: str = ""
    type: str = ""
    active: bool = True


class FieldsAnswer(Wire):
    """The fields of tickets, or of people and organizations."""

    ticket_fields: tuple[FieldRecord, ...] = ()


class KeyedField(Wire):
    """A field of people or organizations; answers name it by its key."""

    key: str = ""


class KeyedFieldsAnswer(Wire):
    """The fields of people, or those of organizations."""

    user_fields: tuple[KeyedField, ...] = ()
    organization_fields: tuple[KeyedField, ...] = ()


class CustomStatus(Wire):
    """One of the account's own statuses, which stands within one of Zendesk's."""

    id: str
    agent_label: str = ""
    status_category: str = ""
    active: bool = True


class CustomStatusesAnswer(Wire):
    """All of them."""

    custom_statuses: tuple[CustomStatus, ...]


class Webhook(Wire):
    """A webhook as it is set up."""

    id: str
    name: str = ""
    endpoint: str = ""
    status: str = "active"
    subscriptions: tuple[str, ...] = ()


class WebhookAnswer(Wire):
    """The answer to its creation."""

    webhook: Webhook


class WebhooksAnswer(Wire):
    """One page of them."""

    webhooks: tuple[Webhook, ...]
    meta: Cursor = Cursor()


class SigningSecret(Wire):
    """What a webhook is signed with."""

    secret: str = Field(repr=False)


class SigningSecretAnswer(Wire):
    """The answer to a look at it."""

    signing_secret: SigningSecret
