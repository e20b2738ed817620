"""A newcomer plays an incident through on the page, and the workflow agrees at each step."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import expect

from devserver.programs import Program
from docs.screenshots import FOLDER, PICTURES
from escalation.model import Escalation
from escalation.terms import Severity, Status, Tier
from starter.demo.morning import morning
from starter.demo.play import Cast
from tests.browser import WITHIN_MS, Player, browsing

pytestmark = [pytest.mark.server, pytest.mark.slow]

TITLE, MORNINGS = "Invoices show the wrong total", "We cannot log in"
CHLOE, BEN, DEV = "U0CHLOE", "U0BEN", "U0DEV"
IN_L2, IN_ENGINEERING = "C0SUPPORT2", "C0ENGINEER"
BRIEF = {
    "reason": "The sum is computed in the invoice service",
    "impact": "40 people, every invoice since Sunday",
    "tried": "Another browser, a new invoice",
    "needed": "Find out why, and fix it",
    "by_when": "Noon: the month closes",
    "steps": "Open any invoice with two lines",
    "expected": "12.00",
    "actual": "11.99",
    "environment": "Production, EU",
}


@asynccontextmanager
async def playing(program: Program, folder: Path) -> AsyncIterator[tuple[Cast, Player]]:
    async with morning(program, folder) as cast, browsing(cast.sandbox) as player:
        yield cast, player


async def agreed(cast: Cast, id_: str, holds: Callable[[Escalation], bool]) -> Escalation:
    """The state once it is so; what the page did is a signal, which takes some milliseconds."""
    for _ in range(100):
        state = await cast.escalations.state(id_)
        if holds(state):
            return state
        await cast.clock.look_round()
    raise AssertionError(f"{id_} is {state.shown_status} at {state.tier}: {state.history[-3:]}")


async def asked_for_help(player: Player) -> str:
    """First line opens a ticket and tags it; the id of its escalation."""
    await player.open(CHLOE, "desk")
    page = player.page
    await page.get_by_label("Subject").fill(TITLE)
    await page.get_by_label("Description").fill("12.00 and 0.00 make 11.99")
    await page.get_by_role("button", name="Open the ticket").click()
    ticket = page.locator("article", has_text=TITLE)
    number = (await ticket.get_attribute("id", timeout=WITHIN_MS) or "").removeprefix("ticket-")
    await ticket.get_by_label(f"Tag {number}").select_option("escalate_l2")
    return f"zendesk-{number}"


async def test_an_incident_from_the_ticket_to_the_customers_word(temporal_program, tmp_path):
    async with playing(temporal_program, tmp_path) as (cast, player):
        id_ = await asked_for_help(player)
        await agreed(cast, id_, lambda e: (e.tier, e.status) == (Tier.L2, Status.UNACKNOWLEDGED))

        await player.open(BEN, IN_L2)
        await player.press(TITLE, "Escalate")
        await player.fill(to="engineering", **BRIEF)
        await player.modal.locator("[type=submit]").click()
        await expect(player.modal.locator(".wrong")).to_have_count(1)
        assert (await cast.escalations.state(id_)).tier == Tier.L2
        await player.fill(evidence="Invoice 2026-118")
        await player.submit()
        e = await agreed(cast, id_, lambda e: e.tier == Tier.ENGINEERING)
        assert (e.severity, e.brief.steps) == (Severity.HIGH, BRIEF["steps"])

        await player.open(DEV, IN_ENGINEERING)
        await player.press(TITLE, "Acknowledge")
        e = await agreed(cast, id_, lambda e: e.status == Status.WORKING)
        assert e.owner == "eng-1"

        await player.press(TITLE, "Pause")
        await player.fill(reason="waiting_for_customer")
        await expect(player.modal).to_contain_text("resolution: ", timeout=WITHIN_MS)
        await expect(player.modal).to_contain_text("→ not running")
        assert not (await cast.escalations.state(id_)).waits
        await player.submit()
        e = await agreed(cast, id_, lambda e: bool(e.waits))
        assert e.shown_status == "waiting"

        await player.press(TITLE, "Resume")
        await agreed(cast, id_, lambda e: not e.waits)

        await player.press(TITLE, "De-escalate")
        await player.fill(to="l2", reason="A rounding rule", category="workaround")
        await player.fill(workaround="Turn rounding off")
        await player.submit()
        await agreed(cast, id_, lambda e: (e.tier, e.status) == (Tier.L2, Status.UNACKNOWLEDGED))

        await player.open(BEN, IN_L2)
        await player.press(TITLE, "Resolve")
        await player.fill(resolution="Rounding is off, the invoices are corrected")
        await player.submit()
        await agreed(cast, id_, lambda e: e.status == Status.RESOLVED)
        await player.press(TITLE, "Confirm")
        await agreed(cast, id_, lambda e: e.status == Status.CLOSED)


async def test_the_towns_clock_moves_from_one_deadline_to_the_next(temporal_program, tmp_path):
    async with playing(temporal_program, tmp_path) as (cast, player):
        await player.open(BEN, IN_L2)
        before, due = cast.clock.now, await cast.clock.look_round()
        assert due
        await player.page.get_by_role("button", name="next deadline").click()
        await expect(player.message(MORNINGS)).to_contain_text("2 replies", timeout=WITHIN_MS)
        assert due <= cast.clock.now < due + timedelta(seconds=30)
        an_hour = player.page.get_by_role("button", name="+1 h")
        await an_hour.click()
        await expect(an_hour).to_be_enabled(timeout=3 * WITHIN_MS)  # it stops at each deadline
        await expect(player.message(MORNINGS)).to_contain_text("was due", timeout=WITHIN_MS)
        assert cast.clock.now >= before + timedelta(hours=1)
        page = f"{cast.sandbox}/control/clock"
        for nonsense in ({"to": "soon"}, {"to": "2026-03-02T09:00:00"}, {}, {"by": 1}):
            answer = await cast.http.post(page, json=nonsense)
            assert (answer.status_code, "problem" in answer.json()) == (400, True)


def test_the_docs_show_the_pictures_that_the_script_takes():
    shown = re.findall(r"\]\((slack-\w+\.png)\)", (FOLDER / "slack.md").read_text())
    assert tuple(shown) == PICTURES
    assert all((FOLDER / name).is_file() for name in shown)
