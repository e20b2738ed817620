"""The parts of HubSpot's answers that we read; ids become text and stay exact."""

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class Record(BaseModel):
    """A part of an answer; fields that we do not read are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)


class Me(Record):
    """Whose token ours is: the app, the user who made it, the account; and its scopes."""

    app_id: str = Field(alias="appId")
    user_id: str = Field(alias="userId")
    hub_id: str = Field(alias="hubId")
    scopes: tuple[str, ...] = ()


class Next(Record):
    """Where a list goes on."""

    after: str


class Paging(Record):
    """Whether a list goes on."""

    next: Next | None = None


class Linked(Record):
    """An associated record, as an object of the CRM names it."""

    id: str


class LinkedList(Record):
    """The associated records of one kind."""

    results: tuple[Linked, ...] = ()


class CrmObject(Record):
    """A ticket, note, contact or company: every value is text."""

    id: str
    properties: dict[str, str | None]
    created_at: AwareDatetime = Field(alias="createdAt")
    updated_at: AwareDatetime = Field(alias="updatedAt")
    associations: dict[str, LinkedList] = {}

    def value(self, name: str) -> str:
        """One property; empty where it has none."""
        return self.properties.get(name) or ""

    def first(self, kind: str) -> str:
        """The id of the first associated record of a kind; empty when there is none."""
        found = self.associations.get(kind, LinkedList()).results
        return found[0].id if found else ""


class CrmObjects(Record):
    """The answer to a batch; those that are gone stand among its errors, which we do not read."""

    results: tuple[CrmObject, ...]


class Association(Record):
    """One associated record, as the associations API names it."""

    id: str = Field(alias="toObjectId")


class Associations(Record):
    """One page of associated records."""

    results: tuple[Association, ...]
    paging: Paging | None = None


class Team(Record):
    """A team of users."""

    id: str
    name: str


class Owner(Record):
    """A user to whom records can belong; a queue has no address."""

    id: str
    user_id: str | None = Field(default=None, alias="userId")
    first_name: str | None = Field(default=None, alias="firstName")
    last_name: str | None = Field(default=None, alias="lastName")
    email: str | None = None
    teams: tuple[Team, ...] = ()


class Owners(Record):
    """One page of owners."""

    results: tuple[Owner, ...]
    paging: Paging | None = None


class StageRecord(Record):
    """One stage of a pipeline; `metadata.ticketState` says OPEN or CLOSED."""

    id: str
    label: str
    metadata: dict[str, str | None] = {}
    order: int = Field(default=0, alias="displayOrder")


class PipelineRecord(Record):
    """One pipeline of the tickets."""

    id: str
    label: str
    stages: tuple[StageRecord, ...]


class Pipelines(Record):
    """All pipelines."""

    results: tuple[PipelineRecord, ...]


class Property(Record):
    """What a property is; HubSpot's own are `hubspotDefined`."""

    name: str
    type: str = "string"
    is_hubspots: bool = Field(default=False, alias="hubspotDefined")


class Properties(Record):
    """All properties of one kind of record."""

    results: tuple[Property, ...]


class Address(Record):
    """How somebody is reached in a channel: a mail address, or what the channel alone knows."""

    type: str
    value: str


class Party(Record):
    """A sender or recipient of a message."""

    actor: str | None = Field(default=None, alias="actorId")
    name: str | None = None
    address: Address | None = Field(default=None, alias="deliveryIdentifier")


class Sender(Record):
    """The program that a message came through."""

    app_id: str | None = Field(default=None, alias="integrationAppId")


class File(Record):
    """What is attached to a message: files have an address, quick replies and the like none."""

    name: str | None = None
    url: str | None = None


class Message(Record):
    """A MESSAGE to or from the customer, a COMMENT among agents, or what happened to the thread."""

    id: str
    type: str
    created_at: AwareDatetime = Field(alias="createdAt")
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


class Messages(Record):
    """One page of a thread, newest first."""

    results: tuple[Message, ...]
    paging: Paging | None = None


class ThreadTicket(Record):
    """The ticket that a thread belongs to."""

    id: str | None = Field(default=None, alias="associatedTicketId")


class Thread(Record):
    """One conversation with a customer."""

    id: str
    latest: AwareDatetime | None = Field(default=None, alias="latestMessageTimestamp")
    belongs: ThreadTicket = Field(default=ThreadTicket(), alias="threadAssociations")


class Threads(Record):
    """The conversations of one ticket."""

    results: tuple[Thread, ...]
