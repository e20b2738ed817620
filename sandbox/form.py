"""Reads the arguments of a Web API call, however they were sent."""

import json
from urllib.parse import parse_qsl

from starlette.requests import Request

from sandbox.record import Json

_JSON_FIELDS = ("blocks", "metadata", "view")


async def arguments(request: Request) -> Json:
    """Query, form or JSON body as one mapping (docs.slack.dev/apis/web-api/#basics)."""
    args: Json = dict(request.query_params)
    body = (await request.body()).decode()
    if "json" in request.headers.get("content-type", ""):
        args |= json.loads(body or "{}")
    else:
        args |= dict(parse_qsl(body, keep_blank_values=True))
    return {name: _opened(name, value) for name, value in args.items()}


def _opened(name: str, value: object) -> object:
    """In a form, structured fields are JSON texts."""
    if name not in _JSON_FIELDS or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return value
