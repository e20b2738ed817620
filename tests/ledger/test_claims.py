"""Who gets an escalation, as the ledger knows what everybody has."""

import asyncio
from datetime import timedelta

import pytest

from escalation.routing.wanted import Branch, Candidate, Claim, Route, Wanted
from escalation.terms import Severity, Tier
from ledger import claims
from tests.ledger.said import AT, claim, held, release, take, wish

ENGINEERING = "engineering"


async def test_a_claim_weighs_on_who_has_it(store) -> None:
    routed = await claim(store, "zendesk-1", wish(severity=Severity.HIGH))
    assert (routed.branch, routed.person) == (Branch.AVAILABLE, "ana")
    assert await held(store) == [("zendesk-1", ENGINEERING, "ana", 4)]
    assert (await claim(store, "zendesk-2", wish())).person == "ben"


async def test_a_repeat_gets_the_same_answer_and_claims_nothing(store) -> None:
    first = await claim(store, "zendesk-1", wish())
    await claim(store, "zendesk-2", wish())
    assert await claim(store, "zendesk-1", wish(), AT + timedelta(hours=1)) == first
    assert len(await held(store)) == 2


async def test_a_repeat_is_told_of_waiting_as_the_first_was(store) -> None:
    full = Candidate("ana", capacity=1)
    effect = Route(effect="e1", wanted=Wanted(Tier.L2, Severity.MEDIUM), people=(full,))
    first = await claim(store, "zendesk-1", effect)
    assert (first.branch, first.person) == (Branch.QUEUED, "")
    assert first.until
    assert await claim(store, "zendesk-1", effect, AT + timedelta(hours=3)) == first
    assert await held(store) == []


async def test_nobody_is_given_more_than_they_can_carry(store) -> None:
    people = (Candidate("ana", capacity=4), Candidate("ben", capacity=2))
    wanted = Wanted(Tier.L2, Severity.MEDIUM)
    got = [
        (
            await claim(store, f"zendesk-{n}", Route(effect="e1", wanted=wanted, people=people))
        ).person
        for n in range(5)
    ]
    assert sorted(got) == ["", "", "ana", "ana", "ben"]


async def test_what_is_released_weighs_no_more(store) -> None:
    await claim(store, "zendesk-1", wish())
    await release(store, "zendesk-1", "e2", Tier.ENGINEERING)
    assert await held(store) == []
    # It was given to ana last, so it is the others' turn.
    assert (await claim(store, "zendesk-2", wish())).person == "ben"


async def test_a_release_ends_one_tier_or_all(store) -> None:
    await claim(store, "zendesk-1", wish())
    await claim(store, "zendesk-2", wish())
    await release(store, "zendesk-1", "e2", Tier.L2)
    assert len(await held(store)) == 2
    await release(store, "zendesk-1", "e3")
    assert [row[0] for row in await held(store)] == ["zendesk-2"]


async def test_whose_turn_it_is_goes_round(store) -> None:
    got = []
    for n in range(6):
        at = AT + timedelta(minutes=n)
        got.append(
            (await claim(store, f"zendesk-{n}", wish(people=("ana", "ben", "cho")), at)).person
        )
        await release(store, f"zendesk-{n}", "e2")
    assert got == ["ana", "ben", "cho"] * 2


async def test_who_knew_a_customer_gets_them_again(store) -> None:
    await take(store, "zendesk-1", "e1", "cho")
    knew = wish(customer="acme", people=("ana", "dee"))
    assert (await claim(store, "zendesk-2", knew)).person == "ana"
    await release(store, "zendesk-2", "e2")
    assert (await claim(store, "zendesk-3", wish(customer="acme"))).person == "ana"
    assert (await claim(store, "zendesk-4", wish(customer="globex"))).person != "ana"


async def test_who_knew_a_customer_long_ago_does_not_any_more_but_carries_what_is_open(
    store,
) -> None:
    await take(store, "zendesk-1", "e1", "cho", weight=16)
    await claim(store, "zendesk-2", wish(customer="acme", people=("dee",)))
    await release(store, "zendesk-2", "e2")
    late = AT + claims.LATELY + timedelta(seconds=1)
    again = wish(customer="acme", people=("ben", "cho", "dee"))
    assert (await claim(store, "zendesk-3", again, late)).person == "ben"


async def test_without_a_customer_nobody_is_known(store) -> None:
    await claim(store, "zendesk-1", wish())
    assert (await claim(store, "zendesk-2", wish())).person == "ben"


async def test_who_takes_it_by_themselves_replaces_who_was_asked(store) -> None:
    await claim(store, "zendesk-1", wish())
    await take(store, "zendesk-1", "e2", "eli", weight=8)
    await take(store, "zendesk-1", "e2", "eli", weight=8)
    assert await held(store) == [("zendesk-1", ENGINEERING, "eli", 8)]


async def test_a_second_look_replaces_the_first_and_does_not_count_it(store) -> None:
    only = (Candidate("ana", capacity=2),)
    wanted = Wanted(Tier.L2, Severity.MEDIUM)
    first, second = (Route(effect=e, wanted=wanted, people=only) for e in ("e1", "e2"))
    assert (await claim(store, "zendesk-1", first)).person == "ana"
    assert (await claim(store, "zendesk-1", second)).person == "ana"
    assert await held(store) == [("zendesk-1", "l2", "ana", 2)]


async def test_what_somebody_has_of_it_in_the_tier_before_does_not_count(store) -> None:
    only = (Candidate("ana", capacity=2),)
    for effect, tier in (("e1", Tier.L2), ("e3", Tier.ENGINEERING)):  # e2 releases, a bit later
        look = Route(effect=effect, wanted=Wanted(tier, Severity.MEDIUM), people=only)
        assert (await claim(store, "zendesk-1", look)).person == "ana"


async def test_two_effects_of_one_escalation_wait_for_each_other(store) -> None:
    taken = Claim(effect="e1", person="eli", tier=Tier.ENGINEERING, weight=2)
    async with store.writing() as db:
        await claims.take(db, "zendesk-1", taken, AT)
        second = asyncio.create_task(claim(store, "zendesk-1", wish("e2", people=("ana",))))
        await asyncio.sleep(0.2)
        assert not second.done()
    assert (await second).person == "ana"
    assert [row[2] for row in await held(store)] == ["ana"]


async def test_a_release_that_comes_late_ends_no_newer_claim(store) -> None:
    await claim(store, "zendesk-1", wish("e12"))
    await release(store, "zendesk-1", "e9", Tier.ENGINEERING)
    assert len(await held(store)) == 1
    await release(store, "zendesk-1", "e13", Tier.ENGINEERING)
    assert await held(store) == []


@pytest.mark.parametrize("late", ["claim", "take"])
async def test_who_has_it_keeps_it_against_what_comes_late(store, late) -> None:
    await take(store, "zendesk-1", "e12", "eli")
    if late == "claim":
        routed = await claim(store, "zendesk-1", wish("e9"))
        assert (routed.person, routed.because) == ("", ("eli has taken it meanwhile",))
    else:
        await take(store, "zendesk-1", "e9", "ana")
    assert [row[2] for row in await held(store)] == ["eli"]


async def test_first_line_goes_on_with_the_guidance_of_the_tier(store) -> None:
    full = Candidate("ana", capacity=1)
    wanted = Wanted(Tier.L2, Severity.MEDIUM)
    effect = Route(effect="e1", wanted=wanted, people=(full,), guidance="see the handbook")
    assert (await claim(store, "zendesk-1", effect)).branch == Branch.FIRST_LINE
