"""What helpdesks and Linear say of escalations, asked in bulk, and what those have missed of it.

Whoever is named by a vendor's id or name is named here as the gateway names them: else everything
would seem to differ.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Protocol, TypeVar

from escalation import drift, recency
from escalation.commands import Fact, IssueChanged, TicketChanged
from escalation.context import Word
from escalation.model import Escalation
from escalation.policy import Policy
from escalation.references import Issue, TicketSnapshot
from integrations.envelope import content_id
from integrations.errors import Rejected
from integrations.helpdesk import marks
from integrations.helpdesk.directory import Directory
from integrations.helpdesk.port import Helpdesk
from integrations.linear.client import LinearClient
from integrations.linear.records import reference
from integrations.people import of_name

# A vendor that knows none of so many hides them from our credential: they are not all gone.
NONE_OF_MAX = 5
KNOWN_MAX = 10_000  # escalations whose words are known to be told: a big team's, twice
TEXT_MAX = 10_000  # characters that go into the history; the ticket has all of it
# States after which Linear archives an issue by itself; then it is not among those it lists.
_ARCHIVED = ("completed", "canceled", "duplicate")

OneFact = TypeVar("OneFact", bound=Fact)


class Seen(Protocol):
    """What a vendor says of one escalation."""

    @property
    def gone(self) -> str:
        """What is not there any more; empty where it is."""

    def missed_by(self, e: Escalation) -> list[Fact]:
        """What `e` was not told; empty when it knows all of it."""


@dataclass
class Looked:
    """What one look brought, by escalation; `reported` says what could not be read."""

    seen: dict[str, Seen] = field(default_factory=dict)
    reported: list[str] = field(default_factory=list)


class Side(Protocol):
    """A vendor whose records are compared."""

    @property
    def name(self) -> str:
        """How its facts are named."""

    def concerns(self, e: Escalation) -> bool:
        """Whether it holds a record of `e`."""

    async def look(self, some: Sequence[Escalation]) -> Looked:
        """Read the records of some that it concerns, few enough for one question.

        Raises VendorError.
        """


@dataclass(frozen=True)
class SeenTicket:
    """A ticket as it stands, and those of its words that may have been missed."""

    snapshot: TicketSnapshot
    words: Sequence[Word] = ()
    gone: str = ""

    def missed_by(self, e: Escalation) -> list[Fact]:
        """Words first: they were said before the ticket became what it is."""
        name, changed = self.snapshot.ticket.helpdesk, drift.of_ticket(e, self.snapshot)
        said = [_identified(name, word) for word in drift.of_words(e, self.words)]
        return [*said, _identified(name, changed)] if changed else [*said]


@dataclass(frozen=True)
class SeenIssue:
    """The issue with an id as it stands; None where Linear knows it no more."""

    id: str
    issue: Issue | None
    gone: str = ""

    def missed_by(self, e: Escalation) -> list[Fact]:
        """Nothing where the escalation has got another issue meanwhile."""
        is_same = e.issue is not None and e.issue.id == self.id
        changed = drift.of_issue(e, self.issue) if is_same else None
        return [_identified(IssueSide.name, changed)] if changed else []


class TicketSide:
    """One helpdesk: a question for all tickets, and one for the words of each that moved."""

    def __init__(self, helpdesk: Helpdesk, policy: Policy) -> None:
        self.name = helpdesk.name
        self._helpdesk = helpdesk
        self._directory = Directory(policy, helpdesk, is_hurried=False)
        self._own_id = ""
        self._known_at: dict[str, datetime] = {}

    def concerns(self, e: Escalation) -> bool:
        """Whether its ticket is in this helpdesk."""
        return e.ticket is not None and e.ticket.helpdesk == self.name

    async def look(self, some: Sequence[Escalation]) -> Looked:
        """Read their tickets. Raises VendorError."""
        tickets = {e.id: e.ticket for e in some if e.ticket}
        asked = [ticket.id for ticket in tickets.values()]
        found = {one.ticket.id: one for one in await self._helpdesk.tickets(asked)}
        _check_some(f"{self.name} knows none of {len(asked)} tickets", found, asked)
        looked = Looked()
        for e in some:
            snapshot = found.get(tickets[e.id].id)
            if snapshot is None:
                gone = f"{self.name} has its ticket no more"
                missing = TicketSnapshot(tickets[e.id], "deleted", None)
                looked.seen[e.id] = SeenTicket(missing, gone=gone)
                continue
            words = await self._words(e, snapshot, looked.reported)
            looked.seen[e.id] = SeenTicket(await self._named(snapshot), words)
        return looked

    async def _named(self, snapshot: TicketSnapshot) -> TicketSnapshot:
        """Who asks is not compared, and not asked for: it is somebody else in every ticket."""
        seen = snapshot.ticket
        ticket = replace(
            seen,
            assignee=await self._directory.person(seen.assignee),
            group=await self._directory.group(seen.group),
        )
        into = f"{self.name}-{snapshot.merged_into}" if snapshot.merged_into else ""
        return replace(snapshot, ticket=ticket, merged_into=into)

    async def _words(
        self, e: Escalation, snapshot: TicketSnapshot, reported: list[str]
    ) -> Sequence[Word]:
        """Those that `e` may have missed; it has none while the ticket stays as it was then."""
        is_known = snapshot.updated_at and self._known_at.get(e.id) == snapshot.updated_at
        if is_known or not drift.wants_words(e, snapshot):
            return ()
        try:
            said = await self._helpdesk.words(snapshot.ticket.id, e.opened_at)
            own_id = await self._me()
        except Rejected as error:
            reported.append(f"{e.id}: its words cannot be read: {error}")
            return ()
        unknown = [w for w in said if w.ref not in e.words and not _is_own(w, own_id)]
        if not unknown and snapshot.updated_at:
            self._remember(e.id, snapshot.updated_at)
        return [await self._named_word(word) for word in unknown]

    def _remember(self, id_: str, updated_at: datetime) -> None:
        """Whatever we write moves a ticket: its words are not read again for that each time."""
        if len(self._known_at) >= KNOWN_MAX:
            self._known_at.pop(next(iter(self._known_at)))
        self._known_at[id_] = updated_at

    async def _named_word(self, word: Word) -> Word:
        named = await self._directory.named_word(word)
        return replace(named, by=named.author, text=named.text[:TEXT_MAX])

    async def _me(self) -> str:
        self._own_id = self._own_id or await self._helpdesk.me()
        return self._own_id


class IssueSide:
    """Linear: one question for all issues."""

    name = "linear"

    def __init__(self, linear: LinearClient, policy: Policy) -> None:
        self._linear = linear
        self._policy = policy

    def concerns(self, e: Escalation) -> bool:
        """Whether an issue is known."""
        return e.issue is not None

    async def look(self, some: Sequence[Escalation]) -> Looked:
        """Read their issues. Raises VendorError."""
        known = {e.id: e.issue for e in some if e.issue}
        asked = sorted({issue.id for issue in known.values()})
        found = {one.id: reference(one) for one in await self._linear.issues(asked)}
        _check_some(f"Linear knows none of {len(asked)} issues", found, asked)
        return Looked({id_: self._seen(one, found.get(one.id)) for id_, one in known.items()})

    def _seen(self, known: Issue, found: Issue | None) -> SeenIssue:
        if found:
            assignee = of_name(self._policy, found.assignee) or found.assignee
            return SeenIssue(known.id, replace(found, assignee=assignee))
        if known.state in _ARCHIVED:
            return SeenIssue(known.id, known)
        return SeenIssue(known.id, None, gone="Linear has its issue no more")


def in_words(e: Escalation, fact: Fact) -> str:
    """What `e` has missed, without the text that somebody wrote."""
    match fact:
        case TicketChanged(at=datetime() as at, merged_into=into):
            _, news = recency.news(e, fact, at)
            told = {name: getattr(news, name) for name in ("status", "assignee", "group")}
            told |= {"priority": news.priority, "tags": news.tags, "merged into": into}
            return ", ".join(f"{name} {_written(v)}" for name, v in told.items() if v is not None)
        case IssueChanged():
            return f"issue {fact.state}, assignee {_written(fact.assignee)}"
        case _:
            return f"{fact.type.replace('_', ' ')} at {fact.at or 'an unknown instant'}"


def _written(value: str | tuple[str, ...]) -> str:
    return (" ".join(value) if isinstance(value, tuple) else value) or "none"


def _is_own(word: Word, own_id: str) -> bool:
    """Whether we wrote it; customers' words never are ours."""
    return not word.is_customer and (word.author == own_id or marks.is_ours(word.text))


def _check_some(said: str, found: Mapping[str, object], asked: Sequence[str]) -> None:
    if not found and len(asked) >= NONE_OF_MAX:
        raise Rejected(said, "check what its credential may see; nothing was changed")


def _identified(name: str, fact: OneFact) -> OneFact:
    """One id for what is said and when, so that it counts once however often it is found."""
    at = f"{fact.at:%Y-%m-%dT%H:%M:%SZ}" if fact.at else "now"
    return replace(fact, command_id=f"reconcile:{name}:{at}:{content_id(asdict(fact))}")
