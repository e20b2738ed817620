"""/handrail and the shortcuts: what can be asked from anywhere in Slack."""

import json
from typing import Any

import pytest

from escalation.terms import Status, Tier
from tests.gateway.conftest import Gateway
from tests.gateway.in_slack import chose, submit, typed
from tests.gateway.senders import click, created, slack

AT_L2 = {"e": "zendesk-4711", "t": "l2"}
URGENT = created(priority="URGENT")
BRIEF = dict.fromkeys(("summary", "impact", "tried", "needed", "by_when"), "The export hangs")


async def answered(gateway: Gateway, text: str, user: str = "U-a-l2") -> dict[str, Any]:
    (answer,) = await gateway.ask(typed(text, user))
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    assert body["response_type"] == "ephemeral"
    return body


def texts(body: dict[str, Any]) -> str:
    return json.dumps(body["blocks"], ensure_ascii=False)


@pytest.mark.parametrize("text", ["help", "", "nonsense", "find", "on-call nobody", "mine all"])
async def test_what_is_not_known_is_answered_with_what_can_be_said(gateway: Gateway, text: str):
    body = await answered(gateway, text)
    assert "/handrail find TEXT" in texts(body)
    assert ("nothing that can be asked" in texts(body)) == (text not in ("help", ""))


@pytest.mark.parametrize(
    "text", ["4711", "#4711", "zendesk-4711", "zendesk-47", "l2", "a-l2", "@a-l2", "U-a-l2"]
)
async def test_find_knows_numbers_ids_tiers_and_owners(gateway: Gateway, text: str):
    await gateway.take(URGENT, click("acknowledge", AT_L2), created(4800))
    body = await answered(gateway, f"find {text}")
    assert "zendesk-4711" in texts(body)
    assert "zendesk-4800" not in texts(body)
    assert '"action_id": "escalate"' in texts(body)


@pytest.mark.parametrize("text", ["9", "nobody", "it's \\\\ a trap' OR 1=1", "engineering"])
async def test_find_finds_nothing_where_nothing_is(gateway: Gateway, text: str):
    await gateway.take(URGENT)
    body = await answered(gateway, f"find {text}")
    assert "nothing" in body["text"]
    assert "zendesk-4711" not in texts(body)


async def test_what_security_holds_is_found_as_a_stub_by_all_others(gateway: Gateway):
    await gateway.take(created(subject="A vulnerability in the export"))
    for user in ("U-a-l2", "U-a-leadership", "U9"):
        body = await answered(gateway, "find 4711", user)
        assert "Restricted" in texts(body), user
        assert "vulnerability" not in texts(body), user
        assert "action_id" not in texts(body), user
    own = await answered(gateway, "find 4711", user="U-a-security")
    assert "vulnerability" in texts(own)


async def test_mine_is_what_i_own_or_am_asked_for(gateway: Gateway):
    requests = created(priority="URGENT"), click("acknowledge", AT_L2, user="U-b-l2")
    await gateway.take(*requests, created(4800, priority="URGENT"), created(4900))
    owned, asked = [texts(await answered(gateway, "mine", user)) for user in ("U-b-l2", "U-a-l2")]
    assert [id_ in owned for id_ in ("zendesk-4711", "zendesk-4800")] == [True, False]
    assert [id_ in asked for id_ in ("zendesk-4711", "zendesk-4800")] == [False, True]
    assert "nothing" in (await answered(gateway, "mine", user="U-a-product"))["text"]


async def test_more_than_a_list_holds_is_counted(gateway: Gateway):
    await gateway.take(*(created(number, priority="URGENT") for number in range(4700, 4725)))
    body = await answered(gateway, "find l2")
    assert "5 more are not shown" in texts(body)


async def test_without_a_worker_or_temporal_that_is_the_answer(gateway: Gateway):
    await gateway.take(URGENT)
    gateway.temporal.has_worker = False
    assert "1 more are not shown" in texts(await answered(gateway, "find l2"))
    gateway.temporal.is_down = True
    assert "try again" in texts(await answered(gateway, "find l2"))


async def test_on_call_says_who_is_on_duty(gateway: Gateway):
    everybody = texts(await answered(gateway, "on-call"))
    assert all(tier in everybody for tier in Tier)
    one = texts(await answered(gateway, "on-call L2"))
    assert "U-a-l2" in one
    assert "U-a-engineering" not in one


async def test_a_command_of_another_app_is_answered_and_counted(gateway: Gateway):
    body = b"command=%2Ftheirs&text=&user_id=U1&channel_id=C1&trigger_id=1.2"
    async with gateway.client() as client:
        answer = await slack(body, "/slack/commands").to(client)
        counted = (await client.get("/healthz")).json()["ignored"]
    assert (answer.status_code, answer.content) == (200, b"")
    assert counted == {"slack a command of another app": 1}


