"""`handrail reconcile`, from the command line through the whole worker to the vendors and back."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from temporalio.client import Client

from devserver.server import Server
from escalation.commands import Open
from escalation.references import Ticket
from starter.cli.app import main
from starter.escalations import Escalations
from tests.activities.conftest import TICKET, World, world
from tests.activities.test_worker import hosting
from tests.conftest import ROOT
from tests.policies import POLICY
from workflows.open_escalations import OPEN
from workflows.reconciling import SCHEDULE

__all__ = ["world"]
pytestmark = pytest.mark.server
ID = f"zendesk-{TICKET}"


@pytest_asyncio.fixture
async def drifted(
    client: Client, world: World, temporal_server: Server, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[World]:
    """One open escalation whose ticket was solved, and nobody told of it."""
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal_server.address)
    monkeypatch.setenv("TEMPORAL_NAMESPACE", client.namespace)
    opening = Open(
        escalation=ID,
        at=datetime.now(UTC),
        ticket=Ticket("zendesk", str(TICKET), subject="Login fails", tags=("vip",)),
    )
    await Escalations(client, POLICY).tell(ID, [], opening)
    while not (await client.count_workflows(OPEN)).count:  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    async with hosting(client, world):
        await world.sandbox.control(f"/zendesk/tickets/{TICKET}", status="solved", silent=True)
        yield world


@pytest.fixture
def handrail(capsys: pytest.CaptureFixture[str]):
    async def run(*args: str) -> tuple[int, str, str]:
        try:
            await asyncio.to_thread(main, args)
            status = 0
        except SystemExit as ended:
            status = int(ended.code or 0)
        return status, *capsys.readouterr()

    return run


async def test_a_dry_run_says_what_differs_and_the_next_tells_it(
    drifted: World, client: Client, handrail
):
    status, out, _ = await handrail("reconcile", "--dry-run")
    assert status == 0
    assert out.splitlines()[0].startswith("1 looked at, 1 drifted, told nothing, ")
    assert f"drift   {ID}: status solved" in out
    assert (await Escalations(client, POLICY).state(ID)).status == "watching"
    status, out, _ = await handrail("reconcile", "--json")
    report = json.loads(out)
    assert (status, report["drifted"], report["healed"], report["reported"]) == (0, 1, 1, [])
    assert (await Escalations(client, POLICY).state(ID)).ending == "solved"


async def test_what_is_left_to_a_person_makes_the_command_fail(drifted: World, handrail):
    await drifted.sandbox.control(f"/zendesk/tickets/{TICKET}", status="deleted", silent=True)
    status, out, _ = await handrail("reconcile")
    assert status == 1
    assert "look    zendesk was not compared: zendesk knows none of 1 tickets" in out


async def test_a_worker_makes_the_schedule_as_it_is_set(client: Client, temporal_server: Server):
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "starter", "worker"),
        cwd=ROOT,
        env={
            **os.environ,
            "TEMPORAL_ADDRESS": temporal_server.address,
            "TEMPORAL_NAMESPACE": client.namespace,
            "HANDRAIL_RECONCILE_EVERY_MIN": "7",
        },
        stderr=asyncio.subprocess.PIPE,
    )
    assert program.stderr is not None
    try:
        async with asyncio.timeout(30):
            while b"working on handrail" not in await program.stderr.readline():
                assert program.returncode is None
        found = (await client.get_schedule_handle(SCHEDULE).describe()).schedule
        assert [one.every for one in found.spec.intervals] == [timedelta(minutes=7)]
    finally:
        program.kill()
        await program.wait()


async def test_without_a_worker_it_says_so(
    client: Client, temporal_server: Server, monkeypatch: pytest.MonkeyPatch, handrail
):
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal_server.address)
    monkeypatch.setenv("TEMPORAL_NAMESPACE", client.namespace)
    status, out, err = await handrail("reconcile")
    assert (status, out) == (1, "")
    assert "start one with `handrail worker`" in err
