"""The admin's side of the Freshdesk face: fields and automation rules.

Freshdesk API, "Ticket Fields (Admin)" and "Automations".
"""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.freshdesk import COMPANY_FIELDS, CONTACT_FIELDS, Freshdesk
from sandbox.freshdesk_answers import Problem, forbidden, given_in, invalid, page
from sandbox.record import Json

FIELD = (
    "label",
    "label_for_customers",
    "type",
    "customers_can_edit",
    "displayed_to_customers",
    "required_for_closure",
    "required_for_agents",
    "required_for_customers",
    "position",
    "choices",
)
FIELD_TYPES = (
    "custom_text",
    "custom_paragraph",
    "custom_checkbox",
    "custom_number",
    "custom_decimal",
    "custom_date",
    "custom_dropdown",
    "nested_field",
)
RULE = (
    "name",
    "description",
    "active",
    "position",
    "performer",
    "events",
    "conditions",
    "operator",
    "actions",
)
WEBHOOK = {"field_name", "request_type", "url", "content_type", "content_layout", "content"}


class FreshdeskAdmin:
    """What only admins may."""

    def __init__(self, freshdesk: Freshdesk) -> None:
        self._freshdesk = freshdesk

    async def answer(self, request: Request, parts: list[str]) -> Response:
        """One request, named by the parts of its path. Raises Problem."""
        match (request.method, *parts):
            case ("GET", "ticket_fields" | "contact_fields" | "company_fields" as kind):
                return page(request, self._fields(kind, request.query_params.get("type")))
            case ("GET", "admin", "ticket_fields"):
                return page(request, self._freshdesk.ticket_fields)
            case ("POST", "admin", "ticket_fields"):
                return await self._add_field(request)
            case (_, "automations", automation, "rules", *rest):
                return await self._rules(request, automation, rest)
            case _:
                raise Problem(404)

    def _fields(self, kind: str, wanted: str | None) -> list[Json]:
        if kind == "ticket_fields":
            fields = self._freshdesk.ticket_fields
            return [f for f in fields if wanted is None or f["type"] == wanted]
        records, own = {
            "contact_fields": (self._freshdesk.contacts, CONTACT_FIELDS),
            "company_fields": (self._freshdesk.companies, COMPANY_FIELDS),
        }[kind]
        custom = {name: None for r in records.values() for name in r["custom_fields"]}
        named = [(name, True) for name in own] + [(name, False) for name in custom]
        return [
            {"id": n, "name": name, "label": name, "default": is_own, "type": "custom_text"}
            for n, (name, is_own) in enumerate(named, start=1)
        ]

    async def _add_field(self, request: Request) -> Response:
        given = await given_in(request, FIELD)
        for name in ("label", "label_for_customers", "type"):
            if not given.get(name):
                said = "It should be a/an String"
                raise invalid(name, said, "missing_field")
        if given["type"] not in FIELD_TYPES:
            raise invalid("type", f"It should be one of these values: '{','.join(FIELD_TYPES)}'")
        return JSONResponse(self._freshdesk.add_field(given["label"], given["type"]), 201)

    async def _rules(self, request: Request, automation: str, rest: list[str]) -> Response:
        if automation not in self._freshdesk.rules:
            raise Problem(404)
        if not self._freshdesk.may_automate:
            raise forbidden()
        there = self._freshdesk.rules[automation]
        match (request.method, *rest):
            case ("GET",):
                return page(request, there)
            case ("POST",):
                made = await self._rule_in(request, automation)
                made |= {"id": self._freshdesk.new_id(), "position": len(there) + 1}
                there.append(made)
                return JSONResponse(made, 201)
            case ("PUT", number) if found := [r for r in there if str(r["id"]) == number]:
                found[0].update(await self._rule_in(request, automation))
                return JSONResponse(found[0])
            case _:
                raise Problem(404)

    async def _rule_in(self, request: Request, automation: str) -> Json:
        given = await given_in(request, RULE)
        needed = ("name", "actions", *(("performer", "events") if automation == "4" else ()))
        for name in needed:
            if not given.get(name):
                raise invalid(name, "It should not be blank", "missing_field")
        for action in given["actions"]:
            if action.get("field_name") == "trigger_webhook" and not set(action) >= WEBHOOK:
                raise invalid("actions", "a webhook's fields are missing", "missing_field")
        return given
