"""Forms in Slack: opened, built again, filled in wrongly and rightly, told exactly once."""

import json
from typing import Any

import pytest

from escalation.actions import Button
from escalation.terms import PauseReason, Status, Tier
from integrations.slack.forms.form import Form
from tests.gateway.conftest import Gateway
from tests.gateway.in_slack import changed, submit
from tests.gateway.senders import click, created, status_changed

AT_L2 = {"e": "zendesk-4711", "t": "l2"}
WITH_FORM = [button for button in Button if button in tuple(Form)]
URGENT = created(priority="URGENT")  # climbs to L2 by itself
BRIEF = dict.fromkeys(
    (
        *("summary", "impact", "tried", "needed", "by_when"),
        *("steps", "expected", "actual", "environment", "evidence"),
    ),
    "as said on the phone",
)


async def opened(gateway: Gateway, button: Button, **place: str) -> dict[str, Any]:
    value = {**AT_L2, **place}
    assert await gateway.take(click(button, value)) == [200]
    view: dict[str, Any] = gateway.calls("views.open")[-1]["view"]
    return view


def texts(view: dict[str, Any]) -> str:
    return json.dumps(view["blocks"], ensure_ascii=False)


def options(view: dict[str, Any], name: str) -> list[str]:
    block = next(b for b in view["blocks"] if b.get("block_id") == name)
    return [option["value"] for option in block["element"]["options"]]


@pytest.mark.parametrize("button", WITH_FORM)
async def test_a_button_that_needs_more_opens_its_form_and_tells_nothing(
    gateway: Gateway, button: Button
):
    await gateway.take(URGENT)
    told = len(gateway.told)
    view = await opened(gateway, button)
    assert view["callback_id"] == button
    assert gateway.calls("views.open")[-1]["trigger_id"]
    assert len(gateway.told) == told


async def test_behind_the_three_dots_the_value_names_the_button(gateway: Gateway):
    await gateway.take(URGENT)
    value = json.dumps({**AT_L2, "b": "set_severity"})
    assert await gateway.take(click("more", value)) == [200]
    assert gateway.calls("views.open")[-1]["view"]["callback_id"] == "set_severity"


async def test_a_form_offers_where_it_can_go_from_where_it_stands_now(gateway: Gateway):
    await gateway.take(URGENT)
    stale = await opened(gateway, Button.ESCALATE, t="l1")
    assert options(stale, "to") == ["engineering", "product", "security", "leadership"]
    down = await opened(gateway, Button.DE_ESCALATE)
    assert options(down, "to") == ["l1"]


async def test_a_tier_is_called_alongside_and_released_again(gateway: Gateway):
    await gateway.take(URGENT)
    view = await opened(gateway, Button.ENGAGE)
    assert options(view, "to") == ["security", "leadership"]
    assert "*Who is asked*\\n<@U-a-security>" in texts(view)
    again = changed(view, "to", to="leadership", reason="A key account")
    assert await gateway.take(again) == [200]
    view = gateway.calls("views.update")[-1]["view"]
    assert "*Who is asked*\\n<@U-a-leadership>" in texts(view)
    await gateway.take(submit(view, to="leadership", reason="A key account"))
    assert gateway["zendesk-4711"].engagement(Tier.LEADERSHIP)
    assert options(await opened(gateway, Button.ENGAGE), "to") == ["security"]
    view = await opened(gateway, Button.DISENGAGE, t="leadership")
    assert options(view, "to") == ["leadership"]
    await gateway.take(submit({**view, "id": "V2"}, to="leadership", reason=None))
    assert gateway["zendesk-4711"].engaged == ()


async def test_of_several_alongside_the_one_that_reads_is_released_first(gateway: Gateway):
    await gateway.take(URGENT)
    for tier in ("security", "leadership"):
        view = await opened(gateway, Button.ENGAGE)
        await gateway.take(submit({**view, "id": tier}, to=tier, reason="A key account"))
    view = await opened(gateway, Button.DISENGAGE, t="leadership")
    assert options(view, "to") == ["leadership", "security"]


