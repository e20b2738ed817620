"""The HubSpot face: the part of the CRM's API that Handrail and HubSpot's own client call."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.callbacks import Callback, Courier
from sandbox.hubspot import KINDS, US, HubSpot, Thing
from sandbox.hubspot_account import API_USER, APP_ID, PORTAL_ID, STAGES, pipelines
from sandbox.hubspot_answers import (
    LIMITS,
    Problem,
    answer,
    batch,
    invalid,
    limited,
    linked,
    missing,
    page,
    refused,
    shown,
)
from sandbox.hubspot_settings import owners, properties
from sandbox.hubspot_talks import Talks
from sandbox.record import Json, Present

__all__ = ["HubSpotFace", "limited"]

BATCH = 100  # inputs: developers.hubspot.com/docs/api/crm/tickets
CHOICES = {
    "hs_ticket_priority": ("LOW", "MEDIUM", "HIGH", "URGENT", ""),
    "hs_pipeline_stage": tuple(STAGES),
}
READ_ONLY = ("hs_object_id", "hs_merged_object_ids", "notes_last_updated")


class HubSpotFace:
    """Answers to HTTP requests under /hubspot."""

    def __init__(self, hubspot: HubSpot, courier: Courier, present: Present) -> None:
        self._hubspot = hubspot
        self._courier = courier
        self._present = present
        self._talks = Talks(hubspot)

    async def answer(self, request: Request) -> Response:
        """One request, its refusals included."""
        try:
            self._authenticate(request)
            given = _body(await request.body())
            parts = request.path_params["path"].strip("/").split("/")
            return self._route(request, parts, given)
        except Problem as problem:
            return refused(problem)

    def _authenticate(self, request: Request) -> None:
        if request.headers.get("authorization") != f"Bearer {self._hubspot.config.hubspot_token}":
            raise Problem(401, "INVALID_AUTHENTICATION", "Authentication credentials not found.")

    def _route(self, request: Request, parts: list[str], given: Json) -> Response:
        match (request.method, *parts):
            case (_, "crm", "v3", "objects", kind, *rest) if kind in KINDS:
                return self._objects(request, kind, rest, given)
            case ("GET", "crm", "v4", "objects", kind, id_, "associations", to) if kind in KINDS:
                return answer(self._linked(request, self._thing(kind, id_), to))
            case (_, "crm", "v3", "properties", kind, *rest) if kind in KINDS:
                ask = (request.method, kind, rest)
                return properties(self._hubspot.account, ask, given, self._present.now())
            case ("GET", "crm", "v3", "owners", *rest):
                return owners(self._hubspot.account, rest, request.query_params)
            case ("GET", "crm", "v3", "pipelines", "tickets"):
                return answer(pipelines())
            case ("POST", "oauth", "v2", "private-apps", "get", "access-token-info"):
                scopes = list(self._hubspot.account.scopes)
                told = {"userId": API_USER, "hubId": PORTAL_ID, "appId": APP_ID, "scopes": scopes}
                return answer(told)
            case (method, "conversations", "v3", "conversations", "threads", *rest):
                body, events = self._talks.answer(
                    method, rest, request.query_params, given, self._present.now()
                )
                self._echo(events)
                return answer(body, 201 if events else 200)
            case _:
                raise missing()

    def _objects(self, request: Request, kind: str, rest: list[str], given: Json) -> Response:
        match (request.method, *rest):
            case ("POST",):
                return answer(self._make(kind, given), 201)
            case ("GET", id_):
                thing = self._thing(kind, id_)
                kinds = [each for each in _several(request, "associations") if each in KINDS]
                found = linked(thing, {each: self._hubspot.linked(thing, each) for each in kinds})
                own = self._shown(thing, _several(request, "properties"))
                return answer(own | ({"associations": found} if found else {}))
            case ("PATCH", id_):
                return answer(self._change(self._thing(kind, id_), given))
            case ("DELETE", id_):
                gone = self._hubspot.archive(self._thing(kind, id_), US, self._present.now())
                self._echo(gone)
                return Response(status_code=204, headers=LIMITS)
            case ("POST", "batch", "read"):
                return self._batch(kind, given)
            case ("POST", "search"):
                return answer(self._search(kind, given))
            case ("POST", "merge"):
                into = self._thing(kind, given["primaryObjectId"])
                other = self._thing(kind, given["objectIdToMerge"])
                self._echo(self._hubspot.merge(into, other, US, self._present.now()))
                return answer(self._shown(into, []))
            case _:
                raise missing()

    def _make(self, kind: str, given: Json) -> Json:
        told, at = self._checked(kind, given), self._present.now()
        others = [
            self._thing(_kind(kind, each["types"]), each["to"]["id"])
            for each in given.get("associations", ())
        ]
        if kind == "notes" and others:
            note, events = self._hubspot.note(others[0], told.get("hs_note_body", ""), US, at)
            note.properties |= told
            self._echo(events)
            return self._shown(note, list(told))
        thing = self._hubspot.make(kind, told, at)
        for other in others:
            self._hubspot.link(thing, other)
        if kind == "tickets":
            begun = self._hubspot.event("ticket.creation", thing.id, US, at)
            self._echo([begun | {"changeFlag": "NEW"}])
        return self._shown(thing, list(told))

    def _change(self, thing: Thing, given: Json) -> Json:
        told = self._checked(thing.kind, given)
        self._echo(self._hubspot.write(thing, told, US, self._present.now()))
        return self._shown(thing, list(told))

    def _checked(self, kind: str, given: Json) -> dict[str, str]:
        """The properties sent; any that cannot be refuses them all."""
        told, faults = given.get("properties", {}), list[Json]()
        for name, value in told.items():
            if name not in self._hubspot.account.properties[kind]:
                said = f'Property "{name}" does not exist'
                faults.append({"message": said, "error": "PROPERTY_DOESNT_EXIST", "name": name})
            elif name in READ_ONLY:
                faults.append({"message": "read only", "error": "READ_ONLY_VALUE", "name": name})
            elif value not in CHOICES.get(name, (value,)):
                said = f"{value} was not one of the allowed options"
                faults.append({"message": said, "error": "INVALID_OPTION", "name": name})
        if faults:
            listed = json.dumps([{"isValid": False, **fault} for fault in faults])
            raise invalid(f"Property values were not valid: {listed}")
        return {name: str(value) for name, value in told.items()}

    def _batch(self, kind: str, given: Json) -> Response:
        ids = [str(each["id"]) for each in given.get("inputs", ())]
        if len(ids) > BATCH:
            raise invalid(f"The limit is {BATCH} inputs")
        found = {id_: self._hubspot.found(kind, id_) for id_ in ids}
        things = {thing.id: thing for thing in found.values() if thing}
        rows = [self._shown(thing, given.get("properties", [])) for thing in things.values()]
        gone = [id_ for id_, thing in found.items() if thing is None]
        return batch(rows, gone, self._present.now())

    def _search(self, kind: str, given: Json) -> Json:
        """Filters by equality alone, of a property or an associated contact."""
        filters = [f for g in given.get("filterGroups", ()) for f in g["filters"]]
        rows = [
            thing
            for thing in self._hubspot.things[kind].values()
            if not thing.archived and all(_fits(thing, f) for f in filters)
        ]
        told = [self._shown(thing, given.get("properties", [])) for thing in rows]
        limit = int(given.get("limit", 10))
        return page(told, str(given.get("after", "")), limit) | {"total": len(rows)}

    def _linked(self, request: Request, thing: Thing, to: str) -> Json:
        asked = request.query_params
        type_ = {"category": "HUBSPOT_DEFINED", "typeId": 228}
        ids = self._hubspot.linked(thing, to)
        rows = [{"toObjectId": id_, "associationTypes": [type_]} for id_ in ids]
        return page(rows, asked.get("after", ""), int(asked.get("limit", 500)))

    def _thing(self, kind: str, id_: str) -> Thing:
        found = self._hubspot.found(kind, id_)
        if found is None:
            raise missing()
        return found

    def _shown(self, thing: Thing, names: list[str]) -> Json:
        return shown(thing, names, set(self._hubspot.account.properties[thing.kind]))

    def _echo(self, events: list[Json]) -> None:
        """Our own writes come back as webhooks, as they do from the vendor."""
        wanted = [event for event in events if _echoes(event) in self._hubspot.config.echo]
        if wanted:
            self._courier.deliver_behind(Callback("hubspot", {"events": wanted}))


def _echoes(event: Json) -> str:
    is_word = event.get("propertyName") == "notes_last_updated" or "messageId" in event
    return "hubspot.comment" if is_word else "hubspot.field"


def _several(request: Request, name: str) -> list[str]:
    """A parameter with commas in it, or given several times."""
    return ",".join(request.query_params.getlist(name)).split(",")


def _body(written: bytes) -> Json:
    if not written:
        return {}
    try:
        given: Any = json.loads(written)
    except ValueError:
        raise invalid("Invalid input JSON") from None
    if not isinstance(given, dict):
        raise invalid("Invalid input JSON: an object is expected")
    return given


def _kind(own: str, types: list[Json]) -> str:
    """What an association's type id points at: developers.hubspot.com, "Associations v4"."""
    known = {16: "contacts", 26: "companies", 228: "tickets", 202: "contacts", 339: "companies"}
    number = int(types[0]["associationTypeId"])
    if number not in known:
        raise invalid(f"{number} is no association of {own}")
    return known[number]


def _fits(thing: Thing, wanted: Json) -> bool:
    name, value = str(wanted["propertyName"]), wanted.get("value")
    if name.startswith("associations."):
        return value in thing.links.get(f"{name.removeprefix('associations.')}s", ())
    return thing.properties.get(name) == value
