"""Block Kit's limits: what Slack refuses to show, with the place of each fault.

docs.slack.dev/reference/block-kit; counts of characters, items and options are Slack's own.
"""

from collections.abc import Callable, Iterator, Mapping

from sandbox.record import Json
from sandbox.slack_elements import Faults, element, text, within

ID_MAX = 255  # characters: block_id and action_id
HEADER_MAX, SECTION_MAX, FIELD_MAX, LABEL_MAX = 150, 3000, 2000, 2000  # characters
MARKDOWN_MAX, ALT_MAX, URL_MAX = 12_000, 2000, 3000  # characters
FIELDS_MAX, CONTEXT_MAX, ACTIONS_MAX = 10, 10, 25
MENUS = {"overflow", "static_select", "users_select", "conversations_select", "channels_select"}
CHOICES = {"radio_buttons", "checkboxes", "datepicker", "timepicker"}
MANY = {"multi_static_select", "multi_users_select"}
WRITTEN = {"plain_text_input", "email_text_input", "url_text_input", "number_input"}
ACCESSORY = {"button", "image"} | MENUS | CHOICES | MANY
ACTION = ACCESSORY - {"image"} | {"datetimepicker"}
INPUT = ACTION - {"button", "overflow"} | WRITTEN | {"rich_text_input"}


def faults(blocks: list[Json], blocks_max: int) -> Faults:
    """Everything that is wrong with a list of blocks, each as `[ERROR] what [place]`."""
    if len(blocks) > blocks_max:
        yield f"[ERROR] no more than {blocks_max} items allowed [json-pointer:/blocks]"
    for n, block in enumerate(blocks):
        yield from _placed(f"/blocks/{n}", _block(block))
    yield from _placed("/blocks", _twice("block_id", blocks))


def elements_of(block: Json) -> list[Json]:
    """What one can press or fill in, in one block."""
    if block["type"] == "actions":
        return list(block["elements"])
    inside = (block.get("accessory"), block.get("element"))
    return [one for one in inside if one and one["type"] != "image"]


def _placed(place: str, found: Iterator[str]) -> Faults:
    for fault in found:
        what, _, rest = fault.rpartition(" @")
        yield f"[ERROR] {what} [json-pointer:{place}{rest}]"


def _block(block: Json) -> Faults:
    kind = KINDS.get(str(block.get("type")))
    if kind is None:
        yield f"unsupported type: {block.get('type')} @/type"
        return
    if len(str(block.get("block_id", ""))) > ID_MAX:
        yield f"must be less than {ID_MAX + 1} characters @/block_id"
    yield from kind(block)


def _header(block: Json) -> Faults:
    yield from text(block, "text", HEADER_MAX, plain=True)


def _section(block: Json) -> Faults:
    fields = block.get("fields")
    if "text" in block or fields is None:
        yield from text(block, "text", SECTION_MAX)
    if fields is not None:
        yield from _count(fields, FIELDS_MAX, "fields")
        for field in fields:
            yield from text({"fields": field}, "fields", FIELD_MAX)
    if "accessory" in block:
        yield from within("accessory", element(block["accessory"], ACCESSORY))


def _context(block: Json) -> Faults:
    inside = block.get("elements") or []
    yield from _count(inside, CONTEXT_MAX, "elements")
    for part in inside:
        if part.get("type") == "image":
            yield from within("elements", element(part, {"image"}))
        else:
            yield from text({"elements": part}, "elements", SECTION_MAX)


def _actions(block: Json) -> Faults:
    inside = block.get("elements") or []
    yield from _count(inside, ACTIONS_MAX, "elements")
    for part in inside:
        yield from within("elements", element(part, ACTION))
    yield from _twice("action_id", inside)


def _input(block: Json) -> Faults:
    yield from text(block, "label", LABEL_MAX, plain=True)
    if "hint" in block:
        yield from text(block, "hint", LABEL_MAX, plain=True)
    yield from within("element", element(block.get("element") or {}, INPUT))


def _image(block: Json) -> Faults:
    if not 0 < len(str(block.get("alt_text", ""))) <= ALT_MAX:
        yield f"must be 1 to {ALT_MAX} characters @/alt_text"
    if not str(block.get("image_url")).startswith("http") and "slack_file" not in block:
        yield "missing required field: image_url or slack_file @"
    if len(str(block.get("image_url", ""))) > URL_MAX:
        yield f"must be less than {URL_MAX + 1} characters @/image_url"


def _markdown(block: Json) -> Faults:
    if not 0 < len(str(block.get("text", ""))) <= MARKDOWN_MAX:
        yield f"must be 1 to {MARKDOWN_MAX} characters @/text"


def _rich_text(block: Json) -> Faults:
    if not isinstance(block.get("elements"), list):
        yield "missing required field: elements @"


def _divider(_: Json) -> Faults:
    yield from ()


def _count(things: object, most: int, name: str) -> Faults:
    if not isinstance(things, list) or not 0 < len(things) <= most:
        yield f"must have 1 to {most} items @/{name}"


def _twice(name: str, things: list[Json]) -> Faults:
    given = [thing[name] for thing in things if name in thing]
    for one in sorted({one for one in given if given.count(one) > 1}):
        yield f"`{name}` {one} already exists @"


KINDS: Mapping[str, Callable[[Json], Faults]] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "input": _input,
    "image": _image,
    "markdown": _markdown,
    "rich_text": _rich_text,
    "divider": _divider,
}
