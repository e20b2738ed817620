"""Whether a vendor is set up: who we are there, what we may, what `connect` makes, its clock."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from escalation.terms import TicketStatus
from integrations.errors import Rejected, VendorError
from integrations.setup import HelpdeskSetup, Setup, Step
from starter.doctor.checked import Checked

T = TypeVar("T")

SKEW_MAX = timedelta(seconds=60)  # what Linear allows between its signature and our look at it
CLOCK = "set this machine's clock, best by NTP: what is signed now would count as stale"
NO_ADDRESS = "was not looked at, as HANDRAIL_PUBLIC_URL is not set"
AGAIN = "try again in a minute, or correct HANDRAIL_{}_BASE_URL"
GRANT = "have an administrator of the account grant it"
BY_HAND = "is for a person to see to: `handrail connect {}` says how"


@dataclass(frozen=True)
class Connection:
    """A vendor that can be asked: `me` gives the id of our user there."""

    me: Callable[[], Awaitable[str]]
    setup: Setup
    helpdesk: HelpdeskSetup | None = None


@dataclass
class Seen:
    """What was found of one vendor; `groups` and `fields` are what its account has, if it told."""

    part: str
    found: list[Checked] = field(default_factory=list)
    groups: Mapping[str, str] | None = None
    fields: frozenset[str] | None = None
    lacks_rights: bool = False

    def say(self, subject: str, found: str, remedy: str = "", is_note: bool = False) -> None:
        """Keep a line."""
        self.found.append(Checked(self.part, subject, found, remedy, is_note))

    async def ask(self, subject: str, asked: Awaitable[T]) -> T | None:
        """Give the answer, or keep a line and give None.

        What is refused while rights are lacking is a note: that they lack is the fault.
        """
        try:
            return await asked
        except VendorError as error:
            if isinstance(error, Rejected) and self.lacks_rights:
                self.say(subject, f"cannot be seen: {error.reason}", is_note=True)
            else:
                again = AGAIN.format(self.part.upper())
                self.say(subject, error.reason, getattr(error, "remedy", again))
            return None


async def look(connection: Connection, url: str, now: Callable[[], datetime]) -> Seen:
    """Look at a vendor, changing nothing; `url` is our public address, `now` aware UTC.

    Without a valid credential there is no more to see.
    """
    setup = connection.setup
    seen = Seen(setup.name)
    own_id = await seen.ask("credential", connection.me())
    if own_id is None:
        return seen
    seen.say("credential", f"is valid, we are {own_id}" if own_id else "is valid")
    await _rights(seen, setup)
    at = await seen.ask("clock", setup.clock())
    if at:
        _clock(seen, at, now())
    await _steps(seen, setup, url)
    if connection.helpdesk:
        await _account(seen, connection.helpdesk)
    return seen


async def _rights(seen: Seen, setup: Setup) -> None:
    lacking = await seen.ask("rights", setup.lacking())
    if lacking:
        seen.lacks_rights = True
        seen.say("rights", f"our credential lacks {', '.join(lacking)}", GRANT)
    elif lacking is not None:
        seen.say("rights", "all granted")


def _clock(seen: Seen, at: datetime, now: datetime) -> None:
    apart = abs(now - at)
    remedy = CLOCK if apart > SKEW_MAX else ""
    seen.say("clock", f"{apart.total_seconds():.0f} s from theirs", remedy)


async def _steps(seen: Seen, setup: Setup, url: str) -> None:
    if not url:
        seen.say("webhook", NO_ADDRESS, is_note=True)
        return
    for step in await seen.ask("set-up", setup.steps(url)) or ():
        seen.found.append(judged(setup.name, step))


def judged(part: str, step: Step) -> Checked:
    """Judge one thing that must be there; what nobody here can see is a note."""
    by_connect = f"run `handrail connect {part}`"
    match step.state:
        case "there":
            return Checked(part, step.what, "is there")
        case "by_hand":
            return Checked(part, step.what, BY_HAND.format(part), is_note=True)
        case "missing" if step.make:
            return Checked(part, step.what, "is missing", by_connect)
        case "missing":
            return Checked(part, step.what, "is missing", step.how or "make it by hand")
        case "differs":
            remedy = by_connect if step.make else "correct it by hand"
            return Checked(part, step.what, step.how or "differs", remedy)


async def _account(seen: Seen, setup: HelpdeskSetup) -> None:
    statuses = await seen.ask("statuses", setup.statuses())
    if statuses is not None:
        _statuses(seen, statuses)
    seen.groups = await seen.ask("groups", setup.groups())
    seen.fields = await seen.ask("fields", setup.fields())


def _statuses(seen: Seen, statuses: Mapping[str, TicketStatus | None]) -> None:
    unmapped = [label for label, ours in statuses.items() if ours is None]
    for label in unmapped:
        remedy = f'say what it means in the policy: helpdesk: {{statuses: {{"{label}": pending}}}}'
        seen.say(f"status {label}", "is not mapped: nobody said what it means", remedy)
    if not unmapped:
        seen.say("statuses", f"{len(statuses)}, all mapped")
