"""What the sandbox sends to the gateway: signed as the vendors do, true to their shapes."""

import base64
import hashlib
import hmac
import json
import time
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from jsonschema import Draft7Validator

from tests.sandbox.conftest import Sandbox, Taken
from tests.sandbox.test_slack import BLOCKS

AT = "2031-03-03T09:12:00+01:00"
AT_UTC = datetime.fromisoformat(AT)


def mac(secret: str, message: bytes) -> bytes:
    """Independent of the code that signs."""
    return hmac.digest(secret.encode(), message, hashlib.sha256)


def verified_zendesk(taken: Taken) -> dict[str, Any]:
    stamp = taken.headers["x-zendesk-webhook-signature-timestamp"]
    expected = base64.b64encode(mac("zendesk-secret", stamp.encode() + taken.body)).decode()
    assert taken.headers["x-zendesk-webhook-signature"] == expected
    assert abs(datetime.fromisoformat(stamp).timestamp() - time.time()) < 5
    assert taken.path == "/webhooks/zendesk"
    return json.loads(taken.body)


def verified_linear(taken: Taken) -> dict[str, Any]:
    assert taken.headers["linear-signature"] == mac("linear-secret", taken.body).hex()
    body = json.loads(taken.body)
    assert abs(body["webhookTimestamp"] / 1000 - time.time()) < 5
    assert (taken.path, taken.headers["linear-event"]) == ("/webhooks/linear", body["type"])
    return body


def verified_slack(taken: Taken) -> dict[str, Any]:
    stamp = taken.headers["x-slack-request-timestamp"]
    base = b"v0:" + stamp.encode() + b":" + taken.body
    assert taken.headers["x-slack-signature"] == "v0=" + mac("slack-secret", base).hex()
    assert abs(int(stamp) - time.time()) < 5
    assert taken.path == "/slack/interactivity"
    return json.loads(parse_qs(taken.body.decode())["payload"][0])


async def opened(sandbox: Sandbox, **more: Any) -> Any:
    asked = {"id": 4711, "subject": "Payments fail", "description": "All of them", "at": AT}
    return await sandbox.control("/zendesk/tickets", **asked | more)


async def test_a_new_ticket_has_the_shape_of_a_recorded_one(sandbox, shared: Path):
    answer = await opened(sandbox, priority="urgent", tags=["vip"], requester="Mia Chen")
    assert (answer["status"], answer["body"]) == (200, "taken")
    (taken,) = sandbox.gateway.taken
    body = verified_zendesk(taken)
    recorded = json.loads((shared / "data/webhooks/zendesk_ticket_created.json").read_text())
    assert body.keys() == recorded.keys()
    assert body["detail"].keys() == recorded["detail"].keys()
    assert (body["type"], body["subject"]) == (recorded["type"], "zen:ticket:4711")
    assert (body["detail"]["priority"], body["detail"]["status"]) == ("URGENT", "NEW")
    assert datetime.fromisoformat(body["time"]) == AT_UTC
    assert taken.headers["x-zendesk-webhook-invocation-id"]


async def test_replies_say_who_wrote_and_for_whom(sandbox):
    await opened(sandbox, requester="Mia Chen")
    path = "/zendesk/tickets/4711/reply"
    await sandbox.control(path, author="customer", text="Any news?", at=AT)
    await sandbox.control(path, author="agent", name="Ana", text="L2 looks", public=False, at=AT)
    told = [verified_zendesk(t)["event"]["comment"] for t in sandbox.gateway.taken[1:]]
    assert [(c["author"]["name"], c["author"]["is_staff"], c["is_public"]) for c in told] == [
        ("Mia Chen", False, True),
        ("Ana", True, False),
    ]


async def test_each_changed_field_is_an_event_of_one_sequence(sandbox):
    await opened(sandbox, tags=["vip"])
    change = {"status": "open", "priority": "high", "tags": ["escalate"], "assignee": "Ana"}
    await sandbox.control("/zendesk/tickets/4711", **change, group="L2", by="Ana", at=AT)
    told = [verified_zendesk(t) for t in sandbox.gateway.taken[1:]]
    events = {t["type"].removeprefix("zen:event-type:ticket."): t["event"] for t in told}
    assert len({event.pop("meta")["sequence"]["id"] for event in events.values()}) == 1
    assert events["status_changed"] == {"current": "OPEN", "previous": "NEW"}
    assert events["priority_changed"] == {"current": "HIGH", "previous": None}
    assert events["tags_changed"] == {"tags_added": ["escalate"], "tags_removed": ["vip"]}
    assert events["agent_assignment_changed"]["previous"] is None
    assert events["group_assignment_changed"]["current"].isdigit()


