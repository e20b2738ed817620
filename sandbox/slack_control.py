"""The control side of Slack: what people do there, and what each of them sees."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox import slack_asks as asks
from sandbox.callbacks import Courier, told
from sandbox.config import Person
from sandbox.record import Json, zulu
from sandbox.slack import Slack
from sandbox.slack_acts import Acts, Done
from sandbox.slack_messages import Refused, shown
from sandbox.slack_speech import Speech

SEEN_MAX = 500  # messages of a channel that a snapshot shows: a page asks for it each second
# A message that was on its way when its sender died comes after a minute.
LOOKS_S, LOOKS_AGAIN_S = 90.0, 0.2

Act = Callable[[Any, datetime], Done]


def slack_control(slack: Slack, courier: Courier) -> list[Route]:
    """`POST /control/slack/…` for each thing that people do, and `GET /control/slack?as=`."""
    acts, speech = Acts(slack), Speech(slack)
    ways: dict[str, tuple[type[asks.Deed], Act]] = {
        "click": (asks.Click, acts.click),
        "submit": (asks.Submit, acts.submit),
        "close": (asks.Close, acts.close),
        "command": (asks.Command, acts.command),
        "shortcut": (asks.Shortcut, acts.shortcut),
        "say": (asks.Say, speech.say),
        "edit": (asks.Edit, speech.edit),
        "delete": (asks.OnMessage, speech.delete),
        "react": (asks.React, speech.react),
        "home": (asks.Deed, speech.home),
    }
    doing = [
        Route(f"/control/slack/{name}", _doing(slack, courier, kind, act), methods=["POST"])
        for name, (kind, act) in ways.items()
    ]
    return [*doing, Route("/control/slack", _looking(slack))]


def _doing(
    slack: Slack, courier: Courier, kind: type[asks.Deed], act: Act
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            ask = kind.model_validate_json(await request.body() or b"{}")
            done = await _done(act, ask, slack.workspace.present.reach(ask.at))
        except ValidationError as error:
            return _problem(error, 400)
        except Refused as refusal:
            return _problem(refusal, 404)
        if done.callbacks and not ask.send:
            return JSONResponse({"requests": courier.signed(done.callbacks)})
        answers = await courier.deliver_all(done.callbacks)
        return JSONResponse({**told(done.callbacks, answers), **done.then(answers)})

    return endpoint


async def _done(act: Act, ask: asks.Deed, at: datetime) -> Done:
    """Those who insist look again and again until what they want to press is there."""
    now = asyncio.get_running_loop().time
    give_up = now() + (LOOKS_S if isinstance(ask, asks.Click) and ask.insist else 0)
    while True:
        try:
            return act(ask, at)
        except Refused as refusal:
            if str(refusal) != "action_not_found" or now() >= give_up:
                raise
        await asyncio.sleep(LOOKS_AGAIN_S)


def _problem(error: Exception, status: int) -> Response:
    return JSONResponse({"problem": str(error)}, status_code=status)


def _looking(slack: Slack) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            me = slack.workspace.person(request.query_params.get("as", ""))
        except Refused as refusal:
            return _problem(refusal, 404)
        return JSONResponse(snapshot(slack, me))

    return endpoint


def snapshot(slack: Slack, me: Person) -> Json:
    """Slack as one person has it on the screen."""
    everything = slack.workspace
    seen = [c for c in everything.channels.values() if everything.is_in(me, c)]
    return {
        "me": _person(slack, me),
        "people": [_person(slack, one) for one in (*everything.people, everything.us)],
        "groups": [vars(group) for group in everything.config.groups],
        "channels": [
            {"id": c.id, "name": c.name, "private": c.private, "is_im": bool(c.user)} for c in seen
        ],
        "messages": {
            c.id: [shown(m, with_metadata=False) for m in everything.messages[c.id][-SEEN_MAX:]]
            for c in seen
        },
        "ephemerals": [e for e in everything.ephemerals if e["user"] == me.id][-SEEN_MAX:],
        "views": slack.views.stacks.get(me.id, []),
        "home": slack.views.homes.get(me.id),
        "now": zulu(everything.present.now()),
        "commands": everything.config.commands,
        "shortcuts": everything.config.shortcuts,
    }


def _person(slack: Slack, person: Person) -> Json:
    """What a page needs of a user object, with the full name as the name."""
    known = slack.people.profile(person)
    flags = ("deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger")
    names = {"id": person.id, "name": person.name, "handle": person.handle, "email": person.email}
    return names | {"tz": person.tz} | {flag: known.get(flag, False) for flag in flags}
