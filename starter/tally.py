"""What the gateway refused or ignored since it started: logged, counted, shown by /healthz."""

import logging
from collections import Counter


class Tally:
    """Counts by sender and kind; what customers wrote never goes into a key or the log."""

    def __init__(self) -> None:
        self.refused: Counter[str] = Counter()
        self.ignored: Counter[str] = Counter()
        self._log = logging.getLogger("handrail.gateway")

    def refuse(self, sender: str, status: int, reason: str) -> None:
        """Count an answer of 4xx or 503, and log why."""
        self.refused[f"{sender} {status}"] += 1
        self._log.warning("%s: refused with %d: %s", sender, status, reason)

    def ignore(self, sender: str, kind: str, reason: str = "") -> None:
        """Count a fact that concerns nothing, and log it."""
        self.ignored[f"{sender} {kind}"] += 1
        self._log.info("%s: ignored %s %s", sender, kind, reason)
