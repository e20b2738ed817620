"""What a day of an escalation costs, counted on real histories: gated against growth."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from temporalio.api.enums.v1 import EventType

from escalation.policy import ClockRule, OnBreach, Policy, ProblemRules, Routing
from escalation.terms import ClockKind, Severity
from tests.policies import POLICY, by_severity
from tests.workflows.desk import Desk, monday
from tests.workflows.reference_day import DAY
from workflows.cost import billable_actions, events

pytestmark = pytest.mark.server
R1 = replace(
    POLICY,
    version="r1",
    triggers=tuple(t for t in POLICY.triggers if t.name == "urgent"),
    customer_updates="send",
    on_breach=OnBreach(engage_leadership=()),
    clocks={
        ClockKind.INTERNAL_FOLLOW_UP: ClockRule(by_severity("2h", "2h", "2h", "2h")),
        ClockKind.CUSTOMER_UPDATE: ClockRule(by_severity("4h", "4h", "4h", "4h")),
        ClockKind.RESOLUTION: ClockRule(by_severity("20h", "20h", "20h", "20h")),
    },
)
R1_ACKNOWLEDGED = replace(
    R1,
    version="r1a",
    clocks={
        **R1.clocks,
        ClockKind.ACKNOWLEDGE: ClockRule(by_severity("15m", "1h", "4h", "1d"), ("75%",)),
    },
)

R1_RECORDED = replace(R1, version="r1l", ledger=True)
R1_ALL = replace(  # with everything that the ledger is asked for
    R1_RECORDED,
    version="r1x",
    tiers={tier: replace(rule, routing=Routing()) for tier, rule in R1.tiers.items()},
    problems=ProblemRules(proposes=True),
)


async def live_through(desk: Desk, id_: str, policy: Policy) -> tuple[int, int, int]:
    desk.policy, desk.recorder.finds = policy, True
    begin = monday(8)
    handle = await desk.open(id_, begin, severity=Severity.CRITICAL)
    await desk.settled(id_)
    for hour, raw in DAY:
        at = begin + timedelta(hours=hour)
        await desk.time.advance(id_, at)
        await desk.settled(id_)
        await handle.signal("deliver", {**raw, "escalation": id_, "at": at.isoformat()})
        if raw["type"] != "close":
            await desk.settled(id_)
    await handle.result()
    history = await handle.fetch_history()
    kept = events(history)
    print(Counter(EventType.Name(e.event_type)[11:] for e in kept))
    return billable_actions(history), len(kept), len(desk.recorder.sent)


@pytest.mark.parametrize(
    ("policy", "actions_max", "events_max"),
    [(R1, 77, 380), (R1_ACKNOWLEDGED, 80, 400), (R1_RECORDED, 81, 400), (R1_ALL, 83, 420)],
)
async def test_the_reference_day_stays_within_its_budget(
    desk: Desk, policy: Policy, actions_max: int, events_max: int
) -> None:
    actions, count, deliveries = await live_through(desk, f"zendesk-{policy.version}", policy)
    print(f"{policy.version}: {actions} actions, {count} events, {deliveries} deliveries")
    assert deliveries >= 33
    assert actions <= actions_max
    assert count <= events_max
