"""Socket Mode against a server that speaks Slack's protocol, with slack-sdk's own client."""

import asyncio
import json
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import WSCloseCode, WSMsgType, web
from aiohttp.test_utils import TestServer

from devserver.ports import free
from integrations.errors import Transient
from integrations.slack import webhook
from integrations.webhooks import Malformed
from settings import WrongSetting
from starter import socket_mode
from starter.cli.app import main
from starter.socket_mode import open_socket_mode
from starter.tally import Tally
from starter.temporal import Unreachable
from tests.conftest import ROOT
from tests.gateway.conftest import standing
from tests.gateway.senders import click, created

TOKEN = "xapp-1-test"
MODAL_ERRORS = {"response_action": "errors", "errors": {"reason": "is required"}}


@dataclass
class Slack:
    """apps.connections.open and the connections it leads to; every address is good for one."""

    server: TestServer | None = None
    tickets: set[str] = field(default_factory=set)
    opened: list[web.WebSocketResponse] = field(default_factory=list)
    asked: int = 0
    dead: int = 0
    acknowledged: list[dict[str, Any]] = field(default_factory=list)
    news: asyncio.Condition = field(default_factory=asyncio.Condition)

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/api/apps.connections.open", self._address)
        app.router.add_get("/link", self._connected)
        return app

    @property
    def base_url(self) -> str:
        assert self.server
        return str(self.server.make_url("/api/"))

    async def _address(self, request: web.Request) -> web.Response:
        if request.headers["Authorization"] != f"Bearer {TOKEN}":
            return web.json_response({"ok": False, "error": "invalid_auth"})
        self.asked += 1
        ticket = str(self.asked)
        self.tickets.add(ticket)
        assert self.server
        url = self.server.make_url("/link").with_scheme("ws").with_query(ticket=ticket)
        return web.json_response({"ok": True, "url": str(url)})

    async def _connected(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query["ticket"]
        if ticket not in self.tickets or self.dead:
            self.dead -= ticket in self.tickets
            self.tickets.discard(ticket)
            raise web.HTTPForbidden
        self.tickets.discard(ticket)
        connection = web.WebSocketResponse()
        await connection.prepare(request)
        await connection.send_json({"type": "hello", "num_connections": 1})
        await self._note(self.opened, connection)
        async for message in connection:
            if message.type == WSMsgType.TEXT:
                await self._note(self.acknowledged, json.loads(message.data))
        return connection

    async def _note(self, where: list[Any], what: Any) -> None:
        async with self.news:
            where.append(what)
            self.news.notify_all()

    async def until(self, what: list[Any], count: int) -> None:
        async with asyncio.timeout(20), self.news:
            await self.news.wait_for(lambda: len(what) >= count)

    async def send(self, type_: str, envelope_id: str, **payload: Any) -> None:
        envelope = {"type": type_, "envelope_id": envelope_id, "payload": payload}
        await self.opened[-1].send_json({**envelope, "accepts_response_payload": True})


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    there = Slack()
    async with TestServer(there.application()) as there.server:
        yield there


@dataclass
class Desk:
    """What stands behind Socket Mode: it answers, or fails, as it is told."""

    answers: dict[str, Any] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)
    tally: Tally = field(default_factory=Tally)

    def __post_init__(self) -> None:
        self.may_answer.set()

    async def take(self, payload: dict[str, Any]) -> dict[str, Any] | None:
        self.taken.append(payload["type"])
        self.came.set()
        await self.may_answer.wait()
        answer = self.answers.get(payload["type"])
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def asked(self) -> None:
        async with asyncio.timeout(5):
            await self.came.wait()


@asynccontextmanager
async def connected(slack: Slack, desk: Desk) -> AsyncIterator[None]:
    async with open_socket_mode(TOKEN, slack.base_url, desk.take, desk.tally):
        await slack.until(slack.opened, 1)
        yield


