"""What is said bit by bit leads where it would have led at once; security always comes first."""

from dataclasses import replace
from typing import Any

import pytest
import yaml

from escalation.actions import Button, Tell
from escalation.alike import Alike, FindAlike
from escalation.outcomes import Outcome, settle
from escalation.policy import Policy, Trigger
from escalation.rules import ImpactRules
from escalation.terms import Severity, Status, Tier
from escalation.triage.case import Found, Reading
from escalation.triage.judge import judge
from escalation.triage.words import Kind, Sign
from integrations.reading.reader import Reader
from starter.triage_lines import TicketLine, case_of
from tests.domain.story import Story, at, ticket
from tests.domain.triage.decided import HERE, default
from tests.policies import POLICY

FACTS = ("similar", "solved_days", "reopenings", "severity_raised", "waiting", "history")
READER = Reader()


def reading(*signs: Sign, **more: Any) -> Reading:
    return Reading("en", signs=tuple(Found(sign, f"({sign})") for sign in signs), **more)


def watched(*triggers: Trigger, read: Reading | None = None, **more: Any) -> Story:
    story = Story(replace(POLICY, triggers=triggers))
    said = {"severity": Severity.LOW, "customer": "acme", **more}
    story.send("Mon 09:00", "open", ticket=ticket(), reading=read, **said)
    return story


def reply(story: Story, when: str, *signs: Sign, **more: Any) -> None:
    story.send(when, "customer_replied", text="and", reading=reading(*signs, **more))


def in_two(line: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A ticket with the first half of its sentences, and the same with the rest as a reply."""
    body = line["body"].split(". ")
    first, rest = ". ".join(body[: len(body) // 2]), ". ".join(body[len(body) // 2 :])
    begun = {**line, "body": first}
    return begun, {**begun, "history": [{"by": "customer", "text": rest}]}


def rules_of(line: dict[str, Any]) -> Policy:
    """The default policy, knowing of the line's customer what the line does."""
    account = case_of(TicketLine.model_validate(line), default(), READER.read).account
    return replace(default(), accounts={account.name: account}, ledger=False)


def lived(line: dict[str, Any], policy: Policy) -> Story:
    """What an escalation makes of the line."""
    told, story = TicketLine.model_validate(line), Story(policy)
    about = {"product": told.product, "category": told.category, "tags": tuple(told.tags)}
    story.send(
        "Mon 10:00",
        "open",
        ticket=ticket(subject=told.subject, description=told.body, **about),
        customer=told.customer.name,
        severity=told.severity or Severity.LOW,
        reading=READER.read(f"{told.subject}\n{told.body}"),
        automation_confidence=told.automation_confidence,
    )
    for said in told.history:
        story.send("Mon 10:01", "customer_replied", text=said.text, reading=READER.read(said.text))
    return story


LINES = [
    line
    for name in ("decisions.yaml", "decisions_by_another.yaml")
    for line in yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    if not any(fact in line for fact in FACTS)
]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["id"])
def test_an_escalation_and_the_command_line_decide_alike_at_every_word(line: dict[str, Any]):
    policy = rules_of(line)
    for one in (line, *in_two(line)):
        judged = judge(case_of(TicketLine.model_validate(one), policy, READER.read), policy)
        begun = judge(
            case_of(TicketLine.model_validate({**one, "history": []}), policy, READER.read), policy
        )
        e = lived(one, policy).e
        # What was sent up at its first words is with people: the rest moves it no more.
        assert e.tier == (begun if begun.escalate else judged).tier
        assert begun.escalate or e.severity == judged.severity


def test_a_reply_makes_whole_what_was_said_by_half():
    half = Trigger("outage for many", Tier.ENGINEERING, signs=(Sign.OUTAGE,), also=(Sign.MANY,))
    story = watched(half, read=reading(Sign.OUTAGE))
    reply(story, "Mon 09:10", Sign.MANY)
    assert story.e.tier == Tier.ENGINEERING


def test_what_was_said_before_sends_nothing_up_again():
    outage = Trigger("outage", Tier.L2, signs=(Sign.OUTAGE,))
    story = watched(outage, read=reading(Sign.OUTAGE))
    story.send("Mon 09:05", "de_escalate", to=Tier.L1, reason="known", category="other")
    reply(story, "Mon 09:10", Sign.QUESTION)
    assert story.e.tier == Tier.L1
    reply(story, "Mon 09:20", Sign.OUTAGE)
    assert story.e.tier == Tier.L2


