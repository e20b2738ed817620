"""Clicks in Slack: which command each button is, and who is told when it comes to nothing."""

import json
from datetime import timedelta

import pytest

from escalation.actions import Button
from escalation.terms import Status, Tier
from tests.gateway.conftest import Gateway
from tests.gateway.senders import click, commented, created, slack, status_changed

AT_L2 = {"e": "zendesk-4711", "t": "l2"}
VERIFY = json.dumps({"type": "url_verification", "challenge": "abc"}).encode()


@pytest.mark.parametrize(
    ("button", "type_", "fields"),
    [
        (Button.ACKNOWLEDGE, "acknowledge", {"tier": "l2"}),
        (Button.RESUME, "resume", {"reason": "waiting_for_customer"}),
        (Button.CONFIRM, "confirm", {}),
        (Button.REOPEN, "reopen", {"reason": "not fixed, asked in Slack by ana"}),
        (Button.PROGRESS, "note", {"text": "Progress"}),
        (Button.BLOCKED, "note", {"text": "Blocked"}),
        (Button.NEEDS_LONGER, "note", {"text": "Needs longer"}),
    ],
)
async def test_a_button_that_says_it_all_is_one_command(gateway: Gateway, button, type_, fields):
    assert await gateway.take(created(), click(button, AT_L2)) == [200, 200]
    sent = gateway.told[-1]
    assert sent["type"] == type_
    assert fields.items() <= sent.items()
    assert (sent["actor"], sent["reply_to"]) == ("a-l2", "slack:C1:U-a-l2")
    assert sent["asker"] == ["U-a-l2", "a-l2"]
    assert sent["at"] == "2026-03-02T09:12:00Z"
    assert gateway.calls("views.open") == []


async def test_resume_ends_the_wait_that_the_button_names(gateway: Gateway):
    await gateway.take(created(), click("resume", {**AT_L2, "w": "third_party"}))
    assert gateway.temporal.signals[-1][1]["reason"] == "third_party"


async def test_somebody_the_policy_does_not_name_acts_under_slacks_id(gateway: Gateway):
    await gateway.take(created(), click("acknowledge", AT_L2, user="U9"))
    assert gateway.temporal.signals[-1][1]["actor"] == "U9"


async def test_a_click_sent_again_counts_once(gateway: Gateway):
    again = click("progress", AT_L2)
    await gateway.take(created(), again, again)
    assert len(gateway["zendesk-4711"].notes) == 1


async def test_with_clocks_moved_by_hand_a_click_happens_at_its_escalations_now(gateway: Gateway):
    async with gateway.client(is_virtual=True) as client:
        await created().to(client)
        await click("progress", AT_L2).to(client)
    assert "at" not in gateway.temporal.signals[-1][1]


async def test_not_fixed_after_the_end_begins_the_next_run(gateway: Gateway):
    closed = status_changed("SOLVED")
    assert await gateway.take(created(), closed, click("reopen", AT_L2)) == [200] * 3
    e = gateway["zendesk-4711~2"]
    assert (e.tier, e.status) == (Tier.L1, Status.WATCHING)


async def test_a_click_that_comes_to_nothing_is_answered_to_the_person_alone(gateway: Gateway):
    clicks = click("acknowledge", AT_L2), click("resolve", {"e": "zendesk-9", "t": "l2"})
    answers = await gateway.take(created(), status_changed("SOLVED"), *clicks)
    assert answers == [200] * 4
    (closed, unknown) = gateway.whispers
    assert closed[:2] == ("C1", "U-a-l2")
    assert "not possible while closed" in closed[2]
    assert "no escalation zendesk-9" in unknown[2]


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (click("acknowledge", "somebody else's"), 400),
        (click("acknowledge", {"e": "zendesk-4711", "t": "l9"}), 400),
        (slack(b"payload=%7B", "/slack/interactivity"), 400),
        (slack(b"nothing", "/slack/interactivity"), 400),
        (slack(VERIFY, "/slack/events", age=timedelta(seconds=301)), 401),
    ],
    ids=["foreign value", "unknown tier", "no JSON", "no form", "stale"],
)
async def test_what_cannot_be_read_or_believed_is_refused(gateway: Gateway, request_, status):
    assert await gateway.take(request_) == [status]
    assert gateway.temporal.signals == []


async def test_a_forged_click_is_refused(gateway: Gateway):
    forged = click("acknowledge", AT_L2)
    forged.headers["X-Slack-Signature"] = "v0=" + "0" * 64
    assert await gateway.take(created(), forged) == [200, 401]


async def test_without_temporal_a_click_is_not_said_to_be_taken(gateway: Gateway):
    gateway.temporal.is_down = True
    assert await gateway.take(click("acknowledge", AT_L2)) == [503]


async def test_slack_may_ask_whether_we_live_here(gateway: Gateway):
    async with gateway.client() as client:
        answer = await slack(VERIFY, "/slack/events").to(client)
    assert answer.json() == {"challenge": "abc"}


async def test_other_events_are_answered_and_counted(gateway: Gateway):
    event = {"type": "event_callback", "event_id": "Ev1", "event": {"type": "team_join"}}
    async with gateway.client() as client:
        answer = await slack(json.dumps(event).encode(), "/slack/events").to(client)
        counted = (await client.get("/healthz")).json()["ignored"]
    assert answer.status_code == 200
    assert counted == {"slack event team_join": 1}


async def test_a_reply_while_somebody_clicks_loses_neither(gateway: Gateway):
    await gateway.take(created(), commented("Hello?"), click("progress", AT_L2))
    assert [raw["type"] for _, raw in gateway.temporal.signals] == [
        "open",
        "customer_replied",
        "note",
    ]
