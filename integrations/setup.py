"""What a vendor must have before it works with us, as steps that can be looked at and made.

`handrail connect` makes them and `handrail doctor` looks at them; both see the same.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from escalation.terms import TicketStatus

StepState = Literal["there", "missing", "differs", "by_hand"]
Make = Callable[[], Awaitable[str]]


@dataclass(frozen=True)
class Step:
    """One thing that must be there.

    `how` says what is wrong, or what a person does where the vendor has no API for it. `make`
    creates or corrects it and returns what the operator must keep: a secret to set, or nothing.
    """

    what: str
    state: StepState
    how: str = ""
    make: Make | None = None


class Setup(Protocol):
    """A vendor's set-up. Every call raises VendorError and nothing else."""

    @property
    def name(self) -> str:
        """The vendor, as its settings and routes name it."""

    async def steps(self, url: str) -> list[Step]:
        """What must be there for a gateway at the public address `url`."""

    async def lacking(self) -> list[str]:
        """The rights that our credential lacks, in the vendor's words."""

    async def clock(self) -> datetime | None:
        """The vendor's clock (aware UTC), where it tells."""


class HelpdeskSetup(Setup, Protocol):
    """What else must fit between a helpdesk and the policy."""

    async def statuses(self) -> Mapping[str, TicketStatus | None]:
        """The account's own statuses and ours for each; None: nobody said which."""

    async def groups(self) -> Mapping[str, str]:
        """The groups by id, with their names."""

    async def fields(self) -> frozenset[str]:
        """The names that `helpdesk.fields` of the policy may use."""
