"""The Slack face: one Web API over a workspace, and the addresses that answers may go to."""

import time
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.callbacks import Callback
from sandbox.config import SandboxConfig
from sandbox.form import arguments
from sandbox.record import Json, Present, Record
from sandbox.slack_chat import Chat
from sandbox.slack_events import event_callback
from sandbox.slack_limits import Limits
from sandbox.slack_messages import Refused, content
from sandbox.slack_people import People
from sandbox.slack_views import Views
from sandbox.slack_workspace import Workspace


class Slack:
    """The methods, by the names of docs.slack.dev/reference/methods.

    Of what the app writes itself `send` brings it the event, if the sandbox echoes messages.
    """

    def __init__(
        self,
        config: SandboxConfig,
        record: Record,
        present: Present,
        send: Callable[[Callback], None],
    ) -> None:
        self._config = config
        self._send = send
        self.limits = Limits(config.limits, time.monotonic)
        self.workspace = Workspace(config, present, time.monotonic)
        self.chat = Chat(self.workspace, record, self._echo)
        self.people = People(self.workspace)
        self.views = Views(self.workspace)
        self._methods = {**self.chat.methods, **self.people.methods, **self.views.methods}

    async def answer(self, request: Request) -> Response:
        """One Web API call, a refusal included: Slack says 200 to both."""
        args = await arguments(request)
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        token = bearer or str(args.get("token", ""))
        if token != self._config.slack_token:
            return JSONResponse({"ok": False, "error": "invalid_auth" if token else "not_authed"})
        method = request.path_params["method"]
        refused = self.limits.refusal(method, self._channel_id(args))
        headers = {"X-OAuth-Scopes": ",".join(self._config.scopes)}
        return refused or JSONResponse(self.call(method, args), headers=headers)

    def call(self, method: str, args: Json) -> Json:
        """Do what the method says; what Slack refuses is `ok: false` and a word."""
        if method not in self._methods:
            return {"ok": False, "error": "unknown_method"}
        try:
            return {"ok": True, **self._methods[method](args)}
        except Refused as refusal:
            said = {"response_metadata": {"messages": list(refusal.faults)}}
            return {"ok": False, "error": str(refusal), **(said if refusal.faults else {})}

    async def respond(self, request: Request) -> Response:
        """What a response_url takes: a word to the one who acted, or to all of the channel."""
        where = request.path_params
        try:
            self.reply(where["channel"], where["user"], await arguments(request))
        except Refused as refusal:
            return JSONResponse({"ok": False, "error": str(refusal)}, status_code=400)
        return JSONResponse({"ok": True})

    def reply(self, channel_id: str, user_id: str, args: Json) -> None:
        """Show an answer, to one person unless it says `in_channel`. Raises Refused."""
        if args.get("response_type") == "in_channel":
            said = self.call("chat.postMessage", {**args, "channel": channel_id})
            if not said["ok"]:
                raise Refused(said["error"])
        else:
            self.chat.whisper(channel_id, user_id, content(args))

    def _echo(self, event: Json) -> None:
        told = event_callback(self.workspace, event)
        if told and "slack.message" in self._config.echo:
            self._send(told)

    def _channel_id(self, args: Json) -> str:
        """The id of the channel that a call names, and its own word where there is none."""
        named = str(args.get("channel", ""))
        for channel in self.workspace.channels.values():
            if named and named in (channel.label, channel.user):
                return channel.id
        return named
