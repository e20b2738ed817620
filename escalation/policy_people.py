"""What is wrong with the people of a policy: who is on duty, who may do what, who is spared."""

from collections.abc import Callable, Iterator

from escalation import windows
from escalation.finding import Finding, Path, unknown, wrong_span
from escalation.policy import AROUND_THE_CLOCK, Policy
from escalation.roles import ANYONE

_GROUP, _MEMBER = "@", ("U", "W")  # how Slack's user groups and member ids begin


def _rosters(policy: Policy) -> Iterator[Finding]:
    for name, roster in policy.rosters.items():
        path = ("rosters", name)
        if not roster.people:
            yield Finding((*path, "people"), "is empty: nobody would be asked", "name a person")
        for i, person in enumerate(roster.people):
            yield from unknown((*path, "people", i), person, "person", policy.people)
        try:
            windows.read_zone(roster.timezone)
        except ValueError:
            remedy = "write an IANA name like Europe/Berlin"
            yield Finding((*path, "timezone"), f"“{roster.timezone}” is not a zone", remedy)


def _always_on(policy: Policy) -> Iterator[Finding]:
    if policy.always_on and not any(r.is_always_on for r in policy.rosters.values()):
        problem = f"{', '.join(policy.always_on)}: around the clock, but no roster is always on"
        yield Finding(("always_on",), problem, "give one roster is_always_on: true").as_warning


def _people(policy: Policy) -> Iterator[Finding]:
    for name, person in policy.people.items():
        if not person.slack:
            problem = "is empty: Slack cannot notify this person"
            remedy = "write the member id, like U0ANA"
            yield Finding(("people", name, "slack"), problem, remedy).as_warning


def _roles(policy: Policy) -> Iterator[Finding]:
    known = [*policy.people, *policy.rosters, ANYONE]
    for ability, named in policy.roles.items():
        path: Path = ("roles", ability)
        if not named:
            yield Finding(path, "is empty: nobody could do it in Slack", f"write [{ANYONE}]")
        for i, name in enumerate(named):
            is_slacks = len(name) > 1 and name.startswith((_GROUP, *_MEMBER))
            if not is_slacks:
                yield from unknown((*path, i), name, "person, roster or @group", known)


def _noise(policy: Policy) -> Iterator[Finding]:
    yield from wrong_span(("noise", "window"), policy.noise.window)
    if policy.noise.window.endswith("d"):
        yield Finding(("noise", "window"), "is days: a warning would come too late", "write 2m")
    if policy.noise.quiet:
        calendars = [*policy.calendars, AROUND_THE_CLOCK]
        yield from unknown(("noise", "quiet"), policy.noise.quiet, "calendar", calendars)
    if not policy.slack.ticket_reaction.strip(":"):
        remedy = "write the name of an emoji, as ticket"
        yield Finding(("slack", "ticket_reaction"), "is empty", remedy)


RULES: tuple[Callable[[Policy], Iterator[Finding]], ...] = (
    _rosters,
    _always_on,
    _people,
    _roles,
    _noise,
)
