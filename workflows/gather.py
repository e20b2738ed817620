"""Tells a warning to the workflow that gathers them for one person; the first one begins it."""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError

from escalation.noise import Notice
from workflows import options
from workflows.digest import DigestWorkflow, Gathering

TELL_WITHIN = timedelta(seconds=5)  # the delivery waits for it; longer, and the thread pings

log = logging.getLogger(__name__)


def gatherer(client: Client) -> Callable[[Notice], Awaitable[bool]]:
    """Give a function that hands a warning on: True once it will certainly be told."""

    async def warn(notice: Notice) -> bool:
        try:
            await client.start_workflow(
                DigestWorkflow.run,
                Gathering(notice.person),
                id=f"digest-{notice.person}",
                task_queue=options.WORKFLOW_QUEUE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                start_signal="warn",
                start_signal_args=[notice],
                static_summary=f"Warnings for {notice.person}",
                rpc_timeout=TELL_WITHIN,
            )
        except RPCError as error:
            log.warning("%s is not gathered: %s", notice.key, error)
            return False
        return True

    return warn
