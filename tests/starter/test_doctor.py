"""The doctor: each fault of a set-up is named, with its remedy."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import uvicorn

from integrations.slack import scopes
from integrations.slack.checks import Channel, Introduction
from integrations.slack.workspace import Member
from sandbox.app import create_app
from sandbox.config import CHANNELS, PEOPLE
from starter.cli.app import main
from starter.doctor.slack import channel, introduced, person
from tests.conftest import ROOT
from tests.sandbox.conftest import config

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
US = Introduction("handrail", "Sandbox", "T0", True, frozenset(scopes.needed()), NOW)
OURS = Channel("C0", is_private=False, is_archived=False, has_us=True)
MEMBER = Member("U0ANA", team="T0")


def test_a_token_with_every_scope_on_time_is_well():
    assert [(each.subject, each.is_ok) for each in introduced(US, NOW)] == [
        ("token", True),
        ("scopes", True),
        ("clock", True),
    ]
    assert [each.subject for each in introduced(replace(US, at=None), NOW)] == ["token", "scopes"]


@pytest.mark.parametrize(
    ("us", "subject", "found", "remedy"),
    [
        (replace(US, is_bot=False), "token", "handrail in Sandbox is a person", "xoxb-"),
        (
            replace(US, scopes=US.scopes - {"groups:read"}),
            "scopes",
            "lacks groups:read (for conversations.list)",
            "install it again",
        ),
        (replace(US, at=NOW + timedelta(seconds=61)), "clock", "61 s from Slack's", "NTP"),
        (replace(US, at=NOW - timedelta(seconds=61)), "clock", "61 s from Slack's", "NTP"),
    ],
)
def test_what_is_wrong_with_a_token_is_named(us, subject: str, found: str, remedy: str):
    (fault,) = [each for each in introduced(us, NOW) if not each.is_ok]
    assert (fault.subject, fault.found) == (subject, found)
    assert remedy in fault.remedy


@pytest.mark.parametrize(
    ("seen", "is_restricted", "found", "remedy"),
    [
        (OURS, False, "the app is in it", ""),
        (replace(OURS, is_private=True), True, "private, the app is in it", ""),
        (None, False, "is not there, or it is private and the app is not in it", "create it"),
        (replace(OURS, is_archived=True), False, "is archived", "unarchive"),
        (replace(OURS, has_us=False), False, "the app is not in it", "/invite @handrail"),
        (OURS, True, "is public, but its tier is restricted", "private"),
    ],
)
def test_a_channel_must_be_there_with_us_in_it_and_private_where_its_tier_is(
    seen, is_restricted: bool, found: str, remedy: str
):
    judged = channel("#l2 (l2)", seen, is_restricted, "handrail")
    assert judged.found.startswith(found)
    assert (judged.is_ok, remedy in judged.remedy) == (not remedy, True)


@pytest.mark.parametrize(
    ("seen", "found"),
    [
        (MEMBER, "is there"),
        (None, "is nobody in the workspace"),
        (replace(MEMBER, is_gone=True), "is deactivated"),
        (replace(MEMBER, is_bot=True), "is a bot"),
        (replace(MEMBER, is_guest=True), "is a guest, and may not press a button"),
        (replace(MEMBER, is_stranger=True), "is of another workspace, and may not press a button"),
        (replace(MEMBER, team="T1"), "is of another workspace, and may not press a button"),
    ],
)
def test_a_person_of_the_policy_must_be_a_full_member(seen, found: str):
    judged = person("Ana (U0ANA)", seen, "T0")
    assert (judged.found, judged.is_ok) == (found, seen == MEMBER)


@asynccontextmanager
async def workspace(**changed: Any) -> AsyncIterator[str]:
    """A sandbox on a free port, planted with faults; gives the Web API's address."""
    there = replace(config("http://gateway.test", None), **changed)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(create_app(there), log_level="critical"))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/slack/api/"
        finally:
            server.should_exit = server.force_exit = True
            await serving


@pytest.fixture
def examined(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Awaitable[tuple[int, str]]]:
    """Run the doctor; give its exit status and what it printed."""

    def run(args: tuple[str, ...]) -> int:
        try:
            main(("doctor", *args))
        except SystemExit as ended:
            return int(ended.code or 0)
        return 0

    async def examined(base_url: str, *args: str, **chosen: str) -> tuple[int, str]:
        given = {"bot_token": "xoxb-test", "signing_secret": "secret", **chosen}
        for name, value in {"base_url": base_url, **given}.items():
            monkeypatch.setenv(f"HANDRAIL_SLACK_{name}".upper(), value)
        status = await asyncio.to_thread(run, args or ("slack",))
        return status, capsys.readouterr().out

    return examined


async def test_a_workspace_that_fits_the_policy_is_well(examined):
    async with workspace() as base_url:
        status, printed = await examined(base_url, "slack", "--json")
    found = json.loads(printed)
    assert (status, [each for each in found if not each["ok"]]) == (0, [])
    subjects = [each["subject"] for each in found]
    assert subjects[:4] == ["token", "scopes", "clock", "signing secret"]
    assert {"#security (security)", "#handrail-alarms (fallback)", "Ana Ribeiro (U0ANA)"} <= set(
        subjects
    )


