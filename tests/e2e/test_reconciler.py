"""Two hundred open escalations, twenty of which missed something: all are found and healed."""

import pytest

from bench.reconcile import REQUESTS_MAX, measured
from devserver.programs import Program

pytestmark = [pytest.mark.server, pytest.mark.slow]


async def test_every_webhook_that_got_lost_is_made_up_for(temporal_program: Program):
    came = await measured(temporal_program, 200)
    assert came.problems() == [], came.table()
    assert (came.first.looked_at, came.first.drifted, came.first.healed) == (200, 20, 20)
    assert came.first.requests <= REQUESTS_MAX * came.count
    assert (came.second.drifted, came.second.found) == (0, ())
