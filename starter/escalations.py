"""All escalations as the edges see them: tell one a fact, ask one something, look at one.

A series is one ticket's whole story; an edge names it and reaches its latest run. What is told is
durable when `tell` returns, also with every worker down; what is asked needs a worker, which says
what followed or why not.

Nothing is remembered here. A fact that comes twice, or two facts at the same instant, are harmless:
one id is one workflow, starting signals the one that lives, and its state knows what it took.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from escalation.card import Card, card
from escalation.commands import Command, Open
from escalation.lifecycle import Decision, decide
from escalation.model import Escalation
from escalation.policy import Policy
from escalation.preview import Preview
from escalation.terms import Tier
from starter.beginning import begin, wire
from starter.reading import Read, read
from starter.series import Run, find, handle, last_state, run_of, series_of
from starter.temporal import ASK_WITHIN, TELL_WITHIN, Unreachable, reaching
from workflows.escalation import EscalationWorkflow
from workflows.receipt import Receipt, receipt
from workflows.start import Start

C = TypeVar("C", bound=Command)


class Refused(Exception):  # noqa: N818 - it is an answer, not a crash
    """The escalation said no, and why."""


class How(StrEnum):
    """What became of a fact."""

    TAKEN = "taken"
    BEGAN = "began the next run"
    IGNORED = "ignored"


@dataclass(frozen=True)
class Told:
    """Which run has the fact; `reason` says why it was ignored."""

    escalation: str
    how: How = How.TAKEN
    reason: str = ""


class Escalations:
    """The escalations of one Temporal namespace; new ones begin with `policy`.

    `reads` reads customers' words; without it they go as they are, and no rule sees more than them.
    """

    def __init__(self, client: Client, policy: Policy, reads: Read | None = None) -> None:
        self.client = client
        self.policy = policy
        self.reads = reads

    async def knows(self, id_: str) -> bool:
        """Whether there is such a series, open or closed. Raises Unreachable."""
        return await find(self.client, series_of(id_)) is not None

    async def tell(self, id_: str, facts: Sequence[Command], opening: Open | None = None) -> Told:
        """Deliver facts to a series, beginning it with `opening` when it is unknown.

        Durable on return. Raises Unknown without `opening`; Unreachable: tell it again.
        """
        facts = [self._read(fact) for fact in facts]
        opening = self._read(opening) if opening else None
        if facts and await self._signal(id_, facts):
            return Told(id_)
        is_new = opening is not None and await find(self.client, id_) is None
        if opening and is_new and await self._open(series_of(id_), opening, facts):
            return Told(series_of(id_))
        told = list(facts) or ([opening] if opening else [])
        run = await run_of(self.client, series_of(id_))
        if run.is_open and await self._signal(run.id, told):
            return Told(run.id)
        decision = await self._after_the_end(run, told)
        if decision.escalation.run > run.number:
            return Told(decision.escalation.id, How.BEGAN)
        reason = decision.refused or ", ".join(event.text for event in decision.events)
        return Told(run.id, How.IGNORED, reason)

    async def ask(self, id_: str, command: Command) -> Receipt:
        """Give what followed from a command.

        Raises Refused, Unknown; Unreachable when no answer came: it may still be taken, and asking
        again with the same `command_id` is harmless.
        """
        command = self._read(command)
        answered = await self._update(id_, command)
        if answered:
            return answered
        run = await run_of(self.client, series_of(id_))
        answered = await self._update(run.id, command) if run.is_open else None
        if answered:
            return answered
        decision = await self._after_the_end(run, [command])
        if decision.refused:
            raise Refused(decision.refused)
        return receipt(decision)

    async def state(self, id_: str, within: timedelta = ASK_WITHIN) -> Escalation:
        """Give the state of a run, or of a series' latest. Raises Unknown, Unreachable."""
        run = await run_of(self.client, id_)
        if not run.is_open:
            return (await last_state(self.client, run, self.policy)).bare
        async with reaching():
            found: Escalation = await handle(self.client, run.id).query(
                EscalationWorkflow.state, rpc_timeout=within
            )
        return found

    async def explain(self, id_: str, name: str = "") -> list[dict[str, Any]]:
        """Give what `escalation.why` tells. Raises Unknown, Unreachable."""
        run = await run_of(self.client, id_)
        async with reaching():
            found: list[dict[str, Any]] = await handle(self.client, run.id).query(
                EscalationWorkflow.explain, name, rpc_timeout=ASK_WITHIN
            )
        return found

    async def card(self, id_: str, tier: str = "", within: timedelta = ASK_WITHIN) -> Card:
        """Give what `tier` may see of a run, or of a series' latest. Raises Unknown, Unreachable.

        A closed run is shown from its result, which needs no worker.
        """
        run = await run_of(self.client, id_)
        if not run.is_open:
            last = await last_state(self.client, run, self.policy)
            return card(last, Tier(tier) if tier else None)
        async with reaching():
            shown: Card = await handle(self.client, run.id).query(
                EscalationWorkflow.card, tier, rpc_timeout=within
            )
        return shown

    async def preview(
        self, id_: str, raw: Mapping[str, Any], within: timedelta = ASK_WITHIN
    ) -> Preview:
        """Give what would follow from a command. Raises Unknown, Unreachable."""
        run = await run_of(self.client, id_)
        async with reaching():
            tried: Preview = await handle(self.client, run.id).query(
                EscalationWorkflow.preview, dict(raw), rpc_timeout=within
            )
        return tried

    def _read(self, command: C) -> C:
        return read(command, self.reads) if self.reads else command

    async def _signal(self, id_: str, facts: Sequence[Command]) -> bool:
        async with reaching():
            try:
                await handle(self.client, id_).signal(
                    EscalationWorkflow.deliver, [wire(c) for c in facts], rpc_timeout=TELL_WITHIN
                )
            except RPCError as error:
                if error.status != RPCStatusCode.NOT_FOUND:
                    raise
                return False
        return True

    async def _update(self, id_: str, command: Command) -> Receipt | None:
        async with reaching():
            try:
                return await handle(self.client, id_).execute_update(
                    EscalationWorkflow.command, wire(command), rpc_timeout=ASK_WITHIN
                )
            except WorkflowUpdateFailedError as error:
                if isinstance(error.cause, ApplicationError) and error.cause.type == "Refused":
                    raise Refused(error.cause.message) from None
                raise
            except RPCError as error:
                if error.status != RPCStatusCode.NOT_FOUND:
                    raise
                return None

    async def _open(self, series: str, opening: Open, facts: Sequence[Command]) -> bool:
        empty = Escalation(id=series, policy=self.policy)
        begun = decide(empty, opening, opening.at or datetime.now(UTC)).escalation
        return await begin(self.client, Start(self.policy), begun, [opening, *facts])

    async def _after_the_end(self, run: Run, facts: Sequence[Command]) -> Decision:
        """What a closed run says to facts; where it comes back, the next run is begun with them."""
        closed = await last_state(self.client, run, self.policy)
        decision = Decision(closed, (), ())
        for fact in facts:
            # A virtual clock may be ahead of the wall's: what happened there is not in the future.
            now = max([datetime.now(UTC), *(line.at for line in closed.history[-1:])])
            decision = decide(decision.escalation, fact, now)
            if decision.escalation.run > run.number:
                start = Start(self.policy, escalation=closed.bare)
                if not await begin(self.client, start, decision.escalation, facts):
                    raise Unreachable(f"{decision.escalation.id} has just ended; tell it again")
                break
        return decision
