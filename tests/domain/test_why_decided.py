"""What triage saw and how somebody was found is told to whoever may know, shortly and at length."""

from dataclasses import replace

import pytest

from escalation.card import card
from escalation.outcomes import Outcome, settle
from escalation.policy import Routing, Trigger
from escalation.rosters import Person
from escalation.routing.wanted import Branch, Route, Routed
from escalation.terms import Tier
from escalation.why import decisions, why
from tests.domain.story import Story, at, begun, ticket
from tests.policies import POLICY

STUCK = Trigger("stuck", Tier.L2, replies_min=2)
SEEKING = replace(POLICY.tiers[Tier.L2], routing=Routing())
RULED = replace(POLICY, triggers=(STUCK,), tiers={**POLICY.tiers, Tier.L2: SEEKING})
TRIED = ("specialist: nobody speaks fr", "available: ana would have 4 of 16 open")
ANA = Routed(Branch.AVAILABLE, "ana", TRIED)


def stuck(routed: Routed | None = ANA) -> Story:
    """A rule has sent it to l2, and somebody was looked for."""
    story = Story(RULED)
    story.send("Mon 09:00", "open", ticket=ticket())
    for minute in (10, 11):
        story.send(f"Mon 09:{minute}", "customer_replied", text="And now?")
    route = next(a for a in story.all_actions if isinstance(a, Route))
    story.take(settle(story.e, (route,), [Outcome(route.effect, routed=routed)], at("Mon 09:12")))
    return story


def test_each_reason_has_its_value_against_its_threshold_and_each_way_its_answer():
    triage, routing, *clocks = why(stuck().e, at("Mon 09:12"))
    (reason,) = triage["because"]
    assert triage["decision"] == "triage"
    assert (reason.startswith("stuck: "), reason.endswith("(2 against 2)")) == (True, True)
    assert routing == {"decision": "routing", "because": list(TRIED)}
    assert all("clock" in each for each in clocks)


@pytest.mark.parametrize(("name", "number"), [("triage", 1), ("routing", 1), ("resolution", 0)])
def test_one_of_them_can_be_asked_for(name: str, number: int):
    told = why(stuck().e, at("Mon 09:12"), name)
    assert [each["decision"] for each in told if "decision" in each] == [name] * number


def test_nothing_is_said_where_nothing_was_decided():
    assert decisions(begun(Tier.L2).e) == []


def test_the_card_tells_shortly_why_it_is_here_and_with_whom():
    came = card(stuck().e).came
    assert "stuck: " in came
    assert came.endswith("\navailable: ana would have 4 of 16 open")
    assert TRIED[0] not in came


def test_the_card_says_the_name_of_whoever_was_found():
    e = stuck().e
    named = replace(e, policy=replace(e.policy, people={"ana": Person("Ana Ribeiro")}))
    assert card(named).came.endswith("\navailable: Ana Ribeiro would have 4 of 16 open")


@pytest.mark.parametrize(
    ("routed", "last"),
    [
        (None, ""),
        (Routed(Branch.QUEUED, "", ("queued: all are away",)), "\nqueued: all are away"),
        (Routed(Branch.AVAILABLE, "ana"), ""),
    ],
)
def test_the_card_tells_of_a_search_what_there_is_to_tell(routed: Routed | None, last: str):
    e = stuck(routed).e
    assert card(e).came == e.came + last


def test_once_another_took_it_the_card_says_no_more_why_it_was_the_first():
    story = stuck()
    story.send("Mon 09:20", "acknowledge", actor="b-l2")
    assert (story.e.owner, card(story.e).came) == ("b-l2", story.e.came)


def test_what_a_restricted_tier_holds_is_not_told_by_its_reasons():
    story = stuck()
    story.send("Mon 09:20", "escalate", to=Tier.SECURITY, reason="keys are public")
    assert decisions(story.e)
    assert card(story.e, Tier.ENGINEERING).came == ""
    assert "keys are public" in card(story.e, Tier.SECURITY).came
