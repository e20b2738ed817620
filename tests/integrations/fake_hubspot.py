"""The sandbox's HubSpot behind httpx's transport: what was asked, and answers that get lost."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import httpx

from integrations.helpdesk.hubspot.client import HubSpotClient, open_client
from integrations.helpdesk.hubspot.setup import HubSpotSetup
from sandbox.app import create_app
from tests.sandbox.conftest import config

TICKET = "4711"
GATEWAY = "https://handrail.example"
HOME = "https://api.hubapi.test/hubspot"
Trouble = Callable[[httpx.Request], httpx.Response | None]


@dataclass
class FakeHubSpot(httpx.AsyncBaseTransport):
    """One account; a trouble of `faults` meets the next write instead of or after it is done.

    `done` faults come after the write took effect. Nothing is ever sent back to us.
    """

    faults: list[Trouble] = field(default_factory=list)
    done: list[Trouble] = field(default_factory=list)
    asked: list[tuple[httpx.Request, httpx.Response]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.config = replace(config(GATEWAY, None), echo=frozenset())
        self._app = httpx.ASGITransport(create_app(self.config))
        self.control = httpx.AsyncClient(transport=self._app, base_url="https://sandbox.test")

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        is_write = request.method in ("POST", "PATCH") and "/batch/read" not in request.url.path
        is_write = is_write and "access-token-info" not in request.url.path
        if is_write and self.faults and (told := self.faults.pop(0)(request)):
            return told
        response = await self._app.handle_async_request(request)
        await response.aread()
        self.asked.append((request, response))
        if is_write and self.done and (told := self.done.pop(0)(request)):
            return told
        return response

    async def opened(self, **ask: Any) -> None:
        """A customer writes."""
        told = {"subject": "Cannot log in", "description": "since nine"} | ask
        await self.does("/control/hubspot/tickets", **told)

    async def replied(self, **ask: Any) -> None:
        """Somebody writes on the ticket."""
        await self.does(f"/control/hubspot/tickets/{TICKET}/reply", **ask)

    async def changed(self, **ask: Any) -> None:
        """An agent changes the ticket."""
        await self.does(f"/control/hubspot/tickets/{TICKET}", **ask)

    async def does(self, path: str, **ask: Any) -> None:
        """A call to the control side; its webhooks get lost."""
        answer = await self.control.post(path, json={"silent": True, **ask})
        assert answer.status_code == 200, answer.text

    async def calls(self, path: str, body: dict[str, Any], method: str = "POST") -> Any:
        """A call to the API by somebody who has our token, but is not our client."""
        token = {"Authorization": f"Bearer {self.config.hubspot_token}"}
        answer = await self.control.request(method, path, json=body, headers=token)
        assert answer.is_success, answer.text
        return answer.json()

    async def effects(self) -> list[tuple[str, str]]:
        """What we did, in order: what it was, and its text."""
        record = (await self.control.get("/control/record")).json()
        return [(effect["what"], effect["text"]) for effect in record]

    def writes(self) -> list[tuple[str, Any]]:
        """What was written by us, and where."""
        return [
            (request.url.path.removeprefix("/hubspot"), json.loads(request.content))
            for request, _ in self.asked
            if request.method in ("PATCH", "POST") and "/batch/" not in request.url.path
            if "access-token-info" not in request.url.path
        ]


def client_of(fake: FakeHubSpot, **statuses: Any) -> HubSpotClient:
    """Our client, whose account has the policy's `statuses`."""
    return HubSpotClient(open_client(HOME, fake.config.hubspot_token, fake), statuses)


def setup_of(fake: FakeHubSpot, **statuses: Any) -> HubSpotSetup:
    """Our set-up of the same account."""
    return HubSpotSetup(open_client(HOME, fake.config.hubspot_token, fake), statuses)


async def set_up(fake: FakeHubSpot) -> HubSpotSetup:
    """Our set-up, done as far as HubSpot lets a program do it."""
    setup = setup_of(fake)
    for step in await setup.steps(GATEWAY):
        if step.make:
            await step.make()
    return setup


def lost(request: httpx.Request) -> httpx.Response:
    """The answer never comes."""
    raise httpx.ReadTimeout("no answer", request=request)
