"""Fixtures around one development server, which all tests that need one share."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from temporalio.client import Client

from devserver.find import ready
from devserver.programs import Program
from devserver.server import Server, running


@pytest.fixture(scope="session")
def temporal_program() -> Program:
    """The server's programs. They are not built here: it takes longer than a test may."""
    cache = Path(os.environ.get("HANDRAIL_CACHE", "~/.cache/handrail")).expanduser()
    program = ready(cache)
    if program is None:
        pytest.fail(f"no Temporal server in {cache}: `make server` puts one there")
    return program


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def temporal_server(
    temporal_program: Program, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Server]:
    """A server for the whole session.

    Tests keep apart by namespace, or by workflow ids and task queues.
    """
    async with running(temporal_program, tmp_path_factory.mktemp("temporal")) as server:
        yield server


@pytest_asyncio.fixture
async def temporal_client(temporal_server: Server) -> Client:
    """A client of the test's own event loop."""
    return await Client.connect(temporal_server.address, namespace=temporal_server.namespace)
