"""Freshdesk's contract as checks: its documented requests by hand, its answers by object schemas.

Freshdesk publishes no machine-readable contract. What it takes is written here from its API page
("Update a Ticket", "Create a Note", "Create a Reply", "Ticket Fields (Admin)", "Automations"); what
it answers, from schemas that others keep, and nothing may stand in an answer that neither knows.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from jsonschema import Draft7Validator

TEXT = {"type": "string", "minLength": 1}
IDS = {"type": "array", "items": {"type": "integer"}}
FLAG = {"type": "boolean"}


def only(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    """An object with these fields and no others."""
    shape = {"type": "object", "properties": properties, "required": list(required)}
    return shape | {"additionalProperties": False, "minProperties": 1}


TICKET = only(
    status={"type": "integer", "enum": [2, 3, 4, 5, 6, 7]},
    priority={"type": "integer", "enum": [1, 2, 3, 4]},
    tags={"type": "array", "items": {"type": "string", "maxLength": 32}},
    responder_id={"type": "integer"},
    group_id={"type": "integer"},
    custom_fields={"type": "object", "propertyNames": {"pattern": "^cf_"}},
)
WEBHOOK = only(
    ("field_name", "request_type", "url", "content_type", "content_layout", "content"),
    field_name={"const": "trigger_webhook"},
    request_type={"enum": ["POST", "GET", "PUT", "DELETE", "PATCH"]},
    url={"type": "string", "pattern": "^https?://"},
    content_type={"enum": ["JSON", "XML", "X-FORM-URLENCODED"]},
    content_layout={"enum": ["1", "2"]},
    content={"type": "object"},
    custom_headers={"type": "object", "additionalProperties": TEXT},
)
CONDITIONS = {
    "type": "array",
    "items": only(
        ("name", "match_type", "properties"),
        name={"enum": ["condition_set_1", "condition_set_2"]},
        match_type={"enum": ["all", "any"]},
        properties={"type": "array", "minItems": 1},
    ),
}
RULE = {"name": TEXT, "active": FLAG, "actions": {"type": "array", "items": WEBHOOK, "minItems": 1}}
PERFORMER = only(("type",), type={"enum": [1, 2, 3, 4]}, members=IDS)
EVENTS = {"type": "array", "items": {"type": "object", "required": ["field_name"]}, "minItems": 1}
CREATION = only(("name", "conditions", "actions"), conditions=CONDITIONS, **RULE)
UPDATES = only(
    ("name", "performer", "events", "actions"), performer=PERFORMER, events=EVENTS, **RULE
)
FIELD = only(
    ("label", "label_for_customers", "type"),
    label=TEXT,
    label_for_customers=TEXT,
    type={"enum": ["custom_text", "custom_paragraph", "custom_dropdown", "custom_number"]},
    customers_can_edit=FLAG,
    displayed_to_customers=FLAG,
)
EMAILS = {"type": "array", "items": TEXT}
NOTE = only(("body",), body=TEXT, private=FLAG, notify_emails=EMAILS)
REPLY = only(("body",), body=TEXT, cc_emails=EMAILS, bcc_emails=EMAILS)
WRITES = {
    r"PUT /tickets/\d+": TICKET,
    r"POST /tickets/\d+/notes": NOTE,
    r"POST /tickets/\d+/reply": REPLY,
    r"POST /admin/ticket_fields": FIELD,
    r"(POST|PUT) /automations/1/rules(/\d+)?": CREATION,
    r"(POST|PUT) /automations/4/rules(/\d+)?": UPDATES,
}
LIST = {"page", "per_page"}
READS = {  # paths, and what may be asked for
    r"/tickets": LIST | {"updated_since", "order_by", "order_type", "requester_id"},
    r"/tickets/\d+": {"include"},
    r"/tickets/\d+/conversations": LIST,
    r"/agents": LIST | {"email"},
    r"/agents/(me|\d+)": set(),
    r"/(contacts|companies|groups)": LIST,
    r"/(contacts|companies|groups)/\d+": set(),
    r"/ticket_fields": LIST | {"type"},
    r"/(contact_fields|company_fields|admin/ticket_fields)": LIST,
    r"/automations/[134]/rules": LIST,
}
# The schema of what a path answers with, and what Freshdesk's page documents beside it.
ANSWERS = {
    r"/tickets(/\d+)?": ("tickets", {"attachments", "deleted"}),
    r"/tickets/\d+/(conversations|notes|reply)": ("conversations", set[str]()),
    r"/agents(/.+)?": ("agents", set[str]()),
    r"/contacts(/\d+)?": ("contacts", set[str]()),
    r"/companies(/\d+)?": ("companies", set[str]()),
    r"/groups(/\d+)?": ("groups", set[str]()),
    r"/(admin/)?ticket_fields": ("ticket_fields", set[str]()),
}


def check_request(request: httpx.Request) -> None:
    """Raises when Freshdesk's page does not know this request."""
    path = request.url.path.partition("/api/v2")[2]
    if request.method == "GET":
        asked = next((READS[known] for known in READS if re.fullmatch(known, path)), None)
        assert asked is not None, f"GET {path} is not documented"
        assert set(request.url.params) <= asked, f"GET {path} does not know {request.url.params}"
        return
    named = f"{request.method} {path}"
    shape = next((WRITES[known] for known in WRITES if re.fullmatch(known, named)), None)
    assert shape is not None, f"{named} is not documented"
    Draft7Validator(shape).validate(json.loads(request.content))


def check_answer(shared: Path, request: httpx.Request, answer: httpx.Response) -> bool:
    """Raises when an answer has another shape; tells whether there is a shape to hold it to."""
    path = request.url.path.partition("/api/v2")[2]
    found = next((ANSWERS[known] for known in ANSWERS if re.fullmatch(known, path)), None)
    if found is None or not answer.is_success:
        return False
    schema, more = _schema(shared, found[0]), found[1]
    content = answer.json()
    for record in content if isinstance(content, list) else [content]:
        Draft7Validator(schema).validate(record)
        unknown = set(record) - set(schema["properties"]) - more
        assert not unknown, f"{path} answers with {unknown}, which Freshdesk does not"
    return True


@cache
def _schema(shared: Path, name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(
        (shared / "contracts/freshdesk/airbyte" / f"{name}.json").read_text()
    )
    return schema
