"""Every command in every status: what the table allows happens, what it refuses changes nothing."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from escalation.actions import Answer, Tell
from escalation.context import Brief
from escalation.events import Refused
from escalation.lifecycle import TRANSITIONS, Next
from escalation.model import Escalation
from escalation.references import MessageRef
from escalation.terms import PauseReason, Severity, Status, Tier
from tests.domain.story import COMMANDS, Story, at, standing, ticket
from tests.policies import QUIET

_FIELDS: dict[str, dict[str, Any]] = {
    "open": {"ticket": ticket(), "tier": Tier.L2},
    "acknowledge": {},
    "assign": {"to": "a-engineering", "actor": "a-engineering"},
    "escalate": {"to": Tier.LEADERSHIP, "reason": "the customer is leaving"},
    "de_escalate": {"to": Tier.L2, "reason": "a setting"},
    "engage": {"tier": Tier.LEADERSHIP},
    "disengage": {"tier": Tier.SECURITY},
    "set_severity": {"severity": Severity.CRITICAL, "reason": "all are down"},
    "pause": {"reason": PauseReason.WAITING_FOR_CUSTOMER},
    "resume": {"reason": PauseReason.THIRD_PARTY},
    "note": {"text": "a look at the logs"},
    "fill_brief": {"brief": Brief(tried="a restart")},
    "promise": {"due_at": at("Mon 15:00"), "text": "we write by three"},
    "customer_replied": {"text": "and now?"},
    "agent_replied": {"text": "soon"},
    "update_customer": {"text": "we are on it"},
    "issue_changed": {"issue": "ENG-1", "state": "started"},
    "ticket_changed": {"tags": ("vip",)},
    "resolve": {"resolution": "restarted"},
    "confirm": {},
    "reopen": {"reason": "it is back"},
    "close": {},
    "link_problem": {"problem": "disk-full"},
    "link_issue": {"issue": "ENG-7"},
    "problem_proposed": {"problem": "problem-zendesk-8", "by": "zendesk-8"},
    "problem_fixed": {"problem": ""},
}
_PAIRS = list(product(Status, COMMANDS))

# Allowed by the table and still refused, because the command itself asks for nothing possible.
_POINTLESS = {
    (Status.WATCHING, "de_escalate"): "l2 is not below l1: use escalate",
    (Status.WORKING, "acknowledge"): "a-engineering has it already",
}

# A fact may be followed by a command of its own, which goes through the table as any other.
_FOLLOWED = {(Status.CLOSED, "customer_replied"): "reopen"}


def test_the_table_speaks_of_every_status_and_of_every_command_and_of_nothing_else():
    assert set(TRANSITIONS) == set(Status)
    assert {name for row in TRANSITIONS.values() for name in row} == set(COMMANDS)
    assert set(_FIELDS) == set(COMMANDS)


@pytest.mark.parametrize(("status", "name"), _PAIRS)
def test_a_pair_of_the_table_happens_and_any_other_is_refused(status: Status, name: str):
    story = standing(status, QUIET)
    before = story.e
    decision = story.send("Mon 09:05", name, command_id="c1", **_FIELDS[name])
    rule = TRANSITIONS[status].get(_FOLLOWED.get((status, name), name))
    if rule is None:
        possible = ", ".join(TRANSITIONS[status])
        assert decision.refused == (
            f"{name} refused: not possible while {status}; possible now: {possible}"
        )
    elif (status, name) in _POINTLESS:
        assert decision.refused == f"{name} refused: {_POINTLESS[status, name]}"
    else:
        assert not decision.refused
        assert story.e.status == _expected(rule, status, story)
        return
    assert [type(e) for e in decision.events] == [Refused]
    assert not decision.actions
    assert _but_for_the_record(story.e) == _but_for_the_record(before)
    assert story.e.history[-1].text == decision.refused
    assert story.e.command_ids[-1:] == ("c1",)


def _expected(rule: Status | Next, before: Status, story: Story) -> Status:
    """What the command of `_FIELDS` makes of a status, said without the code under test."""
    if isinstance(rule, Status):
        return rule
    if rule == Next.STAYS:
        return before
    if rule == Next.BY_TIER:
        return Status.WATCHING if story.e.tier == Tier.L1 else Status.UNACKNOWLEDGED
    return Status.UNACKNOWLEDGED if rule == Next.IF_RAISED else Status.WORKING


def _but_for_the_record(e: Escalation) -> Escalation:
    return replace(e, history=(), command_ids=())


@pytest.mark.parametrize(
    ("name", "fields", "becomes"),
    [
        ("acknowledge", {}, Status.WORKING),
        ("acknowledge", {"tier": Tier.ENGINEERING}, Status.WORKING),
        ("acknowledge", {"tier": Tier.SECURITY}, Status.UNACKNOWLEDGED),
        ("assign", {"to": "agent"}, Status.WORKING),
        ("assign", {"to": "another"}, Status.UNACKNOWLEDGED),
    ],
)
def test_only_the_accountable_tier_or_oneself_takes_it(name, fields, becomes):
    story = standing(Status.UNACKNOWLEDGED)
    story.send("Mon 09:05", name, **fields)
    assert story.e.status == becomes


def test_the_asker_of_something_refused_is_told_why():
    story = standing(Status.RESOLVED)
    story.send("Mon 09:05", "escalate", to=Tier.LEADERSHIP, reason="x", reply_to="slack:C1:U1")
    (answer,) = story.actions
    assert answer.reply_to == "slack:C1:U1"
    assert answer.text == (
        "Escalate was refused: not possible while resolved. "
        "Possible now: confirm, reopen, update customer."
    )


def test_a_refusal_makes_the_message_true_that_was_clicked():
    story = standing(Status.RESOLVED)
    there = (MessageRef(Tier.L2, "C1", "1.1"), MessageRef(Tier.SECURITY, "C2", "1.2"))
    story.e = story.e.changed(messages=there)
    story.send("Mon 09:05", "escalate", to=Tier.LEADERSHIP, reason="x", reply_to="slack:C1:U1")
    (fresh,) = story.done(Tell)
    assert (fresh.tier, fresh.text) == (Tier.L2, "")


def test_a_refusal_before_a_stub_tells_nothing_of_what_is_behind_it():
    story = standing(Status.WORKING)
    story.e = story.e.changed(messages=(MessageRef(Tier.L2, "C1", "1.1"),))
    story.send("Mon 09:05", "escalate", to=Tier.L2, reason="x", reply_to="slack:C1:U1")
    assert [a.text for a in story.done(Answer)] == [
        "Escalate was refused: Restricted: security works on it. Possible now: nothing here."
    ]


def test_a_repeat_is_harmless_and_a_refused_one_is_not_answered_twice():
    story = standing(Status.WORKING)
    story.send("Mon 09:05", "note", text="once", command_id="same")
    noted = story.e
    story.send("Mon 09:06", "note", text="once", command_id="same")
    assert story.e == noted
    assert [str(e.text) for e in story.events] == ["note was taken already"]
    assert not story.actions
