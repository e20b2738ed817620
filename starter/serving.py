"""The gateway as it runs: settings in, clients made, requests served until it is stopped."""

import asyncio
import signal
import socket
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import uvicorn

from connections import open_helpdesks, webhook_secrets
from escalation.policy import Policy
from integrations.calendars.feeds import COPIES, open_feeds
from integrations.linear.client import LinearClient
from integrations.linear.client import open_client as open_linear
from integrations.slack import webhook
from integrations.slack.client import open_session, open_web_client
from integrations.slack.workspace import Workspace
from settings import Settings, WrongSetting
from starter.gateway import Deps, create_app
from starter.reach import reach
from starter.slack.intake import Intake
from starter.socket_mode import open_socket_mode
from starter.tally import Tally
from starter.vendors import OwnUser, Vendors, wall_clock

DRAIN_S = 10  # s: longer than any answer takes


async def serve(chosen: Settings) -> None:
    """Serve until SIGINT or SIGTERM. Raises WrongSetting, PolicyErrors."""
    listening = _listen(chosen.host, chosen.port)
    async with AsyncExitStack() as until_the_end:
        reached = await reach(chosen)
        vendors = await _vendors(chosen, reached.policy, until_the_end)
        deps = Deps(reached, vendors, chosen.api_tokens)
        intake = Intake(deps.escalations, deps.vendors, deps.tally)
        until_the_end.push_async_callback(intake.finish)
        await _listen_to_slack(chosen, intake, deps.tally, until_the_end)
        app = create_app(deps, intake)
        config = uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=DRAIN_S)
        for stop in (signal.SIGTERM, signal.SIGINT):
            # uvicorn raises again what stopped it, which would end us before our connections.
            asyncio.get_running_loop().add_signal_handler(stop, lambda: None)
        await uvicorn.Server(config).serve(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port))
    except OSError as error:
        remedy = "set HANDRAIL_PORT to a free port, or stop what listens there"
        raise WrongSetting(f"HANDRAIL_PORT: {host}:{port}: {error.strerror}; {remedy}") from None


async def _listen_to_slack(
    chosen: Settings, intake: Intake, tally: Tally, until_the_end: AsyncExitStack
) -> None:
    """With an app-level token, Slack is listened to over a connection of ours as well."""

    async def take(payload: dict[str, Any]) -> dict[str, Any] | None:
        return await intake.take(webhook.fact(payload))

    if token := chosen.slack_app_token.get_secret_value():
        listening = open_socket_mode(token, chosen.slack_base_url, take, tally)
        await until_the_end.enter_async_context(listening)


async def _vendors(chosen: Settings, policy: Policy, until_the_end: AsyncExitStack) -> Vendors:
    """Make what the set credentials allow; connections close in the end.

    Slack without a token refuses every call: then only the policy's people are known.
    """
    session = await until_the_end.enter_async_context(open_session())
    read = open_feeds(chosen.roster_feeds, policy, chosen.cache / COPIES, wall_clock)
    feeds = await until_the_end.enter_async_context(read)
    token = chosen.slack_bot_token.get_secret_value()
    found = Vendors(
        slack=Workspace(open_web_client(token, chosen.slack_base_url, session)),
        slack_secret=chosen.slack_signing_secret.get_secret_value(),
        linear_secret=chosen.linear_webhook_secret.get_secret_value(),
        secrets=webhook_secrets(chosen),
        helpdesks=await until_the_end.enter_async_context(open_helpdesks(chosen, policy)),
        shifts=feeds.shifts,
        public_url=chosen.public_url,
        is_virtual=chosen.time_skipping,
    )
    key = chosen.linear_api_key.get_secret_value()
    if not key:
        return found
    opened = open_linear(chosen.linear_base_url, key)
    linear = LinearClient(await until_the_end.enter_async_context(opened))

    async def own_id() -> str:
        return (await linear.viewer()).id

    own = OwnUser(own_id)
    return replace(found, linear_self=own, linked=linear.linked, duplicate_of=linear.duplicate_of)
