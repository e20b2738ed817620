"""The Intercom face: the part of the REST API (2.14) that Handrail and Intercom's own SDK call."""

import json
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.callbacks import Courier
from sandbox.config import SandboxConfig
from sandbox.intercom import Chat, Intercom
from sandbox.intercom_answers import PER_WINDOW, Problem, limits, needed, one, refused
from sandbox.intercom_people import APP, BEGAN
from sandbox.intercom_search import page, searched
from sandbox.intercom_writes import IntercomWrites
from sandbox.record import Json, Present, Record

WINDOW = timedelta(seconds=10)  # "Rate limiting": counted in windows of ten seconds


class IntercomFace:
    """Answers to HTTP requests; one method for each thing that is asked."""

    def __init__(
        self,
        config: SandboxConfig,
        intercom: Intercom,
        out: tuple[Courier, Record],
        present: Present,
    ) -> None:
        self._config = config
        self._intercom = intercom
        self._writes = IntercomWrites(config, intercom, out, present)
        self._present = present
        self._window, self._asked = present.wall(), 0

    async def answer(self, request: Request) -> Response:
        """One request, its refusals included."""
        try:
            self._authenticate(request)
            found = await self._route(request)
        except Problem as problem:
            return self._counted(refused(problem.status, problem.code, problem.said))
        return self._counted(JSONResponse(found))

    async def _route(self, request: Request) -> Json:
        where = request.path_params["path"].split("/")
        if request.method == "GET":
            return self._looked(where, request)
        body = await _given(request)
        if where[0] == "conversations" and where[1:] != ["search"]:
            return self._changed(request.method, where[1:], body)
        match (request.method, *where):
            case ("POST", "conversations", "search"):
                return searched(list(self._intercom.chats.values()), body)
            case ("POST", "tags"):
                return self._intercom.all.tag(str(needed(body, "name")))
            case ("POST", "data_attributes"):
                return self._writes.attribute(body)
            case _:
                raise _nowhere()

    def _changed(self, method: str, where: list[str], body: Json) -> Json:
        chat = self._chat("".join(where[:1]))
        match (method, *where[1:]):
            case ("PUT",):
                return self._writes.update(chat, body)
            case ("POST", "reply"):
                return self._writes.reply(chat, body)
            case ("POST", "parts"):
                return self._writes.part(chat, body)
            case ("POST", "tags"):
                return self._writes.tag(chat, body)
            case ("DELETE", "tags", number):
                return self._writes.untag(chat, number, body)
            case _:
                raise _nowhere()

    def _looked(self, where: list[str], request: Request) -> Json:
        match where:
            case ["me"]:
                return {**self._intercom.all.me, "app": _app()}
            case ["conversations"]:
                return page(list(self._intercom.chats.values()), dict(request.query_params))
            case ["conversations", number]:
                return self._intercom.shown(self._chat(number))
            case _:
                return self._listed(where, request)

    def _listed(self, where: list[str], request: Request) -> Json:
        every = self._intercom.all
        match where:
            case ["admins"]:
                return {"type": "admin.list", "admins": list(every.admins.values())}
            case ["admins", number]:
                return one(every.admins, number, "admin_not_found", "Admin not found")
            case ["teams"]:
                return {"type": "team.list", "teams": list(every.teams.values())}
            case ["teams", number]:
                return one(every.teams, number, "team_not_found", "Team not found")
            case ["tags"]:
                return {"type": "list", "data": list(every.tags.values())}
            case ["contacts"]:
                return {"type": "list", "data": list(every.contacts.values())}
            case ["contacts", number]:
                return one(every.contacts, number, "not_found", "User Not Found")
            case ["contacts", number, "companies"]:
                one(every.contacts, number, "not_found", "User Not Found")
                known = [every.companies[number]] if number in every.companies else []
                return _companies(known, int(request.query_params.get("page", 1)))
            case ["data_attributes"]:
                model = request.query_params.get("model", "")
                found = [a for a in every.attributes if a["full_name"].startswith(model)]
                return {"type": "list", "data": found}
            case _:
                raise _nowhere()

    def _chat(self, number: str) -> Chat:
        if number not in self._intercom.chats:
            raise Problem(404, "not_found", "Resource Not Found")
        return self._intercom.chats[number]

    def _authenticate(self, request: Request) -> None:
        if request.headers.get("authorization") != f"Bearer {self._config.intercom_token}":
            raise Problem(401, "unauthorized", "Access Token Invalid")

    def _counted(self, response: Response) -> Response:
        """With what is left of the window; those without a valid token are not told."""
        now = self._present.wall()
        if now >= self._window + WINDOW:
            self._window, self._asked = now, 0
        self._asked += 1
        if response.status_code != 401:
            left = max(0, PER_WINDOW - self._asked)
            response.headers.update(limits(left, self._window + WINDOW))
        return response


async def _given(request: Request) -> Json:
    if request.method == "GET":
        return {}
    try:
        given: Any = json.loads(await request.body() or b"{}")
    except ValueError:
        raise Problem(400, "parameter_invalid", "the body is no JSON") from None
    if not isinstance(given, dict):
        raise Problem(400, "parameter_invalid", "the body is no object")
    return given


def _companies(companies: list[Json], number: int) -> Json:
    """A numbered page; nobody here has more companies than stand on the first."""
    pages = {"type": "pages", "next": None, "page": number, "per_page": 50, "total_pages": 1}
    listed = companies if number == 1 else []
    return {"type": "list", "companies": listed, "pages": pages, "total_count": len(companies)}


def _app() -> Json:
    app = {"type": "app", "id_code": APP, "name": "Sandbox", "region": "EU"}
    return {**app, "timezone": "Europe/Berlin", "created_at": BEGAN}


def _nowhere() -> Problem:
    return Problem(404, "not_found", "The requested resource was not found")
