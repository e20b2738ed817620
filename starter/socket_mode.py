"""Socket Mode: what Slack would send to the gateway's address comes over a connection that we open.

Slack, "Using Socket Mode". An envelope goes the way of a request, and is acknowledged when its fact
is durable. What HTTP would answer 5xx is not acknowledged: Slack sends an event again, and tells
whoever pressed a button that nothing came of it.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from integrations.errors import Rejected, VendorError
from integrations.slack.calls import answer
from integrations.slack.client import open_session, open_web_client
from settings import WrongSetting
from starter import answers
from starter.tally import Tally

# What a request's payload comes to; the answer has a body where Slack shows one.
Take = Callable[[dict[str, Any]], Awaitable[dict[str, Any] | None]]

PING_S = 5.0  # s between pings, and between attempts to connect: slack-sdk's own figure
DRAIN_S = 10  # s: as long as the gateway waits for requests under way
REMEDY = "set it to an app-level token (xapp-) with connections:write, or leave it out"


class Inbox:
    """Takes envelopes as they come, several at a time."""

    def __init__(self, take: Take, tally: Tally) -> None:
        self._take = take
        self._tally = tally
        self._under_way: set[asyncio.Task[Any]] = set()
        self._is_closed = False
        self._log = logging.getLogger("handrail.gateway")

    async def listen(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """Take one envelope, then acknowledge it; closed, leave it to the next gateway."""
        task = asyncio.current_task()
        if self._is_closed or task is None:
            return
        self._under_way.add(task)
        try:
            await self._acknowledge(client, request)
        except Exception:  # as a request that ends in a 500: the connection lives on
            self._log.exception("socket: %s was not acknowledged", request.type)
        finally:
            self._under_way.discard(task)

    async def close(self) -> None:
        """Take no more, and finish what is under way."""
        self._is_closed = True
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=DRAIN_S)

    async def _acknowledge(
        self, client: AsyncBaseSocketModeClient, request: SocketModeRequest
    ) -> None:
        body = None
        try:
            body = await self._take(request.payload)
        except answers.KNOWN as error:
            status = answers.status_of(error)
            self._tally.refuse(f"socket {request.type}", status, str(error))
            if status >= 500:
                return
        acknowledged = SocketModeResponse(request.envelope_id, payload=body or None)
        await client.send_socket_mode_response(acknowledged)


@asynccontextmanager
async def open_socket_mode(
    app_token: str, base_url: str, take: Take, tally: Tally
) -> AsyncIterator[None]:
    """Take what Slack sends while the context lasts. Raises WrongSetting for a wrong token.

    Slack may be away at the start and later on: it is tried again until it answers.
    """
    inbox = Inbox(take, tally)
    async with open_session() as session:
        web = open_web_client("", base_url, session)
        first = await _address(web, app_token)
        client = SocketModeClient(app_token, _log(), web, ping_interval=PING_S)
        client.proxy = None  # as of the web client: its constructor reads the environment
        client.wss_uri = first
        client.socket_mode_request_listeners.append(inbox.listen)
        connect = client.connect()  # type: ignore[no-untyped-call]
        behind = [asyncio.create_task(connect), asyncio.create_task(_renew(client))]
        try:
            yield
        finally:
            await inbox.close()
            for task in behind:
                task.cancel()
            await asyncio.gather(*behind, return_exceptions=True)
            await client.close()  # type: ignore[no-untyped-call]


async def _address(web: AsyncWebClient, app_token: str) -> str | None:
    """The first connection's address; None when Slack cannot say it now."""
    try:
        opened = await answer(web.apps_connections_open(app_token=app_token), is_write=False)
    except Rejected as error:
        raise WrongSetting(f"HANDRAIL_SLACK_APP_TOKEN: {error.reason}; {REMEDY}") from None
    except VendorError as error:
        _log().warning("Slack gives no address yet: %s", error)
        return None
    return str(opened["url"])


async def _renew(client: SocketModeClient) -> None:
    """Slack's addresses are good for one connection; slack-sdk tries a dead one for ever."""
    while True:
        await asyncio.sleep(PING_S)
        if not await client.is_connected():
            client.wss_uri = None


def _log() -> logging.Logger:
    """slack-sdk's log in ours; that Slack was away is a sentence, not a traceback."""
    log = logging.getLogger("handrail.socket_mode")
    log.filters = [_without_traceback]
    return log


def _without_traceback(record: logging.LogRecord) -> bool:
    record.exc_info = None
    return True
