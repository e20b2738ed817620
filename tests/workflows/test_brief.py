"""A brief on the real server: asked for once the ticket was read, filled in once."""

import pytest

from escalation.actions import Button, Channel, NoteTicket, Tell
from escalation.context import HEAD
from escalation.terms import Tier
from tests.workflows.desk import Desk, monday

pytestmark = pytest.mark.server

WORDS = "When I press Login, nothing happens. I use Chrome 120. I tried another browser."


def briefs(desk: Desk) -> list[Tell]:
    told = (e for e in desk.recorder.effects(Channel.SLACK) if isinstance(e, Tell))
    return [tell for tell in told if HEAD in tell.text]


async def test_the_thread_gets_the_brief_and_its_gaps_are_asked_for_and_filled_once(
    desk: Desk,
) -> None:
    ticket = {"subject": "Login fails", "description": WORDS}
    await desk.open("zendesk-170", monday(9), ticket=ticket)
    climb = {"to": "engineering", "reason": "a crash"}
    await desk.send("zendesk-170", monday(10), "escalate", **climb)
    state = await desk.settled("zendesk-170")
    (tell,) = briefs(desk)
    assert (tell.tier, tell.buttons) == (Tier.ENGINEERING, (Button.FILL_BRIEF,))
    gaps = "impact, needed, by when, expected, evidence"
    assert f"*Still missing for engineering:* {gaps}" in tell.text
    assert [version.tier for version in state.brief_versions] == ["engineering"]

    filled = {"brief": {"impact": "all of acme"}, "command_id": "f1", "actor": "a-l2"}
    await desk.send("zendesk-170", monday(10, 5), "fill_brief", **filled)
    await desk.send("zendesk-170", monday(10, 6), "fill_brief", **filled)
    await desk.send("zendesk-170", monday(11), "de_escalate", to="l2", reason="ours")
    await desk.send("zendesk-170", monday(12), "escalate", to="engineering", reason="theirs")
    state = await desk.settled("zendesk-170")
    assert state.brief.impact == "all of acme"
    of_engineering = [tell for tell in briefs(desk) if tell.tier == Tier.ENGINEERING]
    assert len(of_engineering) == 1
    notes = [e.text for e in desk.recorder.effects(Channel.HELPDESK) if isinstance(e, NoteTicket)]
    assert len([text for text in notes if "filled in the brief" in text]) == 1
