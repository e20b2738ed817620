"""What a storm came to: calls, order, truth of the messages, and how late the clocks were."""

import asyncio
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHandle

from activities.batches import SLACK_DELIVER
from escalation.card import Card
from escalation.clocks import BREACH
from escalation.model import Clock, Escalation
from escalation.policy import Policy
from escalation.terms import Severity, Tier
from integrations.slack.message import living_message
from workflows.escalation import EscalationWorkflow

DRAINED_WITHIN_S = 12 * 60.0
LATE_P99_S = 2.0
SPACING_S = 1.0
TURN_S = 2.0  # a call that makes its words already is not overtaken, and has its second to wait
DUE = timedelta(seconds=0.5)  # due means due within this
AT_ONCE = 8  # workflows read at the same time
SHOWN = 5

Life = WorkflowHandle[Any, Any]


@dataclass(frozen=True)
class First:
    """The first message of an escalation: since when it could have been sent, and when it was."""

    id: str
    severity: Severity
    ready_at: float
    posted_at: float


@dataclass
class Figures:
    """All of it; times in seconds, `stale` and `overtaken` name escalations."""

    count: int = 0
    calls: dict[str, dict[str, int]] = field(default_factory=dict)
    refused: int = 0
    closest_s: float = 0.0
    drained_s: float = 0.0
    lateness: list[float] = field(default_factory=list)
    firsts: list[First] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    overtaken: list[str] = field(default_factory=list)

    def table(self) -> str:
        """For the eye."""
        allowed = ", ".join(f"{n} {c['allowed']}" for n, c in self.calls.items())
        late = " / ".join(f"{part(self.lateness, p):.2f}" for p in (0.5, 0.99, 1.0))
        waits = {
            severity: [f.posted_at - f.ready_at for f in self.firsts if f.severity == severity]
            for severity in Severity
        }
        waited = ", ".join(f"{s} {part(w, 1.0):.0f}" for s, w in waits.items() if w)
        return "\n".join(
            [
                f"escalations      {self.count}",
                f"calls            {allowed}; refused {self.refused}",
                f"closest spacing  {self.closest_s:.3f} s in one channel",
                f"longest wait     {waited} s for the first message",
                f"drained          {self.drained_s:.0f} s after the first climb",
                f"thresholds       {len(self.lateness)}, late p50 / p99 / max {late} s",
                f"messages         {len(self.firsts)} true to their state: "
                f"{len(self.firsts) - len(self.stale)}",
            ]
        )

    def problems(self) -> list[str]:
        """What is beyond its limit."""
        found = [f"{self.refused} calls were refused"] if self.refused else []
        if self.closest_s < SPACING_S:
            found.append(f"two calls came {self.closest_s:.3f} s apart")
        if self.drained_s > DRAINED_WITHIN_S:
            found.append(f"drained after {self.drained_s:.0f} s")
        if part(self.lateness, 0.99) > LATE_P99_S:
            found.append(f"clocks were {part(self.lateness, 0.99):.2f} s late")
        for what in ("missing", "stale", "overtaken"):
            named: list[str] = getattr(self, what)
            if named:
                found.append(f"{what}: {len(named)}, {'; '.join(named[:SHOWN])}")
        return found


