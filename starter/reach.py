"""From settings to the escalations they reach."""

from datetime import UTC, datetime
from pathlib import Path

import settings
from devserver.virtual_time import arriving
from integrations.policy_file import PolicyFile
from settings import Settings
from starter.country import expanded, years_around
from starter.escalations import Escalations
from starter.temporal import connect, first_instant


async def reach(chosen: Settings) -> Escalations:
    """Give the escalations of the Temporal server and policy that are set; connects when used.

    Raises WrongSetting, PolicyErrors.
    """
    policy = policy_at(chosen.policy).policy
    client = await connect(settings.temporal())
    if chosen.time_skipping:
        client = arriving(client, first_instant)
    return Escalations(client, policy)


def policy_at(path: Path) -> PolicyFile:
    """Give the policy of a file, holidays of these years in it. Raises as `read_policy`."""
    years = years_around(datetime.now(UTC))
    return settings.read_policy(path, lambda calendar: expanded(calendar, years))
