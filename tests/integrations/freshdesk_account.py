"""A Freshdesk as the sandbox plays it, behind httpx's transport; every exchange is kept."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.applications import Starlette

from escalation.terms import TicketStatus
from integrations.helpdesk.freshdesk.client import FreshdeskClient, open_client
from integrations.helpdesk.freshdesk.setup import FreshdeskSetup
from sandbox.app import create_app
from sandbox.config import SandboxConfig

KEY, SECRET = "fd-key", "fd-secret"
AT = "2026-03-02T09:00:00Z"

# Instead of an answer, or after one (it is given the request, and how to have it done).
Fault = Callable[[httpx.Request, Callable[[], Any]], Any]


def sandbox() -> Starlette:
    """A sandbox whose vendors tell nobody of our own writes."""
    secrets = dict.fromkeys(
        ("slack_token", "slack_signing_secret", "linear_key", "linear_webhook_secret"), "x"
    )
    zendesk = dict.fromkeys(("zendesk_email", "zendesk_token", "zendesk_webhook_secret"), "x")
    config = SandboxConfig(
        **secrets,
        **zendesk,
        gateway_url="http://gateway.test",
        public_url="http://sandbox.test",
        echo=frozenset(),
        freshdesk_key=KEY,
        freshdesk_secret=SECRET,
    )
    return create_app(config)


@dataclass
class Account(httpx.AsyncBaseTransport):
    """One account; `faults` are taken one by one, each by the next write, `instead` stays."""

    app: Starlette = field(default_factory=sandbox)
    asked: list[httpx.Request] = field(default_factory=list)
    answered: list[httpx.Response] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    instead: Fault | None = None

    def __post_init__(self) -> None:
        self._inner = httpx.ASGITransport(self.app)
        self.http = open_client("http://sandbox.test/freshdesk", KEY, self)

    def client(self, **statuses: TicketStatus) -> FreshdeskClient:
        return FreshdeskClient(self.http, statuses)

    def setup(self, secret: str = SECRET) -> FreshdeskSetup:
        return FreshdeskSetup(self.http, secret)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)

        async def done() -> httpx.Response:
            answer = await self._inner.handle_async_request(request)
            await answer.aread()
            self.answered.append(answer)
            return answer

        fault = self.instead
        if request.method != "GET" and self.faults:
            fault = self.faults.pop(0)
        return await (fault(request, done) if fault else done())

    async def act(self, path: str = "", **ask: Any) -> list[dict[str, Any]]:
        """What somebody does in Freshdesk; the webhooks that it causes."""
        async with httpx.AsyncClient(transport=self._inner, base_url="http://sandbox.test") as http:
            body = {"at": AT, "send": False, **ask}
            answer = await http.post(f"/control/freshdesk/tickets{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()["requests"]

    async def opened(self, **ask: Any) -> str:
        """A new ticket, number 7 if none is named."""
        about = {"id": "7", "subject": "Cannot log in", "description": "Since nine."}
        await self.act(**(about | ask))
        return str((about | ask)["id"])

    async def raw(self, path: str, **params: str) -> Any:
        answer = await self.http.get(f"/api/v2{path}", params=params)
        return answer.json()

    @property
    def writes(self) -> list[tuple[str, Any]]:
        """What we sent, as "PUT /tickets/7" and its body."""
        return [
            (f"{r.method} {r.url.path.removeprefix('/freshdesk/api/v2')}", json.loads(r.content))
            for r in self.asked
            if r.method != "GET"
        ]
