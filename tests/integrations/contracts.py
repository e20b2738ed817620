"""The vendors' contracts as checks: what we send must be what they say they take."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
from graphql import GraphQLSchema, build_schema
from jsonschema import Draft7Validator, Draft202012Validator
from openapi_core.datatypes import RequestParameters
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View
from werkzeug.datastructures import Headers, ImmutableMultiDict


@cache
def linear_schema(shared: Path) -> GraphQLSchema:
    """The vendor's SDL, 1,200 types; a second to read."""
    return build_schema((shared / "contracts/linear/schema.graphql").read_text())


class Asked:
    """An httpx request as openapi-core wants to see it; it writes the path's parameters into it."""

    def __init__(self, request: httpx.Request) -> None:
        self.host_url = "https://example.zendesk.com"
        self.path = request.url.path
        self.method = request.method.lower()
        self.content_type = request.headers.get("content-type", "")
        self.body = request.content or None
        query = parse_qsl(request.url.query.decode())
        header = Headers(dict(request.headers))
        self.parameters = RequestParameters(query=ImmutableMultiDict(query), header=header)


@cache
def slack(shared: Path) -> "SlackContract":
    """The vendor's limits, types and methods; half a second to read."""
    return SlackContract(shared / "contracts/slack")


class SlackContract:
    """Slack's limits and types, and slack-sdk's own models: each misses what another sees."""

    def __init__(self, folder: Path) -> None:
        limits, types = (
            json.loads((folder / name).read_text())
            for name in ("block-kit.subset.schema.json", "types-and-payloads.schema.json")
        )
        types["definitions"]["AnyBlock"] = types["definitions"]["KnownBlock"]  # or anything goes
        self._methods = json.loads((folder / "web-api-methods.json").read_text())
        self._limits = {
            "blocks": Draft202012Validator(limits),
            "modal": _part(limits, "$defs", "modal_view"),
            "home": _part(limits, "$defs", "home_view"),
        }
        self._types = {
            "blocks": Draft7Validator(_all_of(types, "AnyBlock")),
            "modal": Draft7Validator({**types, "$ref": "#/definitions/ModalView"}),
            "home": Draft7Validator({**types, "$ref": "#/definitions/HomeView"}),
        }

    def check_message(self, text: str, blocks: list[dict[str, Any]]) -> None:
        """Raises when Slack would not take it, or would with pieces missing."""
        assert text.strip()
        assert 0 < len(blocks) <= MESSAGE_BLOCKS_MAX
        assert len("".join(shown(blocks))) <= MESSAGE_TEXT_MAX
        self._check("blocks", blocks, blocks)

    def check_view(self, view: dict[str, Any]) -> None:
        """Raises when Slack would not open it; a home tab when it would not be published."""
        self._check(view["type"], view, view["blocks"])
        assert len(json.dumps(view, ensure_ascii=False).encode()) <= VIEW_BYTES_MAX
        View(**view).to_dict()

    def check_call(self, method: str, arguments: Mapping[str, Any]) -> None:
        """Raises when a method of the Web API would miss or not know an argument."""
        known = self._methods[method]["args"]
        needed = {name for name, about in known.items() if about["required"]}
        given = {name for name, value in arguments.items() if value is not None}
        assert needed <= {*given, "token"}, f"{method} misses {sorted(needed - given)}"
        assert given <= {*known, "token"}, f"{method} does not know {sorted(given - set(known))}"

    def _check(self, kind: str, value: Any, blocks: list[dict[str, Any]]) -> None:
        self._limits[kind].validate(value)
        self._types[kind].validate(value)
        for block in blocks:
            parsed = Block.parse(block)
            assert parsed is not None, f"slack-sdk does not know {block['type']}"
            parsed.to_dict()  # validates the elements too, which validate_json leaves out
        _check_unsaid(blocks)


MESSAGE_BLOCKS_MAX, VIEW_BYTES_MAX = 50, 250_000  # Slack's
MESSAGE_TEXT_MAX = 13_200  # characters, written nowhere but in slackapi/bolt-js#2509


def shown(part: Any) -> list[str]:
    """Every text that people read."""
    if isinstance(part, list):
        return [text for item in part for text in shown(item)]
    if not isinstance(part, dict):
        return []
    own = [part["text"]] if isinstance(part.get("text"), str) else []
    return own + [text for item in part.values() for text in shown(item)]


def _part(schema: dict[str, Any], where: str, name: str) -> Draft202012Validator:
    root = {key: schema[key] for key in ("$schema", where)}
    return Draft202012Validator({**root, "$ref": f"#/{where}/{name}"})


def _all_of(types: dict[str, Any], name: str) -> dict[str, Any]:
    item = {"$ref": f"#/definitions/{name}"}
    return {"definitions": types["definitions"], "type": "array", "items": item}


def _check_unsaid(blocks: list[dict[str, Any]]) -> None:
    """What Slack refuses and neither schema nor model says."""
    json.dumps(blocks, ensure_ascii=False).encode()  # no half of a surrogate pair
    _check_unique([block["block_id"] for block in blocks if "block_id" in block])
    for block in blocks:
        _check_unique([each["action_id"] for each in block.get("elements", ()) if "value" in each])
        element = block.get("element", {})
        if element.get("type") == "plain_text_input":
            assert len(element.get("initial_value", "")) <= element["max_length"]
        if "initial_option" in element:
            assert element["initial_option"] in element["options"]


def _check_unique(ids: list[str]) -> None:
    assert len(ids) == len(set(ids)), f"not unique: {ids}"