def part(values: Sequence[float], share: float) -> float:
    """The value that this share of them does not exceed; 0 for none."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)] if values else 0.0


async def figures(
    lives: Sequence[Life], channel: dict[str, Any], limits: dict[str, Any], policy: Policy
) -> Figures:
    """Everything, from the workflows' own histories and the sandbox's record."""
    spacing = [c["closest_s"] for c in limits["channels"].values() if c["closest_s"] is not None]
    told = Figures(
        count=len(lives),
        calls=limits["methods"],
        refused=sum(c["refused"] for c in limits["methods"].values()),
        closest_s=min(spacing, default=math.inf),
    )
    said = [m["ts"] for top in channel["messages"] for m in (top, *top["replies"])]
    edits = [m["edited"]["ts"] for m in channel["messages"] if m.get("edited")]
    messages = {_key(m).partition("/")[0]: m for m in channel["messages"]}
    people = {name: person.slack for name, person in policy.people.items()}
    gate = asyncio.Semaphore(AT_ONCE)

    async def look(life: Life) -> None:
        async with gate:
            await _look(told, life, messages.get(life.id), people)

    await asyncio.gather(*map(look, lives))
    told.overtaken = overtaken(told.firsts)
    told.drained_s = max(map(float, said + edits)) - min(f.ready_at for f in told.firsts)
    return told


async def _look(
    told: Figures, life: Life, message: dict[str, Any] | None, people: dict[str, str]
) -> None:
    state: Escalation = await life.query(EscalationWorkflow.state)
    events = [event async for event in life.fetch_history_events()]
    told.lateness += lateness(state, events)
    if message is None:
        told.missing.append(life.id)
        return
    card: Card = await life.query(EscalationWorkflow.card, str(Tier.L2))
    text, blocks = living_message(card, Tier.L2, people)
    if (message["text"], _bare(message["blocks"])) != (text, _bare(blocks)):
        told.stale.append(f"{life.id} {_difference(_bare(message['blocks']), _bare(blocks))}")
    ready_at = _slack_started_at(events)
    told.firsts.append(First(life.id, state.severity, ready_at, float(message["ts"])))


def lateness(e: Escalation, events: Sequence[HistoryEvent]) -> list[float]:
    """How long after its instant each threshold was decided, seconds.

    A workflow task decides everything that is due when it starts; it is decided when it completes.
    """
    began = {event.event_id: _at(event) for event in events}
    kind = EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
    decided = [
        (began[event.workflow_task_completed_event_attributes.started_event_id], _at(event))
        for event in events
        if event.event_type == kind
    ]
    late = []
    for clock in e.clocks:
        for due_at in _passed(clock):
            first = next((done for start, done in decided if start >= due_at - DUE), None)
            if first:
                late.append(max(0.0, (first - due_at).total_seconds()))
    return late


def _passed(clock: Clock) -> list[datetime]:
    """The instants of the thresholds that have fired; these clocks count every second."""
    shares = [float(f.rstrip("%")) / 100 for f in clock.fired if f.endswith("%")]
    warned = [clock.started_at + timedelta(seconds=clock.target_s * s) for s in shares]
    return [*warned, clock.due_at] if BREACH in clock.fired and clock.due_at else warned


def overtaken(firsts: Sequence[First]) -> list[str]:
    """Critical ones that waited while something else was posted for the first time."""
    others = sorted(f.posted_at for f in firsts if f.severity != Severity.CRITICAL)
    return [
        f"{f.id} ready {f.ready_at:.1f}, posted {f.posted_at:.1f}"
        for f in firsts
        if f.severity == Severity.CRITICAL
        and any(f.ready_at + TURN_S < at < f.posted_at for at in others)
    ]


def _slack_started_at(events: Sequence[HistoryEvent]) -> float:
    """When the first delivery to Slack got in line."""
    scheduled = {
        event.event_id
        for event in events
        if event.activity_task_scheduled_event_attributes.activity_type.name == SLACK_DELIVER
    }
    return min(
        _at(event).timestamp()
        for event in events
        if event.activity_task_started_event_attributes.scheduled_event_id in scheduled
    )


def _at(event: HistoryEvent) -> datetime:
    return event.event_time.ToDatetime(UTC)


def _key(message: dict[str, Any]) -> str:
    return str(message.get("metadata", {}).get("event_payload", {}).get("key", ""))


def _bare(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without the names that Slack gives to blocks."""
    return [{name: v for name, v in block.items() if name != "block_id"} for block in blocks]


def _difference(shown: list[dict[str, Any]], true: list[dict[str, Any]]) -> str:
    pairs = [(a, b) for a, b in zip(shown, true, strict=False) if a != b]
    return f"shows {pairs[0][0]} for {pairs[0][1]}" if pairs else f"{len(shown)} blocks"
