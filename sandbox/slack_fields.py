"""The fields of a view: what stands in them, and what Slack asks before it lets anybody submit.

docs.slack.dev/reference/interaction-payloads/view-interactions-payload
"""

from collections.abc import Iterator
from typing import Any

from sandbox.record import Json
from sandbox.slack_blocks import elements_of
from sandbox.slack_messages import Refused

# What each kind of field holds, and what of the element it begins with.
HOLDS = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "rich_text_input": ("rich_text_value", "initial_value"),
}
NEEDED = "Please complete this required field."


def state_of(surface: Json, values: Json) -> Json:
    """The fields of a view or message: as in `values`, else as they began. Raises Refused."""
    state: Json = {}
    for block, field in _fields(surface):
        name, initial = HOLDS[field["type"]]
        given = (values.get(block["block_id"]) or {}).get(field["action_id"])
        held = given if given is not None else {name: field.get(initial)}
        if not isinstance(held, dict):
            raise Refused("values_not_understood")
        many = name.endswith("s")
        content = held.get(name) or ([] if many else None)
        place = state.setdefault(block["block_id"], {})
        place[field["action_id"]] = {"type": field["type"], name: _possible(field, content)}
    return state


def complaints(view: Json) -> dict[str, str]:
    """What Slack's client says under the fields, by block_id, before it submits anything."""
    found: dict[str, str] = {}
    for block, field in _fields(view):
        if block["type"] != "input":
            continue
        name, _ = HOLDS[field["type"]]
        content = view["state"]["values"][block["block_id"]][field["action_id"]][name]
        if not content and not block.get("optional"):
            found[block["block_id"]] = NEEDED
        elif content and field["type"] == "plain_text_input":
            for said in _length(field, content):
                found[block["block_id"]] = said
    return found


def pressed(surface: Json, action_id: object, value: object) -> tuple[Json, Json]:
    """The element somebody uses, and its block. Raises Refused.

    `value` tells buttons of one action_id apart.
    """
    for block in surface.get("blocks", []):
        for one in _usable(block):
            other = one["type"] == "button" and value not in (None, one.get("value"))
            if one["action_id"] == action_id and not other:
                return block, one
    raise Refused("action_not_found")


def chosen(one: Json, selected: Any) -> Json:
    """What an action of this element says of what was chosen. Raises Refused."""
    if one["type"] == "button":
        return {"text": one["text"], **({"value": one["value"]} if "value" in one else {})}
    if one["type"] == "overflow":
        return {"selected_option": _option(one, selected)}
    name, _ = HOLDS[one["type"]]
    if not selected:
        return {name: [] if name.endswith("s") else None}
    if name == "selected_option":
        return {name: _option(one, selected)}
    if name == "selected_options":
        return {name: [_option(one, value) for value in str(selected).split(",")]}
    return {name: int(selected) if name == "selected_date_time" else selected}


def _fields(surface: Json) -> Iterator[tuple[Json, Json]]:
    for block in surface.get("blocks", []):
        yield from ((block, one) for one in elements_of(block) if one["type"] in HOLDS)


def _usable(block: Json) -> list[Json]:
    """An input block tells of nothing but its submission, unless asked to."""
    is_silent = block["type"] == "input" and not block.get("dispatch_action")
    return [] if is_silent else elements_of(block)


def _options(one: Json) -> list[Json]:
    groups = one.get("option_groups") or [{"options": one.get("options", [])}]
    return [option for group in groups for option in group["options"]]


def _option(one: Json, value: object) -> Json:
    for option in _options(one):
        if option["value"] == value:
            return option
    raise Refused("option_not_found")


def _possible(field: Json, content: Any) -> Any:
    """An option that is offered no longer is no longer chosen."""
    if isinstance(content, dict) and "value" in content:
        return next((o for o in _options(field) if o["value"] == content["value"]), None)
    return content


def _length(field: Json, content: str) -> Iterator[str]:
    least, most = field.get("min_length", 0), field.get("max_length", len(content))
    if len(content) < least:
        yield f"Must be at least {least} characters."
    if len(content) > most:
        yield f"Must be at most {most} characters."