async def opened(gateway: Gateway, request) -> dict[str, Any]:
    (answer,) = await gateway.ask(request)
    assert (answer.status_code, answer.content) == (200, b"")
    view: dict[str, Any] = gateway.calls("views.open")[-1]["view"]
    assert view["callback_id"] == "open"
    return view


async def test_open_with_a_tickets_number_climbs_with_its_brief(gateway: Gateway):
    view = await opened(gateway, typed("open 4711"))
    number = next(b for b in view["blocks"] if b.get("block_id") == "ticket")
    assert number["element"]["initial_value"] == "4711"
    sent = submit(view, ticket="4711", severity="high", to="l2", customer="Acme", **BRIEF)
    await gateway.take(sent, sent)
    e = gateway["zendesk-4711"]
    assert (e.tier, e.status, e.customer) == (Tier.L2, Status.UNACKNOWLEDGED, "Acme")
    assert e.brief.impact == "The export hangs"
    assert e.ticket
    assert e.ticket.url == "https://example.zendesk.com/agent/tickets/4711"
    assert [raw["reply_to"] for raw in gateway.told[:2]] == ["slack:U-a-l2:U-a-l2"] * 2
    directly = gateway.calls("chat.postMessage")[0]
    assert (directly["channel"], "zendesk-4711" in directly["text"]) == ("U-a-l2", True)


async def test_a_ticket_that_is_known_climbs_where_it_stands(gateway: Gateway):
    await gateway.take(created())
    view = await opened(gateway, typed("open 4711"))
    await gateway.take(
        submit(
            view,
            ticket="4711",
            severity="high",
            to="engineering",
            **BRIEF
            | dict.fromkeys(("steps", "expected", "actual", "environment", "evidence"), "As seen"),
        )
    )
    assert gateway["zendesk-4711"].tier == Tier.ENGINEERING
    assert sum(raw["type"] == "open" for raw in gateway.told) == 1


@pytest.mark.parametrize("request_", [typed("open"), chose("handrail_open")], ids=["typed", "menu"])
async def test_without_a_ticket_it_has_a_name_of_its_own(gateway: Gateway, request_):
    view = await opened(gateway, request_)
    await gateway.take(submit(view, severity="critical", to="l2", **BRIEF))
    (id_,) = gateway.temporal.runs
    e = gateway[id_]
    assert id_.startswith("slack-U-a-l2-111-222-")
    assert e.ticket
    assert (e.ticket.helpdesk, e.tier) == ("slack", Tier.L2)


ROOT = {"channel": "C0L2", "user": "U7", "text": "The export &amp; import hang", "ts": "5.000001"}
REPLY = {"channel": "C0L2", "user": "U-a-l2", "text": "Since Monday", "ts": "5.000002"}


async def test_a_message_becomes_an_escalation_with_its_thread_as_context(gateway: Gateway):
    reply = {**REPLY, "thread_ts": "5.000001"}
    gateway.slack.messages += [ROOT, reply]
    view = await opened(gateway, chose("handrail_escalate_message", reply))
    assert "The export &amp; import hang" in texts(view)
    await gateway.take(submit(view, severity="high", to="l2", **BRIEF))
    e = gateway["slack-C0L2-5-000002"]
    assert e.ticket
    assert e.ticket.url == "https://example.slack.com/archives/C0L2/p5000002"
    said = e.ticket.description.split("\n")
    assert said == [e.ticket.url, "U7: The export & import hang", "a-l2: Since Monday"]


async def test_the_form_opens_when_slack_cannot_tell_the_thread(gateway: Gateway):
    gateway.slack.silent = {"conversations.replies", "chat.getPermalink"}
    view = await opened(gateway, chose("handrail_escalate_message", ROOT))
    assert "U7: The export &amp; import hang" in texts(view)


async def test_shortcuts_of_other_apps_are_answered_and_counted(gateway: Gateway):
    async with gateway.client() as client:
        answer = await chose("theirs").to(client)
        counted = (await client.get("/healthz")).json()["ignored"]
    assert (answer.status_code, counted) == (200, {"slack a shortcut of another app": 1})


async def test_a_guest_who_chooses_a_shortcut_is_told_so(gateway: Gateway):
    gateway.slack.accounts["U-a-l2"] = {"is_restricted": True}
    assert await gateway.take(chose("handrail_open")) == [200]
    (said,) = gateway.calls("chat.postMessage")
    assert (said["channel"], "Guests cannot" in said["text"]) == ("U-a-l2", True)
