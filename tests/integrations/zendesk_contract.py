"""Zendesk's own document as a check of every request that we send and every answer that we get."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import yaml
from jsonschema import Draft202012Validator
from openapi_core import Config, OpenAPI
from openapi_core.templating.responses.exceptions import ResponseNotFound
from openapi_core.testing import MockResponse

from integrations.helpdesk.zendesk.webhook import EVENTS
from tests.integrations.contracts import Asked


def _object_with(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


# The document leaves the webhooks API out; this is what its page says
# (developer.zendesk.com/api-reference/webhooks/webhooks-api/webhooks).
_WEBHOOK = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "endpoint": {"type": "string", "pattern": "^https?://"},
        "http_method": {"enum": ["GET", "POST", "PUT", "PATCH", "DELETE"]},
        "request_format": {"enum": ["json", "xml", "form_encoded"]},
        "status": {"enum": ["active", "inactive"]},
        "subscriptions": {
            "type": "array",
            "items": {"enum": [*EVENTS, "conditional_ticket_events"]},
        },
    },
    "additionalProperties": False,
}
_NEEDED = {"required": ["name", "endpoint", "http_method", "request_format", "status"]}
_SHOWN = {**_WEBHOOK, "additionalProperties": True, "required": ["id", *_NEEDED["required"]]}
WEBHOOKS: dict[str, dict[str, Any]] = {
    "POST asked": _object_with(webhook={**_WEBHOOK, **_NEEDED}),
    "POST told": _object_with(webhook=_SHOWN),
    "PATCH asked": _object_with(webhook=_WEBHOOK),
    "GET told": _object_with(webhooks={"type": "array", "items": _SHOWN}),
    "GET secret": _object_with(
        signing_secret=_object_with(algorithm={"const": "SHA256"}, secret={"type": "string"})
    ),
}


@cache
def contract(shared: Path) -> OpenAPI:
    """The vendor's OpenAPI document, itself unchecked: it is not valid OpenAPI throughout."""

    class Loader(yaml.CSafeLoader):
        """YAML 1.1 makes of a bare `=` a type of its own."""

    Loader.add_constructor("tag:yaml.org,2002:value", lambda loader, node: node.value)
    document = yaml.load((shared / "contracts/zendesk/support-oas.yaml").read_text(), Loader)
    # openapi-core cannot read a deepObject that may also be a number, as `page` is declared.
    document["components"]["parameters"]["DualPaginationPage"] = {"name": "page", "in": "query"}
    for schema in document["components"]["schemas"].values():
        # Nullable, says the vendor, and leaves null out of the words allowed.
        for part in schema.get("properties", {}).values():
            if part.get("nullable") and "enum" in part:
                part["enum"].append(None)
    # What is written is required to be known: an unknown name would be ignored without a word.
    for name in ("TicketObject", "TicketFieldObject", "TicketFieldValueInput"):
        document["components"]["schemas"][name]["additionalProperties"] = False
    return OpenAPI.from_dict(document, config=Config(spec_validator_cls=None))


def check(vendor: OpenAPI, request: httpx.Request, response: httpx.Response) -> None:
    """Raises when the vendor would not know the request, or not give that answer."""
    asked = Asked(request)
    asked.path = asked.path.removeprefix("/zendesk")
    if asked.path.startswith("/api/v2/webhooks"):
        return _check_webhooks(request, response)
    vendor.unmarshal_request(asked).raise_for_errors()
    told = MockResponse(response.content, status_code=response.status_code)
    try:
        vendor.unmarshal_response(asked, told).raise_for_errors()
    except ResponseNotFound:
        # Refusals are not in the document.
        assert response.status_code >= 400
    return None


def _check_webhooks(request: httpx.Request, response: httpx.Response) -> None:
    is_secret = request.url.path.endswith("/signing_secret")
    if request.content:
        _valid(f"{request.method} asked", request.content)
    if response.content:
        _valid("GET secret" if is_secret else f"{request.method} told", response.content)


def _valid(name: str, content: bytes) -> None:
    Draft202012Validator(WEBHOOKS[name]).validate(json.loads(content))
