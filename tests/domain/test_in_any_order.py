"""A crash changes what comes first, an outcome or a word; never what is done or how it is named."""

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations

import pytest

from escalation.actions import Action, Button, NoteTicket, OpenIssue, ReadTicket, Tell
from escalation.alike import Alike, FindAlike
from escalation.context import TicketContext
from escalation.outcomes import Outcome, settle
from escalation.policy import ProblemRules, Routing
from escalation.references import Issue
from escalation.routing.wanted import Branch, Claim, Route, Routed
from escalation.terms import Severity, Tier
from tests.domain.story import Story, at, begun
from tests.policies import POLICY

L2 = replace(POLICY.tiers[Tier.L2], routing=Routing())
BUSY = replace(
    POLICY,
    ledger=True,
    problems=ProblemRules(proposes=True),
    tiers={**POLICY.tiers, Tier.L2: L2},
)
OTHERS = (Alike("zendesk-8", "other", 0.9, at("Mon 08:00")),)
Step = Callable[[Story], None]


def a_word(story: Story) -> None:
    story.send("Mon 09:01", "note", actor="agent", text="we look")


def an_answer(kind: type[Action], **outcome) -> Step:
    """What became of the effect of a kind that is under way."""

    def came(story: Story) -> None:
        sent = next(one for one in story.all_actions if isinstance(one, kind))
        story.take(settle(story.e, (sent,), [Outcome(sent.effect, **outcome)], at("Mon 09:01")))

    return came


STEPS = {
    "a word": a_word,
    "routed": an_answer(Route, routed=Routed(Branch.AVAILABLE, "ana", ("available: ana",))),
    "read": an_answer(ReadTicket, context=TicketContext(at("Mon 09:00"))),
    "alike": an_answer(FindAlike, alike=OTHERS),
    "done": an_answer(OpenIssue, issue=Issue("u-1", "ENG-1", state="completed")),
    "failed": an_answer(NoteTicket, failed="the ticket is locked"),
}


def lived(steps: tuple[str, ...]) -> Story:
    story = begun(Tier.L2, Severity.HIGH, BUSY)
    for name in steps:
        STEPS[name](story)
    return story


@pytest.mark.parametrize("others", [("read", "alike"), ("done", "failed")], ids="-".join)
def test_whatever_comes_first_is_done_once_and_under_the_same_name(others: tuple[str, ...]):
    stories = [lived(order) for order in permutations(("a word", "routed", *others))]
    for story in stories:
        names = [action.effect for action in story.all_actions]
        assert len(names) == len(set(names))
    done = [{(one.effect, getattr(one, "text", "")) for one in s.all_actions} for s in stories]
    assert done == [done[0]] * len(done)
    asked = [a for a in stories[0].all_actions if Button.ACKNOWLEDGE in getattr(a, "buttons", ())]
    assert asked


def test_what_goes_into_the_ledger_is_numbered_as_it_is_decided():
    story = begun(Tier.L2, Severity.HIGH, BUSY)
    story.send("Mon 09:01", "acknowledge", actor="a-l2")
    (claim,) = story.done(Claim)
    STEPS["routed"](story)
    story.send("Mon 09:02", "set_severity", severity=Severity.LOW, reason="less")
    (later,) = story.done(Claim)
    assert int(claim.effect[1:]) < int(later.effect[1:])


def test_a_living_message_that_fails_again_and_again_names_nothing():
    story = begun(Tier.L2, Severity.HIGH, BUSY)
    true = Tell(effect="l2/true", tier=Tier.L2, text="")
    alarms = []
    for reason in ("no such channel", "archived"):
        story.take(settle(story.e, (true,), [Outcome("l2/true", failed=reason)], at("Mon 09:01")))
        alarms += [action.effect for action in story.actions]
    assert len(alarms) == len(set(alarms)) == 4
