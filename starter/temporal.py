"""The way to Temporal: how it is reached, and what it means when nobody answers there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from temporalio.client import Client, StartWorkflowInput, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.envconfig import ClientConnectConfig
from temporalio.service import RPCError, RPCStatusCode

from integrations.envelope import Malformed, parse
from workflows.converter import our_converter

# Slack wants its answer within 3 s, and one fact may take two calls.
TELL_WITHIN = timedelta(seconds=1.4)
# A person or a script waits for an update's receipt; the worker's task takes some 10 ms.
ASK_WITHIN = timedelta(seconds=10)


class Unreachable(Exception):  # noqa: N818 - it is an answer, not a crash
    """Nothing is durable: Temporal, or the worker a question needs, did not answer. Ask again."""


async def connect(config: ClientConnectConfig) -> Client:
    """Give a client that connects with its first call, so that an edge starts before the server."""
    return await Client.connect(**config, data_converter=our_converter(), lazy=True)


@asynccontextmanager
async def reaching() -> AsyncIterator[None]:
    """Say Unreachable for whatever goes wrong on the way to Temporal."""
    try:
        yield
    except WorkflowUpdateRPCTimeoutOrCancelledError:
        raise Unreachable("no worker answers; start one with `handrail worker`") from None
    except RPCError as error:
        if error.status == RPCStatusCode.FAILED_PRECONDITION and "no poller" in error.message:
            raise Unreachable("no worker answers; start one with `handrail worker`") from error
        if error.status == RPCStatusCode.DEADLINE_EXCEEDED:
            raise Unreachable("no answer in time; is a worker running, and Temporal up?") from error
        raise Unreachable(f"Temporal says: {error.message}") from error
    except RuntimeError as error:
        if not str(error).startswith("Failed client connect"):
            raise
        raise Unreachable("Temporal is not reachable; is TEMPORAL_ADDRESS right?") from error


def first_instant(start: StartWorkflowInput) -> datetime | None:
    """Give the instant (UTC) of the command a start carries: where its virtual clock begins."""
    commands = [raw for sent in start.start_signal_args for raw in sent]
    try:
        instants = [parse(raw).command.at for raw in commands]
    except Malformed:
        return None
    return min((at for at in instants if at), default=None)
