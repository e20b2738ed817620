"""Modals and Homes: `views.*`, the stack of modals in front of each person, and their hashes.

docs.slack.dev/surfaces/modals; what is filled in lies in `state.values` of the view.
"""

import itertools
import json
from collections.abc import Callable, Iterator

from sandbox.record import Json
from sandbox.slack_blocks import faults
from sandbox.slack_fields import state_of
from sandbox.slack_messages import Refused, named
from sandbox.slack_workspace import BOT, TEAM, Workspace

BLOCKS_MAX = 100
DEPTH_MAX = 3  # views on top of each other
SIZE_MAX = 250_000  # bytes
TITLE_MAX, METADATA_MAX, NAME_MAX = 24, 3000, 255  # characters


class Views:
    """Every view that is open, and the methods over them."""

    def __init__(self, workspace: Workspace) -> None:
        self._all = workspace
        self._count = itertools.count(1)
        self.homes: dict[str, Json] = {}
        self.stacks: dict[str, list[Json]] = {}
        self.methods: dict[str, Callable[[Json], Json]] = {
            "views.open": self._open,
            "views.push": self._push,
            "views.update": self._update,
            "views.publish": self._publish,
        }

    def view(self, user_id: str, view_id: object) -> Json:
        """The open modal or the Home of somebody, of that id. Raises Refused."""
        home = self.homes.get(user_id)
        for view in [*self.stacks.get(user_id, []), *([home] if home else [])]:
            if view["id"] == view_id:
                return view
        raise Refused("view_not_found")

    def close(self, user_id: str, view: Json) -> None:
        """Take a modal away; what lay beneath it is seen again."""
        stack = self.stacks[user_id]
        del stack[stack.index(view) :]

    def clear(self, user_id: str) -> None:
        """Take all modals away."""
        self.stacks.pop(user_id, None)

    def put(self, user_id: str, given: object) -> Json:
        """Lay a modal on top of those that are open. Raises Refused."""
        stack = self.stacks.setdefault(user_id, [])
        content = self._checked(given, "modal")
        if len(stack) == DEPTH_MAX:
            raise Refused("push_limit_reached")
        view = self._new(content)
        view["root_view_id"] = stack[0]["id"] if stack else view["id"]
        view["previous_view_id"] = stack[-1]["id"] if stack else None
        stack.append(view)
        return view

    def change(self, view: Json, given: object) -> Json:
        """Put other content into a view; fields that stay keep what is in them. Raises Refused."""
        content = self._checked(given, view["type"], view)
        kept = {name: view[name] for name in ("id", "root_view_id", "previous_view_id")}
        filled = view["state"]["values"]
        view.update(self._new(content), **kept)
        view["state"]["values"] = state_of(view, filled)
        return view

    def _open(self, args: Json) -> Json:
        content = self._checked(args.get("view"), "modal")
        trigger = self._all.triggers.exchange(args.get("trigger_id"))
        self.clear(trigger.user)
        return {"view": self.put(trigger.user, content)}

    def _push(self, args: Json) -> Json:
        self._checked(args.get("view"), "modal")
        trigger = self._all.triggers.exchange(args.get("trigger_id"))
        if trigger.view_id not in (v["id"] for v in self.stacks.get(trigger.user, [])):
            raise Refused("not_found")
        return {"view": self.put(trigger.user, args.get("view"))}

    def _update(self, args: Json) -> Json:
        if not args.get("view_id") and not args.get("external_id"):
            raise _invalid("missing required field: view_id or external_id")
        for view in self._modals():
            if view["id"] == args.get("view_id") or _is_named(view, args.get("external_id")):
                _check_hash(view, args)
                return {"view": self.change(view, args.get("view"))}
        raise Refused("not_found")

    def _publish(self, args: Json) -> Json:
        try:
            user = self._all.person(args.get("user_id"))
        except Refused:
            raise _invalid("invalid `user_id`") from None
        home = self.homes.get(user.id)
        if home is None:
            self.homes[user.id] = self._new(self._checked(args.get("view"), "home"))
        else:
            _check_hash(home, args)
            self.change(home, args.get("view"))
        return {"view": self.homes[user.id]}

    def _new(self, content: Json) -> Json:
        n = next(self._count)
        about = {
            "id": f"V0{n:06d}",
            "team_id": TEAM["id"],
            "app_id": BOT["app_id"],
            "app_installed_team_id": TEAM["id"],
            "bot_id": BOT["bot_id"],
            "hash": f"{self._all.next_ts().split('.')[0]}.{n:08x}",
            "root_view_id": None,
            "previous_view_id": None,
        }
        empty = {"title": _plain("View Title"), "close": None, "submit": None}
        texts = {"callback_id": "", "private_metadata": "", "external_id": ""}
        flags = {"clear_on_close": False, "notify_on_close": False}
        view = {**empty, **texts, **flags, **content, **about}
        return view | {"state": {"values": state_of(view, {})}}

    def _checked(self, given: object, kind: str, own: Json | None = None) -> Json:
        """The content of a view as it may be shown. Raises Refused."""
        if not isinstance(given, dict) or not isinstance(given.get("blocks"), list):
            raise _invalid("missing required field: view")
        if len(json.dumps(given)) > SIZE_MAX:
            raise Refused("view_too_large")
        wrong = [*_faults(given, kind), *faults(given["blocks"], BLOCKS_MAX)]
        if wrong:
            raise Refused("invalid_arguments", *wrong)
        taken = (view for view in self._modals() if view is not own)
        if any(_is_named(view, given.get("external_id")) for view in taken):
            raise Refused("duplicate_external_id")
        return {**given, "blocks": named(given["blocks"])}

    def _modals(self) -> Iterator[Json]:
        for stack in self.stacks.values():
            yield from stack


def _faults(view: Json, kind: str) -> Iterator[str]:
    """What is wrong with a view beside its blocks."""
    if view.get("type") != kind:
        yield f"[ERROR] view must be of type {kind} [json-pointer:/view/type]"
    lengths = {"private_metadata": METADATA_MAX, "callback_id": NAME_MAX, "external_id": NAME_MAX}
    for name, most in lengths.items():
        if len(str(view.get(name, ""))) > most:
            yield f"[ERROR] must be less than {most + 1} characters [json-pointer:/view/{name}]"
    if kind != "modal":
        return
    for name in ("title", "submit", "close"):
        said = view.get(name) or {}
        if not said and name != "title":
            continue
        if said.get("type") != "plain_text" or not 0 < len(said.get("text", "")) <= TITLE_MAX:
            yield f"[ERROR] must be 1 to {TITLE_MAX} plain characters [json-pointer:/view/{name}]"
    if not view.get("submit") and any(b.get("type") == "input" for b in view["blocks"]):
        yield "[ERROR] `submit` is required with input blocks [json-pointer:/view/submit]"


def _check_hash(view: Json, args: Json) -> None:
    if args.get("hash") and args["hash"] != view["hash"]:
        raise Refused("hash_conflict")


def _is_named(view: Json, external_id: object) -> bool:
    return bool(external_id) and view["external_id"] == external_id


def _plain(words: str) -> Json:
    return {"type": "plain_text", "text": words, "emoji": True}


def _invalid(fault: str) -> Refused:
    return Refused("invalid_arguments", f"[ERROR] {fault}")
