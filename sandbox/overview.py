"""What there is to look at: all sides as one JSON value, and the record."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.desks import Desk
from sandbox.linear import Linear
from sandbox.record import Json, Record
from sandbox.slack import Slack


def looking(slack: Slack, linear: Linear, desks: Sequence[Desk], record: Record) -> list[Route]:
    """The routes that change nothing."""

    async def shown(request: Request) -> Response:
        last = int(request.query_params.get("last", 0))
        return JSONResponse(state(slack, linear, desks, last))

    async def recorded(request: Request) -> Response:
        return JSONResponse(record.lines(int(request.query_params.get("after", 0))))

    return [
        Route("/control/state", shown),
        Route("/control/record", recorded),
    ]


def state(slack: Slack, linear: Linear, desks: Sequence[Desk], last: int = 0) -> Json:
    """Everything, oldest first; `last` keeps that many of each kind, 0 keeps all."""
    kept, everything = slice(-last, None), slack.workspace
    channels = [
        {"id": c.id, "name": c.name, "messages": _threads(everything.messages[c.id])[kept]}
        for c in everything.channels.values()
    ]
    issues = [_issue(linear, issue) for issue in list(linear.all.issues.values())[kept]]
    return {
        "slack": {"channels": channels, "ephemerals": everything.ephemerals[kept]},
        "linear": {"issues": issues},
        **{desk.name: desk.shown(last) for desk in desks},
    }


def _threads(messages: list[Json]) -> list[Json]:
    tops = {m["ts"]: {**m, "replies": []} for m in messages if _is_top(m)}
    for message in messages:
        if not _is_top(message):
            tops[message["thread_ts"]]["replies"].append(message)
    return list(tops.values())


def _is_top(message: Json) -> bool:
    return bool(message.get("thread_ts", message["ts"]) == message["ts"])


def _issue(linear: Linear, issue: Json) -> Json:
    own = {
        kind: [
            {name: value for name, value in entity.items() if name != "issue"}
            for entity in getattr(linear.all, kind).values()
            if entity["issue"] is issue
        ]
        for kind in ("comments", "attachments", "relations", "needs")
    }
    return {**issue, **own}
