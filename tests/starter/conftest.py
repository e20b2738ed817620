"""The escalations of the development server, with workers when a test wants them."""

import pytest

from starter.escalations import Escalations
from tests.policies import POLICY
from tests.workflows.conftest import client
from tests.workflows.desk import Recorder, working

__all__ = ["client"]


@pytest.fixture
def escalations(client) -> Escalations:
    return Escalations(client, POLICY)


@pytest.fixture
async def workers(client):
    async with working(client, Recorder()):
        yield
