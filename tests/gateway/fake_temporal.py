"""A Temporal in memory: the calls that edges make, over runs that `decide` by themselves."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from temporalio.client import WorkflowExecutionStatus, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from escalation.card import card
from escalation.lifecycle import decide
from escalation.model import Escalation
from escalation.preview import preview
from escalation.terms import Status, Tier
from integrations.envelope import parse
from tests.gateway.senders import NOW
from workflows import attributes
from workflows.receipt import Receipt, receipt
from workflows.start import Start


class FakeTemporal:
    """Stands in for `temporalio.client.Client`."""

    namespace = "default"

    def __init__(self) -> None:
        self.runs: dict[str, Escalation] = {}
        self.signals: list[tuple[str, dict[str, Any]]] = []
        self.is_down = False
        self.has_worker = True
        self.now = NOW + timedelta(minutes=1)

    def answer(self) -> None:
        if self.is_down:
            raise RPCError("connection refused", RPCStatusCode.UNAVAILABLE, b"")

    def get_workflow_handle_for(self, _run: Any, id_: str) -> "FakeHandle":
        return FakeHandle(self, id_)

    async def start_workflow(self, _run: Any, start: Start, **how: Any) -> None:
        self.answer()
        id_ = how["id"]
        if id_ not in self.runs:
            begun = start.escalation or Escalation(id=id_, policy=start.policy)
            self.runs[id_] = replace(begun, policy=start.policy)
        elif self.runs[id_].status == Status.CLOSED:
            raise WorkflowAlreadyStartedError(id_, "Escalation")
        await FakeHandle(self, id_).take(how["start_signal_args"][0])

    async def list_workflows(self, query: str, **_how: Any) -> AsyncIterator[Any]:
        self.answer()
        wanted = dict(re.findall(r"(\w+) = '([^']*)'", query))
        begins = re.findall(r"STARTS_WITH '([^']*)'", query)
        for id_, e in self.runs.items():
            indexed = attributes.of(e)
            of = {pair.key.name: pair.value for pair in indexed}
            is_asked = all(of.get(k, v) == v for k, v in wanted.items())
            if (
                e.status != Status.CLOSED
                and is_asked
                and all(id_.startswith(text) for text in begins)
            ):
                yield SimpleNamespace(
                    id=id_, start_time=e.opened_at, typed_search_attributes=indexed
                )


@dataclass
class FakeHandle:
    """Stands in for a workflow's handle."""

    temporal: FakeTemporal
    id: str

    @property
    def state(self) -> Escalation:
        self.temporal.answer()
        if self.id not in self.temporal.runs:
            raise RPCError("workflow not found", RPCStatusCode.NOT_FOUND, b"")
        return self.temporal.runs[self.id]

    async def take(self, raws: list[dict[str, Any]]) -> None:
        for raw in json.loads(json.dumps(raws)):  # only JSON travels
            self.temporal.signals.append((self.id, raw))
            decision = decide(self.temporal.runs[self.id], parse(raw).command, self.temporal.now)
            self.temporal.runs[self.id] = decision.escalation

    async def signal(self, _signal: Any, raws: list[dict[str, Any]], **_how: Any) -> None:
        self._refuse_closed()
        await self.take(raws)

    async def execute_update(self, _update: Any, raw: dict[str, Any], **_how: Any) -> Receipt:
        self._refuse_closed()
        decision = decide(self.state, parse(raw).command, self.temporal.now)
        if decision.refused:
            cause = ApplicationError(decision.refused, type="Refused", non_retryable=True)
            raise WorkflowUpdateFailedError(cause)
        self.temporal.runs[self.id] = decision.escalation
        return receipt(decision)

    async def query(self, query: Any, *args: Any, **_how: Any) -> Any:
        e = self.state
        if not self.temporal.has_worker:
            raise RPCError("no answer", RPCStatusCode.DEADLINE_EXCEEDED, b"")
        match query.__name__:
            case "card":
                return card(e, Tier(args[0]) if args[0] else None)
            case "preview":
                return preview(e, parse(args[0]).command, self.temporal.now)
            case _:
                return e.bare

    async def result(self, **_how: Any) -> Escalation:
        return self.state.bare

    async def describe(self, **_how: Any) -> SimpleNamespace:
        is_closed = self.state.status == Status.CLOSED
        status = WorkflowExecutionStatus.COMPLETED if is_closed else WorkflowExecutionStatus.RUNNING
        return SimpleNamespace(status=status)

    def _refuse_closed(self) -> None:
        if self.state.status == Status.CLOSED:
            raise RPCError("workflow execution already completed", RPCStatusCode.NOT_FOUND, b"")
