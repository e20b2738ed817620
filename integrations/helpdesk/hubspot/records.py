"""The parts of HubSpot's answers that we read; ids become text and stay exact."""

from pydantic import Field

from integrations.wire import Instant, Wire


class Me(Wire):
    """Whose token ours is: the app, the user who made it, the account; and its scopes."""

    app_id: str = Field(alias="appId")
    user_id: str = Field(alias="userId")
    hub_id: str = Field(alias="hubId")
    scopes: tuple[str, ...] = ()


class Next(Wire):
    """Where a list goes on."""

    after: str


class Paging(Wire):
    """Whether a list goes on."""

    next: Next | None = None


class Linked(Wire):
    """An associated record, as an object of the CRM names it."""

    id: str


class LinkedList(Wire):
    """The associated records of one kind."""

    results: tuple[Linked, ...] = ()


class CrmObject(Wire):
    """A ticket, note, contact or company: every value is text."""

    id: str
    properties: dict[str, str | None]
    created_at: Instant = Field(alias="createdAt")
    updated_at: Instant = Field(alias="updatedAt")
    associations: dict[str, LinkedList] = Field(default_factory=dict)

    def value(self, name: str) -> str:
        """One property; empty where it has none."""
        return self.properties.get(name) or ""

    def first(self, kind: str) -> str:
        """The id of the first associated record of a kind; empty when there is none."""
        found = self.associations.get(kind, LinkedList()).results
        return found[0].id if found else ""


class CrmObjects(Wire):
    """The answer to a batch; those that are gone stand among its errors, which we do not read."""

    results: tuple[CrmObject, ...]


class Association(Wire):
    """One associated record, as the associations API names it."""

    id: str = Field(alias="toObjectId")


class Associations(Wire):
    """One page of associated records."""

    results: tuple[Association, ...]
    paging: Paging | None = None


class Team(Wire):
    """A team of users."""

    id: str
    name: str


class Owner(Wire):
    """A user to whom records can belong; a queue has no address."""

    id: str
    user_id: str | None = Field(default=None, alias="userId")
    first_name: str | None = Field(default=None, alias="firstName")
    last_name: str | None = Field(default=None, alias="lastName")
    email: str | None = None
    teams: tuple[Team, ...] = ()


class Owners(Wire):
    """One page of owners."""

    results: tuple[Owner, ...]
    paging: Paging | None = None


class StageRecord(Wire):
    """One stage of a pipeline; `metadata.ticketState` says OPEN or CLOSED."""

    id: str
    label: str
    metadata: dict[str, str | None] = Field(default_factory=dict)
    order: int = Field(default=0, alias="displayOrder")


class PipelineRecord(Wire):
    """One pipeline of the tickets."""

    id: str
    label: str
    stages: tuple[StageRecord, ...]


class Pipelines(Wire):
    """All pipelines."""

    results: tuple[PipelineRecord, ...]


class Property(Wire):
    """What a property is; HubSpot's own are `hubspotDefined`."""

    name: str
    type: str = "string"
    is_hubspots: bool = Field(default=False, alias="hubspotDefined")


class Properties(Wire):
    """All properties of one kind of record."""

    results: tuple[Property, ...]


class Address(Wire):
    """How somebody is reached in a channel: a mail address, or what the channel alone knows."""

    type: str
    value: str


class Party(Wire):
    """A sender or recipient of a message."""

    actor: str | None = Field(default=None, alias="actorId")
    name: str | None = None
    address: Address | None = Field(default=None, alias="deliveryIdentifier")


class Sender(Wire):
    """The program that a message came through."""

    app_id: str | None = Field(default=None, alias="integrationAppId")


class File(Wire):
    """What is attached to a message: files have an address, quick replies and the like none."""

    name: str | None = None
    url: str | None = None


class Message(Wire):
    """A MESSAGE to or from the customer, a COMMENT among agents, or what happened to the thread."""

    id: str
    type: str
    created_at: Instant = Field(alias="createdAt")
    client: Sender = Sender()
    senders: tuple[Party, ...] = ()
    recipients: tuple[Party, ...] = ()
    text: str | None = None
    html: str | None = Field(default=None, alias="richText")
    subject: str | None = None
    direction: str | None = None
    channel: str | None = Field(default=None, alias="channelId")
    channel_account: str | None = Field(default=None, alias="channelAccountId")
    attachments: tuple[File, ...] = ()


class Messages(Wire):
    """One page of a thread, newest first."""

    results: tuple[Message, ...]
    paging: Paging | None = None


class ThreadTicket(Wire):
    """The ticket that a thread belongs to."""

    id: str | None = Field(default=None, alias="associatedTicketId")


class Thread(Wire):
    """One conversation with a customer."""

    id: str
    latest: Instant | None = Field(default=None, alias="latestMessageTimestamp")
    belongs: ThreadTicket = Field(default=ThreadTicket(), alias="threadAssociations")


class Threads(Wire):
    """The conversations of one ticket."""

    results: tuple[Thread, ...]
