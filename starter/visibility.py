"""The list of escalations, filtered by the search attributes that operators see in Temporal's UI.

Visibility lags behind by a second or so: it is for looking, never for deciding.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field
from temporalio.client import Client, WorkflowExecution
from temporalio.service import RPCError, RPCStatusCode

from escalation.terms import Severity, Status, Tier
from starter.temporal import ASK_WITHIN, reaching
from workflows import attributes

ROWS_MAX = 500  # more than a screen and a person take in; a filter finds the rest


class WrongQuery(ValueError):  # noqa: N818 - it is an answer, not a crash
    """Temporal cannot read the query; the sentence says why."""


class Shown(StrEnum):
    """The statuses people see: `waiting` covers the one beneath while a pause lasts."""

    WATCHING = Status.WATCHING
    UNACKNOWLEDGED = Status.UNACKNOWLEDGED
    WORKING = Status.WORKING
    WAITING = "waiting"
    RESOLVED = Status.RESOLVED
    CLOSED = Status.CLOSED


class Filter(BaseModel):
    """What to list; everything left out does not matter. `query` is Temporal's list filter."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    status: Shown | None = None
    severity: Severity | None = None
    tier: Tier | None = None
    owner: str = Field(default="", pattern=r"^[^'\\]*$", max_length=200)
    breached: bool | None = None
    query: str = Field(default="", max_length=2_000)

    @property
    def clause(self) -> str:
        """Temporal's list filter for it."""
        wanted = {
            attributes.STATUS: self.status,
            attributes.SEVERITY: self.severity,
            attributes.TIER: self.tier,
            attributes.OWNER: self.owner,
        }
        clauses = ["WorkflowType = 'Escalation'"]
        if self.status != Shown.CLOSED:
            clauses.append("ExecutionStatus = 'Running'")
        clauses += [f"{key.name} = '{value}'" for key, value in wanted.items() if value]
        if self.breached is not None:
            clauses.append(f"{attributes.BREACHED.name} = {str(self.breached).lower()}")
        if self.query:
            clauses.append(f"({self.query})")
        return " AND ".join(clauses)


@dataclass(frozen=True)
class Row:
    """One escalation in the list; `since` is UTC."""

    escalation: str
    status: str
    severity: str
    tier: str
    owner: str
    breached: bool
    since: datetime


async def listed(client: Client, wanted: Filter) -> list[Row]:
    """List escalations, the newest first. Raises WrongQuery, Unreachable."""
    async with reaching():
        found = client.list_workflows(wanted.clause, limit=ROWS_MAX, rpc_timeout=ASK_WITHIN)
        try:
            return [_row(execution) async for execution in found]
        except RPCError as error:
            if error.status != RPCStatusCode.INVALID_ARGUMENT:
                raise
            raise WrongQuery(f"query: {error.message}; write a list filter of Temporal") from None


def _row(execution: WorkflowExecution) -> Row:
    indexed = execution.typed_search_attributes
    return Row(
        escalation=execution.id,
        status=indexed.get(attributes.STATUS, ""),
        severity=indexed.get(attributes.SEVERITY, ""),
        tier=indexed.get(attributes.TIER, ""),
        owner=indexed.get(attributes.OWNER, ""),
        breached=indexed.get(attributes.BREACHED, False),
        since=execution.start_time,
    )
