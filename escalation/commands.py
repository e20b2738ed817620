"""What somebody asks, or what a system tells: one class for each type, in the one envelope.

What systems tell stands in `told.py`, what all carry in `envelope.py`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from escalation.context import Brief
from escalation.envelope import Envelope as Envelope
from escalation.problem_told import ProblemFixed as ProblemFixed
from escalation.problem_told import ProblemProposed as ProblemProposed
from escalation.references import Ticket
from escalation.terms import Category, PauseReason, Severity, Tier
from escalation.told import AgentReplied as AgentReplied
from escalation.told import CustomerReplied as CustomerReplied
from escalation.told import IssueChanged as IssueChanged
from escalation.told import TicketChanged as TicketChanged
from escalation.triage.case import Reading


@dataclass(frozen=True, kw_only=True)
class Open(Envelope):
    """Begin; `reading` is what the edge read out of subject and description."""

    ticket: Ticket
    severity: Severity = Severity.MEDIUM
    tier: Tier = Tier.L1
    customer: str = ""
    reading: Reading | None = None
    automation_confidence: float | None = None
    type: Literal["open"] = "open"


@dataclass(frozen=True, kw_only=True)
class Acknowledge(Envelope):
    """The accountable tier has it; with `tier`, an engaged tier has it."""

    tier: Tier | None = None
    type: Literal["acknowledge"] = "acknowledge"


@dataclass(frozen=True, kw_only=True)
class Assign(Envelope):
    """A person takes it; assigning oneself acknowledges."""

    to: str
    type: Literal["assign"] = "assign"


@dataclass(frozen=True, kw_only=True)
class Escalate(Envelope):
    """Accountability moves up or to a specialist."""

    to: Tier
    reason: str
    brief: Brief | None = None
    type: Literal["escalate"] = "escalate"


@dataclass(frozen=True, kw_only=True)
class DeEscalate(Envelope):
    """It moves down; everyone who was pulled in is told. `tier` sends it, if it still has it."""

    to: Tier
    reason: str
    category: Category = Category.OTHER
    workaround: str = ""
    customer_text: str = ""
    learned: str = ""
    severity: Severity | None = None
    keep_engaged: bool = False
    tier: Tier | None = None
    type: Literal["de_escalate"] = "de_escalate"


@dataclass(frozen=True, kw_only=True)
class Engage(Envelope):
    """Security or leadership works alongside."""

    tier: Tier
    reason: str = ""
    type: Literal["engage"] = "engage"


@dataclass(frozen=True, kw_only=True)
class Disengage(Envelope):
    """A tier that worked alongside is released."""

    tier: Tier
    reason: str = ""
    type: Literal["disengage"] = "disengage"


@dataclass(frozen=True, kw_only=True)
class SetSeverity(Envelope):
    """Clocks are re-aimed in place."""

    severity: Severity
    reason: str
    type: Literal["set_severity"] = "set_severity"


@dataclass(frozen=True, kw_only=True)
class PauseFor(Envelope):
    """One more reason to wait; a second time only changes `until`."""

    reason: PauseReason
    until: datetime | None = None
    type: Literal["pause"] = "pause"


@dataclass(frozen=True, kw_only=True)
class Resume(Envelope):
    """One reason to wait is gone."""

    reason: PauseReason
    type: Literal["resume"] = "resume"


@dataclass(frozen=True, kw_only=True)
class AddNote(Envelope):
    """A word that is kept; from the accountable tier it is the word owed.

    `ref` is where it was said (`slack:CHANNEL:TS`): said again with another text it is corrected,
    with an empty one withdrawn. `to_ticket` also writes it to the ticket, as a private note.
    """

    text: str
    ref: str = ""
    to_ticket: bool = False
    type: Literal["note"] = "note"


@dataclass(frozen=True, kw_only=True)
class FillBrief(Envelope):
    """What was missing in the brief, in people's own words; nothing moves."""

    brief: Brief
    type: Literal["fill_brief"] = "fill_brief"


@dataclass(frozen=True, kw_only=True)
class Promise(Envelope):
    """ "We write by 15:00" becomes a clock."""

    due_at: datetime
    text: str
    type: Literal["promise"] = "promise"


@dataclass(frozen=True, kw_only=True)
class UpdateCustomer(Envelope):
    """An update goes out to the customer."""

    text: str
    type: Literal["update_customer"] = "update_customer"


@dataclass(frozen=True, kw_only=True)
class Resolve(Envelope):
    """The owner says fixed; the customer is told and asked."""

    resolution: str
    root_cause: str = ""
    learned: str = ""
    type: Literal["resolve"] = "resolve"


@dataclass(frozen=True, kw_only=True)
class Confirm(Envelope):
    """The customer agrees; closes."""

    type: Literal["confirm"] = "confirm"


@dataclass(frozen=True, kw_only=True)
class Reopen(Envelope):
    """Not fixed: the same tier and owner again, or the next run of the series."""

    reason: str
    type: Literal["reopen"] = "reopen"


@dataclass(frozen=True, kw_only=True)
class Close(Envelope):
    """Ends."""

    reason: str = ""
    type: Literal["close"] = "close"


@dataclass(frozen=True, kw_only=True)
class LinkProblem(Envelope):
    """Joins a known cause; without a name the one that is proposed, `none` leaves it."""

    problem: str = ""
    type: Literal["link_problem"] = "link_problem"


@dataclass(frozen=True, kw_only=True)
class LinkIssue(Envelope):
    """An issue that exists is followed; one of our own becomes `relation` of it."""

    issue: str
    relation: Literal["duplicate", "related"] = "duplicate"
    type: Literal["link_issue"] = "link_issue"


Moving = Open | Acknowledge | Assign | Escalate | DeEscalate | Engage | Disengage | SetSeverity
Waiting = PauseFor | Resume
Word = AddNote | FillBrief | Promise | UpdateCustomer
Fact = CustomerReplied | AgentReplied | IssueChanged | TicketChanged
Ending = Resolve | Confirm | Reopen | Close
Link = LinkProblem | LinkIssue | ProblemProposed | ProblemFixed
Command = Moving | Waiting | Word | Fact | Ending | Link
