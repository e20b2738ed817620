"""REST: open, look, command. Each command is answered with what followed, or with why not."""

import hmac
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import SecretStr
from starlette.responses import JSONResponse

from escalation.commands import Open
from integrations.envelope import Malformed, Parsed, parse
from settings import ApiToken
from starter import visibility
from starter.escalations import Escalations, How
from starter.rest_examples import COMMANDS, OPENINGS, RECEIPT, STATE
from starter.series import may_begin, series_of
from starter.shown import as_json

Json = dict[str, Any]


class Unauthorized(Exception):  # noqa: N818 - it is an answer, not a crash
    """The caller is unknown."""


@dataclass(frozen=True)
class Asked:
    """One command from REST; `dropped` are fields that the caller's role may not set."""

    parsed: Parsed
    dropped: tuple[str, ...]

    @property
    def said(self) -> Json:
        """What of the body did not count."""
        left_out = {"dropped": self.dropped, "unknown": self.parsed.unknown}
        return {name: list(fields) for name, fields in left_out.items() if fields}


def routes(escalations: Escalations, tokens: Sequence[ApiToken]) -> APIRouter:
    """The routes under /escalations, for callers with one of `tokens`."""
    router = APIRouter(prefix="/escalations", tags=["escalations"])
    Caller = Annotated[ApiToken, Depends(_caller(tokens))]  # noqa: N806 - it is a type

    @router.post("", status_code=202, responses=_answers(None, 401, 409, 422, 503))
    async def open_one(
        caller: Caller, body: Annotated[Json, Body(openapi_examples=OPENINGS)]
    ) -> Any:
        """Begin an escalation for a ticket; a second time for the same ticket changes nothing."""
        asked = read({**body, "escalation": _id_of(body), "type": "open"}, caller)
        opening = asked.parsed.command
        assert isinstance(opening, Open)  # noqa: S101 - its type was set above
        told = await escalations.tell(opening.escalation, [], opening)
        if told.how == How.IGNORED:
            reason = f"{told.escalation} is closed; send it a reopen"
            return JSONResponse({"reason": reason}, 409)
        return {"escalation": told.escalation, **asked.said}

    @router.get("", responses=_answers(None, 401, 422, 503))
    async def list_open(_: Caller, wanted: Annotated[visibility.Filter, Query()]) -> Any:
        """List open escalations, filtered. The list lags behind by a second or so."""
        return [asdict(row) for row in await visibility.listed(escalations.client, wanted)]

    @router.get("/{id_}", responses=_answers(STATE, 401, 404, 503))
    async def show(_: Caller, id_: str) -> Any:
        """Show one escalation; the id of a series shows its latest run."""
        return as_json(await escalations.state(id_))

    @router.post("/{id_}/commands", responses=_answers(RECEIPT, 401, 404, 409, 422, 503))
    async def command(
        caller: Caller, id_: str, body: Annotated[Json, Body(openapi_examples=COMMANDS)]
    ) -> Any:
        """Send one command. The same `command_id`, or the same content, is taken once."""
        if series_of(str(body.get("escalation", id_))) != series_of(id_):
            raise Malformed("escalation", f"is not {id_}; leave it out")
        asked = read({**body, "escalation": id_}, caller)
        return {**asdict(await escalations.ask(id_, asked.parsed.command)), **asked.said}

    return router


def read(body: Mapping[str, Any], caller: ApiToken) -> Asked:
    """Read a command as `caller` may send it. Raises Malformed."""
    # An operator could move a deadline by saying when something happened; a system reports facts.
    dropped = ("at",) if caller.role == "operator" and "at" in body else ()
    kept = {name: value for name, value in body.items() if name not in dropped}
    return Asked(parse({"actor": caller.name, **kept}), dropped)


def _caller(tokens: Sequence[ApiToken]) -> Callable[..., Awaitable[ApiToken]]:
    bearer = HTTPBearer(auto_error=False, description="A token of HANDRAIL_API_TOKENS")

    async def caller(
        shown: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
    ) -> ApiToken:
        found = [t for t in tokens if shown and _same(t.token, shown.credentials)]
        if not found:
            raise Unauthorized("send `Authorization: Bearer` with a token of HANDRAIL_API_TOKENS")
        return found[0]

    return caller


def _same(token: SecretStr, shown: str) -> bool:
    return hmac.compare_digest(token.get_secret_value().encode(), shown.encode())


def _id_of(body: Mapping[str, Any]) -> str:
    ticket = body.get("ticket")
    if not isinstance(ticket, Mapping) or not ticket.get("helpdesk") or not ticket.get("id"):
        raise Malformed("ticket", 'is missing; write {"helpdesk": "zendesk", "id": "4711"}')
    id_ = f"{ticket['helpdesk']}-{ticket['id']}"
    if not may_begin(id_):
        raise Malformed("ticket", "may hold letters, digits and .:_- only, and be no problem")
    return id_


_WHY = {
    401: "No token, or an unknown one",
    404: "There is no such escalation",
    409: "The command was refused; `reason` says why, and what is possible now",
    422: "The body cannot be read; `field`, `problem` and `remedy` say why",
    503: "Nothing is durable: Temporal or the worker did not answer. Send it again",
}


def _answers(example: Json | None, *refusals: int) -> dict[int | str, Json]:
    answers: dict[int | str, Json] = {status: {"description": _WHY[status]} for status in refusals}
    if example:
        answers[200] = {"content": {"application/json": {"example": example}}}
    return answers
