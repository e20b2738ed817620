"""Views in the sandbox's Slack: opened by a trigger, changed by hash, filled in, submitted."""

import json
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from sandbox.record import Json
from sandbox.slack_messages import Refused
from sandbox.slack_workspace import TRIGGER_LIVES_S, Triggers
from tests.sandbox.slack_world import (
    FILLED,
    HOME,
    MODAL,
    TO,
    UNTIL,
    WHY,
    button,
    client,
    complaints,
    opened,
    option,
    plain,
    seen,
    told,
    trigger,
)


def error_of(refusal: pytest.ExceptionInfo[SlackApiError]) -> str:
    return str(refusal.value.response["error"])


async def test_a_trigger_opens_one_modal_and_no_second(sandbox):
    trigger_id = await trigger(sandbox)
    view = (await client(sandbox).views_open(trigger_id=trigger_id, view=MODAL))["view"]
    assert (view["root_view_id"], view["private_metadata"]) == (view["id"], "place")
    assert [v["id"] for v in (await seen(sandbox))["views"]] == [view["id"]]
    assert (await seen(sandbox, "U0DEV"))["views"] == []
    for given, word in ((trigger_id, "exchanged_trigger_id"), ("1.2.x", "invalid_trigger_id")):
        with pytest.raises(SlackApiError) as refusal:
            await client(sandbox).views_open(trigger_id=given, view=MODAL)
        assert error_of(refusal) == word


def test_a_trigger_dies_of_age():
    now = [100.0]
    triggers = Triggers(lambda: now[0])
    young, old = triggers.new("U0BEN"), triggers.new("U0BEN")
    now[0] += TRIGGER_LIVES_S
    assert triggers.exchange(young).user == "U0BEN"
    now[0] += 0.1
    with pytest.raises(Refused, match="expired_trigger_id"):
        triggers.exchange(old)


async def test_an_update_needs_the_hash_it_was_made_for_and_keeps_what_was_filled_in(sandbox):
    view = await opened(sandbox)
    click = {"user": "U0BEN", "view_id": view["id"], "action_id": "to", "selected": "security"}
    values = {"why": {"why": {"type": "plain_text_input", "value": "leak"}}}
    await sandbox.control("/slack/click", **click, values=values)
    slack, changed = client(sandbox), {**MODAL, "blocks": [WHY, UNTIL, TO]}
    after = await slack.views_update(view_id=view["id"], hash=view["hash"], view=changed)
    state = after["view"]["state"]["values"]
    assert state["why"]["why"]["value"] == "leak"
    assert state["to"]["to"]["selected_option"]["value"] == "security"
    assert (after["view"]["id"], after["view"]["hash"] == view["hash"]) == (view["id"], False)
    with pytest.raises(SlackApiError) as refusal:
        await slack.views_update(view_id=view["id"], hash=view["hash"], view=changed)
    assert error_of(refusal) == "hash_conflict"


async def test_a_view_can_be_named_by_the_app_and_only_once(sandbox):
    await opened(sandbox, external_id="mine")
    changed = {**MODAL, "external_id": "mine", "title": plain("Later")}
    after = await client(sandbox).views_update(external_id="mine", view=changed)
    assert after["view"]["title"]["text"] == "Later"
    named = {**MODAL, "external_id": "mine"}
    with pytest.raises(SlackApiError) as refusal:
        await client(sandbox).views_open(trigger_id=await trigger(sandbox, "U0DEV"), view=named)
    assert error_of(refusal) == "duplicate_external_id"


async def test_three_modals_lie_on_each_other_and_no_fourth(sandbox):
    await opened(sandbox, blocks=[{"type": "actions", "elements": [button("deeper")]}])
    for depth in (1, 2, 3):
        top = (await seen(sandbox))["views"][-1]
        click = {"user": "U0BEN", "view_id": top["id"], "action_id": "deeper"}
        await sandbox.control("/slack/click", **click)
        given = {"trigger_id": told(sandbox.gateway.taken[-1])["trigger_id"]}
        given["view"] = {**MODAL, "blocks": top["blocks"]}
        if depth < 3:
            pushed = await client(sandbox).views_push(**given)
            assert pushed["view"]["previous_view_id"] == top["id"]
    with pytest.raises(SlackApiError) as refusal:
        await client(sandbox).views_push(**given)
    assert error_of(refusal) == "push_limit_reached"
    with pytest.raises(SlackApiError) as refusal:
        await client(sandbox).views_push(trigger_id=await trigger(sandbox), view=MODAL)
    assert error_of(refusal) == "not_found"


async def test_a_home_is_published_and_changed_by_hash(sandbox):
    slack = client(sandbox)
    first = (await slack.views_publish(user_id="U0BEN", view=HOME))["view"]
    assert (await seen(sandbox))["home"]["id"] == first["id"]
    second = (await slack.views_publish(user_id="U0BEN", view=HOME, hash=first["hash"]))["view"]
    with pytest.raises(SlackApiError) as refusal:
        await slack.views_publish(user_id="U0BEN", view=HOME, hash=first["hash"])
    assert (error_of(refusal), second["id"]) == ("hash_conflict", first["id"])


