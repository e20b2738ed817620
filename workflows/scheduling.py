"""A Schedule in Temporal, kept as it is wanted: made, corrected, or removed."""

from temporalio.client import (
    Client,
    Schedule,
    ScheduleAlreadyRunningError,
    ScheduleUpdate,
    ScheduleUpdateInput,
)
from temporalio.service import RPCError, RPCStatusCode


async def keep(client: Client, id_: str, wanted: Schedule | None) -> None:
    """Make the Schedule, or correct the one there is; None: remove it.

    One that an operator has paused stays paused. Raises RPCError.
    """
    handle = client.get_schedule_handle(id_)
    try:
        if wanted is None:
            await handle.delete()
        else:
            await handle.update(lambda found: _corrected(found, wanted))
    except RPCError as error:
        if error.status != RPCStatusCode.NOT_FOUND:
            raise
        if wanted is not None:
            await _create(client, id_, wanted)


async def _create(client: Client, id_: str, wanted: Schedule) -> None:
    try:
        await client.create_schedule(id_, wanted)
    except ScheduleAlreadyRunningError:
        return  # another worker, started at the same time, was faster, and wants the same


def _corrected(found: ScheduleUpdateInput, wanted: Schedule) -> ScheduleUpdate:
    wanted.state = found.description.schedule.state
    return ScheduleUpdate(wanted)
