"""The parts of Linear's records that we read, and what we ask it to make."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, SecretStr


class Record(BaseModel):
    """A part of an answer; fields that we did not ask for are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Viewer(Record):
    """Who our key is, for recognising our own changes."""

    id: str
    name: str
    admin: bool = False


class Team(Record):
    """A team: `key` is the ENG of ENG-12; `visibility` is public, private or restricted."""

    id: str
    key: str
    name: str = ""
    visibility: str = "public"


class State(Record):
    """A column: type is triage, backlog, unstarted, started, completed, canceled or duplicate."""

    id: str
    type: str
    name: str = ""
    position: float = 0


class States(Record):
    """The columns of a team."""

    nodes: tuple[State, ...]


class PageInfo(Record):
    """Whether a list goes on, and from where."""

    hasNextPage: bool  # noqa: N815 - the vendor's name
    endCursor: str | None = None  # noqa: N815


class Teams(Record):
    """One page of the teams that our key sees."""

    nodes: tuple[Team, ...]
    pageInfo: PageInfo  # noqa: N815


class Person(Record):
    """Somebody in Linear."""

    id: str
    name: str


class Attachment(Record):
    """An address that an issue shows; ours carry `{"escalation": …}` in their metadata."""

    url: str
    title: str = ""
    metadata: dict[str, Any] = {}


class Attachments(Record):
    """The addresses that an issue shows."""

    nodes: tuple[Attachment, ...]


class Issue(Record):
    """An issue: `id` is a UUID, `identifier` what people say; priority 0 none, 1 urgent … 4 low.

    One that people delete is `trashed` for 30 days; an ended one is archived after a time.
    """

    id: str
    identifier: str
    url: str
    title: str
    priority: float
    state: State
    team: Team
    assignee: Person | None = None
    updatedAt: AwareDatetime | None = None  # noqa: N815
    archivedAt: AwareDatetime | None = None  # noqa: N815
    trashed: bool | None = None
    attachments: Attachments = Attachments(nodes=())

    @property
    def links(self) -> tuple[str, ...]:
        """The addresses that it shows, as far as they were asked for."""
        return tuple(one.url for one in self.attachments.nodes)

    @property
    def is_gone(self) -> bool:
        """Whether nobody looks at it any more."""
        return bool(self.trashed) or self.archivedAt is not None


class Issues(Record):
    """Some issues."""

    nodes: tuple[Issue, ...]


class LabelTeam(Record):
    """Whose label it is."""

    id: str


class Label(Record):
    """A label; without a team it is the whole workspace's."""

    id: str
    name: str
    team: LabelTeam | None = None


class Labels(Record):
    """Some labels."""

    nodes: tuple[Label, ...]


class Project(Record):
    """A project."""

    id: str
    name: str


class Projects(Record):
    """Some projects."""

    nodes: tuple[Project, ...]


class Attached(Record):
    """An issue with what leads to its escalations."""

    description: str | None = None
    attachments: Attachments


class Related(Record):
    """The other end of a relation."""

    identifier: str


class Relation(Record):
    """What an issue is to another: blocks, duplicate, related or similar."""

    type: str
    relatedIssue: Related  # noqa: N815


class Relations(Record):
    """What an issue is to others."""

    nodes: tuple[Relation, ...]


class WebhookTeam(Record):
    """The one team that a webhook hears."""

    id: str


class Webhook(Record):
    """An address that Linear tells what happens, in all public teams or in one."""

    id: str
    url: str | None = None
    label: str | None = None
    enabled: bool = True
    resourceTypes: tuple[str, ...] = ()  # noqa: N815
    allPublicTeams: bool = False  # noqa: N815
    secret: SecretStr | None = None
    team: WebhookTeam | None = None


class Webhooks(Record):
    """The webhooks of a workspace."""

    nodes: tuple[Webhook, ...]


@dataclass(frozen=True)
class Place:
    """Where an issue belongs, by ids; without a project it stays in its own."""

    team_id: str
    label_ids: tuple[str, ...] = ()
    project_id: str = ""


@dataclass(frozen=True)
class NewIssue:
    """An issue to make, under an id from `uuid4_for`; `due_on` has no zone, as in Linear."""

    id: str
    team_id: str
    title: str
    description: str
    priority: int
    due_on: date | None = None
    label_ids: tuple[str, ...] = ()
    project_id: str = ""


@dataclass(frozen=True)
class NewNeed:
    """What a customer needs of an issue; both must exist. The id is from `uuid4_for`."""

    id: str
    issue_id: str
    customer: str  # its id outside of Linear
    body: str


@dataclass(frozen=True)
class NewCustomer:
    """A customer by its id outside of Linear; `revenue` a year's, in whole dollars."""

    external_id: str
    name: str
    revenue: int | None = None
    tier: str = ""
