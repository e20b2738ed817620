"""With clocks moved by hand, a new escalation begins at the instant its first fact names."""

from datetime import UTC, datetime, timedelta

import pytest

from devserver.virtual_time import VirtualTime, arriving
from escalation import commands as c
from escalation.references import Ticket
from starter.escalations import Escalations
from starter.temporal import first_instant
from tests.policies import POLICY

pytestmark = pytest.mark.server


async def test_a_fact_of_next_week_begins_a_clock_of_next_week(client, workers):
    escalations = Escalations(arriving(client, first_instant), POLICY)
    at = (datetime.now(UTC) + timedelta(days=7)).replace(microsecond=0)
    opening = c.Open(
        escalation="zendesk-in-a-week",
        at=at,
        command_id="open",
        ticket=Ticket("zendesk", "in-a-week"),
    )
    await escalations.tell(opening.escalation, [], opening)
    time = VirtualTime(client)
    assert await time.advance(opening.escalation, at)
    state = await escalations.state(opening.escalation)
    assert state.opened_at == at
    assert await time.now(opening.escalation) - at < timedelta(seconds=5)
