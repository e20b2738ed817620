"""The gateway as it runs: over HTTP and over Socket Mode people are answered the same."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator

import httpx
import pytest
from pydantic import SecretStr

from settings import Settings
from starter.serving import serve
from tests.starter.test_socket_mode import TOKEN, Slack, slack

__all__ = ["slack"]

HELP = {"command": "/handrail", "text": "help", "user_id": "U0CHLOE", "trigger_id": "1.2"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
async def gateway(slack: Slack, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """A gateway with an app-level token, and with no Temporal."""
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    chosen = Settings(
        _env_file=None,
        port=free_port(),
        slack_base_url=slack.base_url,
        slack_app_token=SecretStr(TOKEN),
    )
    serving = asyncio.create_task(serve(chosen))
    yield f"http://127.0.0.1:{chosen.port}"
    serving.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await serving


async def test_what_comes_over_the_socket_is_answered_there(gateway: str, slack: Slack):
    await slack.until(slack.opened, 1)
    await slack.send("slash_commands", "e1", **HELP)
    await slack.send("interactive", "e2", type="view_closed", user={"id": "U1"}, view={"id": "V1"})
    await slack.until(slack.acknowledged, 2)
    answered = {each["envelope_id"]: each.get("payload") for each in slack.acknowledged}
    assert "/handrail find TEXT" in str(answered["e1"])
    assert not answered["e2"]
    async with httpx.AsyncClient(base_url=gateway) as client:
        ignored = (await client.get("/healthz")).json()["ignored"]
    assert ignored == {"slack a form dismissed": 1}
