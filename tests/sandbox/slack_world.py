"""What the tests of the sandbox's Slack share: views to show, and what was sent about them."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from jsonschema import Draft7Validator
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.conftest import Sandbox, Taken

AT = "2031-03-03T09:12:00+01:00"
HERE = "C0SUPPORT2"


def plain(words: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": words}


def option(value: str) -> dict[str, Any]:
    return {"text": plain(value.capitalize()), "value": value}


def button(action_id: str, value: str = "v") -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": plain(action_id), "value": value}


def field(name: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    inside = {"action_id": name, **element}
    return {"type": "input", "block_id": name, "label": plain(name), "element": inside, **more}


WHY = field("why", {"type": "plain_text_input", "min_length": 3, "max_length": 20})
TO = field(
    "to",
    {"type": "static_select", "options": [option("product"), option("security")]},
    dispatch_action=True,
)
UNTIL = field("until", {"type": "datetimepicker"}, optional=True)
MODAL = {
    "type": "modal",
    "callback_id": "escalate",
    "title": plain("Escalate"),
    "submit": plain("Send"),
    "private_metadata": "place",
    "blocks": [TO, WHY, UNTIL],
}
HOME = {"type": "home", "blocks": [{"type": "actions", "elements": [button("acknowledge")]}]}
FILLED = {
    "to": {"to": {"type": "static_select", "selected_option": option("product")}},
    "why": {"why": {"type": "plain_text_input", "value": "a defect"}},
}


def client(sandbox: Sandbox) -> AsyncWebClient:
    return AsyncWebClient("xoxb-test", base_url=f"{sandbox.url}/slack/api/")


def told(taken: Taken) -> dict[str, Any]:
    """The body of what was sent, once slack-sdk agrees that it is signed."""
    verifier = SignatureVerifier("slack-secret")
    assert verifier.is_valid_request(taken.body, taken.headers)
    if taken.path == "/slack/events":
        return json.loads(taken.body)
    form = dict(parse_qsl(taken.body.decode(), keep_blank_values=True))
    return json.loads(form["payload"]) if "payload" in form else form


def complaints(contracts: Path, kind: str, body: dict[str, Any]) -> list[str]:
    """What the vendor's contract has against a payload of a kind."""
    schemas = json.loads((contracts / "slack/types-and-payloads.schema.json").read_text())
    validator = Draft7Validator({**schemas, "$ref": f"#/definitions/{kind}"})
    return [error.message for error in validator.iter_errors(body)]


async def trigger(sandbox: Sandbox, user: str = "U0BEN") -> str:
    """The trigger_id of a shortcut just chosen."""
    await sandbox.control("/slack/shortcut", user=user, callback_id="handrail_open")
    return str(told(sandbox.gateway.taken[-1])["trigger_id"])


async def opened(sandbox: Sandbox, **more: Any) -> dict[str, Any]:
    """A modal in front of Ben."""
    trigger_id = await trigger(sandbox)
    answer = await client(sandbox).views_open(trigger_id=trigger_id, view={**MODAL, **more})
    return answer["view"]


async def seen(sandbox: Sandbox, user: str = "U0BEN") -> dict[str, Any]:
    """Slack as somebody has it on the screen."""
    return (await sandbox.http.get(f"/control/slack?as={user}")).json()
