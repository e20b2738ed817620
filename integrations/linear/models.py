"""The parts of Linear's records that we read, and what we ask it to make."""

from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A part of an answer; fields that we did not ask for are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Viewer(Record):
    """Who our key is, for recognising our own changes."""

    id: str
    name: str


class Team(Record):
    """A team: `key` is the ENG of ENG-12."""

    id: str
    key: str
    name: str = ""


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


class Issue(Record):
    """An issue: `id` is a UUID, `identifier` what people say; priority 0 none, 1 urgent … 4 low."""

    id: str
    identifier: str
    url: str
    title: str
    priority: float
    state: State
    team: Team
    assignee: Person | None = None


@dataclass(frozen=True)
class NewIssue:
    """An issue to make, under an id from `uuid4_for`; `due_on` has no zone, as in Linear."""

    id: str
    team_id: str
    title: str
    description: str
    priority: int
    due_on: date | None = None
