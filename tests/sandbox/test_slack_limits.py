"""Slack's limits in the sandbox: what is too much is refused, counted and told."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from sandbox.app import create_app
from sandbox.slack_limits import PER_MINUTE, Limits
from tests.sandbox.conftest import config

WEB_API = "http://sandbox/slack/api"


@dataclass
class Clock:
    """Seconds that pass when a test says so."""

    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


def waits(limits: Limits, method: str, channel: str = "C1") -> int:
    """The Retry-After of a call; 0 when it was allowed."""
    refused = limits.refusal(method, channel)
    return int(refused.headers["Retry-After"]) if refused else 0


def test_a_channel_takes_a_short_burst_and_then_one_message_a_second():
    clock = Clock()
    limits = Limits(True, clock)
    assert [waits(limits, "chat.postMessage") for _ in range(4)] == [0, 0, 0, 1]
    assert waits(limits, "chat.postMessage", "C2") == 0
    for _ in range(5):
        clock.now += 1
        assert waits(limits, "chat.postMessage") == 0
    assert waits(limits, "chat.postMessage") == 1


def test_a_method_takes_what_its_tier_promises_a_minute():
    clock = Clock()
    limits = Limits(True, clock)
    for method, allowed in PER_MINUTE.items():
        assert [waits(limits, method) for _ in range(allowed)] == [0] * allowed
        assert waits(limits, method) == 60
    clock.now += 59.5
    assert waits(limits, "chat.update") == 1
    clock.now += 0.5
    assert waits(limits, "chat.update") == 0


def test_writes_and_their_closest_spacing_are_told_by_channel():
    clock = Clock()
    limits = Limits(True, clock)
    for step_s in (0, 2.5, 1.25, 3):
        clock.now += step_s
        assert waits(limits, "chat.postMessage" if step_s else "chat.update") == 0
    told = limits.told()
    assert told["channels"] == {"C1": {"allowed": 4, "refused": 0, "closest_s": 1.25}}
    assert told["methods"]["chat.update"] == {"allowed": 1, "refused": 0}


def test_without_limits_calls_are_counted_only():
    limits = Limits(False, Clock())
    assert [waits(limits, "chat.postMessage") for _ in range(100)] == [0] * 100
    assert limits.told()["channels"]["C1"]["closest_s"] == 0


@pytest_asyncio.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    strict = replace(config("http://gateway", None), limits=True)
    transport = httpx.ASGITransport(create_app(strict))
    headers = {"Authorization": f"Bearer {strict.slack_token}"}
    async with httpx.AsyncClient(transport=transport, headers=headers) as one:
        yield one


async def post(http: httpx.AsyncClient, **args: Any) -> httpx.Response:
    return await http.post(f"{WEB_API}/chat.postMessage", json={"text": "hello", **args})


async def test_too_much_is_a_429_that_says_when_to_come_back(http: httpx.AsyncClient):
    came = [await post(http, channel=c) for c in ("#support-l2", "C0SUPPORT2") * 2]
    assert [answer.status_code for answer in came] == [200, 200, 200, 429]
    assert came[-1].json() == {"ok": False, "error": "ratelimited"}
    assert came[-1].headers["Retry-After"] == "1"
    told = (await http.get("http://sandbox/control/limits")).json()
    assert told["are_kept"]
    assert told["methods"]["chat.postMessage"] == {"allowed": 3, "refused": 1}
    assert told["channels"]["C0SUPPORT2"]["refused"] == 1


@pytest.mark.shared
def test_every_tier_is_the_one_that_slack_documents(contracts: Path):
    documented = json.loads((contracts / "slack/web-api-methods.json").read_text())
    for method, allowed in PER_MINUTE.items():
        label = documented[method]["rate_limit"]["label"]
        assert re.search(r"(\d+)\+ per minute", label), method
        assert f": {allowed}+" in label, method
