"""From settings to the escalations they reach."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from temporalio.client import Client

import settings
from devserver.virtual_time import VirtualTime, arriving
from integrations.policy_file import PolicyFile
from settings import Settings
from starter.country import expanded, years_around
from starter.escalations import Escalations
from starter.reading import reader
from starter.temporal import TELL_WITHIN, connect, first_instant

EVERY = "WorkflowType = 'Escalation'"
LOOKED_AT = 10  # of those that run, whose clocks are moved together; then of the last to close


async def reach(chosen: Settings) -> Escalations:
    """Give the escalations of the Temporal server and policy that are set; connects when used.

    Raises WrongSetting, PolicyErrors, Unusable.
    """
    policy = policy_at(chosen.policy).policy
    client = await connect(settings.temporal())
    if chosen.time_skipping:
        plain = client
        client = arriving(plain, first_instant, lambda: present(plain))
    return Escalations(client, policy, reader(chosen.triage_model).read)


async def present(client: Client) -> datetime | None:
    """Give where the clocks of the others stand (UTC), for what names no instant itself.

    Slack's forms and commands name none. None where there are no others.
    """
    listed = client.list_workflows(EVERY, limit=LOOKED_AT, rpc_timeout=TELL_WITHIN)
    times = [VirtualTime(client).now(one.id) async for one in listed]
    return max(await asyncio.gather(*times), default=None)


def policy_at(path: Path) -> PolicyFile:
    """Give the policy of a file, holidays of these years in it. Raises as `read_policy`."""
    years = years_around(datetime.now(UTC))
    return settings.read_policy(path, lambda calendar: expanded(calendar, years))
