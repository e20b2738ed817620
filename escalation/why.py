"""Why it is as it is, as data: how deadlines came about, what triage saw, who was looked for.

A deadline has its anchor, the spans counted, pauses, changes and the policy's version.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from escalation.model import Clock, Escalation, Pause
from escalation.terms import ClockKind

SPANS_MAX = 60  # spans listed of one clock: a quarter of working days; the rest is summed


def why(e: Escalation, now: datetime, name: str = "") -> list[dict[str, Any]]:
    """Decisions, then clocks with the newest cycle first; or those of a name.

    Names are `triage`, `routing`, and the clocks' (`resolution`, `acknowledge security`).
    """
    wanted = [c for c in e.clocks if name in ("", c.name, str(c.kind))]
    clocks = sorted(wanted, key=lambda c: (c.kind, c.subject, -c.cycle))
    decided = [d for d in decisions(e) if name in ("", d["decision"])]
    return [*decided, *(_explain(e, c, now) for c in clocks)]


def decisions(e: Escalation) -> list[dict[str, Any]]:
    """What the rule that held last saw, and each way that was tried to find somebody."""
    saw = [str(reason) for reason in e.triaged.reasons]
    tried = list(e.routed.because) if e.routed else []
    found = (("triage", saw), ("routing", tried))
    return [{"decision": name, "because": because} for name, because in found if because]


def _explain(e: Escalation, clock: Clock, now: datetime) -> dict[str, Any]:
    stopping = [p for p in e.pauses if p.reason in e.policy.rule(clock.kind).stops]
    waits = [(p.at, p.ended_at) for p in stopping]
    end = clock.ended_at or clock.due_at or now
    calendar = e.policy.calendar(clock.calendar)
    spans = calendar.spans(clock.started_at, end, waits)
    return {
        "clock": clock.name,
        "cycle": clock.cycle,
        "state": clock.state,
        "started_at": clock.started_at,
        "due_at": clock.due_at,
        "ended_at": clock.ended_at,
        "target": clock.target,
        "target_s": clock.target_s,
        "counted_s": calendar.elapsed(
            clock.started_at, min(end, max(now, clock.started_at)), waits
        ),
        "calendar": clock.calendar,
        "timezone": calendar.timezone,
        "spans": [{"from": start, "to": stop} for start, stop in spans[:SPANS_MAX]],
        "spans_left_out": max(len(spans) - SPANS_MAX, 0),
        "pauses": [_pause(p) for p in stopping if not p.ended_at or p.ended_at > clock.started_at],
        "fired": clock.fired,
        "changes": [asdict(aim) for aim in clock.aims],
        "severity": e.severity,
        "policy": e.policy.version,
        "stops": e.policy.rule(ClockKind(clock.kind)).stops,
    }


def _pause(pause: Pause) -> dict[str, Any]:
    return {"reason": pause.reason, "from": pause.at, "to": pause.ended_at}
