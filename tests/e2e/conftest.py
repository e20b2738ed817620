"""A town for each test, over a namespace of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from temporalio.client import Client

from devserver.server import Server
from tests.e2e.town import Town, open_town
from tests.workflows.conftest import client

__all__ = ["client"]


@pytest_asyncio.fixture
async def town(
    client: Client, temporal_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Town]:
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal_server.address)
    monkeypatch.setenv("TEMPORAL_NAMESPACE", client.namespace)
    async with open_town(client, tmp_path) as there:
        yield there
