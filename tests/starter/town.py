"""A whole set-up on one port: the sandbox, the real gateway, and what is planted between."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
import uvicorn
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from integrations.slack.client import open_session, open_web_client
from integrations.slack.workspace import Workspace
from sandbox.app import create_app as create_sandbox
from starter.cli.app import main
from starter.escalations import Escalations
from starter.gateway import Deps
from starter.gateway import create_app as create_gateway
from starter.slack.intake import Intake
from starter.vendors import Vendors
from tests.conftest import ROOT
from tests.gateway.fake_temporal import FakeTemporal
from tests.policies import POLICY
from tests.sandbox.conftest import config

T = TypeVar("T")

PREFIX = "/gateway"


@dataclass
class Town:
    """What is planted goes by the beginning of a path.

    `late` is how far the clock there is behind, `refused` what we lack the right to, and
    `rewritten` changes what is answered.
    """

    url: str
    http: httpx.AsyncClient
    late: dict[str, timedelta] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    rewritten: dict[str, Callable[[Any], Any]] = field(default_factory=dict)

    async def control(self, path: str, **ask: Any) -> None:
        (await self.http.post(f"/control{path}", json=ask)).raise_for_status()


def settings_of(url: str) -> dict[str, str]:
    """What an operator sets to reach everything in the sandbox at `url`."""
    there = config("", None)
    return {
        "SLACK_BASE_URL": f"{url}/slack/api/",
        "SLACK_BOT_TOKEN": there.slack_token,
        "SLACK_SIGNING_SECRET": there.slack_signing_secret,
        "PUBLIC_URL": url + PREFIX,
        "LINEAR_BASE_URL": f"{url}/linear",
        "LINEAR_API_KEY": there.linear_key,
        "LINEAR_WEBHOOK_SECRET": there.linear_webhook_secret,
        "ZENDESK_BASE_URL": f"{url}/zendesk",
        "ZENDESK_EMAIL": there.zendesk_email,
        "ZENDESK_TOKEN": there.zendesk_token,
        "ZENDESK_WEBHOOK_SECRET": there.zendesk_webhook_secret,
        "INTERCOM_BASE_URL": f"{url}/intercom",
        "INTERCOM_TOKEN": there.intercom_token,
        "INTERCOM_CLIENT_SECRET": there.intercom_secret,
        "FRESHDESK_BASE_URL": f"{url}/freshdesk",
        "FRESHDESK_API_KEY": there.freshdesk_key,
        "FRESHDESK_WEBHOOK_SECRET": there.freshdesk_secret,
        "HUBSPOT_BASE_URL": f"{url}/hubspot",
        "HUBSPOT_TOKEN": there.hubspot_token,
        "HUBSPOT_CLIENT_SECRET": there.hubspot_secret,
    }


@asynccontextmanager
async def standing() -> AsyncIterator[Town]:
    """A town with nothing connected yet; the gateway lives under /gateway of the same server."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        async with open_session() as session, httpx.AsyncClient(base_url=url) as http:
            town = Town(url, http)
            web = open_web_client("xoxb-test", f"{url}/slack/api/", session)
            deps = Deps(Escalations(FakeTemporal(), POLICY), Vendors(Workspace(web)))
            gateway = create_gateway(deps, Intake(deps.escalations, deps.vendors, deps.tally))
            faces = create_sandbox(config(url + PREFIX, None))
            app = on_the_way(town, faces, gateway)
            server = uvicorn.Server(
                uvicorn.Config(app, log_level="critical", lifespan="off", date_header=False)
            )
            serving = asyncio.create_task(server.serve(sockets=[listening]))
            try:
                yield town
            finally:
                server.should_exit = server.force_exit = True
                await serving


def on_the_way(town: Town, faces: ASGIApp, gateway: ASGIApp) -> ASGIApp:
    """Everything of the town behind one address, with what is planted between."""

    async def both(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        at = datetime.now(UTC) - (planted(town.late, path) or timedelta())
        answer = Answer(send, format_datetime(at, usegmt=True), planted(town.rewritten, path))
        if any(path.startswith(refused) for refused in town.refused):
            await JSONResponse({"message": "Forbidden"}, 403)(scope, receive, answer)
        elif path.startswith(PREFIX):
            inner = {**scope, "path": path.removeprefix(PREFIX), "root_path": ""}
            await gateway(inner, receive, answer)
        else:
            await faces(scope, receive, answer)

    return both


def planted(by_path: Mapping[str, T], path: str) -> T | None:
    return next((what for begins, what in by_path.items() if path.startswith(begins)), None)


@dataclass
class Answer:
    """An answer on its way out: dated, and changed where that is planted."""

    send: Send
    date: str
    change: Callable[[Any], Any] | None
    begun: Message = field(default_factory=dict)
    body: bytes = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = message
            return
        self.body += message.get("body", b"")
        if message.get("more_body"):
            return
        if self.change:
            self.body = json.dumps(self.change(json.loads(self.body))).encode()
        kept = [(n, v) for n, v in self.begun["headers"] if n.lower() != b"content-length"]
        length, date = str(len(self.body)).encode(), self.date.encode()
        headers = [*kept, (b"content-length", length), (b"date", date)]
        await self.send({**self.begun, "headers": headers})
        await self.send({"type": "http.response.body", "body": self.body})


class Handrail:
    """The command line, with what it printed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def settle(self, settings: Mapping[str, str]) -> None:
        for name, value in settings.items():
            self._monkeypatch.setenv(f"HANDRAIL_{name}", value)

    async def run(self, *args: str) -> tuple[int, str]:
        """Give the exit status, and what was printed."""
        status, out, _ = await self.ran(*args)
        return status, out

    async def ran(self, *args: str) -> tuple[int, str, str]:
        """Give also what it complained of, in one line."""
        status = await asyncio.to_thread(self._run, args)
        said = self._capsys.readouterr()
        return status, said.out, " ".join(said.err.split())

    async def said(self, *args: str) -> list[dict[str, Any]]:
        """What a command says as JSON."""
        _, out = await self.run(*args, "--json")
        found: list[dict[str, Any]] = json.loads(out)
        return found

    def _run(self, args: tuple[str, ...]) -> int:
        try:
            main(args)
        except SystemExit as ended:
            return int(ended.code or 0)
        return 0


def written_policy(folder: Path, replaced: Mapping[str, str]) -> str:
    """The default policy with some of its words replaced; gives its path."""
    text = (ROOT / "policies" / "default.yaml").read_text(encoding="utf-8")
    for old, new in replaced.items():
        assert old in text
        text = text.replace(old, new)
    path = folder / "policy.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)
