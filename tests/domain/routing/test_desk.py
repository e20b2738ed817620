"""What an escalation wants, and who is there: hours, absences, on call by day and night."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from escalation.calendar import Calendar
from escalation.model import Escalation
from escalation.policy import Person, Policy, Roster, Routing, Step
from escalation.routing.desk import candidates, fed, wanted
from escalation.routing.wanted import Candidate, Shift, Shifts, Wanted
from escalation.terms import Severity, Tier
from escalation.triage.case import Account, Reading
from escalation.triage.judgement import Triaged
from tests.domain.story import at, said, ticket
from tests.policies import POLICY

SKILLS = {"Exports": ("export",), "sso": ("sso", "export"), "billing": ("money",)}
PEOPLE = {
    "ana": Person("Ana", skills=("export",), languages=("de",), capacity=8, is_senior=True),
    "bo": Person("Bo", away=((date(2026, 3, 2), date(2026, 3, 4)),)),
    "cy": Person("Cy", calendar="always"),
    "di": Person("Di"),
}
ROSTERS = {
    "desk": Roster(("ana", "bo")),
    "call": Roster(("bo", "cy"), turns="weekly", is_always_on=True, feed="pd"),
    "week": Roster(("di",), turns="weekly"),
}
RULE = replace(
    POLICY.tiers[Tier.L2],
    steps=(Step("desk"), Step("call"), Step("week"), Step("zoe")),
    routing=Routing(SKILLS),
)
DESK = replace(POLICY, people=PEOPLE, rosters=ROSTERS, tiers={**POLICY.tiers, Tier.L2: RULE})


def there(when: str, severity: Severity = Severity.HIGH, **fields: Any) -> dict[str, Candidate]:
    policy = replace(DESK, **{k: v for k, v in fields.items() if k != "shifts"})
    found = candidates(policy, Wanted(Tier.L2, severity), at(when), fields.get("shifts"))
    return {one.person: one for one in found}


def escalation(policy: Policy = DESK, **fields: Any) -> Escalation:
    return Escalation("zendesk-7", policy, tier=Tier.L2, **fields)


def test_skills_follow_from_product_category_and_tags_in_any_case():
    named = ticket(product="exports", category="SSO", tags=("vip",))
    assert wanted(escalation(ticket=named)).skills == ("export", "sso")
    assert wanted(escalation(ticket=ticket(tags=("billing",)))).skills == ("money",)
    assert wanted(escalation(ticket=ticket())).skills == ()
    assert wanted(escalation(POLICY, ticket=named)).skills == ()


def test_the_customer_brings_owner_and_language():
    account = Account("Acme", owner="ana", language="de")
    known = replace(DESK, accounts={"acme": account})
    found = wanted(escalation(known, customer="acme", ticket=ticket(product="x", category="y")))
    assert found == Wanted(
        Tier.L2, Severity.MEDIUM, "acme", owner="ana", area="y", product="x", language="de"
    )
    english = Triaged(reading=Reading(language="en"))
    assert wanted(escalation(known, customer="acme", triaged=english)).language == "en"
    assert wanted(escalation()) == Wanted(Tier.L2, Severity.MEDIUM)


def test_everybody_whom_the_steps_may_ask_is_there_once_with_what_they_can():
    found = there("Mon 12:00")
    assert list(found) == ["ana", "bo", "cy", "di", "zoe"]
    assert found["ana"] == Candidate(
        "ana", skills=("export",), languages=("de",), is_senior=True, capacity=8
    )
    assert found["zoe"] == Candidate("zoe")  # a person whom only a step names


@pytest.mark.parametrize(
    ("person", "when", "is_working", "is_away", "back"),
    [
        ("ana", "Mon 12:00", True, False, ""),
        ("ana", "Mon 20:00", False, False, "Tue 09:00"),
        ("ana", "Fri 18:00", False, False, "Mon 09:00 +1"),
        ("bo", "Mon 12:00", True, True, "Thu 09:00"),
        ("bo", "Mon 20:00", False, True, "Thu 09:00"),
        ("bo", "Sun 20:00 -1", False, False, "Thu 09:00"),  # back on Monday, but then away
        ("bo", "Thu 12:00", True, False, ""),
        ("cy", "Mon 03:00", True, False, ""),  # a calendar of their own
    ],
)
def test_who_works_is_away_or_comes_back_when(person, when, is_working, is_away, back):
    found = there(when)[person]
    assert (found.is_working, found.is_away, said(found.next_at)) == (is_working, is_away, back)


def test_absences_that_follow_each_other_are_one():
    days = ((date(2026, 3, 2), date(2026, 3, 4)), (date(2026, 3, 5), date(2026, 3, 8)))
    people = {**PEOPLE, "bo": Person("Bo", away=days)}
    assert said(there("Mon 12:00", people=people)["bo"].next_at) == "Mon 09:00 +1"


def test_a_calendar_that_never_opens_brings_nobody_back():
    never = Calendar("Europe/Berlin", {})
    people = {**PEOPLE, "ana": Person("Ana", calendar="never")}
    found = there("Mon 12:00", people=people, calendars={**POLICY.calendars, "never": never})
    assert (found["ana"].is_working, found["ana"].next_at) == (False, None)


@pytest.mark.parametrize(
    ("when", "severity", "called"),
    [
        ("Mon 12:00", Severity.LOW, ["cy", "di"]),  # bo has the turn, and is away
        ("Mon 22:00", Severity.HIGH, []),  # not around the clock: nobody is woken
        ("Mon 22:00", Severity.CRITICAL, ["cy"]),  # only rosters that are always on
    ],
)
def test_on_call_is_who_is_on_duty_where_people_take_turns(when, severity, called):
    assert [p for p, one in there(when, severity).items() if one.is_on_call] == called


def test_a_feed_says_who_is_on_call_also_somebody_of_another_roster():
    on = Shift("pd", "di", at("Mon 00:00"), at("Tue 00:00"))
    found = there("Mon 22:00", Severity.CRITICAL, shifts=Shifts(at("Mon 21:00"), (on,)))
    assert [p for p, one in found.items() if one.is_on_call] == ["di"]


def test_feeds_are_read_where_a_tier_needs_them_and_then_all():
    second = {**ROSTERS, "other": Roster(("di",), feed="goalert")}
    policy = replace(DESK, rosters=second)
    assert fed(policy, Tier.L2) == ("pd", "goalert")
    unrouted = replace(RULE, routing=None)
    assert fed(replace(policy, tiers={**DESK.tiers, Tier.L2: unrouted}), Tier.L2) == (
        "pd",
        "goalert",
    )
    assert fed(policy, Tier.ENGINEERING) == ()  # asks no roster that is fed, and looks for nobody
