"""Whatever is asked, in whatever order and however late: what must hold, holds."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from pydantic import TypeAdapter

from escalation import brief_render, clocks
from escalation.card import card, markdown
from escalation.commands import Command
from escalation.context import Brief
from escalation.events import BreachCorrected, Breached
from escalation.lifecycle import decide
from escalation.model import HISTORY_MAX, Escalation
from escalation.policy import ClockRule, Policy
from escalation.terms import (
    ALONGSIDE,
    Category,
    ClockKind,
    ClockState,
    PauseReason,
    Severity,
    Status,
    Tier,
)
from escalation.why import decisions, why
from tests.domain.story import COMMANDS, at, ticket
from tests.policies import OFFICE, POLICY, QUIET

SENDING = replace(POLICY, version="sending", customer_updates="send", slack_severities=())
SPARSE = replace(  # counts little, and nobody is there to be asked
    POLICY,
    version="sparse",
    clocks={
        ClockKind.ACKNOWLEDGE: ClockRule({Severity.HIGH: "1h"}),
        ClockKind.CUSTOMER_UPDATE: ClockRule({Severity.MEDIUM: "1d"}, stops=(PauseReason.ON_HOLD,)),
        ClockKind.PROMISE: ClockRule(warn=("75%",)),
    },
    rosters={},
    people={},
    triggers=(),
)
POLICIES = (POLICY, QUIET, SENDING, SPARSE)
PEOPLE = ("a-l2", "b-engineering", "lead-l1", "agent", "handrail")
TEXTS = ("", "is there news?", "a data leak", "beyond me", "a setting")
HELPDESK = (None, "open", "pending", "on_hold", "solved", "closed", "deleted", "spam")
SPAN_S = st.sampled_from([0, 0.3, 1, 60, 900, 1_800, 3_600, 7_200, 14_400, 86_400, 3 * 86_400])
SEASON_S = 40 * 86_400
JSON = TypeAdapter(Escalation)

ahead = st.sampled_from([60, 3_600, 100_000, 900_000]).map(lambda s: timedelta(seconds=s))
tiers = st.sampled_from(Tier)
texts = st.sampled_from(TEXTS)
people = st.sampled_from(PEOPLE)
somebody = people | st.just("")
severities = st.sampled_from(Severity)
reasons = st.sampled_from(PauseReason)
issues = st.sampled_from(("ENG-1", "ENG-2"))

FIELDS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "open": {"ticket": st.just(ticket()), "tier": tiers},
    "acknowledge": {"tier": st.none() | tiers},
    "assign": {"to": somebody},
    "escalate": {"to": tiers, "reason": texts, "brief": st.none() | st.just(Brief(tried="all"))},
    "de_escalate": {
        "to": tiers,
        "reason": texts,
        "category": st.sampled_from(Category),
        "workaround": texts,
        "severity": st.none() | severities,
        "keep_engaged": st.booleans(),
    },
    "engage": {"tier": tiers},
    "disengage": {"tier": tiers},
    "set_severity": {"severity": severities, "reason": texts},
    "pause": {"reason": reasons, "until": st.none() | ahead},
    "resume": {"reason": reasons},
    "note": {"text": texts},
    "fill_brief": {"brief": st.just(Brief(impact="all")) | st.builds(Brief, steps=texts)},
    "promise": {"due_at": ahead, "text": texts},
    "customer_replied": {"text": texts, "public": st.booleans()},
    "agent_replied": {"text": texts, "public": st.booleans()},
    "update_customer": {"text": texts},
    "issue_changed": {
        "issue": issues,
        "state": st.sampled_from(("started", "completed", "canceled")),
    },
    "ticket_changed": {
        "status": st.sampled_from(HELPDESK),
        "assignee": st.none() | somebody,
        "group": st.sampled_from((None, "Support 1", "Support 2", "Engineering", "Sales")),
        "priority": st.none() | severities,
        "tags": st.sampled_from((None, (), ("escalate_l2",), ("vip", "escalate_engineering"))),
        "merged_into": st.sampled_from((None, None, None, "zendesk-7", "zendesk-8")),
        "merged_from": st.sampled_from((None, None, "zendesk-8")),
    },
    "resolve": {"resolution": texts},
    "confirm": {},
    "reopen": {"reason": texts},
    "close": {"reason": texts},
    "link_problem": {"problem": texts},
    "link_issue": {"issue": texts},
    "problem_proposed": {"problem": texts, "by": st.sampled_from(("zendesk-8", "zendesk-9"))},
    "problem_fixed": {"problem": texts},
}


@st.composite
def asked(draw: st.DrawFn) -> dict[str, Any]:
    """What somebody asks, with the instants still as spans from now."""
    name = draw(st.sampled_from(sorted(FIELDS)))
    return {"type": name, **{field: draw(values) for field, values in FIELDS[name].items()}}


class Life(RuleBasedStateMachine):
    """One escalation and what happens to it."""

    e: Escalation
    now: datetime

    @initialize(policy=st.sampled_from(POLICIES), tier=tiers, severity=severities)
    def begin(self, policy: Policy, tier: Tier, severity: Severity) -> None:
        self.now = at("Mon 09:00")
        self.effects: set[tuple[str, str]] = set()
        self.fired: dict[tuple[Any, ...], tuple[str, ...]] = {}
        self.breaches = 0
        self.e = Escalation("zendesk-7", policy)
        self.ask("open", ticket=ticket(tags=("vip",)), tier=tier, severity=severity)

    @rule(wants=asked(), actor=people, after_s=SPAN_S, late_s=SPAN_S | st.just(-60))
    def command(self, wants: dict[str, Any], actor: str, after_s: float, late_s: float) -> None:
        self.now += timedelta(seconds=after_s)
        self.ask(actor=actor, late_s=late_s, **wants)

    @rule(first_s=SPAN_S, then_s=SPAN_S)
    def time_passes(self, first_s: float, then_s: float) -> None:
        """Looked at twice or once: the same is due, the same has happened."""
        between = self.now + timedelta(seconds=first_s)
        self.now = between + timedelta(seconds=then_s)
        in_two = decide(decide(self.e, None, between).escalation, None, self.now).escalation
        self.take(None)
        assert in_two.changed(history=()) == self.e.changed(history=())

    @precondition(lambda self: self.e.severity == Severity.LOW)
    @rule()
    def a_season_passes(self) -> None:
        self.now += timedelta(seconds=SEASON_S)
        self.take(None)

    def ask(self, type: str, *, late_s: float = 0, **fields: Any) -> None:  # noqa: A002
        spans = {k: self.now + v for k, v in fields.items() if isinstance(v, timedelta)}
        then = self.now - timedelta(seconds=late_s)
        self.take(COMMANDS[type](escalation="zendesk-7", at=then, **{**fields, **spans}))

    def take(self, command: Command | None) -> None:
        before, said_before = self.e, repr(self.e.bare)
        decision = decide(before, command, self.now)
        assert repr(before.bare) == said_before
        assert decide(before, command, self.now) == decision
        self.e = decision.escalation
        if self.e.id != before.id:
            self.fired, self.breaches = {}, 0
        done = [(self.e.id, action.effect) for action in decision.actions]
        if self.e.id == before.id:  # else the end of one run and the next one's beginning
            assert len(set(done)) == len(done)
            assert not self.effects & set(done)
        self.effects |= set(done)
        self.breaches += sum(isinstance(e, Breached) for e in decision.events)
        self.breaches -= sum(isinstance(e, BreachCorrected) for e in decision.events)

    @invariant()
    def one_tier_is_accountable(self) -> None:
        e = self.e
        if e.is_open:
            assert (e.status == Status.WATCHING) == (e.tier == Tier.L1)
        if e.status in (Status.UNACKNOWLEDGED, Status.WORKING):
            assert (e.status == Status.WORKING) == bool(e.acknowledged_by)
        engaged = [g.tier for g in e.engaged]
        assert len(set(engaged)) == len(engaged)
        assert set(engaged) <= set(ALONGSIDE) - {e.tier}

    @invariant()
    def none_is_without_a_next_deadline(self) -> None:
        assert (self.e.next_at is None) == (self.e.status == Status.CLOSED)
        assert all(not c.is_owed for c in self.e.clocks) or self.e.status != Status.CLOSED

    @invariant()
    def every_wait_has_a_review(self) -> None:
        reasons = [wait.reason for wait in self.e.waits]
        assert len(set(reasons)) == len(reasons)
        for reason in reasons:
            review = self.e.clock(ClockKind.REVIEW, reason)
            assert review
            assert review.next_at

    @invariant()
    def no_threshold_fires_twice_or_never(self) -> None:
        for clock in self.e.clocks:
            key = (clock.kind, clock.subject, clock.cycle)
            before = self.fired.get(key, ())
            assert clock.fired[: len(before)] == before
            assert len(set(clock.fired)) == len(clock.fired)
            self.fired[key] = clock.fired
            if clock.state == ClockState.RUNNING:
                self.is_armed(clock)

    def is_armed(self, clock: Any) -> None:
        calendar = self.e.policy.calendar(clock.calendar)
        stops = self.e.policy.rule(clock.kind).stops
        waits = [(p.at, p.ended_at) for p in self.e.pauses if p.reason in stops]
        due_at = clocks.whole(calendar.due(clock.started_at, clock.target_s, waits))
        assert clock.due_at == (calendar.next_open(due_at) if clock.ends_at_opening else due_at)
        pending = clocks.thresholds(clock, calendar, waits)
        assert clock.next_at
        assert clock.next_at > self.now + clocks.GRACE
        if pending[0][0] <= self.now:
            self.is_held(clock)

    def is_held(self, clock: Any) -> None:
        """A warning waits for the morning: nothing critical, and not past its deadline."""
        assert self.e.severity != Severity.CRITICAL
        is_review = clock.kind == ClockKind.REVIEW
        assert is_review or clock.next_at < clock.due_at
        assert clock.next_at == OFFICE.next_open(self.now)

    @invariant()
    def breaches_are_counted(self) -> None:
        assert self.e.breaches == self.breaches >= 0

    @invariant()
    def it_survives_json(self) -> None:
        read = JSON.validate_json(JSON.dump_json(self.e.bare))
        assert read.changed(policy=self.e.policy) == self.e

    @invariant()
    def it_can_be_shown(self) -> None:
        for reader in (None, Tier.L2):
            assert card(self.e, reader).id == self.e.id
        assert markdown(self.e)
        assert all(form(self.e) for form in (brief_render.plain, brief_render.markdown))
        assert brief_render.slack(self.e)
        assert len(why(self.e, self.now)) == len(decisions(self.e)) + len(self.e.clocks)
        assert len(self.e.history) <= HISTORY_MAX


Life.TestCase.settings = settings(
    max_examples=40,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
test_a_life_holds_what_must_hold = Life.TestCase


def test_instants_are_utc():
    assert at("Mon 09:00").tzinfo is UTC