async def test_a_person_of_the_tier_that_has_it_takes_it(gateway: Gateway):
    await gateway.take(URGENT)
    view = await opened(gateway, Button.ASSIGN, t="l1")
    assert options(view, "to") == list(gateway.policy.members(Tier.L2))
    await gateway.take(submit(view, to="a-l2"))
    e = gateway["zendesk-4711"]
    assert (e.owner, e.status) == ("a-l2", Status.WORKING)


async def test_without_a_worker_each_that_may_be_alongside_is_offered(gateway: Gateway):
    await gateway.take(URGENT)
    gateway.temporal.has_worker = False
    assert options(await opened(gateway, Button.ENGAGE), "to") == ["security", "leadership"]
    view = await opened(gateway, Button.DISENGAGE, t="leadership")
    assert options(view, "to") == ["security", "leadership"]
    view = await opened(gateway, Button.ASSIGN)
    assert options(view, "to") == list(gateway.policy.members(Tier.L2))


async def test_a_form_shows_what_would_follow_before_anybody_confirms(gateway: Gateway):
    await gateway.take(URGENT)
    view = await opened(gateway, Button.SET_SEVERITY)
    assert "Deadlines that move" not in texts(view)
    assert await gateway.take(changed(view, "severity", severity="low")) == [200]
    again = gateway.calls("views.update")[-1]
    assert (again["view_id"], again["hash"]) == ("V1", "1.a")
    assert "Deadlines that move" in texts(again["view"])


async def test_another_target_asks_for_other_fields(gateway: Gateway):
    await gateway.take(URGENT)
    view = await opened(gateway, Button.ESCALATE)
    request = changed(view, "to", to="product", reason="Because of the export")
    assert await gateway.take(request) == [200]
    names = {b.get("block_id") for b in gateway.calls("views.update")[-1]["view"]["blocks"]}
    assert {"use_case", "frequency"} <= names
    assert "steps" not in names


async def test_a_change_that_asks_for_nothing_else_leaves_the_form_alone(gateway: Gateway):
    await gateway.take(URGENT)
    view = await opened(gateway, Button.SET_SEVERITY)
    request = changed(view, "reason", severity="low", reason="All of them")
    assert await gateway.take(request) == [200]
    assert gateway.calls("views.update") == []


async def test_what_is_sent_becomes_a_command_of_who_sent_it(gateway: Gateway):
    gateway.slack.groups = {"leads": ["U-a-l2"], "others": ["U9"]}
    await gateway.take(URGENT)
    view = await opened(gateway, Button.ESCALATE)
    sent = submit(view, to="engineering", reason="It is a bug", **BRIEF)
    answers = await gateway.ask(sent)
    assert (answers[0].status_code, answers[0].content) == (200, b"")
    e = gateway["zendesk-4711"]
    assert (e.tier, e.brief.steps) == (Tier.ENGINEERING, "as said on the phone")
    told = gateway.told[-1]
    assert (told["actor"], told["asker"]) == ("a-l2", ["U-a-l2", "a-l2", "@leads"])
    assert told["reply_to"] == "slack:C1:U-a-l2"


async def test_a_form_that_is_sent_again_counts_once(gateway: Gateway):
    await gateway.take(URGENT)
    view = await opened(gateway, Button.PROMISE)
    due = str(int(gateway.temporal.now.timestamp()) + 7200)
    sent = submit(view, due_at=due, text="We write again")
    assert await gateway.take(sent, sent) == [200, 200]
    assert sum(clock.kind == "promise" for clock in gateway["zendesk-4711"].clocks) == 1


async def test_what_is_missing_is_an_error_on_its_field(gateway: Gateway):
    await gateway.take(URGENT)
    told = len(gateway.told)
    view = await opened(gateway, Button.ESCALATE)
    (answer,) = await gateway.ask(submit(view, to="engineering", reason="It is a bug"))
    body = answer.json()
    assert body["response_action"] == "errors"
    assert {"summary", "steps", "evidence"} <= body["errors"].keys()
    assert len(gateway.told) == told


