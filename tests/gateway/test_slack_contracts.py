"""What Slack sent once goes through the gateway, and what we then ask of Slack is what it takes."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.gateway.conftest import Gateway
from tests.gateway.in_slack import changed, chose, event, interaction, said, submit, typed
from tests.gateway.senders import Request, click, created, slack
from tests.integrations.contracts import slack as contract
from tests.integrations.hostile import LONG, NASTY, ODD, RTL

pytestmark = pytest.mark.shared

WHOLE = ODD.replace("\ud83d", "")  # no form can carry half of a pair
RECORDED = {
    "block_actions": "/slack/interactivity",
    "event_message": "/slack/events",
    "shortcut_message": "/slack/interactivity",
    "slash_command": "/slack/commands",
    "url_verification": "/slack/events",
    "view_submission": "/slack/interactivity",
}


def recorded(shared: Path, name: str, age: timedelta = timedelta(0)) -> Request:
    found: Any = json.loads((shared / f"data/webhooks/slack_{name}.json").read_text())
    path = RECORDED[name]
    if name == "slash_command":
        return slack(found["raw_body"].encode(), path, age)
    if path == "/slack/events":
        return slack(json.dumps(found).encode(), path, age)
    return slack(interaction(found).body, path, age)


def test_every_recorded_webhook_of_slack_is_sent(shared: Path):
    names = {path.stem.removeprefix("slack_") for path in shared.glob("data/webhooks/slack_*")}
    assert names == set(RECORDED)


@pytest.mark.parametrize("name", RECORDED)
async def test_a_recorded_webhook_is_answered_however_often_it_comes(
    gateway: Gateway, shared: Path, name: str
):
    again = recorded(shared, name)
    again.headers |= {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}
    assert await gateway.take(recorded(shared, name), again, again) == [200] * 3
    assert gateway.told == []


@pytest.mark.parametrize("name", RECORDED)
async def test_a_forged_or_stale_one_is_refused(gateway: Gateway, shared: Path, name: str):
    forged, stale = recorded(shared, name), recorded(shared, name, timedelta(seconds=301))
    forged.body += b" "
    unsigned = recorded(shared, name)
    del unsigned.headers["X-Slack-Signature"]
    assert await gateway.take(forged, stale, unsigned) == [401] * 3
    assert gateway.slack.calls == []


@pytest.mark.parametrize("text", [NASTY, RTL, WHOLE, NASTY * 60, *LONG, ""])
async def test_whatever_people_write_what_we_ask_of_slack_is_what_it_takes(
    gateway: Gateway, shared: Path, text: str
):
    at_l2 = {"e": "zendesk-4711", "t": "l2"}
    await gateway.take(created(priority="URGENT", subject=text))
    buttons = ("resolve", "escalate", "de_escalate", "pause", "promise", "set_severity")
    await gateway.take(*(click(button, at_l2) for button in (*buttons, "update_customer")))
    severity = gateway.calls("views.open")[5]["view"]
    message = {"user": "U-a-l2", "text": text, "ts": "8.1"}
    home = event({"type": "app_home_opened", "user": "U-a-l2", "tab": "home"})
    asked = [typed(f"{word} {text}") for word in ("open", "find", "mine", "help", "")]
    answers = await gateway.ask(*asked, typed("find l2"))
    await gateway.take(changed(severity, "severity", severity="low"), home, said(text, "5.1"))
    await gateway.take(chose("handrail_open"), chose("handrail_escalate_message", message))
    unknown = click("resolve", {"e": "zendesk-9", "t": "l2"})
    await gateway.take(submit(severity, severity="low", reason=text), unknown)
    checks = contract(shared)
    for method, args in gateway.slack.calls:
        checks.check_call(method, args)
        if "view" in args:
            checks.check_view(args["view"])
    for body in (answer.json() for answer in answers if answer.content):
        checks.check_message(body["text"], body["blocks"])