async def test_our_own_comment_comes_back_with_us_as_its_author(sandbox):
    await opened(sandbox)
    note = {"ticket": {"comment": {"body": "Brief", "public": False}, "tags": ["handrail"]}}
    await sandbox.http.put("/zendesk/api/v2/tickets/4711", json=note, auth=sandbox.zendesk_auth)
    await sandbox.gateway.has(2)
    me = await sandbox.http.get("/zendesk/api/v2/users/me", auth=sandbox.zendesk_auth)
    body = verified_zendesk(sandbox.gateway.taken[1])
    assert body["type"] == "zen:event-type:ticket.comment_added"
    assert body["event"]["comment"]["author"]["id"] == str(me.json()["user"]["id"])
    assert datetime.fromisoformat(body["time"]) >= AT_UTC


async def posted(sandbox: Sandbox) -> dict[str, Any]:
    headers = {"Authorization": "Bearer xoxb-test"}
    message = {"channel": "#engineering", "text": "down", "blocks": BLOCKS}
    answer = await sandbox.http.post("/slack/api/chat.postMessage", json=message, headers=headers)
    return answer.json()


async def test_a_click_is_what_slack_sends(sandbox, shared: Path):
    where = {"channel": "#engineering", "ts": (await posted(sandbox))["ts"]}
    answer = await sandbox.control(
        "/slack/click", **where, user="U0DEV", action_id="acknowledge", at=AT
    )
    assert answer["status"] == 200
    body = verified_slack(sandbox.gateway.taken[0])
    schemas = json.loads((shared / "contracts/slack/types-and-payloads.schema.json").read_text())
    wanted = {**schemas, "$ref": "#/definitions/BlockAction"}
    assert [e.message for e in Draft7Validator(wanted).iter_errors(body)] == []
    (action,) = body["actions"]
    assert (action["action_id"], action["value"]) == ("acknowledge", "zendesk-1")
    assert float(action["action_ts"]) == AT_UTC.timestamp()
    assert (body["user"]["id"], body["message"]["ts"]) == ("U0DEV", where["ts"])
    path = body["response_url"].removeprefix("http://sandbox.test")
    await sandbox.http.post(path, json={"text": "refused: closed"})
    (whisper,) = (await sandbox.state())["slack"]["ephemerals"]
    assert (whisper["user"], whisper["text"]) == ("U0DEV", "refused: closed")


CLICKS = [
    {"action_id": "resolve"},
    {"value": "another"},
    {"ts": "1.000000"},
    {"channel": "#nowhere"},
    {"user": "U9"},
]


@pytest.mark.parametrize("wrong", CLICKS)
async def test_a_button_that_does_not_stand_there_cannot_be_pressed(sandbox, wrong):
    click = {"channel": "#engineering", "ts": (await posted(sandbox))["ts"], "user": "dev"}
    asked = {**click, "action_id": "acknowledge", **wrong}
    answer = await sandbox.http.post("/control/slack/click", json=asked)
    assert (answer.status_code, sandbox.gateway.taken) == (404, [])


async def issue(sandbox: Sandbox) -> None:
    team = '{ team(id: "ENG") { id } }'
    team_id = (await sandbox.linear(team)).json()["data"]["team"]["id"]
    create = "mutation ($i: IssueCreateInput!) { issueCreate(input: $i) { success } }"
    await sandbox.linear(create, i={"teamId": team_id, "title": "Payments fail", "priority": 1})


def held_by_linear(body: dict[str, Any], kind: str, contracts: Path) -> list[str]:
    schema = json.loads((contracts / "linear/webhook-payload.schema.json").read_text())
    whole = Draft7Validator({**schema, "anyOf": [{"$ref": "#/definitions/EntityWebhookPayload"}]})
    # The union of all kinds of data would let anything pass; this one is held to its own.
    part = {**schema, "anyOf": [{"$ref": f"#/definitions/{kind}WebhookPayload"}]}
    data = Draft7Validator(part).iter_errors(body["data"])
    return [e.message for e in (*whole.iter_errors(body), *data)]


async def test_a_moved_issue_is_what_linear_sends(sandbox, contracts: Path):
    await issue(sandbox)
    move = {"state": "Done", "assignee": "dev", "by": "emma", "at": AT}
    answer = await sandbox.control("/linear/issues/ENG-1", **move)
    assert answer["status"] == 200
    body = verified_linear(sandbox.gateway.taken[0])
    assert held_by_linear(body, "Issue", contracts) == []
    assert (body["action"], body["actor"]["name"]) == ("update", "Emma Lindqvist")
    assert body["data"]["state"]["type"] == "completed"
    assert body["data"]["assignee"]["name"] == "Dev Patel"
    assert body["updatedFrom"].keys() == {"stateId", "assigneeId", "updatedAt"}
    assert datetime.fromisoformat(body["createdAt"]) == AT_UTC
    assert datetime.fromisoformat(body["data"]["completedAt"]) == AT_UTC


