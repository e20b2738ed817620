"""An Intercom for one test: the sandbox's, with every exchange kept; and the vendor's contract."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import yaml
from openapi_core import Config, OpenAPI
from openapi_core.testing import MockRequest, MockResponse

from integrations.helpdesk.intercom.client import IntercomClient, open_client
from sandbox.app import create_app
from tests.sandbox.conftest import config

CHAT = "9007199254740993"  # a conversation that a float would lose
TOKEN = "sandbox-intercom-token"
HOST = "https://api.intercom.io"
# What the sandbox may answer though the contract names no such status for an operation.
UNDECLARED = frozenset({400, 404, 429, 500})

Fault = Callable[[httpx.Request], httpx.Response | None]


@dataclass
class FakeIntercom(httpx.AsyncBaseTransport):
    """`faults` are taken one by one, each instead of the next write, or before it for None."""

    exchanges: list[tuple[httpx.Request, httpx.Response]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        settings = replace(config("http://gateway.test", None), echo=frozenset())
        self._app = httpx.ASGITransport(create_app(settings))
        self.control_side = httpx.AsyncClient(transport=self._app, base_url="http://sandbox.test")

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.method != "GET" and "search" not in request.url.path and self.faults:
            answer = self.faults.pop(0)(request)
            if answer is not None:
                return answer
        inner = httpx.Request(
            request.method,
            request.url.copy_with(path="/intercom" + request.url.path),
            headers=request.headers,
            content=request.content,
        )
        response = await self._app.handle_async_request(inner)
        await response.aread()
        self.exchanges.append((request, response))
        return response

    def client(self, base_url: str = HOST, **settings: Any) -> IntercomClient:
        return IntercomClient(open_client(base_url, TOKEN, self), **settings)

    async def control(self, path: str, **ask: Any) -> Any:
        """What people do in Intercom; nobody is told of it."""
        told = {"silent": True, **ask}
        return (await self.control_side.post(f"/control/intercom{path}", json=told)).json()

    async def open(self, **ask: Any) -> None:
        """A customer's conversation of the id CHAT."""
        told = {"id": CHAT, "subject": "Cannot log in", "description": "since nine", **ask}
        await self.control("/tickets", **told)

    async def change(self, **ask: Any) -> None:
        await self.control(f"/tickets/{CHAT}", **ask)

    async def reply(self, author: str, text: str, **ask: Any) -> None:
        await self.control(f"/tickets/{CHAT}/reply", author=author, text=text, **ask)

    async def state(self) -> dict[str, Any]:
        """The conversation as Intercom has it."""
        found = (await self.control_side.get("/control/state")).json()["intercom"]["tickets"]
        return {ticket["id"]: ticket for ticket in found}[CHAT]

    async def effects(self) -> list[tuple[str, str]]:
        record = (await self.control_side.get("/control/record")).json()
        return [(effect["what"], effect["key"]) for effect in record]

    @property
    def writes(self) -> list[tuple[str, dict[str, Any]]]:
        """Path and body of each write, in order."""
        return [
            (f"{request.method} {request.url.path}", json.loads(request.content))
            for request, _ in self.exchanges
            if request.method != "GET" and not request.url.path.endswith("/search")
        ]


@cache
def intercom(shared: Path) -> OpenAPI:
    """The vendor's OpenAPI document, itself unchecked: it lacks a parameter of one path."""

    class Loader(yaml.CSafeLoader):
        """YAML 1.1 makes of a bare `=`, one of the search's operators, a type of its own."""

    Loader.add_constructor("tag:yaml.org,2002:value", lambda loader, node: node.value)
    text = (shared / "contracts/intercom/api.intercom.io-2.14.yaml").read_text()
    return OpenAPI.from_dict(yaml.load(text, Loader), config=Config(spec_validator_cls=None))


def check_intercom(
    contract: OpenAPI,
    request: httpx.Request,
    response: httpx.Response,
    undeclared: frozenset[int] = UNDECLARED,
) -> None:
    """Raises when Intercom's document does not know this request, or this answer to it."""
    asked = MockRequest(
        HOST,
        request.method.lower(),
        request.url.path,
        args=dict(request.url.params),
        headers=dict(request.headers),
        data=request.content or None,
    )
    contract.validate_request(asked)
    if response.status_code not in undeclared:
        told = MockResponse(response.content, status_code=response.status_code)
        contract.validate_response(asked, told)
