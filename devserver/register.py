"""Registers what workflows need to find on a server: the namespace and its search attributes."""

import asyncio
import time
from collections.abc import Mapping
from datetime import timedelta

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import (
    AddSearchAttributesRequest,
    ListSearchAttributesRequest,
)
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.client import Client
from temporalio.common import SearchAttributeIndexedValueType
from temporalio.service import RPCError, RPCStatusCode

RETENTION = timedelta(days=7)  # of closed workflows; the ledger keeps what must outlive it
USABLE_WITHIN_S = 10
PAUSE_S = 0.02


async def register_namespace(client: Client) -> None:
    """Create the namespace of `client` unless it is there, and wait until it can be used.

    Raises RPCError when the server does not answer, TimeoutError when it never becomes usable.
    """
    retention = Duration()
    retention.FromTimedelta(RETENTION)
    request = RegisterNamespaceRequest(
        namespace=client.namespace, workflow_execution_retention_period=retention
    )
    try:
        await client.workflow_service.register_namespace(request)
    except RPCError as error:
        if error.status is not RPCStatusCode.ALREADY_EXISTS:
            raise
    await _until_usable(client)


async def register_search_attributes(
    client: Client, attributes: Mapping[str, SearchAttributeIndexedValueType]
) -> None:
    """Add the `attributes` that the namespace of `client` lacks, and wait until they are usable.

    A workflow that sets an unknown attribute fails each of its tasks, so this comes before the
    first worker. Raises ValueError when one exists with another type, which cannot be changed;
    RPCError when the server refuses or does not answer; TimeoutError when they never appear.
    """
    known = await _search_attributes(client)
    for name, kind in attributes.items():
        if known.get(name, kind.value) != kind.value:
            raise ValueError(f"search attribute {name} exists, and is not of type {kind.name}")
    missing = {
        name: IndexedValueType.ValueType(kind)
        for name, kind in attributes.items()
        if name not in known
    }
    if not missing:
        return
    request = AddSearchAttributesRequest(namespace=client.namespace)
    request.search_attributes.update(missing)
    await client.operator_service.add_search_attributes(request)
    deadline = time.monotonic() + USABLE_WITHIN_S
    while not missing.keys() <= (await _search_attributes(client)).keys():
        await _pause(deadline, f"search attributes {', '.join(missing)}")


async def _search_attributes(client: Client) -> dict[str, int]:
    request = ListSearchAttributesRequest(namespace=client.namespace)
    answer = await client.operator_service.list_search_attributes(request)
    return dict(answer.custom_attributes)


async def _until_usable(client: Client) -> None:
    # The server's parts learn of a new namespace at their own pace; the one that lists workflows
    # is not the one that registers.
    deadline = time.monotonic() + USABLE_WITHIN_S
    while not await _can_list(client):
        await _pause(deadline, f"namespace {client.namespace}")


async def _can_list(client: Client) -> bool:
    try:
        async for _ in client.list_workflows(page_size=1, limit=1):
            break
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return False
    return True


async def _pause(deadline: float, what: str) -> None:
    if time.monotonic() > deadline:
        raise TimeoutError(f"{what} not usable after {USABLE_WITHIN_S} s")
    await asyncio.sleep(PAUSE_S)