async def test_a_comment_on_an_issue_is_what_linear_sends(sandbox, contracts: Path):
    await issue(sandbox)
    await sandbox.control("/linear/issues/ENG-1/comment", text="Found it", by="dev", at=AT)
    body = verified_linear(sandbox.gateway.taken[0])
    assert held_by_linear(body, "Comment", contracts) == []
    assert (body["data"]["body"], body["data"]["issue"]["identifier"]) == ("Found it", "ENG-1")


@pytest.mark.parametrize("status", [500, 503, 429])
async def test_a_gateway_in_trouble_gets_the_same_delivery_again(sandbox, status):
    sandbox.gateway.statuses = [status]
    answer = await opened(sandbox)
    assert (answer["status"], answer["deliveries"][0]["attempts"]) == (200, 2)
    name = "x-zendesk-webhook-invocation-id"
    assert len({t.headers[name] for t in sandbox.gateway.taken}) == 1
    assert verified_zendesk(sandbox.gateway.taken[0]) == verified_zendesk(sandbox.gateway.taken[1])


@pytest.mark.parametrize("status", [400, 401, 413])
async def test_a_refusal_of_the_gateway_is_told_and_final(sandbox, status):
    sandbox.gateway.statuses = [status]
    answer = await opened(sandbox)
    assert (answer["status"], len(sandbox.gateway.taken)) == (status, 1)


async def test_an_unsent_request_can_be_sent_by_the_test_itself(sandbox):
    answer = await opened(sandbox, send=False)
    assert sandbox.gateway.taken == []
    (signed,) = answer["requests"]
    async with httpx.AsyncClient() as http:
        body = base64.b64decode(signed["body"])
        await http.post(signed["url"], content=body, headers=signed["headers"])
    assert verified_zendesk(sandbox.gateway.taken[0])["detail"]["id"] == "4711"


async def test_a_webhook_can_get_lost(sandbox):
    await opened(sandbox)
    path = "/zendesk/tickets/4711"
    lost = await sandbox.control(path, status="solved", silent=True)
    assert (lost, len(sandbox.gateway.taken)) == ({"status": 200, "body": "", "deliveries": []}, 1)
    assert (await sandbox.state())["zendesk"]["tickets"][0]["status"] == "solved"


async def test_a_delivery_can_be_asked_for_again_under_its_id(sandbox):
    first = await opened(sandbox)
    delivery_id = first["deliveries"][0]["delivery_id"]
    again = await sandbox.control("/redeliver", delivery_id=delivery_id)
    assert again["deliveries"][0]["delivery_id"] == delivery_id
    one, two = sandbox.gateway.taken
    assert one.body == two.body
    unknown = await sandbox.http.post("/control/redeliver", json={"delivery_id": "x"})
    assert unknown.status_code == 404


REFUSED = [
    ("/zendesk/tickets", {"subject": "s"}, 400),
    ("/zendesk/tickets", {"id": 4711, "subject": "s", "description": "d"}, 404),
    ("/zendesk/tickets/4711", {"status": "banana"}, 400),
    ("/zendesk/tickets/4711", {"colour": "red"}, 400),
    ("/zendesk/tickets/4711", {"status": "open", "at": "2031-03-03T09:12:00"}, 400),
    ("/zendesk/tickets/4711", {"status": "new"}, 409),
    ("/zendesk/tickets/4711", {"merged_into": 9}, 404),
    ("/zendesk/tickets", {"id": "x", "subject": "s", "description": "d"}, 404),
    ("/zendesk/tickets", {"subject": "s", "description": "d", "fields": {"x": "y"}}, 404),
    ("/zendesk/tickets/9/reply", {"author": "customer", "text": "x"}, 404),
    ("/linear/issues/ENG-9", {"state": "Done"}, 404),
]


@pytest.mark.parametrize(("path", "ask", "status"), REFUSED)
async def test_a_control_call_that_makes_no_sense_is_refused(sandbox, path, ask, status):
    await opened(sandbox)
    answer = await sandbox.http.post(f"/control{path}", json=ask)
    assert (answer.status_code, len(sandbox.gateway.taken)) == (status, 1)
    assert answer.json()["error"]
