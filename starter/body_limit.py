"""No request over 1 MiB is read into memory, whether or not it says how long it is."""

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from starter.tally import Tally

BODY_MAX = 1024 * 1024  # bytes: the largest webhook of any vendor is far smaller
TOO_LARGE = f"the body is over {BODY_MAX} bytes"


class BodyLimit:
    """Answers 413 to a body that is too long, by what it says or by what comes."""

    def __init__(self, app: ASGIApp, tally: Tally) -> None:
        self._app = app
        self._tally = tally

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting what comes."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        said = dict(scope["headers"]).get(b"content-length", b"0")
        if said.isdigit() and int(said) > BODY_MAX:
            self._tally.refuse(scope["path"], 413, TOO_LARGE)
            await JSONResponse({"problem": TOO_LARGE}, 413)(scope, receive, send)
            return
        came = 0

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > BODY_MAX:
                raise HTTPException(413, TOO_LARGE)
            return message

        await self._app(scope, counted, send)
