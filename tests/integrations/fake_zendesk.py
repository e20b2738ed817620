"""A Zendesk behind httpx's transport: tickets, audits, collisions, and answers that get lost."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

API_USER = 9007199254740995  # above 2^53
BIG = "9007199254740993"  # a ticket that a float would lose


@dataclass
class FakeZendesk:
    """One account; `faults` are taken one by one, each instead of or after the next write."""

    tickets: dict[str, dict[str, Any]] = field(default_factory=dict)
    audits: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    statuses: list[dict[str, Any]] = field(default_factory=list)
    requests: list[httpx.Request] = field(default_factory=list)
    faults: list[Callable[["FakeZendesk", httpx.Request], httpx.Response | None]] = field(
        default_factory=list
    )

    def __post_init__(self) -> None:
        self.tickets[BIG] = {
            "id": int(BIG),
            "subject": "Cannot log in",
            "description": "since nine",
            "status": "hold",
            "priority": "normal",
            "requester_id": 20978392,
            "assignee_id": None,
            "group_id": 98738,
            "tags": ["vip"],
            "updated_at": "2026-03-02T09:00:00Z",
        }
        self.audits[BIG] = []

    @property
    def comments(self) -> list[dict[str, Any]]:
        return [a["comment"] for a in self.audits[BIG] if a["comment"]]

    @property
    def writes(self) -> list[dict[str, Any]]:
        return [json.loads(r.content)["ticket"] for r in self.requests if r.method == "PUT"]

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        parts = request.url.path.removeprefix("/api/v2/").split("/")
        if parts == ["users", "me"]:
            return httpx.Response(200, json={"user": {"id": API_USER}})
        if parts == ["custom_statuses"]:
            return httpx.Response(200, json={"custom_statuses": self.statuses})
        if parts == ["ticket_fields"]:
            return httpx.Response(200, json={"ticket_fields": []})
        if parts[0] in ("users", "organizations"):
            return httpx.Response(403, json={"error": "Forbidden"})
        if parts[2:] == ["comments"]:
            return httpx.Response(200, json={"comments": [], "users": [], "next_page": None})
        if parts[1] not in self.tickets:
            return httpx.Response(404, json={"error": "RecordNotFound", "description": "Not found"})
        if parts[2:] == ["audits"]:
            return self._audits(parts[1], request)
        if request.method == "PUT":
            fault = self.faults.pop(0) if self.faults else None
            lost = fault(self, request) if fault else None
            return lost or self.write(parts[1], json.loads(request.content)["ticket"])
        return httpx.Response(200, json={"ticket": self.tickets[parts[1]]})

    def write(self, ticket_id: str, change: dict[str, Any]) -> httpx.Response:
        ticket = self.tickets[ticket_id]
        if change.get("safe_update") and change["updated_stamp"] != ticket["updated_at"]:
            return httpx.Response(409, json={"error": "UpdateConflict"})
        self.touch(ticket_id)
        ticket |= {k: v for k, v in change.items() if k in ("tags", "priority", "status")}
        custom = change.get("metadata", {})
        audit = {"comment": change.get("comment"), "metadata": {"custom": custom, "system": {}}}
        self.audits[ticket_id].insert(0, audit)
        return httpx.Response(200, json={"ticket": ticket, "audit": audit})

    def touch(self, ticket_id: str = BIG) -> None:
        """Somebody saves the ticket."""
        ticket = self.tickets[ticket_id]
        minute = int(ticket["updated_at"][14:16]) + 1
        ticket["updated_at"] = f"2026-03-02T09:{minute:02d}:00Z"

    def _audits(self, ticket_id: str, request: httpx.Request) -> httpx.Response:
        size = int(request.url.params["page[size]"])
        start = int(request.url.params.get("page[after]", 0))
        found = self.audits[ticket_id][start : start + size]
        more = start + size < len(self.audits[ticket_id])
        meta = {"has_more": more, "after_cursor": str(start + size)}
        return httpx.Response(200, json={"audits": found, "meta": meta})
