"""The matrix that `make faults` prints: nothing lost, nothing twice, whatever a vendor does."""

import asyncio
from collections.abc import Collection
from dataclasses import replace

import httpx
import pytest

from bench.fault_desks import VENDORS, Desk
from bench.fault_matrix import ONCE, TROUBLES, Matrix
from bench.faults import SIDES, Cells, cells_of, deviations, sandbox
from integrations.helpdesk.zendesk.client import ZendeskClient

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def found() -> dict[str, Cells]:
    async def every() -> list[Cells]:
        return await asyncio.gather(*map(cells_of, SIDES))

    return dict(zip(SIDES, asyncio.run(every()), strict=True))


@pytest.mark.parametrize("name", SIDES)
def test_every_delivery_ends_with_one_effect_or_one_clear_refusal(found, name):
    assert deviations(found[name]) == []


@pytest.mark.parametrize("name", SIDES)
def test_a_vendor_that_is_slow_limited_or_broken_is_only_asked_again(found, name):
    writes = {
        came
        for row, met in found[name].items()
        for trouble, came in met.items()
        if row.request.startswith(("PUT", "POST", "PATCH", "Create", "Update", "Attach", "Relate"))
        and not trouble.startswith("nonsense")
    }
    assert writes <= {ONCE, "–", "once, unread"}


def test_the_matrix_has_every_kind_of_request_and_trouble(found):
    asked = {row.request for row in found["zendesk"]}
    assert asked >= {
        "GET /ticket_fields",
        "GET /users/search",
        "GET /tickets/…",
        "PUT /tickets/…",
        "GET /tickets/…/audits",
    }
    assert all(set(met) == set(TROUBLES) for cells in found.values() for met in cells.values())
    assert sum(len(cells) for cells in found.values()) > 100


class Blind(ZendeskClient):
    """A client that never looks for what it wrote."""

    async def find(self, ticket_id: str, keys: Collection[str]) -> frozenset[str]:
        return frozenset()


async def test_an_adapter_that_does_not_look_is_caught():
    careless = replace(VENDORS[0], helpdesk=Blind)
    async with sandbox() as (url, config), httpx.AsyncClient(base_url=url) as control:
        desk = Desk(careless, url, config)
        desk.again = ()  # which it would not survive
        await desk.begin()
        matrix = Matrix(desk, control)
        row = next(r for r in await matrix.rows() if r.request.startswith("PUT"))
        assert await matrix.cell(row, "lost_answer") == "TWICE"
        assert await matrix.cell(row, "drop") == ONCE
        await desk.close()
