"""Telling what a sender's webhook says, and the answer that the sender gets for each fact."""

from collections.abc import Sequence

from escalation.commands import Command, Open
from starter.escalations import Escalations, How
from starter.series import Unknown
from starter.tally import Tally

Answer = dict[str, str]


class Teller:
    """Tells the facts of one sender; what is ignored is counted under its name."""

    def __init__(self, sender: str, escalations: Escalations, tally: Tally) -> None:
        self._sender = sender
        self._escalations = escalations
        self._tally = tally

    async def tell(
        self, escalation: str, told: Sequence[Command], opening: Open | None = None
    ) -> Answer:
        """Tell, durable on return; `opening` begins what is unknown. Raises Unreachable."""
        try:
            came = await self._escalations.tell(escalation, told, opening)
        except Unknown:
            return self.ignored("an unknown escalation")
        if came.how == How.IGNORED:
            self._tally.ignore(self._sender, "a closed escalation", came.reason)
        return {"escalation": came.escalation, "fact": came.how}

    def ignored(self, kind: str) -> Answer:
        """Count a fact that concerns no escalation."""
        self._tally.ignore(self._sender, kind)
        return {"ignored": kind}
