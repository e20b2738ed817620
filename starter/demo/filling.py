"""Fills in a form in the sandbox's Slack, as somebody would: press, look, write, send.

Where the gateway or Slack is away on the way, the button is pressed again: a form that is sent
twice counts once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from starter.demo.patience import patiently

SHOWN_WITHIN_S = 150.0  # the sandbox tells a killed gateway again and again for two minutes

Json = dict[str, Any]


class NotTaken(Exception):  # noqa: N818 - it is an answer, not a crash
    """What was filled in is not what the form asks for."""


@dataclass(frozen=True)
class Desk:
    """Where somebody sits: the sandbox's control side, and who they are in Slack."""

    http: httpx.AsyncClient
    page: str
    user: str

    async def fill(self, press: Json, fields: Mapping[str, str]) -> None:
        """Press a button that opens a form, and send it with `fields`; the others stay as shown.

        `press` is the body of the click, with the instant of both as `at`. Raises NotTaken,
        StillDown.
        """
        await patiently(lambda: self._fill(press, fields))

    async def _fill(self, press: Json, fields: Mapping[str, str]) -> None:
        await self._post("click", press)
        seen = await self.http.get(self.page, params={"as": self.user})
        forms = [v for v in seen.json()["views"] if v["callback_id"] == press["action_id"]]
        if not forms:
            raise httpx.RemoteProtocolError(f"{press['action_id']} has opened no form")
        body = {"user": self.user, "view_id": forms[-1]["id"], "at": press["at"]}
        sent = await self._post("submit", {**body, "values": _values(forms[-1], fields)})
        if sent["delivered"] and not sent["errors"]:
            return
        if sent.get("status", 200) >= httpx.codes.INTERNAL_SERVER_ERROR or "problem" in sent:
            raise httpx.RemoteProtocolError(f"the form was not taken: {sent['errors']}")
        raise NotTaken(f"{press['action_id']}: {sent['errors']}")

    async def _post(self, doing: str, body: Json) -> Json:
        answer = await self.http.post(f"{self.page}/{doing}", json=body, timeout=SHOWN_WITHIN_S)
        if not answer.is_success:
            raise NotTaken(answer.text)
        told: Json = answer.json()
        return told


def _values(form: Json, fields: Mapping[str, str]) -> Json:
    """The fields by block and action, as the sandbox takes them."""
    asked = {b["block_id"]: b["element"] for b in form["blocks"] if b["type"] == "input"}
    missing = fields.keys() - asked.keys()
    if missing:
        raise NotTaken(f"{form['callback_id']} does not ask for {', '.join(sorted(missing))}")
    return {name: {name: _filled(asked[name]["type"], text)} for name, text in fields.items()}


def _filled(kind: str, text: str) -> Json:
    return {"selected_option": {"value": text}} if kind == "static_select" else {"value": text}
