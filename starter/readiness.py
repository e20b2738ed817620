"""What must be there before work can be done, and what is missing."""

from dataclasses import dataclass
from datetime import timedelta

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client

from starter.temporal import Unreachable, reaching
from workflows import attributes, options

ANSWER_WITHIN = timedelta(seconds=2)  # a probe that waits longer is told the same
_WORKFLOWS = TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW
_ACTIVITIES = TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY


@dataclass(frozen=True)
class Missing:
    """One dependency that is not there."""

    dependency: str
    problem: str
    remedy: str


async def missing(client: Client) -> list[Missing]:
    """List what is missing; empty when everything is ready."""
    try:
        async with reaching():
            await client.service_client.check_health(timeout=ANSWER_WITHIN)
            unregistered = await _unregistered(client)
            unpolled = [
                queue for queue, kind in _queues() if not await _polled(client, queue, kind)
            ]
    except Unreachable as error:
        return [Missing("temporal", str(error), "start the server, or set TEMPORAL_ADDRESS")]
    found = []
    if unregistered:
        names = ", ".join(unregistered)
        remedy = "register them with `temporal operator search-attribute create`"
        found.append(Missing("search attributes", f"{names} are not registered", remedy))
    if unpolled:
        problem = f"nobody polls {', '.join(unpolled)}"
        found.append(Missing("worker", problem, "start one with `handrail worker`"))
    return found


def _queues() -> list[tuple[str, TaskQueueType.ValueType]]:
    deliveries = [(delivery.queue, _ACTIVITIES) for delivery in options.DELIVERIES.values()]
    return [(options.WORKFLOW_QUEUE, _WORKFLOWS), *deliveries]


async def _polled(client: Client, queue: str, kind: TaskQueueType.ValueType) -> bool:
    request = DescribeTaskQueueRequest(
        namespace=client.namespace, task_queue=TaskQueue(name=queue), task_queue_type=kind
    )
    answer = await client.workflow_service.describe_task_queue(request, timeout=ANSWER_WITHIN)
    return bool(answer.pollers)


async def _unregistered(client: Client) -> list[str]:
    request = ListSearchAttributesRequest(namespace=client.namespace)
    answer = await client.operator_service.list_search_attributes(request, timeout=ANSWER_WITHIN)
    return [key.name for key in attributes.ALL if key.name not in answer.custom_attributes]
