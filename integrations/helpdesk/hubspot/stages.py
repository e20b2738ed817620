"""The stages of the account's pipelines, which are HubSpot's ticket statuses, and ours for each.

Each pipeline has its own; a stage's id is unique among the tickets' pipelines. HubSpot, "CRM API |
Pipelines".
"""

from collections.abc import Mapping
from dataclasses import dataclass

from escalation.terms import TicketStatus
from integrations.helpdesk.hubspot.records import PipelineRecord, Pipelines, StageRecord
from integrations.helpdesk.hubspot.words import LABELS

# What a pipeline without a stage of its own for it shows it by.
STAND_INS: dict[TicketStatus, TicketStatus] = {"solved": "closed", "closed": "solved"}


@dataclass(frozen=True)
class Stage:
    """One stage; `status` is None where neither policy nor label say which it is."""

    id: str
    label: str
    pipeline: str
    status: TicketStatus | None


class Stages:
    """All stages of an account, in the order of its pipelines."""

    def __init__(self, found: Pipelines, ours: Mapping[str, TicketStatus]) -> None:
        self._ours = {name.casefold(): status for name, status in ours.items()}
        self.all = [stage for each in found.results for stage in self._of(each)]
        self._by_id = {stage.id: stage for stage in self.all}

    def __contains__(self, stage_id: str) -> bool:
        return stage_id in self._by_id

    def status(self, stage_id: str) -> TicketStatus:
        """Our status of a ticket in that stage; one that nobody named is open."""
        stage = self._by_id.get(stage_id)
        return (stage.status if stage else None) or "open"

    def label(self, stage_id: str) -> str:
        """What people call a stage; empty when there is none of that id."""
        return self._by_id[stage_id].label if stage_id in self._by_id else ""

    def towards(self, pipeline: str, now: str, wanted: TicketStatus) -> str | None:
        """The stage that shows a status, seen from the stage of now; None: no stage does.

        The policy's order decides between several; else the last, as the first is for what nobody
        has read yet.
        """
        for status in (wanted, STAND_INS.get(wanted)):
            fitting = [s for s in self.all if s.pipeline == pipeline and s.status == status]
            if any(stage.id == now for stage in fitting):
                return now
            if fitting:
                return min(reversed(fitting), key=self._rank).id
        return None

    def _rank(self, stage: Stage) -> int:
        names = list(self._ours)
        ranks = [names.index(name) for name in _names(stage.id, stage.label) if name in names]
        return min(ranks, default=len(names))

    def _of(self, pipeline: PipelineRecord) -> list[Stage]:
        settled = sum(_is_closed(stage) for stage in pipeline.stages)
        return [
            Stage(each.id, each.label, pipeline.id, self._status(each, settled))
            for each in sorted(pipeline.stages, key=lambda stage: stage.order)
        ]

    def _status(self, stage: StageRecord, settled: int) -> TicketStatus | None:
        """The policy's word; else solved for what HubSpot calls closed.

        The one named Closed is final only where another of them comes before it.
        """
        name = stage.label.casefold()
        for written in _names(stage.id, stage.label):
            if written in self._ours:
                return self._ours[written]
        if _is_closed(stage):
            return "closed" if name == "closed" and settled > 1 else "solved"
        return LABELS.get(name)


def _is_closed(stage: StageRecord) -> bool:
    return stage.metadata.get("ticketState") == "CLOSED"


def _names(stage_id: str, label: str) -> tuple[str, str]:
    return stage_id.casefold(), label.casefold()
