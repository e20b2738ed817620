"""The page people look at, and the way on to the clock of the town around the sandbox."""

import json
from datetime import datetime
from pathlib import Path

import httpx
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from sandbox.record import Present

FOLDER = Path(__file__).with_name("page")
# Read anew each time: whoever edits the page, or updates it, sees it at once.
FRESH = {"Cache-Control": "no-cache"}
MOVED_WITHIN_S = 200.0  # all that falls due on the way is done first, maybe at a second try


def page_routes(clock_url: str, present: Present) -> list[Route]:
    """The page and its parts; `/control/clock` goes on to `clock_url`, if there is one.

    The sandbox's own present follows that clock, and goes ahead: what the move brings about is
    written down at the instant it leads to.
    """

    async def index(_: Request) -> Response:
        return FileResponse(FOLDER / "index.html", headers=FRESH)

    async def part(request: Request) -> Response:
        path = FOLDER / request.path_params["name"]
        if not path.is_file():
            return JSONResponse({"problem": f"no {path.name} here"}, status_code=404)
        return FileResponse(path, headers=FRESH)

    async def clock(request: Request) -> Response:
        if not clock_url:
            return JSONResponse({"problem": "time passes by itself here"}, status_code=404)
        body = await request.body()
        try:
            _follow(present, json.loads(body or b"{}").get("to"))
            async with httpx.AsyncClient(trust_env=False, timeout=MOVED_WITHIN_S) as http:
                answer = await http.request(request.method, clock_url, content=body)
            told = answer.json()
            _follow(present, told.get("now"))
        except httpx.TransportError:
            return JSONResponse({"problem": "the clock does not answer"}, status_code=503)
        except ValueError as error:
            return JSONResponse({"problem": f"no instant: {error}"}, status_code=400)
        return JSONResponse(told, status_code=answer.status_code)

    return [
        Route("/", index),
        Route("/page/{name}", part),
        Route("/control/clock", clock, methods=["GET", "POST"]),
    ]


def _follow(present: Present, instant: str | None) -> None:
    if instant:
        present.reach(datetime.fromisoformat(instant))
