"""The sandbox shows no block that Slack would refuse: held against the contract in both ways."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from sandbox.slack_blocks import faults
from tests.sandbox.slack_world import button, field, option, plain

Block = dict[str, Any]


def section(**more: Any) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": "x"}, **more}


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def menu(kind: str = "static_select", count: int = 2, **more: Any) -> Block:
    return {
        "type": kind,
        "action_id": kind,
        "options": [option(f"o{n}") for n in range(count)],
    } | more


def written(**more: Any) -> Block:
    return field("why", {"type": "plain_text_input", **more})


CONFIRM = {"title": plain("x" * 100), "text": plain("x" * 300), "confirm": plain("x" * 30)}
IMAGE = {"type": "image", "image_url": "https://example.com/x.png", "alt_text": "x"}
GOOD = [
    {"type": "header", "text": plain("x" * 150)},
    section(text=plain("x" * 3000)),
    {"type": "section", "fields": [plain("x" * 2000)] * 10},
    section(accessory=menu("overflow", 5)),
    section(accessory=IMAGE),
    {"type": "context", "elements": [plain("x"), IMAGE] * 5},
    actions(*[button(f"a{n}", "x" * 2000) for n in range(25)]),
    actions(
        {
            **button("a"),
            "action_id": "x" * 255,
            "style": "danger",
            "confirm": {**CONFIRM, "deny": plain("no")},
        }
    ),
    actions(menu(count=100, placeholder=plain("x" * 150))),
    actions({"type": "datetimepicker", "initial_date_time": 9_999_999_999}),
    written(initial_value="x" * 3000, max_length=3000),
    {**written(), "label": plain("x" * 2000), "hint": plain("x" * 2000)},
    field("to", menu("radio_buttons", 10)),
    {"type": "markdown", "text": "x" * 12_000},
    {"type": "divider", "block_id": "x" * 255},
    IMAGE,
    {"type": "rich_text", "elements": []},
]
BAD = [
    ({"type": "header", "text": plain("x" * 151)}, "/text/text"),
    ({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}, "/text"),
    ({"type": "header"}, "/text"),
    (section(text=plain("x" * 3001)), "/text/text"),
    (section(text=plain("")), "/text/text"),
    ({"type": "section"}, "/text"),
    ({"type": "section", "fields": [plain("x")] * 11}, "/fields"),
    ({"type": "section", "fields": []}, "/fields"),
    ({"type": "section", "fields": [plain("x" * 2001)]}, "/fields/text"),
    (section(accessory=menu("overflow", 6)), "/accessory/options"),
    (section(accessory={"type": "plain_text_input"}), "/accessory/type"),
    ({"type": "context", "elements": []}, "/elements"),
    ({"type": "context", "elements": [plain("x")] * 11}, "/elements"),
    ({"type": "context", "elements": [{"type": "image", "alt_text": "x"}]}, "/elements"),
    (actions(), "/elements"),
    (actions(*[button(f"a{n}") for n in range(26)]), "/elements"),
    (actions({**button("a"), "action_id": "x" * 256}), "/elements/action_id"),
    (actions(button("a", "x" * 2001)), "/elements/value"),
    (actions({**button("a"), "text": plain("x" * 76)}), "/elements/text/text"),
    (actions({**button("a"), "text": {"type": "mrkdwn", "text": "x"}}), "/elements/text"),
    (actions({**button("a"), "style": "loud"}), "/elements/style"),
    (actions({**button("a"), "url": "x" * 3001}), "/elements/url"),
    (actions({**button("a"), "confirm": {**CONFIRM, "deny": plain("x" * 31)}}),
     "/elements/confirm/deny/text"),
    (actions(menu(count=101)), "/elements/options"),
    (actions(menu(count=0)), "/elements/options"),
    (actions(menu(options=[option("x" * 151)])), "/elements/options/value"),
    (actions(menu(options=[{**option("v"), "text": plain("x" * 76)}])),
     "/elements/options/text/text"),
    (actions(menu(placeholder=plain("x" * 151))), "/elements/placeholder/text"),
    (actions({"type": "datetimepicker", "initial_date_time": 10_000_000_000}),
     "/elements/initial_date_time"),
    (written(max_length=3001), "/element"),
    ({**written(), "label": plain("x" * 2001)}, "/label/text"),
    ({**written(), "hint": plain("x" * 2001)}, "/hint/text"),
    (field("to", menu("radio_buttons", 11)), "/element/options"),
    (field("to", button("a")), "/element/type"),
    ({"type": "markdown", "text": "x" * 12_001}, "/text"),
    ({"type": "divider", "block_id": "x" * 256}, "/block_id"),
    ({**IMAGE, "alt_text": ""}, "/alt_text"),
    ({**IMAGE, "image_url": "https://" + "x" * 3000}, "/image_url"),
    ({"type": "rich_text"}, ""),
    ({"type": "hologram"}, "/type"),
    ({}, "/type"),
]  # fmt: skip
# Slack says so in words that a schema cannot.
UNWRITTEN = [
    ([actions(button("a"), button("a"))], "/blocks/0"),
    ([{"type": "divider", "block_id": "a"}] * 2, "/blocks"),
    ([written(min_length=3, max_length=2)], "/blocks/0/element"),
    ([written(initial_value="xxx", max_length=2)], "/blocks/0/element/initial_value"),
    ([actions(menu(initial_option=option("other")))], "/blocks/0/elements/initial_option"),
    ([{"type": "divider"}] * 51, "/blocks"),
]


@pytest.fixture(scope="module")
def kit(shared: Path) -> Draft202012Validator:
    schema = json.loads((shared / "contracts/slack/block-kit.subset.schema.json").read_text())
    return Draft202012Validator({"$defs": schema["$defs"], "$ref": "#/$defs/block"})


@pytest.mark.parametrize("block", GOOD, ids=lambda b: b["type"])
def test_what_just_fits_is_shown(kit, block):
    assert (list(faults([block], 50)), kit.is_valid(block)) == ([], True)


@pytest.mark.parametrize(("block", "place"), BAD)
def test_what_the_contract_refuses_is_refused(kit, block, place):
    assert f"[json-pointer:/blocks/0{place}]" in "".join(faults([block], 50))
    assert not kit.is_valid(block)


@pytest.mark.parametrize(("blocks", "place"), UNWRITTEN)
def test_what_slack_refuses_beyond_the_contract_is_refused(blocks, place):
    (fault,) = faults(blocks, 50)
    assert fault.endswith(f"[json-pointer:{place}]")
