"""Every way a request can fail, and the one answer to each: nothing is swallowed."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from integrations.envelope import Malformed
from integrations.errors import VendorError
from integrations.webhooks import Forged, Stale, WebhookError
from starter.escalations import Refused
from starter.rest import Unauthorized
from starter.series import Unknown
from starter.tally import Tally
from starter.temporal import Unreachable
from starter.visibility import WrongQuery

RETRY_AFTER_S = "5"  # Zendesk retries a 503 at once only when this is short ("Webhooks security")
SEE = "see /docs for the fields of each command"
# The first that fits: Forged and Stale are webhook errors too.
_SIMPLE: dict[type[Exception], int] = {
    Forged: 401,
    Stale: 401,
    WebhookError: 400,
    Unauthorized: 401,
    Unknown: 404,
    Refused: 409,
    WrongQuery: 422,
    Unreachable: 503,
    VendorError: 503,
}
KNOWN: tuple[type[Exception], ...] = (*_SIMPLE, Malformed)
_HEADERS = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": RETRY_AFTER_S}}


def register(app: FastAPI, tally: Tally) -> None:
    """Make `app` answer every failure known here, and count it."""

    async def answer(request: Request, error: Exception) -> JSONResponse:
        status, body, headers = _answer(error)
        tally.refuse(_where(request), status, str(error))
        return JSONResponse(body, status, headers)

    for kind in (*KNOWN, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, answer)


def status_of(error: Exception) -> int:
    """Give the status that answers one of KNOWN, for those who are not asked over HTTP."""
    return _answer(error)[0]


def _where(request: Request) -> str:
    """The route, never the path: paths are made by whoever asks, and are counted for all to see."""
    return str(getattr(request.scope.get("route"), "path", "unknown"))


def _answer(error: Exception) -> tuple[int, dict[str, str], dict[str, str]]:
    """Status, body and headers."""
    match error:
        case Malformed():
            problem, _, remedy = error.problem.partition("; ")
            return 422, _field(error.field, problem, remedy or SEE), {}
        case RequestValidationError():
            first = error.errors()[0]
            if first["type"] == "json_invalid":
                return 400, _field("body", "is not JSON", "send one JSON object"), {}
            where = ".".join(str(part) for part in first["loc"][1:]) or "body"
            return 422, _field(where, first["msg"], SEE), {}
        case HTTPException():
            return error.status_code, {"problem": error.detail}, dict(error.headers or {})
    status = next(status for kind, status in _SIMPLE.items() if isinstance(error, kind))
    name = "reason" if isinstance(error, Refused) else "problem"
    return status, {name: str(error)}, _HEADERS.get(status, {})


def _field(field: str, problem: str, remedy: str) -> dict[str, str]:
    return {"field": field, "problem": problem, "remedy": remedy}
