"""The open escalations as an activity reaches them: list a page, ask one, tell one.

Visibility lags behind by a second or so: who has just begun is looked at the next time.
"""

import base64
from collections.abc import Sequence
from datetime import timedelta

from temporalio.client import Client, WorkflowQueryFailedError
from temporalio.service import RPCError, RPCStatusCode

from activities.compared import Listed, Unanswered
from escalation.commands import Fact
from escalation.model import Escalation
from workflows.escalation import EscalationWorkflow

OPEN = "WorkflowType = 'Escalation' AND ExecutionStatus = 'Running'"
PAGE = 100  # escalations: what a minute is enough for
ANSWER_WITHIN = timedelta(seconds=10)  # a replayed history answers in some 30 ms
# A workflow that fails its task, or that no worker replays in time, cannot answer; others can.
_SILENT = (
    RPCStatusCode.CANCELLED,  # what the SDK makes of a time limit of its own
    RPCStatusCode.DEADLINE_EXCEEDED,
    RPCStatusCode.FAILED_PRECONDITION,
    RPCStatusCode.INVALID_ARGUMENT,
)


class OpenEscalations:
    """Those of one namespace. What goes wrong on the way to Temporal is an RPCError."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def page(self, token: str) -> Listed:
        """Give those of one page, by the token of the page before."""
        pages = self._client.list_workflows(
            OPEN, page_size=PAGE, next_page_token=base64.b64decode(token)
        )
        await pages.fetch_next_page()
        following = base64.b64encode(pages.next_page_token or b"").decode()
        return Listed([one.id for one in pages.current_page or ()], following)

    async def state(self, id_: str) -> Escalation | None:
        """Give how one stands now; None when the server has forgotten it. Raises Unanswered."""
        try:
            found: Escalation = await self._client.get_workflow_handle(id_).query(
                EscalationWorkflow.state, rpc_timeout=ANSWER_WITHIN
            )
        except WorkflowQueryFailedError as error:
            raise Unanswered(f"does not say how it stands: {error}") from error
        except RPCError as error:
            if error.status == RPCStatusCode.NOT_FOUND:
                return None
            if error.status in _SILENT:
                raise Unanswered(f"does not say how it stands: {error.message}") from error
            raise
        return found

    async def tell(self, id_: str, facts: Sequence[Fact]) -> None:
        """Tell one what it missed."""
        handle = self._client.get_workflow_handle(id_)
        try:
            await handle.signal(EscalationWorkflow.deliver, list(facts), rpc_timeout=ANSWER_WITHIN)
        except RPCError as error:
            if error.status != RPCStatusCode.NOT_FOUND:
                raise