LONG = "x" * 3001
WRONG: list[tuple[Json, str]] = [
    ({"type": "home"}, "/view/type"),
    ({"title": plain("x" * 25)}, "/view/title"),
    ({"title": {"type": "mrkdwn", "text": "x"}}, "/view/title"),
    ({"submit": None}, "/view/submit"),
    ({"private_metadata": LONG}, "/view/private_metadata"),
    ({"callback_id": "x" * 256}, "/view/callback_id"),
    ({"blocks": [{"type": "divider"}] * 101}, "/blocks"),
    ({"blocks": [WHY, WHY]}, "/blocks"),
]


@pytest.mark.parametrize(("wrong", "place"), WRONG)
async def test_a_view_that_slack_would_refuse_is_refused_with_the_place(sandbox, wrong, place):
    trigger_id = await trigger(sandbox)
    with pytest.raises(SlackApiError) as refusal:
        await client(sandbox).views_open(trigger_id=trigger_id, view={**MODAL, **wrong})
    assert error_of(refusal) == "invalid_arguments"
    (said,) = refusal.value.response["response_metadata"]["messages"]
    assert f"[json-pointer:{place}]" in said
    # A refused view leaves the trigger whole.
    assert (await client(sandbox).views_open(trigger_id=trigger_id, view=MODAL))["ok"]


async def submitted(sandbox, view, values=FILLED, body="") -> dict[str, Any]:
    sandbox.gateway.bodies = [body]
    ask = {"user": "U0BEN", "view_id": view["id"], "values": values}
    return await sandbox.control("/slack/submit", **ask)


async def test_a_submission_is_what_slack_sends_and_closes_the_modal(sandbox, contracts):
    answer = await submitted(sandbox, await opened(sandbox))
    assert (answer["status"], answer["delivered"], answer["errors"]) == (200, True, None)
    body = told(sandbox.gateway.taken[-1])
    assert complaints(contracts, "ViewSubmitAction", body) == []
    state = body["view"]["state"]["values"]
    assert state["to"]["to"]["selected_option"] == option("product")
    assert (state["until"]["until"]["selected_date_time"], body["view"]["callback_id"]) == (
        None,
        "escalate",
    )
    assert (await seen(sandbox))["views"] == []


def given(**fields: Any) -> dict[str, Any]:
    return {**FILLED, "why": {"why": {"type": "plain_text_input", **fields}}}


FILLED_WRONG = [
    ({}, {"to", "why"}),
    (given(value=None), {"why"}),
    (given(value="ab"), {"why"}),
    (given(value="x" * 21), {"why"}),
]


@pytest.mark.parametrize(("values", "fields"), FILLED_WRONG)
async def test_what_is_missing_or_too_long_never_reaches_the_app(sandbox, values, fields):
    view = await opened(sandbox)
    answer = await submitted(sandbox, view, values)
    assert (answer["delivered"], set(answer["errors"])) == (False, fields)
    assert len(sandbox.gateway.taken) == 1  # the shortcut


async def test_an_unsent_submission_is_answered_signed_and_leaves_the_modal(sandbox):
    ask = {"user": "U0BEN", "view_id": (await opened(sandbox))["id"], "send": False}
    answer = await sandbox.control("/slack/submit", **ask, values=FILLED)
    (request,) = answer["requests"]
    assert request["url"].endswith("/slack/interactivity")
    assert len((await seen(sandbox))["views"]) == 1
    again = await sandbox.control("/slack/submit", **ask, values=given(value=None))
    assert (list(again["errors"]), again["delivered"]) == (["why"], False)


DEEPER = {"view": {**MODAL, "title": plain("Deeper")}}
ACTIONS = [
    ({"response_action": "errors", "errors": {"why": "Why?"}}, {"why": "Why?"}, ["Escalate"]),
    ({"response_action": "update", **DEEPER}, None, ["Deeper"]),
    ({"response_action": "push", **DEEPER}, None, ["Escalate", "Deeper"]),
    ({"response_action": "clear"}, None, []),
    ({}, None, []),
]


@pytest.mark.parametrize(("said", "errors", "titles"), ACTIONS)
async def test_the_answer_to_a_submission_is_carried_out(sandbox, said, errors, titles):
    answer = await submitted(sandbox, await opened(sandbox), body=json.dumps(said))
    assert (answer["delivered"], answer["errors"]) == (True, errors)
    views = (await seen(sandbox))["views"]
    assert [view["title"]["text"] for view in views] == titles
    assert answer["view"] == (views[-1] if views else None)


NO_ANSWER = [
    "taken",
    '{"response_action": "errors", "errors": {"nowhere": "x"}}',
    '{"response_action": "update", "view": {}}',
]


@pytest.mark.parametrize("body", NO_ANSWER)
async def test_an_answer_that_slack_would_not_take_leaves_the_modal_open(sandbox, body):
    view = await opened(sandbox)
    answer = await submitted(sandbox, view, body=body)
    assert (answer["delivered"], list(answer["errors"])) == (False, [""])
    assert [v["id"] for v in (await seen(sandbox))["views"]] == [view["id"]]


@pytest.mark.parametrize(("wants", "sent"), [(True, 1), (False, 0)])
async def test_a_modal_that_is_left_says_so_if_it_was_asked_to(sandbox, contracts, wants, sent):
    view = await opened(sandbox, notify_on_close=wants)
    await sandbox.control("/slack/close", user="U0BEN", view_id=view["id"])
    assert (await seen(sandbox))["views"] == []
    closed = [told(taken) for taken in sandbox.gateway.taken[1:]]
    assert [complaints(contracts, "ViewClosedAction", body) for body in closed] == [[]] * sent
