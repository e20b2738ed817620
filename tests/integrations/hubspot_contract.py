"""HubSpot's contract as checks: every body that goes to it or comes from it, by route and model."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import httpx
from jsonschema import Draft7Validator

CRM = r"/crm/v3/objects/(tickets|notes|contacts|companies)"
ID = r"/\d+"
MODULE_OF = {
    "tickets": "crm.tickets",
    "notes": "crm.objects.notes",
    "contacts": "crm.contacts",
    "companies": "crm.contacts",  # not in the contract, of the same models in HubSpot's client
}


class Held(NamedTuple):
    """A route: the models of what is sent and of what is answered."""

    method: str
    path: str
    module: str
    sent: str
    answered: str


ROUTES = [
    Held("GET", CRM + ID, "", "", "SimplePublicObjectWithAssociations"),
    Held("POST", CRM, "", "SimplePublicObjectInputForCreate", "SimplePublicObject"),
    Held("PATCH", CRM + ID, "", "SimplePublicObjectInput", "SimplePublicObject"),
    Held("DELETE", CRM + ID, "", "", ""),
    Held(
        "POST",
        CRM + "/batch/read",
        "",
        "BatchReadInputSimplePublicObjectId",
        "BatchResponseSimplePublicObject",
    ),
    Held("POST", CRM + "/merge", "", "PublicMergeInput", "SimplePublicObject"),
    Held(
        "POST",
        CRM + "/search",
        "",
        "PublicObjectSearchRequest",
        "CollectionResponseWithTotalSimplePublicObjectForwardPaging",
    ),
    Held(
        "GET",
        r"/crm/v4/objects/\w+/\d+/associations/\w+",
        "crm.associations.v4",
        "",
        "CollectionResponseMultiAssociatedObjectWithLabelForwardPaging",
    ),
    Held("GET", "/crm/v3/owners/", "crm.owners", "", "CollectionResponsePublicOwnerForwardPaging"),
    Held("GET", "/crm/v3/owners" + ID, "crm.owners", "", "PublicOwner"),
    Held(
        "GET",
        "/crm/v3/pipelines/tickets",
        "crm.pipelines",
        "",
        "CollectionResponsePipelineNoPaging",
    ),
]
# Beyond the contract: held to HubSpot's pages, and by its own client in tests/conformance.
OUTSIDE = re.compile(r"/crm/v3/properties/\w+|/oauth/v2/private-apps/.*|/conversations/v3/.*")
THREAD = re.compile(r"/conversations/v3/conversations/threads/\d+/messages")
# "Conversations v3", "Send a message to a thread".
MESSAGE: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["type", "text", "recipients", "senderActorId", "channelId", "channelAccountId"],
    "properties": {
        "type": {"enum": ["MESSAGE"]},
        "text": {"type": "string"},
        "richText": {"type": "string"},
        "subject": {"type": "string"},
        "senderActorId": {"type": "string", "pattern": r"^A-\d+$"},
        "channelId": {"type": "string"},
        "channelAccountId": {"type": "string"},
        "recipients": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["deliveryIdentifiers"],
                "properties": {
                    "actorId": {"type": "string"},
                    "name": {"type": "string"},
                    "recipientField": {"enum": ["TO", "CC", "BCC"]},
                    "deliveryIdentifiers": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "additionalProperties": False,
                            "required": ["type", "value"],
                            "properties": {
                                "type": {"type": "string"},
                                "value": {"type": "string"},
                            },
                        },
                    },
                },
            },
        },
    },
}


@cache
def contract(shared: Path) -> dict[str, Any]:
    """The models, closed: they name no field that may come besides. A value may be null.

    "If a requested property is defined, but has no value, it is returned as null" ("Tickets"), and
    errors carry a `status` that HubSpot's client leaves out.
    """
    folder = shared / "contracts/hubspot"
    found = json.loads((folder / "hubspot-api-client-12.0.0.models.schema.json").read_text())
    for module in found.values():
        for name, model in module["definitions"].items():
            if "additionalProperties" not in model and "Error" not in name:
                model["additionalProperties"] = False
            values = model.get("properties", {}).get("properties", {})
            if name.startswith("SimplePublicObject") and "Input" not in name:
                values["additionalProperties"] = {"type": ["string", "null"]}
    return dict(found)


def check(shared: Path, request: httpx.Request, response: httpx.Response) -> str:
    """Raises when a body is none of HubSpot's; answers with what held it: a module, or "pages"."""
    path = request.url.path.removeprefix("/hubspot")
    held = next((r for r in ROUTES if _is(r, request.method, path)), None)
    if held is None:
        assert OUTSIDE.fullmatch(path), f"HubSpot knows no {request.method} {path}"
        if request.method == "POST" and THREAD.fullmatch(path):
            Draft7Validator(MESSAGE).validate(json.loads(request.content))
        return "pages"
    module = held.module or MODULE_OF[path.split("/")[4]]
    models = contract(shared)[module]
    _check_known(models, request.method, path)
    if held.sent:
        _check(models, held.sent, request.content)
    if response.status_code == 207:
        _check(models, f"{held.answered}WithErrors", response.content)
    elif response.is_success and held.answered:
        _check(models, held.answered, response.content)
    elif response.is_client_error and response.status_code != 429:
        _check(models, "Error", response.content)
    return module


def _is(held: Held, method: str, path: str) -> bool:
    return held.method == method and re.fullmatch(held.path, path) is not None


def _check_known(models: dict[str, Any], method: str, path: str) -> None:
    """The contract names the route; of companies it names the contacts'."""
    path = path.replace("/companies", "/contacts")
    for known_method, template in models["paths"]:
        pattern = re.sub(r"\{\w+\}", r"[^/]+", template)
        if known_method == method and re.fullmatch(pattern, path):
            return
    raise AssertionError(f"the contract has no {method} {path}")


def _check(models: dict[str, Any], name: str, body: bytes) -> None:
    schema = {"definitions": models["definitions"], "$ref": f"#/definitions/{name}"}
    Draft7Validator(schema).validate(json.loads(body))
