"""What an escalation wants of a person, and who of a tier there is at an instant.

Load, stickiness and round robin are the ledger's to fill in: it alone sees all escalations at once.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from escalation.calendar import Calendar, NeverDue
from escalation.model import Escalation
from escalation.policy import Policy, TierRule
from escalation.references import Ticket
from escalation.rosters import Person
from escalation.routing.wanted import Candidate, Shifts, Wanted
from escalation.terms import Tier
from escalation.windows import utc_of

_NO_TICKET = Ticket("", "")


def wanted(e: Escalation) -> Wanted:
    """What the accountable tier needs of a person.

    Skills follow from product, category and tags, as the tier's `routing.skills` says. The language
    is the one the customer writes, else their account's.
    """
    ticket, account = e.ticket or _NO_TICKET, e.policy.account(e.customer)
    return Wanted(
        tier=e.tier,
        severity=e.severity,
        customer=e.customer,
        owner=account.owner,
        area=ticket.category,
        product=ticket.product,
        language=e.triaged.reading.language or account.language,
        skills=_skills(e.policy.tiers[e.tier], ticket),
    )


def candidates(
    policy: Policy, wanted: Wanted, at: datetime, shifts: Shifts | None = None
) -> tuple[Candidate, ...]:
    """Everybody whom the steps of the tier may ask, as they stand at an instant (UTC).

    On call is who is on duty in a roster that turns or is always on. Out of the support calendar's
    hours that holds only for what runs around the clock, and only for rosters that are always on.
    """
    rule = policy.tiers[wanted.tier]
    is_open = policy.calendar(policy.support_calendar).is_open(at)
    is_night_work = wanted.severity in policy.always_on
    people: dict[str, bool] = {}
    for step in rule.steps:
        roster = policy.rosters.get(step.ask)
        on_duty = roster.on_duty(at, shifts, policy.people) if roster else ()
        is_called = is_open or bool(roster and is_night_work and roster.is_always_on)
        for name in (*policy.behind(step.ask), *on_duty):
            is_on_call = bool(roster and roster.is_on_call and is_called and name in on_duty)
            people[name] = people.get(name, False) or is_on_call
    return tuple(_candidate(policy, rule, name, at, on) for name, on in people.items())


def fed(policy: Policy, tier: Tier) -> tuple[str, ...]:
    """The feeds to read before a tier is asked (`Route.rosters`); none where it needs none.

    Those of other tiers come along: support on call is asked for whichever tier has it.
    """
    rule = policy.tiers[tier]
    asked = [policy.rosters[step.ask] for step in rule.steps if step.ask in policy.rosters]
    if not rule.routing and not any(roster.feed for roster in asked):
        return ()
    return tuple(dict.fromkeys(r.feed for r in policy.rosters.values() if r.feed))


def _skills(rule: TierRule, ticket: Ticket) -> tuple[str, ...]:
    about = {word.casefold() for word in (ticket.product, ticket.category, *ticket.tags) if word}
    by_area = rule.routing.skills if rule.routing else {}
    found = [
        skill for area, skills in by_area.items() if area.casefold() in about for skill in skills
    ]
    return tuple(dict.fromkeys(found))


def _candidate(
    policy: Policy, rule: TierRule, name: str, at: datetime, is_on_call: bool
) -> Candidate:
    person = policy.people.get(name, Person(name))
    calendar = policy.calendar(person.calendar or rule.calendar)
    is_away = person.is_away(_day(calendar, at))
    is_working = calendar.is_open(at)
    return Candidate(
        person=name,
        skills=person.skills,
        languages=person.languages,
        is_working=is_working,
        is_away=is_away,
        is_on_call=is_on_call,
        is_senior=person.is_senior,
        next_at=None if is_working and not is_away else _back_at(person, calendar, at),
        capacity=person.capacity,
    )


def _back_at(person: Person, calendar: Calendar, at: datetime) -> datetime | None:
    """When somebody next works (UTC): an open hour of a day on which they are there."""
    zone = ZoneInfo(calendar.timezone)
    try:
        at = calendar.next_open(at)
        while last := _last_day_away(person, _day(calendar, at)):
            at = calendar.next_open(
                utc_of(datetime.combine(last + timedelta(days=1), time()), zone)
            )
    except NeverDue:
        return None
    return at


def _last_day_away(person: Person, on: date) -> date | None:
    return max((last for first, last in person.away if first <= on <= last), default=None)


def _day(calendar: Calendar, at: datetime) -> date:
    return at.astimezone(ZoneInfo(calendar.timezone)).date()
