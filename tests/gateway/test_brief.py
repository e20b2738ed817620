"""The brief in Slack: a button opens what is missing, what is filled in reaches the workflow."""

import json
from typing import Any

from escalation.actions import Button, Tell
from escalation.brief import missing
from escalation.card import card
from escalation.terms import Tier
from integrations.slack.message import thread_entry
from tests.gateway.conftest import Gateway
from tests.gateway.in_slack import submit
from tests.gateway.senders import click, created

AT_L2 = {"e": "zendesk-4711", "t": "l2"}
URGENT = created(priority="URGENT", description="I cannot print on Chrome 120. I tried Firefox 9.")


async def opened(gateway: Gateway, **place: str) -> dict[str, Any]:
    assert await gateway.take(click(Button.FILL_BRIEF, {**AT_L2, **place})) == [200]
    view: dict[str, Any] = gateway.calls("views.open")[-1]["view"]
    return view


def names(view: dict[str, Any]) -> list[str]:
    return [block["block_id"] for block in view["blocks"] if block["type"] == "input"]


async def test_the_form_asks_for_what_nobody_has_said_and_the_answer_is_kept_once(
    gateway: Gateway,
):
    await gateway.take(URGENT)
    view = await opened(gateway)
    assert names(view) == list(missing(gateway["zendesk-4711"]))
    assert "tried" not in names(view)
    sent = submit(view, **{**dict.fromkeys(names(view)), "impact": "All 40 clinics"})
    assert await gateway.take(sent, sent) == [200, 200]
    e = gateway["zendesk-4711"]
    assert e.brief.impact == "All 40 clinics"
    assert gateway.told[-1]["brief"] == {"impact": "All 40 clinics"}
    assert [line.text for line in e.history].count("a-l2 filled in the brief: Impact") == 1
    assert "impact" not in names(await opened(gateway))


async def test_an_empty_form_is_an_error_on_its_first_field(gateway: Gateway):
    await gateway.take(URGENT)
    view = await opened(gateway)
    told = len(gateway.told)
    (answer,) = await gateway.ask(submit(view, **dict.fromkeys(names(view))))
    assert answer.json()["errors"] == {names(view)[0]: "Fill in at least one"}
    assert len(gateway.told) == told


async def test_without_a_worker_the_form_asks_for_all_and_is_kept(gateway: Gateway):
    await gateway.take(URGENT)
    gateway.temporal.has_worker = False
    view = await opened(gateway)
    assert names(view) == ["summary", "impact", "tried", "needed", "by_when"]
    assert await gateway.take(submit(view, needed="A look")) == [200]
    assert gateway.told[-1]["type"] == "fill_brief"


async def test_the_button_of_the_thread_s_question_is_one_that_the_gateway_takes(
    gateway: Gateway,
):
    await gateway.take(URGENT)
    e = gateway["zendesk-4711"]
    tell = Tell(effect="e2", tier=Tier.L2, text="?", ask=("b-l2",), buttons=(Button.FILL_BRIEF,))
    _, blocks = thread_entry(tell, card(e, Tier.L2), {})
    (button,) = blocks[-1]["elements"]
    assert await gateway.take(click(button["action_id"], json.loads(button["value"]))) == [200]
    assert gateway.calls("views.open")[-1]["view"]["callback_id"] == "fill_brief"