async def test_an_envelope_is_acknowledged_after_its_fact_is_durable_and_not_before(slack):
    desk = Desk()
    async with connected(slack, desk):
        desk.may_answer.clear()
        await slack.send("events_api", "e-1", type="event_callback")
        await desk.asked()
        assert slack.acknowledged == []
        desk.may_answer.set()
        await slack.until(slack.acknowledged, 1)
    assert slack.acknowledged == [{"envelope_id": "e-1"}]


async def test_an_answer_with_a_body_goes_back_with_the_acknowledgement(slack):
    said = {"response_type": "ephemeral", "text": "Nothing is yours."}
    desk = Desk({"view_submission": MODAL_ERRORS, "/handrail": said, "closes": {}})
    async with connected(slack, desk):
        await slack.send("interactive", "e-1", type="view_submission")
        await slack.until(slack.acknowledged, 1)
        await slack.send("slash_commands", "e-2", type="/handrail")
        await slack.until(slack.acknowledged, 2)
        await slack.send("interactive", "e-3", type="closes")
        await slack.until(slack.acknowledged, 3)
    assert slack.acknowledged == [
        {"envelope_id": "e-1", "payload": MODAL_ERRORS},
        {"envelope_id": "e-2", "payload": said},
        {"envelope_id": "e-3"},
    ]


@pytest.mark.parametrize(
    ("error", "counted"),
    [
        (Unreachable("Temporal is not reachable"), {"socket events_api 503": 1}),
        (Transient("Slack did not answer"), {"socket events_api 503": 1}),
        (RuntimeError("a mistake of ours"), {}),
    ],
)
async def test_what_http_answers_5xx_is_not_acknowledged_and_comes_again(slack, error, counted):
    desk = Desk({"event_callback": error})
    async with connected(slack, desk):
        await slack.send("events_api", "e-1", type="event_callback")
        await desk.asked()
        desk.answers = {}
        await slack.send("events_api", "e-2", type="event_callback")
        await slack.until(slack.acknowledged, 1)
    assert slack.acknowledged == [{"envelope_id": "e-2"}]
    assert desk.tally.refused == counted


async def test_what_can_never_be_read_is_acknowledged_once_and_counted(slack):
    desk = Desk({"odd": Malformed("payload.type", "is missing")})
    async with connected(slack, desk):
        await slack.send("interactive", "e-1", type="odd")
        await slack.until(slack.acknowledged, 1)
    assert slack.acknowledged == [{"envelope_id": "e-1"}]
    assert desk.tally.refused == {"socket interactive 400": 1}


@pytest.mark.parametrize("by", ["a disconnect message", "a closed connection"])
async def test_a_connection_that_slack_ends_is_followed_by_another(slack, by: str):
    desk = Desk()
    async with connected(slack, desk):
        if by == "a disconnect message":
            await slack.opened[0].send_json({"type": "disconnect", "reason": "refresh_requested"})
        else:
            await slack.opened[0].close()
        await slack.until(slack.opened, 2)
        await slack.send("events_api", "e-1", type="event_callback")
        await slack.until(slack.acknowledged, 1)
    assert desk.taken == ["event_callback"]


async def test_a_dead_address_is_given_up_for_a_new_one(slack, monkeypatch, caplog):
    monkeypatch.setattr(socket_mode, "PING_S", 0.1)
    slack.dead = 2
    with caplog.at_level(logging.INFO):
        async with connected(slack, Desk()):
            assert slack.asked == 3
    assert "Failed to connect" in caplog.text
    assert "Traceback" not in caplog.text


async def test_a_stop_finishes_what_is_under_way_and_leaves_the_rest_to_others(slack):
    desk = Desk()
    desk.may_answer.clear()
    async with connected(slack, desk):
        await slack.send("events_api", "e-1", type="event_callback")
        await desk.asked()
        asyncio.get_running_loop().call_later(0.2, desk.may_answer.set)
        late = slack.send("events_api", "e-2", type="too late")
        asyncio.get_running_loop().call_later(0.1, asyncio.ensure_future, late)
    assert slack.acknowledged == [{"envelope_id": "e-1"}]
    assert desk.taken == ["event_callback"]
    assert slack.opened[0].closed


