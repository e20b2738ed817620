"""What is wrong with the people of a policy: who is on duty, who may do what, who is spared."""

from collections.abc import Callable, Iterator

from escalation import windows
from escalation.finding import Finding, Path, nearest, unknown, wrong_span
from escalation.policy import AROUND_THE_CLOCK, Policy
from escalation.roles import ANYONE
from escalation.rosters import Override, Roster, handover_time
from escalation.routing.wanted import WEIGHT
from escalation.terms import Severity

_WEIGHTS = ", ".join(f"{severity} {weight}" for severity, weight in WEIGHT.items())
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
        try:
            handover_time(roster.handover)
        except ValueError:
            problem = f"“{roster.handover}” is not a time of day"
            yield Finding((*path, "handover"), problem, "write HH:MM, as 09:00, in quotes or not")
        yield from _overrides(policy, path, roster)
        yield from _unmeant(path, roster)


def _overrides(policy: Policy, path: Path, roster: Roster) -> Iterator[Finding]:
    taken: list[Override] = []
    for i, one in enumerate(roster.overrides):
        at = (*path, "overrides", i)
        yield from unknown((*at, "person"), one.person, "person", policy.people)
        offsets = [("from", one.start.tzinfo), ("until", one.until.tzinfo)]
        for field, offset in offsets:
            if offset:
                problem = "has an offset; it is local time of the roster"
                yield Finding((*at, field), problem, "write 2026-03-01T09:00")
        if any(offset for _, offset in offsets):
            continue
        if one.until <= one.start:
            yield Finding((*at, "until"), "is not after `from`", "write when it ends")
        if any(one.start < other.until and other.start < one.until for other in taken):
            problem = "overlaps another; the one that is written last holds"
            yield Finding((*at, "from"), problem, "make their times meet").as_warning
        person = policy.people.get(one.person)
        if person and (person.is_away(one.start.date()) or person.is_away(one.until.date())):
            problem = f"“{one.person}” is away then, and is asked all the same"
            yield Finding((*at, "person"), problem, "name another, or correct `away`").as_warning
        taken.append(one)


def _unmeant(path: Path, roster: Roster) -> Iterator[Finding]:
    """What can be written, and does nothing or less than it seems."""
    if roster.feed:
        problem = f"“{roster.feed}” is read at run time and cannot be checked here"
        remedy = "name its address in HANDRAIL_ROSTER_FEEDS; `handrail roster` shows what it says"
        yield Finding((*path, "feed"), problem, remedy).as_warning
    if roster.turns == "none" and roster.handover != Roster(()).handover:
        problem = "means nothing without turns: all of its people are on"
        yield Finding((*path, "handover"), problem, "write turns: weekly").as_warning
    if roster.turns != "none" and len(set(roster.people)) < len(roster.people):
        problem = "names somebody twice, who has two turns"
        yield Finding((*path, "people"), problem, "name each once, if not meant").as_warning


def _triage_duty(policy: Policy) -> Iterator[Finding]:
    if policy.triage_duty:
        yield from unknown(("triage_duty",), policy.triage_duty, "roster", policy.rosters)


def _always_on(policy: Policy) -> Iterator[Finding]:
    if policy.always_on and not any(r.is_always_on for r in policy.rosters.values()):
        problem = f"{', '.join(policy.always_on)}: around the clock, but no roster is always on"
        yield Finding(("always_on",), problem, "give one roster is_always_on: true").as_warning


def _people(policy: Policy) -> Iterator[Finding]:
    for name, person in policy.people.items():
        path = ("people", name)
        if not person.slack:
            problem = "is empty: Slack cannot notify this person"
            remedy = "write the member id, like U0ANA"
            yield Finding((*path, "slack"), problem, remedy).as_warning
        if person.calendar:
            calendars = [*policy.calendars, AROUND_THE_CLOCK]
            yield from unknown((*path, "calendar"), person.calendar, "calendar", calendars)
        if person.capacity < 1:
            problem = f"is {person.capacity}: nothing would be given to this person"
            yield Finding((*path, "capacity"), problem, f"write the weight, {_WEIGHTS}")
        elif person.capacity < WEIGHT[Severity.CRITICAL]:
            problem = f"is {person.capacity}: less than one critical escalation weighs"
            yield Finding((*path, "capacity"), problem, f"the weights are {_WEIGHTS}").as_warning
        for i, (first, last) in enumerate(person.away):
            if last < first:
                yield Finding((*path, "away", i), "ends before it begins", "write [first, last]")


def _namesakes(policy: Policy) -> Iterator[Finding]:
    """Two who are called the same: a feed that names them would mean the last."""
    for field in ("name", "email"):
        known: dict[str, str] = {}
        for person, known_as in policy.people.items():
            written = str(getattr(known_as, field)).casefold()
            if written in known:
                problem = f"is that of “{known[written]}”, too: a feed cannot tell them apart"
                yield Finding(("people", person, field), problem, "write another").as_warning
            known |= {written: person} if written else {}


def _routing(policy: Policy) -> Iterator[Finding]:
    known = {skill for person in policy.people.values() for skill in person.skills}
    for tier, rule in policy.tiers.items():
        wanted = rule.routing.skills if rule.routing else {}
        for area, i, skill in (
            (a, i, s) for a, named in wanted.items() for i, s in enumerate(named)
        ):
            if skill not in known:
                path = ("tiers", tier, "routing", "skills", area, i)
                remedy = nearest(skill, known, "write it under somebody's skills")
                yield Finding(path, f"nobody has the skill “{skill}”", remedy).as_warning


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
    _triage_duty,
    _always_on,
    _people,
    _namesakes,
    _routing,
    _roles,
    _noise,
)
