"""The limits of what stands in a block: texts, buttons, menus, fields (Block Kit's "elements")."""

from collections.abc import Iterator, Set

from sandbox.record import Json

# Each fault is `what @where`.
Faults = Iterator[str]
ID_MAX = 255  # characters
BUTTON_MAX, BUTTON_VALUE_MAX, URL_MAX = 75, 2000, 3000  # characters
OPTION_MAX, OPTION_VALUE_MAX, PLACEHOLDER_MAX = 75, 150, 150  # characters
WRITTEN_MAX = 3000  # characters: what a plain_text_input takes
OPTIONS_MAX = {"overflow": 5, "radio_buttons": 10, "checkboxes": 10}
MENU_MAX = 100  # options, or groups of them
CONFIRM_MAX = {"title": 100, "text": 300, "confirm": 30, "deny": 30}  # characters
STYLES = ("primary", "danger")
WITH_OPTIONS = (*OPTIONS_MAX, "static_select", "multi_static_select")
LATEST = 9_999_999_999  # Unix seconds: ten digits


def text(holder: Json, name: str, most: int, *, plain: bool = False) -> Faults:
    """The faults of a text object: there, of a known kind, neither empty nor too long."""
    given = holder.get(name)
    kinds = ("plain_text",) if plain else ("plain_text", "mrkdwn")
    if not isinstance(given, dict) or given.get("type") not in kinds:
        yield f"must be a text object of {' or '.join(kinds)} @/{name}"
    elif not isinstance(given.get("text"), str) or not given["text"]:
        yield f"must be more than 0 characters @/{name}/text"
    elif len(given["text"]) > most:
        yield f"must be less than {most + 1} characters @/{name}/text"


def within(name: str, found: Faults) -> Faults:
    """The faults of a part, placed in the whole."""
    for fault in found:
        what, _, rest = fault.rpartition(" @")
        yield f"{what} @/{name}{rest}"


def element(given: Json, allowed: Set[str]) -> Faults:
    """The faults of an element, where `allowed` kinds may stand."""
    kind = str(given.get("type"))
    if kind not in allowed:
        yield f"unsupported type: {kind} @/type"
        return
    if kind == "image":
        if not given.get("alt_text") or not given.get("image_url"):
            yield "missing required field: alt_text and image_url @"
        return
    if len(str(given.get("action_id", ""))) > ID_MAX:
        yield f"must be less than {ID_MAX + 1} characters @/action_id"
    yield from _inside(given, kind)


def _inside(given: Json, kind: str) -> Faults:
    if kind == "button":
        yield from _button(given)
    if kind in WITH_OPTIONS:
        yield from _options(given, kind)
    if kind == "plain_text_input":
        yield from _written(given)
    if "placeholder" in given:
        yield from text(given, "placeholder", PLACEHOLDER_MAX, plain=True)
    if not 0 <= int(given.get("initial_date_time", 0)) <= LATEST:
        yield "must be ten digits @/initial_date_time"
    if "confirm" in given:
        for part, most in CONFIRM_MAX.items():
            dialog = text(given["confirm"], part, most, plain=part != "text")
            yield from within("confirm", dialog)


def _button(given: Json) -> Faults:
    yield from text(given, "text", BUTTON_MAX, plain=True)
    if len(str(given.get("value", ""))) > BUTTON_VALUE_MAX:
        yield f"must be less than {BUTTON_VALUE_MAX + 1} characters @/value"
    if len(str(given.get("url", ""))) > URL_MAX:
        yield f"must be less than {URL_MAX + 1} characters @/url"
    if given.get("style", "primary") not in STYLES:
        yield f"must be one of {', '.join(STYLES)} @/style"


def _options(given: Json, kind: str) -> Faults:
    groups = given.get("option_groups") or [{"options": given.get("options")}]
    if len(groups) > MENU_MAX:
        yield f"no more than {MENU_MAX} items allowed @/option_groups"
    most = OPTIONS_MAX.get(kind, MENU_MAX)
    for group in groups:
        options = group.get("options") or []
        if not 0 < len(options) <= most:
            yield f"must have 1 to {most} items @/options"
        for option in options:
            yield from within("options", _option(option, kind))
    initial = given.get("initial_option")
    every = [option for group in groups for option in group.get("options") or []]
    if initial is not None and initial not in every:
        yield "must be one of the options @/initial_option"


def _option(option: Json, kind: str) -> Faults:
    yield from text(option, "text", OPTION_MAX, plain=kind not in ("radio_buttons", "checkboxes"))
    if not 0 < len(str(option.get("value", ""))) <= OPTION_VALUE_MAX:
        yield f"must be 1 to {OPTION_VALUE_MAX} characters @/value"
    if "description" in option:
        yield from text(option, "description", OPTION_MAX)


def _written(given: Json) -> Faults:
    most, least = given.get("max_length", WRITTEN_MAX), given.get("min_length", 0)
    if not 1 <= most <= WRITTEN_MAX or not 0 <= least <= most:
        yield f"lengths must be 0 to {WRITTEN_MAX}, in order @"
    if len(str(given.get("initial_value", ""))) > most:
        yield f"must be less than {most + 1} characters @/initial_value"
