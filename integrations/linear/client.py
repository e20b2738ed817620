"""Linear's API as the calls we make: every create carries our own id, so a repeat adds nothing.

It needs httpx, pydantic, `http.py`, `errors.py` and `wire.py` beside it, and can be taken out so.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import httpx

from integrations import http
from integrations.errors import Rejected, VendorError
from integrations.linear import documents
from integrations.linear.bonds import Bonds
from integrations.linear.calls import given, made_already, read
from integrations.linear.models import Issue, Issues, NewIssue, Place, State, States
from integrations.linear.naming import Naming


def open_client(
    base_url: str, token: str, transport: httpx.AsyncBaseTransport | None = None
) -> httpx.AsyncClient:
    """An HTTP client for Linear; an OAuth token is written `Bearer …`, an API key as it is."""
    return http.open_client(base_url, {"Authorization": token}, transport)


class LinearClient(Naming, Bonds):
    """The calls we make. Every one raises VendorError and nothing else."""

    async def issue(self, issue_id: str) -> Issue:
        """One issue, by UUID or identifier, also one that is gone. Raises Absent."""
        return read(Issue, await self._ask(documents.ISSUE, {"id": issue_id}), "issue")

    async def issues(self, ids: Sequence[str]) -> list[Issue]:
        """Those of the issues, by UUID, that are still there; 50 of them in one question."""
        found: list[Issue] = []
        for start in range(0, len(ids), documents.BULK_MAX):
            some = list(ids[start : start + documents.BULK_MAX])
            answer = await self._ask(documents.ISSUES, {"ids": some})
            found += read(Issues, answer, "issues").nodes
        return [issue for issue in found if not issue.is_gone]

    async def create_issue(self, new: NewIssue) -> Issue:
        """Make an issue, or find the one that an earlier try made under the same id."""
        wanted = {
            "id": new.id,
            "teamId": new.team_id,
            "title": new.title,
            "description": new.description,
            "priority": new.priority,
            "dueDate": new.due_on.isoformat() if new.due_on else None,
            "labelIds": list(new.label_ids) or None,
            "projectId": new.project_id,
        }
        try:
            made = await self._ask(documents.CREATE_ISSUE, {"input": given(wanted)}, True)
        except VendorError as error:
            return await made_already(error, lambda: self.issue(new.id))
        return read(Issue, made, "issueCreate", "issue")

    async def update_issue(
        self,
        issue_id: str,
        priority: int | None = None,
        state_type: str | None = None,
        due_on: date | None = None,
        place: Place | None = None,
    ) -> Issue:
        """Set what is given; `state_type` chooses the team's first state of that type.

        In another team the issue gets another identifier, and keeps its id.
        """
        state = await self._first_state(issue_id, state_type) if state_type else None
        wanted: dict[str, Any] = {
            "priority": priority,
            "stateId": state.id if state else None,
            "dueDate": due_on.isoformat() if due_on else None,
        }
        if place:
            wanted |= {"teamId": place.team_id, "projectId": place.project_id}
            wanted |= {"addedLabelIds": list(place.label_ids) or None}
        variables = {"id": issue_id, "input": given(wanted)}
        changed = await self._ask(documents.UPDATE_ISSUE, variables, True)
        return read(Issue, changed, "issueUpdate", "issue")

    async def create_comment(self, comment_id: str, issue_id: str, body: str) -> Issue:
        """Comment in Markdown, or find that an earlier try did under the same id.

        Gives the issue: under one that is gone nobody reads it.
        """
        wanted = {"id": comment_id, "issueId": issue_id, "body": body}
        try:
            made = await self._ask(documents.CREATE_COMMENT, {"input": wanted}, True)
        except VendorError as error:
            look = {"id": comment_id}
            found = await made_already(error, lambda: self._ask(documents.COMMENT, look))
            return read(Issue, found, "comment", "issue")
        return read(Issue, made, "commentCreate", "comment", "issue")

    async def _first_state(self, issue_id: str, state_type: str) -> State:
        answer = await self._ask(documents.STATES, {"issue": issue_id})
        states = read(States, answer, "issue", "team", "states").nodes
        fitting = [state for state in states if state.type == state_type]
        if not fitting:
            raise Rejected(f"the team has no state of type {state_type}", "add one in Linear")
        return min(fitting, key=lambda state: state.position)
