"""The adapter before the sandbox's Zendesk, and all that passes between the two."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

from escalation.terms import TicketStatus
from integrations.helpdesk.zendesk.client import ZendeskClient, open_client
from integrations.helpdesk.zendesk.setup import ZendeskSetup
from tests.sandbox.conftest import Sandbox, standing


@dataclass
class World:
    """One account, a client for it, and every exchange in order."""

    sandbox: Sandbox
    http: httpx.AsyncClient
    passed: list[tuple[httpx.Request, httpx.Response]] = field(default_factory=list)

    def client(self, statuses: Mapping[str, TicketStatus] | None = None) -> ZendeskClient:
        return ZendeskClient(self.http, statuses)

    def setup(self, statuses: Mapping[str, TicketStatus] | None = None) -> ZendeskSetup:
        return ZendeskSetup(self.http, statuses)

    @property
    def asked(self) -> list[str]:
        return [
            f"{request.method} {request.url.path.removeprefix('/zendesk/api/v2')}"
            for request, _ in self.passed
        ]


@asynccontextmanager
async def account() -> AsyncIterator[World]:
    async with standing(None) as sandbox:
        settings = sandbox.config
        opened = open_client(
            f"{sandbox.url}/zendesk", settings.zendesk_email, settings.zendesk_token
        )
        async with opened as http:
            world = World(sandbox, http)

            async def keep(response: httpx.Response) -> None:
                await response.aread()
                world.passed.append((response.request, response))

            http.event_hooks = {"response": [keep]}
            yield world