def test_a_way_round_that_is_known_stands_against_a_later_word():
    bug = Trigger("bug", Tier.L2, kinds=(Kind.BUG,), without=(Sign.WORKAROUND,))
    story = watched(bug, read=reading(Sign.WORKAROUND))
    reply(story, "Mon 09:10", kind=Kind.BUG)
    assert story.e.tier == Tier.L1


@pytest.mark.parametrize(
    ("condition", "step"),
    [
        ({"tags": ("vip",)}, ("ticket_changed", {"tags": ("vip",)})),
        ({"severities": (Severity.HIGH,)}, ("set_severity", {"severity": "high", "reason": "x"})),
        ({"own_clock": ("first_response warn",)}, None),
    ],
)
@pytest.mark.parametrize("said", [Sign.OUTAGE, Sign.QUESTION])
def test_what_happens_later_counts_with_what_was_said(condition, step, said: Sign):
    both = Trigger("both", Tier.ENGINEERING, signs=(Sign.OUTAGE,), **condition)
    story = watched(both, read=reading(said))
    if step:
        story.send("Mon 09:10", step[0], **step[1])
    else:
        story.until("Tue 17:00")
    assert story.e.tier == (Tier.ENGINEERING if said == Sign.OUTAGE else Tier.L1)


def test_every_rule_that_holds_may_raise_the_severity():
    first = Trigger("asked", Tier.L2, signs=(Sign.WANTS_HUMAN,))
    other = Trigger("outage", Tier.L2, signs=(Sign.OUTAGE,), severity=Severity.HIGH)
    story = watched(first, other, read=reading(Sign.WANTS_HUMAN, Sign.OUTAGE))
    assert story.e.severity == Severity.HIGH
    assert "low → high: outage: “(outage)”" in story.history


def test_a_search_that_comes_late_counts_what_is_alike_and_nothing_else():
    outage = Trigger("outage", Tier.L2, signs=(Sign.OUTAGE,))
    story = watched(outage, read=reading(Sign.OUTAGE))
    story.send("Mon 09:05", "de_escalate", to=Tier.L1, reason="known", category="other")
    look = FindAlike(effect="e9", text="x", customer="acme", product="", window_h=1, score_min=0.5)
    alike = (Alike("zendesk-8", "other", 0.9, at("Mon 09:00")),)
    settled = settle(story.e, (look,), [Outcome("e9", alike=alike)], at("Mon 10:00"))
    assert settled.escalation.tier == Tier.L1


def test_a_rule_of_time_sends_engineering_no_wish_either():
    slow = Trigger("slow", Tier.ENGINEERING, unresolved_for=dict.fromkeys(Severity, "1h"))
    story = watched(slow, read=reading(Sign.WISH, kind=Kind.FEATURE)).until("Mon 10:30")
    assert story.e.tier == Tier.PRODUCT


@pytest.mark.parametrize("sign", [Sign.SECURITY, Sign.OUTAGE])
def test_a_sign_of_security_reopens_what_was_resolved(sign: Sign):
    story = watched()
    story.send("Mon 09:10", "resolve", resolution="done")
    reply(story, "Mon 09:20", sign)
    is_security = sign == Sign.SECURITY
    assert story.e.tier == (Tier.SECURITY if is_security else Tier.L1)
    assert story.e.status == (Status.UNACKNOWLEDGED if is_security else Status.RESOLVED)
    asked = [tell for tell in story.done(Tell) if Button.CONFIRM in tell.buttons]
    assert not (is_security and asked)


@pytest.mark.parametrize("has_seen_it", [True, False])
def test_a_sign_of_security_in_what_was_closed_begins_the_next_run_there(has_seen_it: bool):
    story = watched(read=reading(Sign.SECURITY) if has_seen_it else None)
    if has_seen_it:
        story.send("Mon 09:05", "de_escalate", to=Tier.L1, reason="harmless")
    story.send("Mon 09:10", "close")
    reply(story, "Tue 09:20", Sign.SECURITY)
    assert (story.e.id, story.e.tier) == ("zendesk-7~2", Tier.SECURITY)


def test_a_severity_that_people_lowered_rises_again_only_for_what_is_worse():
    rules = ImpactRules(raises=True, least={Severity.HIGH: 3, Severity.MEDIUM: 2})
    story = Story(replace(POLICY, triggers=(), impact=rules))
    story.send("Mon 09:00", "open", ticket=ticket(), reading=reading(kind=Kind.BUG))
    story.send("Mon 09:05", "set_severity", severity=Severity.LOW, reason="one user")
    reply(story, "Mon 09:10", Sign.QUESTION)
    assert story.e.severity == Severity.LOW
    reply(story, "Mon 09:20", Sign.OUTAGE)
    assert story.e.severity == Severity.HIGH
