"""What there is to look at: the three sides as one JSON value, and the record."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.linear import Linear
from sandbox.record import Json, Record
from sandbox.slack import Slack
from sandbox.zendesk import Zendesk


def looking(slack: Slack, linear: Linear, zendesk: Zendesk, record: Record) -> list[Route]:
    """The routes that change nothing."""

    async def shown(request: Request) -> Response:
        last = int(request.query_params.get("last", 0))
        return JSONResponse(state(slack, linear, zendesk, last))

    async def recorded(request: Request) -> Response:
        return JSONResponse(record.lines(int(request.query_params.get("after", 0))))

    return [
        Route("/control/state", shown),
        Route("/control/record", recorded),
    ]


def state(slack: Slack, linear: Linear, zendesk: Zendesk, last: int = 0) -> Json:
    """Everything, oldest first; `last` keeps that many of each kind, 0 keeps all."""
    kept, everything = slice(-last, None), slack.workspace
    channels = [
        {"id": c.id, "name": c.name, "messages": _threads(everything.messages[c.id])[kept]}
        for c in everything.channels.values()
    ]
    issues = [_issue(linear, issue) for issue in list(linear.all.issues.values())[kept]]
    tickets = [
        # As text: an id above 2^53 does not survive a browser.
        {**t.fields, "id": str(t.fields["id"]), "comments": _comments(zendesk, t.comments)}
        for t in list(zendesk.tickets.values())[kept]
    ]
    return {
        "slack": {"channels": channels, "ephemerals": everything.ephemerals[kept]},
        "linear": {"issues": issues},
        "zendesk": {"tickets": tickets},
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
        for kind in ("comments", "attachments")
    }
    return {**issue, **own}


def _comments(zendesk: Zendesk, comments: list[Json]) -> list[Json]:
    return [{**c, "author": zendesk.users[c["author_id"]]["name"]} for c in comments]