def elsewhere(name: str, **changed: Any) -> dict[str, Any]:
    """The sandbox's channels with one of them changed; without a change, without it."""
    kept = (replace(c, **changed) if c.name == name else c for c in CHANNELS)
    return {"channels": tuple(c for c in kept if changed or c.name != name)}


def somebody(id_: str, kind: str) -> dict[str, Any]:
    """The sandbox's people, one of them of another kind."""
    return {"people": tuple(replace(p, kind=kind) if p.id == id_ else p for p in PEOPLE)}


FEWER = {"scopes": tuple(s for s in scopes.needed() if s != "reactions:read")}
PLANTED = [
    (FEWER, "scopes: lacks reactions:read (for reaction_added); give the app the manifest"),
    (elsewhere("product"), "#product (product): is not there, or it is private and the app"),
    (elsewhere("product", has_bot=False), "#product (product): the app is not in it; /invite"),
    (elsewhere("security", has_bot=False), "#security (security): is not there, or it is private"),
    (elsewhere("security", private=False), "#security (security): is public, but its tier is"),
    (somebody("U0ANA", "deactivated"), "Ana Ribeiro (U0ANA): is deactivated; take the person"),
    (somebody("U0ANA", "guest"), "Ana Ribeiro (U0ANA): is a guest, and may not press a button"),
    (somebody("U0ANA", "stranger"), "Ana Ribeiro (U0ANA): is of another workspace"),
    (somebody("U0ANA", "bot"), "Ana Ribeiro (U0ANA): is a bot; correct the id"),
    ({"people": PEOPLE[1:]}, "Ana Ribeiro (U0ANA): is nobody in the workspace; correct the id"),
]


@pytest.mark.parametrize(("planted", "named"), PLANTED, ids=[named[:40] for _, named in PLANTED])
async def test_a_planted_fault_is_named_and_no_other(examined, planted, named: str):
    async with workspace(**planted) as base_url:
        status, printed = await examined(base_url)
    faults = [line for line in printed.splitlines() if not line.startswith("ok ")]
    assert (status, len(faults)) == (1, 1)
    assert faults[0].startswith(f"fault  slack {named}")


async def test_roles_name_groups_and_members_that_exist(examined, tmp_path, monkeypatch):
    written = (ROOT / "policies" / "default.yaml").read_text()
    roles = 'acknowledge: ["@support-l2", "@nobodys", U0ANA, U0DORA]'
    policy = tmp_path / "policy.yaml"
    policy.write_text(written.replace("acknowledge: [anyone]", roles))
    monkeypatch.setenv("HANDRAIL_POLICY", str(policy))
    async with workspace() as base_url:
        status, printed = await examined(base_url)
    assert status == 1
    assert "ok     slack @support-l2: is there\n" in printed
    assert "fault  slack @nobodys: is no user group of the workspace; create or" in printed
    assert "fault  slack U0DORA: is deactivated; take the person out" in printed
    assert printed.count("fault") == 2


async def test_a_rate_limit_is_waited_out(examined):
    limit = {"face": "slack", "match": "users.info", "kind": "rate_limit", "retry_after_s": 0}
    async with workspace() as base_url, httpx.AsyncClient(base_url=base_url) as http:
        ordered = await http.post("../../control/faults", json=limit)
        status, printed = await examined(base_url)
        left = await http.get("../../control/faults")
    assert (ordered.is_success, left.json()) == (True, {"faults": []})
    assert (status, "fault" in printed) == (0, False)


async def test_a_wrong_token_ends_the_look_in_a_sentence(examined):
    async with workspace() as base_url:
        status, printed = await examined(base_url, bot_token="xoxb-wrong", signing_secret="")
    assert status == 1
    token, secret = printed.splitlines()
    assert token.startswith("fault  slack token: Slack answered 200: invalid_auth; set HANDRAIL_")
    assert secret.startswith("fault  slack signing secret: is not set: nothing from Slack is")


async def test_without_a_token_or_a_slack_the_doctor_says_what_to_do(examined):
    status, printed = await examined("http://127.0.0.1:1/api/", bot_token="")
    assert status == 1
    assert "token: is not set; make the app from `handrail slack manifest`" in printed
    _, printed = await examined("http://127.0.0.1:1/api/", app_token="xapp-1")
    assert "token: Slack cannot be reached: ClientConnectorError; try again, or" in printed
    assert "app token: Slack cannot be reached: ClientConnectorError; try again, or" in printed


async def test_an_app_token_is_tried(examined):
    async with workspace() as base_url:
        _, printed = await examined(base_url, app_token="xoxb-not-an-app-token")
    assert "fault  slack app token: Slack answered 200: " in printed
    assert "; set HANDRAIL_SLACK_APP_TOKEN to one (xapp-)" in printed
    assert "signing secret" not in printed


async def test_all_there_is_includes_temporal(examined, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    async with workspace() as base_url:
        status, printed = await examined(base_url, "--json")
    found = json.loads(printed)
    absent = [each["part"] for each in found if each["found"] == "is not connected"]
    assert absent == ["linear", "zendesk", "intercom", "freshdesk", "hubspot"]
    faults = [each for each in found if not each["ok"]]
    assert (status, [(each["part"], each["subject"]) for each in faults]) == (
        1,
        [("temporal", "server")],
    )
    assert faults[0]["remedy"] == "start the server, or set TEMPORAL_ADDRESS"