async def test_a_pause_until_a_day_is_told_in_utc(gateway: Gateway):
    await gateway.take(URGENT)
    view = await opened(gateway, Button.PAUSE)
    until = int(gateway.temporal.now.timestamp()) + 86_400
    await gateway.take(submit(view, reason="on_hold", until=str(until)))
    (wait,) = gateway["zendesk-4711"].waits
    assert wait.reason == PauseReason.ON_HOLD
    assert wait.until
    assert wait.until.timestamp() == until


async def test_without_a_worker_a_form_opens_says_so_and_takes_effect_later(gateway: Gateway):
    await gateway.take(URGENT)
    gateway.temporal.has_worker = False
    view = await opened(gateway, Button.RESOLVE)
    assert "cannot be read just now" in texts(view)
    done = submit(view, resolution="Fixed", root_cause="A typo", learned="Look twice")
    assert await gateway.take(done) == [200]
    assert gateway["zendesk-4711"].status == Status.RESOLVED


async def test_a_closed_escalation_opens_no_form_but_says_so(gateway: Gateway):
    assert await gateway.take(created(), status_changed("SOLVED")) == [200, 200]
    assert await gateway.take(click("escalate", AT_L2)) == [200]
    assert gateway.calls("views.open") == []
    assert "zendesk-4711 is closed" in gateway.whispers[-1][2]


async def test_a_form_of_what_nobody_knows_is_answered_to_the_person(gateway: Gateway):
    assert await gateway.take(click("resolve", {"e": "zendesk-9", "t": "l2"})) == [200]
    assert "no escalation zendesk-9" in gateway.whispers[-1][2]


async def test_a_form_that_slack_does_not_open_is_said_to_the_person(gateway: Gateway):
    gateway.slack.silent = {"views.open"}
    await gateway.take(URGENT)
    assert await gateway.take(click("resolve", AT_L2)) == [200]
    assert "could not be opened" in gateway.whispers[-1][2]


async def test_a_form_that_is_gone_when_it_is_built_again_is_no_fault(gateway: Gateway):
    await gateway.take(URGENT)
    view = await opened(gateway, Button.SET_SEVERITY)
    gateway.slack.refused = {"views.update": "hash_conflict"}
    assert await gateway.take(changed(view, "severity", severity="low")) == [200]


async def test_what_security_holds_is_no_form_for_others(gateway: Gateway):
    await gateway.take(created(subject="A vulnerability in the export"))
    assert gateway["zendesk-4711"].tier == Tier.SECURITY
    view = await opened(gateway, Button.ESCALATE)
    assert "vulnerability" not in texts(view)
    assert "submit" not in view
    assert "vulnerability" in texts(await opened(gateway, Button.ESCALATE, t="security"))


async def test_views_and_actions_of_other_apps_are_answered_and_counted(gateway: Gateway):
    view = {"type": "modal", "callback_id": "theirs", "private_metadata": "x"}
    requests = submit(view), changed(view, "to", to="l2"), click("launch", AT_L2)
    async with gateway.client() as client:
        answers = [await request.to(client) for request in requests]
        counted = (await client.get("/healthz")).json()["ignored"]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert counted == {
        "slack a view of another app": 1,
        "slack a field": 1,
        "slack an action of another app": 1,
    }
    assert gateway.told == []


async def test_a_form_whose_place_cannot_be_read_is_refused(gateway: Gateway):
    view = {"type": "modal", "callback_id": "pause", "private_metadata": "x"}
    assert await gateway.take(submit(view, reason="on_hold")) == [400]


async def test_without_temporal_a_form_is_not_said_to_be_taken(gateway: Gateway):
    await gateway.take(URGENT)
    view = await opened(gateway, Button.RESOLVE)
    gateway.temporal.is_down = True
    assert await gateway.take(submit(view, resolution="F", root_cause="R", learned="L")) == [503]
