"""The sandbox as a whole: its page, its state, its command line, its sense of time."""

import asyncio
import contextlib
import re
import sys
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from devserver.ports import free
from sandbox.pages import FOLDER
from sandbox.record import Present, key_in


async def test_the_page_is_there_with_all_its_parts(sandbox):
    page = await sandbox.http.get("/")
    assert page.headers["content-type"].startswith("text/html")
    named = re.findall(r"page/[\w.]+", page.text)
    for part in FOLDER.iterdir():
        named += [f"page/{name}" for name in re.findall(r'from "./([\w.]+)"', part.read_text())]
        assert "innerHTML" not in part.read_text()
    answers = [await sandbox.http.get(f"/{name}") for name in set(named)]
    assert {answer.status_code for answer in answers} == {200}
    assert (await sandbox.http.get("/page/nothing.js")).status_code == 404


async def test_the_state_shows_all_three_sides_and_survives_a_browser(sandbox):
    big = 2**53 + 1
    await sandbox.control("/zendesk/tickets", id=big, subject="s", description="<b>bold</b>")
    ticket = (await sandbox.state())["zendesk"]["tickets"][0]
    assert (ticket["id"], ticket["comments"][0]["author"]) == (str(big), "Casey Customer")
    await sandbox.control("/zendesk/tickets", subject="later", description="d")
    last = (await sandbox.http.get("/control/state?last=1")).json()
    assert [t["subject"] for t in last["zendesk"]["tickets"]] == ["later"]


async def test_the_record_can_be_read_on_from_a_number(sandbox):
    await sandbox.control("/zendesk/tickets", id=1, subject="s", description="d")
    for n in range(3):
        note = {"ticket": {"comment": {"body": str(n)}}}
        url = "/zendesk/api/v2/tickets/1"
        await sandbox.http.put(url, json=note, auth=sandbox.zendesk_auth)
    later = (await sandbox.http.get("/control/record?after=1")).json()
    assert [(e["n"], e["text"]) for e in later] == [(2, "1"), (3, "2")]


def test_the_present_follows_whoever_is_ahead_and_never_goes_back():
    wall = datetime(2026, 3, 2, 9, tzinfo=UTC)
    present = Present(lambda: wall)
    ahead, behind = wall + timedelta(days=3), wall - timedelta(days=3)
    assert present.reach(ahead) == present.now() == ahead
    assert present.reach(behind) == behind
    assert (present.now(), present.wall(), present.reach(None)) == (ahead, wall, ahead)


MARKS = [
    ({"key": "a/1", "b": 2}, "a/1"),
    ({"handrail": "a/1"}, "a/1"),
    ({"b": 2, "a": 1}, "1 2"),
    (None, ""),
]


@pytest.mark.parametrize(("payload", "key"), MARKS)
def test_a_mark_is_read_from_a_free_form_payload(payload, key):
    assert key_in(payload) == key


async def first_answer(url: str) -> httpx.Response:
    async with httpx.AsyncClient(timeout=20) as http:
        while True:
            with contextlib.suppress(httpx.ConnectError):
                return await http.get(url)
            await asyncio.sleep(0.05)


async def test_it_runs_from_the_command_line():
    (port,) = free(1)
    command = [sys.executable, "-m", "sandbox", "--port", str(port)]
    program = await asyncio.create_subprocess_exec(*command)
    try:
        url = f"http://127.0.0.1:{port}/control/record"
        assert (await asyncio.wait_for(first_answer(url), 20)).json() == []
    finally:
        program.terminate()
        await program.wait()
