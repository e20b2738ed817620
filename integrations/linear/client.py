"""Linear's API as the calls we make: every create carries our own id, so a repeat adds nothing.

It needs httpx, pydantic, `integrations/http.py` and `errors.py`, and can be taken out as it is.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import httpx
from pydantic import ValidationError

from integrations import http
from integrations.errors import Rejected, Transient, VendorError
from integrations.linear import documents
from integrations.linear.failures import LINEAR, refusal
from integrations.linear.models import (
    Issue,
    NewIssue,
    Record,
    State,
    States,
    Team,
    Teams,
    Viewer,
)

TEAM_PAGES_MAX = 5  # 500 teams: more than any workspace that names them in one policy
KNOWN_MAX = 20  # team keys in a refusal: what fits on some lines
_BAD_REQUEST = frozenset({400})  # carries `errors` like a 200

Answer = TypeVar("Answer", bound=Record)
Found = TypeVar("Found")


def open_client(
    base_url: str, token: str, transport: httpx.AsyncBaseTransport | None = None
) -> httpx.AsyncClient:
    """An HTTP client for Linear; an OAuth token is written `Bearer …`, an API key as it is."""
    return http.open_client(base_url, {"Authorization": token}, transport)


class LinearClient:
    """The calls we make. Every one raises VendorError and nothing else."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def viewer(self) -> Viewer:
        """Who our key is; the cheapest way to learn that it works."""
        return _read(Viewer, await self._ask(documents.VIEWER, {}), "viewer")

    async def team(self, reference: str) -> Team:
        """The team with this key, name or id, in any case. Raises Rejected naming the known."""
        teams = await self._teams()
        wanted = reference.casefold()
        for team in teams:
            if wanted in (team.key.casefold(), team.name.casefold(), team.id.casefold()):
                return team
        known = ", ".join(sorted(team.key for team in teams)[:KNOWN_MAX]) or "none"
        raise Rejected(f"Linear has no team {reference}", f"name one in the policy; known: {known}")

    async def issue(self, issue_id: str) -> Issue:
        """One issue, by UUID or identifier."""
        return _read(Issue, await self._ask(documents.ISSUE, {"id": issue_id}), "issue")

    async def description(self, issue_id: str) -> str:
        """An issue's description; empty when it has none."""
        found = (await self._ask(documents.DESCRIPTION, {"id": issue_id})).get("issue")
        written = found.get("description") if isinstance(found, dict) else None
        return written if isinstance(written, str) else ""

    async def create_issue(self, new: NewIssue) -> Issue:
        """Make an issue, or find the one that an earlier try made under the same id."""
        wanted = {
            "id": new.id,
            "teamId": new.team_id,
            "title": new.title,
            "description": new.description,
            "priority": new.priority,
            "dueDate": new.due_on.isoformat() if new.due_on else None,
        }
        try:
            made = await self._ask(documents.CREATE_ISSUE, {"input": _given(wanted)}, True)
        except VendorError as error:
            return await _made_already(error, lambda: self.issue(new.id))
        return _read(Issue, made, "issueCreate", "issue")

    async def update_issue(
        self,
        issue_id: str,
        priority: int | None = None,
        state_type: str | None = None,
        due_on: date | None = None,
    ) -> Issue:
        """Set what is given; `state_type` chooses the team's first state of that type."""
        state = await self._first_state(issue_id, state_type) if state_type else None
        wanted = {
            "priority": priority,
            "stateId": state.id if state else None,
            "dueDate": due_on.isoformat() if due_on else None,
        }
        variables = {"id": issue_id, "input": _given(wanted)}
        return _read(
            Issue, await self._ask(documents.UPDATE_ISSUE, variables, True), "issueUpdate", "issue"
        )

    async def create_comment(self, comment_id: str, issue_id: str, body: str) -> None:
        """Comment in Markdown, or find that an earlier try did under the same id."""
        wanted = {"id": comment_id, "issueId": issue_id, "body": body}
        try:
            await self._ask(documents.CREATE_COMMENT, {"input": wanted}, True)
        except VendorError as error:
            await _made_already(error, lambda: self._ask(documents.COMMENT, {"id": comment_id}))

    async def attach(self, url: str, title: str, issue_id: str) -> None:
        """Link an address to an issue. Repeatable: Linear keeps one for each issue and url."""
        wanted = {"url": url, "title": title, "issueId": issue_id}
        await self._ask(documents.ATTACH, {"input": wanted}, True)

    async def _teams(self) -> list[Team]:
        teams: list[Team] = []
        after = None
        for _ in range(TEAM_PAGES_MAX):
            window = {"first": documents.TEAMS_PAGE, "after": after}
            page = _read(Teams, await self._ask(documents.TEAMS, window), "teams")
            teams += page.nodes
            after = page.pageInfo.endCursor
            if not page.pageInfo.hasNextPage:
                break
        return teams

    async def _first_state(self, issue_id: str, state_type: str) -> State:
        answer = await self._ask(documents.STATES, {"issue": issue_id})
        states = _read(States, answer, "issue", "team", "states").nodes
        fitting = [state for state in states if state.type == state_type]
        if not fitting:
            raise Rejected(f"the team has no state of type {state_type}", "add one in Linear")
        return min(fitting, key=lambda state: state.position)

    async def _ask(
        self, document: str, variables: dict[str, Any], is_write: bool = False
    ) -> dict[str, Any]:
        """Send one document; give back its `data`, all of whose payloads say `success`."""
        request = self._client.build_request(
            "POST", "/graphql", json={"query": document, "variables": variables}
        )
        response = await http.send(self._client, request, LINEAR, _BAD_REQUEST)
        answer = http.read_object(response, LINEAR)
        if errors := answer.get("errors"):
            raise refusal(errors, response.headers, is_write, datetime.now(UTC))
        found = answer.get("data")
        if response.is_error or not isinstance(found, dict):
            raise Rejected("Linear answered without data", f"correct {LINEAR.address}")
        if any(part.get("success") is False for part in found.values() if isinstance(part, dict)):
            raise Rejected("Linear did not do it and gave no reason", "look at the issue in Linear")
        return found


async def _made_already(error: VendorError, look: Callable[[], Awaitable[Found]]) -> Found:
    """After a create that failed, look before giving up.

    The answer may have been lost, or this is a repeat and its id is taken; what Linear says to a
    taken id is documented nowhere, so every refusal is followed by a look.
    """
    if isinstance(error, Rejected) or (isinstance(error, Transient) and error.unclear):
        try:
            return await look()
        except VendorError:
            raise error from None
    raise error


def _given(wanted: dict[str, Any]) -> dict[str, Any]:
    """Without what was not given: Linear takes null as "empty it"."""
    return {name: value for name, value in wanted.items() if value is not None}


def _read(model: type[Answer], found: Any, *path: str) -> Answer:
    try:
        for name in path:
            found = found[name]
        return model.model_validate(found)
    except (KeyError, TypeError, ValidationError) as error:
        said = f"Linear answered without {'.'.join(path)} as we know it"
        raise Rejected(said, f"correct {LINEAR.address}, or compare with its schema") from error
