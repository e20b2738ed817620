"""HubSpot's API for what an account is set up with: properties and owners."""

from collections.abc import Mapping
from datetime import datetime

from starlette.responses import Response

from sandbox.hubspot_account import Account
from sandbox.hubspot_answers import Problem, answer, missing, page
from sandbox.record import Json


def properties(
    account: Account, ask: tuple[str, str, list[str]], given: Json, at: datetime
) -> Response:
    """Under /crm/v3/properties; `ask` is the method, the kind of record and what follows."""
    method, kind, rest = ask
    known = account.properties[kind]
    match (method, *rest):
        case ("GET",):
            return answer({"results": list(known.values())})
        case ("GET", name) if name in known:
            return answer(known[name])
        case ("POST",) if given["name"] in known:
            said = f"A property named '{given['name']}' already exists."
            raise Problem(409, "OBJECT_ALREADY_EXISTS", said)
        case ("POST",):
            return answer(account.define(kind, given, at), 201)
        case _:
            raise missing()


def owners(account: Account, rest: list[str], asked: Mapping[str, str]) -> Response:
    """Under /crm/v3/owners: one by the id of owner or user, or all, or one by address."""
    everybody = list(account.owners.values())
    if rest:
        name = asked.get("idProperty", "id")
        found = [owner for owner in everybody if str(owner[name]) == rest[0]]
        if not found:
            raise missing()
        return answer(found[0])
    email = asked.get("email")
    rows = [owner for owner in everybody if email in (None, owner["email"])]
    return answer(page(rows, asked.get("after", ""), int(asked.get("limit", 100))))
