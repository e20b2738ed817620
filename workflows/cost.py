"""What a run of history costs: billable actions and events, counted from the history itself.

The rule is the one of Temporal's web UI (`get-event-billable-actions.ts`) for the constructs we
use. Events that only time skipping writes are left out: no production history has them.
"""

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory

_SKIPPING = (
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED,
)
_ONE = (
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
    EventType.EVENT_TYPE_TIMER_STARTED,
    EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED,
    EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES,
    EventType.EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW,
)
_SIGNAL_OF_THE_START = 2  # signal-with-start is one action in all


def events(history: WorkflowHistory) -> list[HistoryEvent]:
    """The events of a history that a production run would have too."""
    return [e for e in history.events if e.event_type not in _SKIPPING]


def billable_actions(history: WorkflowHistory) -> int:
    """What a run is billed for; retries of an activity count, queries are invisible to history."""
    return sum(_actions(event) for event in events(history))


def _actions(event: HistoryEvent) -> int:
    if event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
        return int(event.event_id != _SIGNAL_OF_THE_START)
    if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED:
        return max(event.activity_task_started_event_attributes.attempt - 1, 0)
    if event.event_type == EventType.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED:
        return 2
    return int(event.event_type in _ONE and not _is_patch(event))


def _is_patch(event: HistoryEvent) -> bool:
    """What `workflow.patched` writes down by itself is free."""
    attributes = event.upsert_workflow_search_attributes_event_attributes.search_attributes
    return list(attributes.indexed_fields) == ["TemporalChangeVersion"]
