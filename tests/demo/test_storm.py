"""A small storm: Slack's limits hold, the urgent go first, and every message ends up true."""

import pytest

from bench.storm import Scale, measured
from devserver.programs import Program

pytestmark = [pytest.mark.server, pytest.mark.slow]


async def test_a_storm_stays_within_slacks_limits(temporal_program: Program):
    scale = Scale(count=25, within_s=3, quiet_s=5, climb_at_once=True)
    came = await measured(temporal_program, scale)
    assert came.problems() == [], came.table()
    assert len(came.firsts) == scale.count
    assert came.closest_s >= 1
