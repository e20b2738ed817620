"""A sandbox on a real port, and a tiny gateway that keeps what it is sent."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from sandbox.app import create_app
from sandbox.config import SandboxConfig

PREFIX = "/gateway"


@dataclass
class Taken:
    """One request as the gateway saw it."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Gateway:
    """Takes everything, and answers with the next of `statuses` and `bodies`, 200 and "taken" when
    they are used up.
    """

    taken: list[Taken] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    came: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        taken = Taken(
            request.url.path.removeprefix(PREFIX), dict(request.headers), await request.body()
        )
        async with self.came:
            self.taken.append(taken)
            self.came.notify_all()
        status = self.statuses.pop(0) if self.statuses else 200
        body = self.bodies.pop(0) if self.bodies else "taken"
        await Response(body, status)(scope, receive, send)

    async def has(self, count: int) -> None:
        """Wait, 5 s at most, until that many requests were taken."""
        async with asyncio.timeout(5), self.came:
            await self.came.wait_for(lambda: len(self.taken) >= count)


@dataclass
class Sandbox:
    """A sandbox and what is needed to speak to it."""

    url: str
    config: SandboxConfig
    http: httpx.AsyncClient
    gateway: Gateway

    async def control(self, path: str, **ask: Any) -> Any:
        answer = await self.http.post(f"/control{path}", json=ask)
        return answer.json()

    async def record(self) -> list[dict[str, Any]]:
        return (await self.http.get("/control/record")).json()

    async def state(self) -> dict[str, Any]:
        return (await self.http.get("/control/state")).json()

    async def linear(self, query: str, **variables: Any) -> httpx.Response:
        headers = {"Authorization": self.config.linear_key}
        body = {"query": query, "variables": variables}
        return await self.http.post("/linear/graphql", json=body, headers=headers)

    @property
    def zendesk_auth(self) -> tuple[str, str]:
        return (f"{self.config.zendesk_email}/token", self.config.zendesk_token)


def config(gateway_url: str, contracts: Path | None) -> SandboxConfig:
    return SandboxConfig(
        slack_token="xoxb-test",
        slack_signing_secret="slack-secret",
        linear_key="lin_api_test",
        linear_webhook_secret="linear-secret",
        zendesk_email="bot@example.com",
        zendesk_token="zendesk-token",
        zendesk_webhook_secret="zendesk-secret",
        gateway_url=gateway_url,
        public_url="http://sandbox.test",
        contracts=contracts,
    )


@contextlib.asynccontextmanager
async def standing(
    contracts: Path | None, changed: Callable[[SandboxConfig], SandboxConfig] = lambda c: c
) -> AsyncIterator[Sandbox]:
    """A sandbox on a free port; its gateway lives under /gateway of the same server."""
    gateway = Gateway()
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        settings = changed(config(url + PREFIX, contracts))
        faces = create_app(settings)

        async def both(scope: Scope, receive: Receive, send: Send) -> None:
            chosen = gateway if scope.get("path", "").startswith(PREFIX) else faces
            await chosen(scope, receive, send)

        server = uvicorn.Server(uvicorn.Config(both, log_level="critical", lifespan="on"))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.01)
        async with httpx.AsyncClient(base_url=url) as http:
            yield Sandbox(url, settings, http, gateway)
        server.should_exit = server.force_exit = True
        await serving


@pytest_asyncio.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A sandbox that has only itself: Linear speaks the small schema."""
    async with standing(None) as one:
        yield one


@pytest.fixture
def contracts(shared: Path) -> Path:
    return shared / "contracts"


@pytest_asyncio.fixture
async def held_to_contracts(contracts: Path) -> AsyncIterator[Sandbox]:
    """A sandbox whose Linear speaks the vendor's schema."""
    async with standing(contracts) as one:
        yield one
