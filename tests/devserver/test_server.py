"""The server starts, is found, survives a kill, and dies with whoever started it."""

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path

import httpx
import pytest
from temporalio.client import Client
from temporalio.common import (
    SearchAttributeIndexedValueType,
    SearchAttributeKey,
    SearchAttributePair,
    TypedSearchAttributes,
)

from devserver.ports import free, listens
from devserver.programs import Cli, Program, Unavailable
from devserver.register import register_search_attributes
from devserver.server import Server, running

pytestmark = pytest.mark.server

COLOUR = SearchAttributeKey.for_keyword("TestColour")
LOUD = SearchAttributeKey.for_bool("TestLoud")
ATTRIBUTES = {
    key.name: SearchAttributeIndexedValueType(key.indexed_value_type) for key in (COLOUR, LOUD)
}


async def started(client: Client, attributes: TypedSearchAttributes | None = None) -> str:
    """Start a workflow that no worker takes up; give its id."""
    workflow_id = f"idle-{uuid.uuid4()}"
    await client.start_workflow(
        "Idle", id=workflow_id, task_queue="nobody", search_attributes=attributes
    )
    return workflow_id


async def test_clients_and_browsers_are_answered(
    temporal_server: Server, temporal_client: Client
) -> None:
    assert await temporal_client.service_client.check_health()
    async with httpx.AsyncClient(base_url=temporal_server.ui_url) as browser:
        page = await browser.get("/", follow_redirects=True)
        assert page.status_code == 200
        assert "<!doctype html>" in page.text
        # What the page itself asks for comes from the server, not from the UI.
        answer = await browser.get("/api/v1/namespaces/default")
        assert answer.json()["namespaceInfo"]["name"] == "default"


async def test_search_attributes_are_usable_as_soon_as_they_are_registered(
    temporal_client: Client,
) -> None:
    await register_search_attributes(temporal_client, ATTRIBUTES)
    await register_search_attributes(temporal_client, ATTRIBUTES)  # a repeat changes nothing

    red = TypedSearchAttributes(
        [SearchAttributePair(COLOUR, "red"), SearchAttributePair(LOUD, True)]
    )
    workflow_id = await started(temporal_client, red)

    query = f"TestColour = 'red' AND TestLoud = true AND WorkflowId = '{workflow_id}'"
    deadline = time.monotonic() + 5
    while (await temporal_client.count_workflows(query)).count == 0:
        assert time.monotonic() < deadline, "not listed within 5 s"


async def test_a_search_attribute_keeps_its_type(temporal_client: Client) -> None:
    await register_search_attributes(temporal_client, ATTRIBUTES)
    with pytest.raises(ValueError, match="TestColour exists"):
        await register_search_attributes(
            temporal_client, {"TestColour": SearchAttributeIndexedValueType.BOOL}
        )


async def test_a_killed_server_comes_back_with_what_it_held(
    temporal_program: Program, tmp_path: Path
) -> None:
    async with running(temporal_program, tmp_path) as server:
        client = await Client.connect(server.address)
        await register_search_attributes(client, ATTRIBUTES)
        workflow_id = await started(client)

        server.kill()
        assert not listens(int(server.address.rpartition(":")[2]))
        await server.restart()

        described = await client.get_workflow_handle(workflow_id).describe()
        assert described.id == workflow_id
        await register_search_attributes(client, ATTRIBUTES)


async def test_a_folder_gives_back_what_was_in_it(
    temporal_program: Program, tmp_path: Path
) -> None:
    async with running(temporal_program, tmp_path) as server:
        workflow_id = await started(await Client.connect(server.address))
    assert server.pids == []
    async with running(temporal_program, tmp_path) as server:
        client = await Client.connect(server.address)
        assert (await client.get_workflow_handle(workflow_id).describe()).id == workflow_id


async def test_a_port_in_use_is_named_with_the_remedy(
    temporal_program: Program, tmp_path: Path
) -> None:
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", 0))
        squatter.listen()
        port = squatter.getsockname()[1]
        with pytest.raises(Unavailable, match=f"Port {port}, wanted for the Temporal web UI.*lsof"):
            async with running(temporal_program, tmp_path, ui_port=port):
                pass


async def test_a_server_that_cannot_start_points_at_its_log(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"ended while starting. See .*temporal\.log"):
        async with running(Cli(Path("/bin/ls")), tmp_path):
            pass
    assert (tmp_path / "temporal.log").stat().st_size > 0


async def test_a_file_that_is_no_database_is_named(
    temporal_program: Program, tmp_path: Path
) -> None:
    if isinstance(temporal_program, Cli):
        pytest.skip("the command reads its database itself, and says so in its log")
    (tmp_path / "temporal.db").write_text("a letter to a friend " * 100)
    with pytest.raises(Unavailable, match=r"temporal\.db cannot be used .* move it away"):
        async with running(temporal_program, tmp_path):
            pass


CHILD = """
import asyncio, sys
from pathlib import Path
from devserver.programs import Built, Cli
from devserver.server import running

async def main():
    async with running({program!r}, Path({folder!r}), port={port}):
        print("up", flush=True)
        await asyncio.sleep(60)

PosixPath = Path
asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux kills children with their parent")
def test_the_server_dies_with_whoever_started_it_and_holds_no_pipe(
    temporal_program: Program, tmp_path: Path
) -> None:
    (port,) = free(1)
    script = CHILD.format(program=temporal_program, folder=str(tmp_path), port=port)
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as starter:
        assert starter.stdout is not None
        assert starter.stdout.readline() == "up\n"
        os.kill(starter.pid, signal.SIGKILL)
        assert starter.stdout.read() == ""  # returns only when nobody holds the pipe any more
    deadline = time.monotonic() + 5
    while listens(port):
        assert time.monotonic() < deadline, "still there after 5 s"
        time.sleep(0.02)
