"""R1, the reference day: one critical escalation through 24 hours, as commands with their hours.

The ticket opens at first line and climbs at once, because it is critical. Up, up again, down: three
transitions. Three acknowledgements and five notes. Customers hear every four hours, the team is
asked every two; the promise to resolve within 20 hours is broken.
"""

from typing import Any

DAY: list[tuple[float, dict[str, Any]]] = [
    (0.1, {"type": "acknowledge", "actor": "a-l2"}),
    (1.9, {"type": "note", "actor": "a-l2", "text": "Logs show a full disk on the primary"}),
    (3.8, {"type": "escalate", "actor": "a-l2", "to": "engineering", "reason": "the disk fills"}),
    (3.9, {"type": "acknowledge", "actor": "a-engineering"}),
    (5.7, {"type": "note", "actor": "a-engineering", "text": "A job writes debug dumps"}),
    (7.6, {"type": "note", "actor": "a-engineering", "text": "The job is ours, since Monday"}),
    (9.5, {"type": "note", "actor": "a-engineering", "text": "A fix is in review"}),
    (11.4, {"type": "note", "actor": "a-engineering", "text": "The fix failed in staging"}),
    (
        14.0,
        {"type": "de_escalate", "actor": "a-engineering", "to": "l2", "reason": "switch it off"},
    ),
    (14.1, {"type": "acknowledge", "actor": "a-l2"}),
    (24.0, {"type": "close", "actor": "a-l2", "reason": "confirmed by phone"}),
]
