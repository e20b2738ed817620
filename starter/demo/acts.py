"""What people do in a story, each in the place where they would do it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from escalation.actions import Button
from escalation.terms import Severity, Tier

Priority = Literal["low", "normal", "high", "urgent"]


@dataclass(frozen=True)
class Arrives:
    """A customer opens a ticket in Zendesk."""

    place: ClassVar[str] = "arrives"
    subject: str
    description: str
    priority: Priority

    @property
    def said(self) -> str:
        """What is done, without who does it."""
        return f"{self.subject} ({self.priority})"


@dataclass(frozen=True)
class Writes:
    """The customer writes on the ticket."""

    place: ClassVar[str] = "Zendesk"
    text: str

    @property
    def said(self) -> str:
        """What is done, without who does it."""
        return f"writes: {self.text}"


@dataclass(frozen=True)
class Answers:
    """An agent writes to the customer in Zendesk; people go by their ids in the policy."""

    place: ClassVar[str] = "Zendesk"
    by: str
    text: str

    @property
    def said(self) -> str:
        """What is done, without who does it."""
        return f"answers: {self.text}"


@dataclass(frozen=True)
class Tags:
    """An agent puts a tag on the ticket, which is how they ask for help."""

    place: ClassVar[str] = "Zendesk"
    by: str
    tag: str

    @property
    def said(self) -> str:
        """What is done, without who does it."""
        return f"tags it {self.tag}"


@dataclass(frozen=True)
class Raises:
    """An agent gives the ticket another priority."""

    place: ClassVar[str] = "Zendesk"
    by: str
    priority: Priority

    @property
    def said(self) -> str:
        """What is done, without who does it."""
        return f"makes it {self.priority}"


@dataclass(frozen=True)
class Solves:
    """An agent sets the ticket to solved."""

    place: ClassVar[str] = "Zendesk"
    by: str

    @property
    def said(self) -> str:
        """What is done, without who does it."""
        return "sets it to solved"


@dataclass(frozen=True)
class Presses:
    """Somebody presses a button of the living message in a tier's Slack channel."""

    place: ClassVar[str] = "Slack"
    by: str
    button: Button
    tier: Tier

    @property
    def said(self) -> str:
        """What is done, without who does it."""
        return f"presses {self.button.replace('_', ' ').capitalize()} ({self.tier})"


@dataclass(frozen=True)
class Fills(Presses):
    """They press a button that opens a form, and fill in its fields; the others stay as shown."""

    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def said(self) -> str:
        """What is done, without who does it."""
        return f"fills in {self.button.replace('_', ' ').capitalize()} ({self.tier})"


@dataclass(frozen=True)
class MovesIssue:
    """Somebody moves the Linear issue to a state, by the state's name."""

    place: ClassVar[str] = "Linear"
    by: str
    state: str

    @property
    def said(self) -> str:
        """What is done, without who does it."""
        return f"moves the issue to {self.state}"


@dataclass(frozen=True)
class Comments:
    """Somebody comments on the Linear issue."""

    place: ClassVar[str] = "Linear"
    by: str
    text: str

    @property
    def said(self) -> str:
        """What is done, without who does it."""
        return f"comments: {self.text}"


@dataclass(frozen=True)
class Commands:
    """Somebody sends a command over REST; `fields` are those of its type."""

    place: ClassVar[str] = "REST"
    by: str
    type: str
    fields: Mapping[str, Any] = field(default_factory=dict)

    @property
    def said(self) -> str:
        """What is done, without who does it."""
        return f"sends {self.type}"


Deed = (
    Arrives | Writes | Answers | Tags | Raises | Solves | Presses | MovesIssue | Comments | Commands
)


@dataclass(frozen=True)
class Act:
    """One deed at a weekday and a time in the support team's zone: `Tue 02:14`."""

    at: str
    deed: Deed


@dataclass(frozen=True)
class Ticket:
    """One customer's problem in the story, and where it must stand at the end."""

    id: int
    customer: str
    requester: str
    acts: tuple[Act, ...]
    ends: tuple[str, Tier]
    severity: Severity

    @property
    def series(self) -> str:
        """The id of its escalation."""
        return f"zendesk-{self.id}"

    @property
    def subject(self) -> str:
        """What is broken, in the customer's words."""
        return next(act.deed.subject for act in self.acts if isinstance(act.deed, Arrives))
