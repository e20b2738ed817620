"""The Zendesk face beside tickets: people, groups, organizations, fields, statuses, webhooks."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.config import SandboxConfig
from sandbox.record import Json
from sandbox.zendesk_account import Account
from sandbox.zendesk_answers import Problem, invalid, missing, page


class ZendeskAdmin:
    """What an administrator sets up, and whom tickets name."""

    def __init__(self, config: SandboxConfig, account: Account) -> None:
        self._config = config
        self._account = account

    async def answer(self, request: Request, parts: list[str]) -> Response:
        """One request."""
        if request.method == "GET":
            return JSONResponse(self._shown(request, parts))
        match (request.method, *parts):
            case ("POST", "ticket_fields"):
                return JSONResponse({"ticket_field": self._new_field(await _in(request))}, 201)
            case ("POST", "webhooks"):
                return JSONResponse({"webhook": self._new_webhook(await _in(request))}, 201)
            case ("PATCH", "webhooks", number):
                given = (await _in(request)).get("webhook")
                _one(self._account.webhooks, number).update(given or {})
                return Response(status_code=204)
            case _:
                raise Problem(404, {"error": "InvalidEndpoint", "description": "Not found"})

    def _shown(self, request: Request, parts: list[str]) -> Json:
        account, asked = self._account, request.query_params
        lists, singles = self._lists(asked), self._singles()
        match parts:
            case ["users", "me"]:
                return {"user": account.users[account.api_user]}
            case ["users", "search"]:
                return page(request, "users", account.found(asked.get("query", "")))
            case ["webhooks", number, "signing_secret"]:
                _one(account.webhooks, number)
                secret = {"algorithm": "SHA256", "secret": self._config.zendesk_webhook_secret}
                return {"signing_secret": secret}
            case [kind, number] if kind in singles:
                name, everything = singles[kind]
                return {name: _one(everything, number)}
            case [kind] if kind in lists:
                return page(request, kind, lists[kind])
            case _:
                raise Problem(404, {"error": "InvalidEndpoint", "description": "Not found"})

    def _singles(self) -> dict[str, tuple[str, Mapping[int, Json]]]:
        return {
            "users": ("user", self._account.users),
            "organizations": ("organization", self._account.organizations),
            "groups": ("group", self._account.groups),
        }

    def _lists(self, asked: Mapping[str, str]) -> dict[str, list[Json]]:
        account, wanted = self._account, asked.get("filter[name_contains]", "")
        return {
            "groups": list(account.groups.values()),
            "ticket_fields": list(account.fields.values()),
            "user_fields": _keyed(account.users, "user_fields"),
            "organization_fields": _keyed(account.organizations, "organization_fields"),
            "custom_statuses": account.statuses,
            "webhooks": [w for w in account.webhooks.values() if wanted in w["name"]],
        }

    def _new_field(self, given: Json) -> Json:
        """developer.zendesk.com/api-reference/ticketing/tickets/ticket_fields"""
        asked = given.get("ticket_field") or {}
        for name in ("type", "title"):
            if not asked.get(name):
                raise invalid(name, f"{name.title()}: cannot be blank")
        return self._account.add_field(asked["title"], asked["type"])

    def _new_webhook(self, given: Json) -> Json:
        """developer.zendesk.com/api-reference/webhooks/webhooks-api/webhooks"""
        asked = given.get("webhook") or {}
        needed = ("name", "endpoint", "http_method", "request_format", "status")
        lacking = [name for name in needed if not asked.get(name)]
        if lacking:
            errors = [{"code": "InvalidWebhook", "title": f"{n} is required"} for n in lacking]
            raise Problem(400, {"errors": errors})
        return self._account.add_webhook(asked)


async def _in(request: Request) -> Json:
    try:
        given: Any = json.loads(await request.body())
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise Problem(400, {"error": "InvalidJSON", "description": "no object in it"})
    return given


def _one(everything: Mapping[Any, Json], number: str) -> Json:
    found = everything.get(number) or everything.get(int(number) if number.isdigit() else 0)
    if found is None:
        raise missing()
    return found


def _keyed(of: Mapping[int, Json], name: str) -> list[Json]:
    """The fields that somebody has; the account knows them by their keys."""
    keys = sorted({key for each in of.values() for key in each[name]})
    return [{"type": "text", "key": key, "title": key} for key in keys]