async def test_a_wrong_token_is_one_sentence_and_a_slack_that_is_away_is_waited_for(slack, caplog):
    with pytest.raises(WrongSetting, match=r"HANDRAIL_SLACK_APP_TOKEN: .*invalid_auth; set it to"):
        async with open_socket_mode("xapp-wrong", slack.base_url, Desk().take, Tally()):
            pass
    with caplog.at_level(logging.WARNING):
        async with open_socket_mode(TOKEN, "http://127.0.0.1:1/api/", Desk().take, Tally()):
            pass
    assert "Slack gives no address yet: Slack cannot be reached" in caplog.text


async def test_what_comes_by_socket_is_taken_as_over_http_and_only_once(slack):
    pressed = click("progress", {"e": "zendesk-4711", "t": "l2"})
    asked = {"command": "/handrail", "text": "help", "user_id": "U-a-l2", "channel_id": "C1"}
    async with standing() as gateway:
        await gateway.take(created())
        assert gateway.intake
        intake = gateway.intake

        async def take(payload: dict[str, Any]) -> dict[str, Any] | None:
            return await intake.take(webhook.fact(payload))

        async with open_socket_mode(TOKEN, slack.base_url, take, Tally()):
            await slack.until(slack.opened, 1)
            await slack.send("interactive", "e-1", **webhook.read_http(pressed.body))
            await slack.until(slack.acknowledged, 1)
            await slack.send("slash_commands", "e-2", **asked, trigger_id="1.2")
            await slack.until(slack.acknowledged, 2)
        assert [note.text for note in gateway["zendesk-4711"].notes] == ["Progress"]
        await gateway.take(pressed)
        assert len(gateway["zendesk-4711"].notes) == 1
    assert slack.acknowledged[0] == {"envelope_id": "e-1"}
    assert "/handrail mine" in json.dumps(slack.acknowledged[1]["payload"])


def chosen(slack: Slack, token: str) -> dict[str, str]:
    return {
        "HANDRAIL_SLACK_BASE_URL": slack.base_url,
        "HANDRAIL_SLACK_APP_TOKEN": token,
        "HANDRAIL_PORT": str(free(1)[0]),
    }


async def test_the_gateway_listens_with_an_app_token_and_names_a_wrong_one(
    slack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    for name, value in chosen(slack, "xapp-wrong").items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as ended:
        await asyncio.to_thread(main, ("gateway",))
    said = " ".join(capsys.readouterr().err.split())
    assert ended.value.code == 2
    assert "handrail: HANDRAIL_SLACK_APP_TOKEN: Slack answered 200: invalid_auth; set it" in said
    assert "Traceback" not in said


async def test_the_doctor_tries_the_app_token(slack, monkeypatch, capsys):
    for name, value in chosen(slack, TOKEN).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit):
        await asyncio.to_thread(main, ("doctor", "slack"))
    assert "ok     slack app token: Socket Mode opens\n" in capsys.readouterr().out


async def test_a_gateway_that_is_stopped_says_goodbye_to_slack(slack):
    command = (sys.executable, "-m", "starter", "gateway")
    environment = {**os.environ, **chosen(slack, TOKEN)}
    gateway = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=environment, stderr=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(30):
        await slack.until(slack.opened, 1)
        event = {"type": "app_home_opened", "user": "U1", "tab": "messages"}
        await slack.send("events_api", "e-1", type="event_callback", event_id="1", event=event)
        await slack.until(slack.acknowledged, 1)
        gateway.send_signal(signal.SIGTERM)
        _, said = await gateway.communicate()
    assert (gateway.returncode, slack.opened[0].close_code) == (0, WSCloseCode.OK)
    assert b"Traceback" not in said
