"""Every branch of the tree is taken and told; nobody is overloaded unless it is said aloud."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.routing.tree import LOOK_AGAIN, URGENT, has_room, route
from escalation.routing.wanted import WEIGHT, Branch, Candidate, Wanted
from escalation.terms import Severity, Tier

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = AT + timedelta(hours=7)
CRITICAL, HIGH, MEDIUM, LOW = Severity
ANA, BO, CY = Candidate("ana"), Candidate("bo"), Candidate("cy")
EXPORT = Wanted(Tier.L2, MEDIUM, skills=("export",))


def wanted(severity: Severity = MEDIUM, **fields: object) -> Wanted:
    return replace(Wanted(Tier.L2, severity), **fields)


def chosen(wanted: Wanted, *people: Candidate) -> str:
    return route(wanted, people, AT).person


def test_a_specialist_comes_before_whoever_has_less():
    expert = replace(BO, skills=("export", "sso"), load=9)
    routed = route(EXPORT, (ANA, expert), AT)
    assert (routed.branch, routed.person, routed.until) == (Branch.SPECIALIST, "bo", None)
    assert routed.because == (
        "specialist: export is wanted; bo fit best",
        "specialist: bo would have 11 of 16 open",
    )


def test_whoever_has_most_of_the_skills_is_the_specialist():
    both = replace(ANA, skills=("export", "sso"), load=8)
    one = replace(BO, skills=("sso",))
    assert chosen(replace(EXPORT, skills=("export", "sso", "rust")), one, both, CY) == "ana"


def test_a_skill_that_nobody_has_is_wanted_of_nobody():
    routed = route(EXPORT, (ANA, BO), AT)
    assert (routed.branch, routed.person) == (Branch.AVAILABLE, "ana")
    assert routed.because == (
        "specialist: nobody in l2 knows export, so anybody may take it",
        "available: ana would have 2 of 16 open",
    )


def test_without_a_skill_wanted_anybody_who_is_free_takes_it():
    routed = route(wanted(LOW), (replace(ANA, is_away=True), BO), AT)
    assert (routed.branch, routed.person) == (Branch.AVAILABLE, "bo")
    assert routed.because == ("available: bo would have 1 of 16 open",)


BUSY = (
    replace(ANA, is_away=True, next_at=LATER + timedelta(days=3)),
    replace(BO, is_working=False, next_at=LATER),
)


def test_when_nobody_is_free_first_line_goes_on_with_guidance_until_somebody_is():
    routed = route(wanted(), BUSY, AT, guidance="See the export page")
    assert (routed.branch, routed.person, routed.until) == (Branch.FIRST_LINE, "", LATER)
    assert routed.because == (
        "available: nobody is free: ana is away until Thu 2026-03-05 16:00 UTC; "
        "bo does not work until Mon 2026-03-02 16:00 UTC",
        "first line goes on until Mon 2026-03-02 16:00 UTC, with guidance: See the export page",
    )


def test_without_guidance_what_is_not_urgent_waits_until_a_time():
    routed = route(wanted(), BUSY, AT)
    assert (routed.branch, routed.person, routed.until) == (Branch.QUEUED, "", LATER)
    assert routed.because[1:] == (
        "first line: there is no guidance to go on with",
        "on call: medium is not urgent",
        "queued with its brief until Mon 2026-03-02 16:00 UTC",
    )


def test_what_is_urgent_goes_to_on_call_and_not_to_first_line():
    senior = replace(CY, is_senior=True, skills=("export",), load=14)
    people = (senior, replace(BO, is_on_call=True, is_working=False), ANA)
    routed = route(wanted(HIGH, skills=("export",)), people, AT, guidance="See the page")
    assert (routed.branch, routed.person) == (Branch.ON_CALL, "bo")
    assert routed.because == (
        "specialist: export is wanted; cy fit best",
        "specialist: nobody is free: cy has 14 of 16 open and this weighs 4",
        "first line: high is not left with guidance alone",
        "on call: bo is on call, would have 4 of 16 open",
    )


@pytest.mark.parametrize(
    ("senior", "person"),
    [
        (replace(CY, is_senior=True), "cy"),
        (replace(CY, is_senior=True, is_working=False), ""),  # asleep, and not on call
        (replace(CY, is_senior=True, is_away=True), ""),
        (replace(CY, is_senior=True, load=13), ""),
        (replace(CY, is_on_call=True, is_away=True), ""),
    ],
)
def test_who_is_senior_takes_what_is_urgent_when_they_work_and_have_room(senior, person):
    expert = replace(ANA, skills=("export",), is_away=True)
    routed = route(wanted(HIGH, skills=("export",)), (expert, senior), AT)
    assert routed.person == person
    assert routed.branch == (Branch.ON_CALL if person else Branch.QUEUED)


def test_on_call_comes_before_senior():
    expert = replace(ANA, skills=("export",), load=16)
    senior = replace(BO, is_senior=True)
    called = replace(CY, is_on_call=True, load=4)
    assert chosen(wanted(HIGH, skills=("export",)), expert, senior, called) == "cy"


def test_what_is_high_waits_when_on_call_is_full():
    routed = route(wanted(HIGH), (replace(ANA, is_on_call=True, load=13),), AT)
    assert (routed.branch, routed.until) == (Branch.QUEUED, AT + LOOK_AGAIN)
    assert "on call: ana would be over capacity" in routed.because
    nobody = route(wanted(HIGH), (), AT)
    assert "on call: nobody senior or on call" in nobody.because
    assert nobody.until == AT + LOOK_AGAIN


def test_critical_is_not_refused_by_everybody_and_that_is_said():
    people = (replace(ANA, is_on_call=True, load=16), replace(BO, load=10))
    routed = route(wanted(CRITICAL), people, AT)
    assert (routed.branch, routed.person) == (Branch.ON_CALL, "ana")
    assert routed.because[-1] == (
        "on call: ana is on call, would have 24 of 16 open; "
        "over capacity: critical is not refused by everybody"
    )


def test_critical_prefers_on_call_with_room():
    full, free = (replace(c, is_on_call=True, is_working=False) for c in (ANA, BO))
    assert chosen(wanted(CRITICAL), replace(full, load=16, knows=5), free) == "bo"


def test_with_nobody_on_call_critical_goes_to_whoever_works():
    expert = replace(ANA, skills=("export",), is_away=True)
    assert chosen(wanted(CRITICAL, skills=("export",)), expert, BO) == "bo"
    routed = route(wanted(CRITICAL), (replace(ANA, is_away=True, is_on_call=True),), AT)
    assert (routed.branch, routed.person) == (Branch.QUEUED, "")


FIRST = replace(ANA, load=8, last_at=AT, knows=0)  # everything against her, but for one thing
OTHER = replace(BO, load=1, knows=0)


@pytest.mark.parametrize(
    ("better", "than", "fields"),
    [
        ({"knows": 2}, {"knows": 1, "languages": ("de",)}, {"language": "de"}),
        ({"knows": 1}, {"person": "own"}, {"owner": "own"}),
        ({"person": "zoe"}, {"languages": ("de",)}, {"owner": "zoe", "language": "de"}),
        ({"languages": ("de",)}, {}, {"language": "de"}),
        ({"load": 0}, {"last_at": None}, {}),
        ({"load": 1, "last_at": None}, {"last_at": AT - timedelta(days=9)}, {}),
        ({"load": 1, "last_at": AT - timedelta(days=1)}, {"last_at": AT}, {}),
        ({"load": 1, "last_at": None}, {}, {}),  # all alike: the name decides
    ],
)
def test_among_the_free_knowing_comes_before_fitting_and_that_before_load(better, than, fields):
    first, other = replace(FIRST, **better), replace(OTHER, **than)
    assert chosen(wanted(**fields), other, first) == first.person


def test_why_somebody_was_taken_is_said_in_full():
    known = replace(ANA, knows=3, languages=("de",), is_senior=True)
    routed = route(wanted(owner="ana", language="de"), (known,), AT)
    assert routed.because == (
        "available: ana had this customer 3 times, looks after this customer, speaks de, "
        "would have 2 of 16 open",
    )
    assert "had this customer once" in route(wanted(), (replace(ANA, knows=1),), AT).because[0]


def test_a_long_list_of_busy_people_is_cut():
    crowd = tuple(Candidate(f"p{n}", skills=("export",), load=16) for n in range(7))
    assert route(EXPORT, crowd, AT).because[:2] == (
        "specialist: export is wanted; p0, p1, p2, p3, p4 and 2 more fit best",
        "specialist: nobody is free: "
        + "; ".join(f"p{n} has 16 of 16 open and this weighs 2" for n in range(5))
        + "; and 2 more",
    )


def test_a_return_that_has_passed_is_no_time_to_wait_for():
    routed = route(wanted(LOW), (replace(ANA, is_working=False, next_at=AT),), AT)
    assert routed.until == AT + LOOK_AGAIN


def test_where_load_hinders_it_is_looked_at_again_in_an_hour():
    people = (replace(ANA, load=16), replace(BO, is_working=False, next_at=LATER))
    assert route(wanted(), people, AT).until == AT + LOOK_AGAIN


PERSON = st.builds(
    Candidate,
    person=st.sampled_from("abcdefgh"),
    skills=st.sampled_from([(), ("export",), ("export", "sso")]),
    languages=st.sampled_from([(), ("de",)]),
    is_working=st.booleans(),
    is_away=st.booleans(),
    is_on_call=st.booleans(),
    is_senior=st.booleans(),
    next_at=st.sampled_from([None, AT, LATER]),
    load=st.integers(0, 20),
    last_at=st.sampled_from([None, AT - timedelta(days=1), AT]),
    knows=st.integers(0, 2),
)
PEOPLE = st.lists(PERSON, unique_by=lambda c: c.person, max_size=6)
WANTED = st.builds(
    Wanted,
    tier=st.just(Tier.L2),
    severity=st.sampled_from(Severity),
    owner=st.sampled_from(["", "a"]),
    language=st.sampled_from(["", "de"]),
    skills=st.sampled_from([(), ("export",), ("sso", "rust")]),
)


@given(wanted=WANTED, people=PEOPLE, guidance=st.sampled_from(["", "See the page"]))
def test_nobody_goes_over_capacity_unless_it_is_said(wanted, people, guidance):
    routed = route(wanted, tuple(people), AT, guidance)
    if not routed.person:
        return
    (taken,) = [c for c in people if c.person == routed.person]
    assert not taken.is_away
    is_said = "over capacity" in routed.because[-1]
    assert is_said != has_room(taken, wanted.severity)
    assert not is_said or wanted.severity == CRITICAL
    if is_said:  # nobody on call had room
        called = [c for c in people if c.is_on_call and not c.is_away]
        assert all(c.load + WEIGHT[CRITICAL] > c.capacity for c in called)


@given(wanted=WANTED, people=PEOPLE, random=st.randoms())
def test_the_order_in_which_people_are_named_changes_nothing(wanted, people, random):
    shuffled = random.sample(people, len(people))
    assert route(wanted, tuple(people), AT) == route(wanted, tuple(shuffled), AT)


@given(wanted=WANTED, people=PEOPLE, guidance=st.sampled_from(["", "See the page"]))
def test_there_is_always_a_person_or_a_time_and_a_reason(wanted, people, guidance):
    routed = route(wanted, tuple(people), AT, guidance)
    assert routed.because
    assert bool(routed.person) == (routed.until is None)
    assert routed.until is None or routed.until > AT
    assert bool(routed.person) == (routed.branch not in (Branch.QUEUED, Branch.FIRST_LINE))
    is_left = routed.branch == Branch.FIRST_LINE
    assert not is_left or (guidance and wanted.severity not in URGENT)


@given(people=PEOPLE)
def test_critical_finds_somebody_wherever_somebody_is_there(people):
    there = [c for c in people if not c.is_away and (c.is_working or c.is_on_call)]
    assert bool(route(wanted(CRITICAL), tuple(people), AT).person) == bool(there)
