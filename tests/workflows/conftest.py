"""A client with our converter, and a desk with workers that run while a test does."""

import uuid
from collections.abc import AsyncIterator

import pytest_asyncio
from temporalio.client import Client

from devserver.register import register_namespace, register_search_attributes
from devserver.server import Server
from devserver.virtual_time import VirtualTime
from tests.workflows.desk import Desk, Recorder, working
from workflows import attributes
from workflows.converter import our_converter


@pytest_asyncio.fixture
async def client(temporal_server: Server) -> Client:
    """A client of a namespace of its own: what other tests leave open is none of this one's."""
    client = await Client.connect(
        temporal_server.address,
        namespace=f"test-{uuid.uuid4().hex}",
        data_converter=our_converter(),
    )
    await register_namespace(client)
    await register_search_attributes(
        client, {key.name: key.indexed_value_type for key in attributes.ALL}
    )
    return client


@pytest_asyncio.fixture
async def desk(client: Client) -> AsyncIterator[Desk]:
    recorder = Recorder()
    async with working(client, recorder):
        yield Desk(client, VirtualTime(client), recorder)
