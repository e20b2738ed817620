"""A Linear behind httpx's transport: executes what we send against the vendor's own schema."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from graphql import GraphQLError, GraphQLSchema, graphql_sync

TEAMS = [
    {"id": f"11111111-0000-4000-8000-{n:012}", "key": key, "name": name, "visibility": "public"}
    for n, (key, name) in enumerate(
        (("ENG", "Engineering"), ("PRO", "Product"), ("SEC", "Security")), start=1
    )
]
STATES = [
    {"id": "s3", "type": "started", "name": "In Review", "position": 3.0},
    {"id": "s1", "type": "unstarted", "name": "To Do", "position": 1.0},
    {"id": "s2", "type": "started", "name": "In Progress", "position": 2.0},
    {"id": "s5", "type": "canceled", "name": "Won't fix", "position": 5.0},
    {"id": "s4", "type": "canceled", "name": "Canceled", "position": 4.0},
]


def not_found(what: str) -> GraphQLError:
    extensions = {"type": "invalid input", "code": "INPUT_ERROR", "userError": True}
    return GraphQLError(f"Entity not found: {what}", extensions=extensions)


@dataclass
class FakeLinear:
    """One workspace; the next of `faults` answers a mutation that has taken effect."""

    schema: GraphQLSchema
    issues: dict[str, dict[str, Any]] = field(default_factory=dict)
    comments: dict[str, dict[str, Any]] = field(default_factory=dict)
    attachments: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    sent: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Callable[[], httpx.Response]] = field(default_factory=list)
    page: int = 2

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        asked = json.loads(request.content)
        self.sent.append(asked)
        root = {
            "viewer": {"id": "u-bot", "name": "Handrail", "admin": True},
            "teams": self.teams,
            "issue": lambda _info, **args: self._found(self.issues, "Issue", **args),
            "comment": lambda _info, **args: self._found(self.comments, "Comment", **args),
            "issueCreate": self.create_issue,
            "issueUpdate": self.update_issue,
            "commentCreate": self.create_comment,
            "attachmentCreate": self.attach,
        }
        result = graphql_sync(self.schema, asked["query"], root, variable_values=asked["variables"])
        if asked["query"].lstrip().startswith("mutation") and self.faults:
            return self.faults.pop(0)()
        # A query that the schema refuses is HTTP 400, an error of a resolver 200.
        return httpx.Response(
            400 if result.data is None and not_ran(result) else 200, json=result.formatted
        )

    def teams(self, _info: Any, first: int = 50, after: str | None = None) -> dict[str, Any]:
        start = int(after or 0)
        end = start + min(first, self.page)
        turn = {"hasNextPage": end < len(TEAMS), "endCursor": str(end)}
        return {"nodes": TEAMS[start:end], "pageInfo": turn}

    def create_issue(self, _info: Any, **args: Any) -> dict[str, Any]:
        wanted = args["input"]
        if wanted["id"] in self.issues:
            raise not_found("id is taken")
        number = len(self.issues) + 1
        self.issues[wanted["id"]] = {
            "identifier": f"ENG-{number}",
            "url": f"https://linear.app/acme/issue/ENG-{number}",
            "state": STATES[1],
            "team": {**TEAMS[0], "states": {"nodes": STATES}},
            "priority": 0,
            "updatedAt": "2026-03-02T09:00:00.000Z",
            "attachments": {"nodes": []},
            **wanted,
        }
        return {"success": True, "lastSyncId": 1, "issue": self.issues[wanted["id"]]}

    def update_issue(self, _info: Any, **args: Any) -> dict[str, Any]:
        issue = self._found(self.issues, "Issue", args["id"])
        wanted = args["input"]
        issue |= wanted
        issue["state"] = next(
            (s for s in STATES if s["id"] == wanted.get("stateId")), issue["state"]
        )
        return {"success": True, "lastSyncId": 1, "issue": issue}

    def create_comment(self, _info: Any, **args: Any) -> dict[str, Any]:
        wanted = args["input"]
        if wanted["id"] in self.comments:
            raise not_found("id is taken")
        issue = self._found(self.issues, "Issue", wanted["issueId"])
        self.comments[wanted["id"]] = wanted | {"issue": issue}
        return {"success": True, "lastSyncId": 1, "comment": self.comments[wanted["id"]]}

    def attach(self, _info: Any, **args: Any) -> dict[str, Any]:
        wanted = args["input"]
        self.attachments[wanted["issueId"], wanted["url"]] = wanted
        return {"success": True, "lastSyncId": 1, "attachment": wanted}

    def _found(self, records: dict[str, Any], kind: str, id: str) -> dict[str, Any]:  # noqa: A002
        if id not in records:
            raise not_found(kind)
        found: dict[str, Any] = records[id]
        return found


def not_ran(result: Any) -> bool:
    return all(error.path is None for error in result.errors or ())
