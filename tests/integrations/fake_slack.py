"""A Slack on a real port: channels, messages with metadata, and answers that get lost."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Args = dict[str, Any]
TRUE = (True, 1, "1", "true")


@dataclass
class FakeSlack:
    """One workspace; the next of `faults` answers a call that has taken effect."""

    channels: dict[str, str] = field(default_factory=lambda: {"C0GENERAL": "general", "C0L2": "l2"})
    messages: list[Args] = field(default_factory=list)
    calls: list[tuple[str, Args]] = field(default_factory=list)
    faults: list[Callable[[], web.StreamResponse | None]] = field(default_factory=list)
    page: int = 2
    accounts: dict[str, Args | None] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._answer)
        return app

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        args: Args = dict(request.query)
        if request.content_type == "application/json":
            args |= json.loads(await request.read() or b"{}")
        else:
            args |= dict(await request.post())
        self.calls.append((method, args))
        if method in self.refused:
            return web.json_response({"ok": False, "error": self.refused[method]})
        if method in self.silent:
            return web.json_response({"ok": False, "error": "internal_error"})
        done = getattr(self, method.replace(".", "_").lower())(args)
        fault = self.faults.pop(0)() if self.faults else None
        if fault is SILENCE:
            await asyncio.sleep(30)
        return fault or web.json_response(done)

    def auth_test(self, _args: Args) -> Args:
        return {"ok": True, "user_id": "U0BOT", "bot_id": "B0BOT", "team_id": "T0"}

    def chat_postmessage(self, args: Args) -> Args:
        channel = self._channel(args["channel"])
        if channel is None:
            return {"ok": False, "error": "channel_not_found"}
        message = {**args, "channel": channel, "ts": f"1772442000.{len(self.messages):06d}"}
        self.messages.append(message)
        return {"ok": True, "channel": channel, "ts": message["ts"]}

    def chat_update(self, args: Args) -> Args:
        for message in self.messages:
            if (message["channel"], message["ts"]) == (args["channel"], args["ts"]):
                message |= {"text": args["text"], "blocks": args["blocks"]}
                return {"ok": True, "channel": args["channel"], "ts": args["ts"]}
        return {"ok": False, "error": "message_not_found"}

    def chat_postephemeral(self, args: Args) -> Args:
        return {"ok": True, "message_ts": "1772442000.999999"}

    def conversations_list(self, args: Args) -> Args:
        every = [{"id": k, "name": v} for k, v in self.channels.items()]
        return self._listed("channels", every, args)

    def conversations_history(self, args: Args) -> Args:
        if args["channel"] not in self.channels:
            return {"ok": False, "error": "channel_not_found"}
        found = [m for m in self.messages if not m.get("thread_ts")]
        return self._listed("messages", self._shown(found, args), args)

    def conversations_replies(self, args: Args) -> Args:
        found = [m for m in self.messages if args["ts"] in (m["ts"], m.get("thread_ts"))]
        return self._listed("messages", self._shown(found, args), args)

    def chat_getpermalink(self, args: Args) -> Args:
        path = f"{args['channel']}/p{args['message_ts'].replace('.', '')}"
        return {"ok": True, "permalink": f"https://example.slack.com/archives/{path}"}

    def users_info(self, args: Args) -> Args:
        """Every id is a full member's, but for those in `accounts`."""
        account = self.accounts.get(args["user"], {})
        if account is None:
            return {"ok": False, "error": "user_not_found"}
        return {"ok": True, "user": {"id": args["user"], "team_id": "T0", **account}}

    def usergroups_list(self, _args: Args) -> Args:
        listed = [{"id": f"S{h}", "handle": h, "users": u} for h, u in self.groups.items()]
        return {"ok": True, "usergroups": listed}

    def views_open(self, args: Args) -> Args:
        return {"ok": True, "view": {**args["view"], "id": "V1", "hash": "1.a"}}

    def views_update(self, args: Args) -> Args:
        return {"ok": True, "view": {**args["view"], "id": "V1", "hash": "2.b"}}

    def views_publish(self, args: Args) -> Args:
        return {"ok": True, "view": {**args["view"], "id": "V0"}}

    def _channel(self, written: str) -> str | None:
        if written.startswith("U"):
            return f"D{written[1:]}"  # a person: our conversation with them
        names = {f"#{name}": key for key, name in self.channels.items()}
        return names.get(written) or (written if written in self.channels else None)

    def _shown(self, found: list[Args], args: Args) -> list[Args]:
        found = [m for m in found if m["ts"] >= args.get("oldest", "0")]
        found = [m for m in found if m["channel"] == args["channel"]]
        if args.get("include_all_metadata") in TRUE:
            return found
        return [{k: v for k, v in m.items() if k != "metadata"} for m in found]

    def _listed(self, name: str, every: list[Args], args: Args) -> Args:
        start = int(args.get("cursor") or 0)
        end = start + self.page
        cursor = str(end) if end < len(every) else ""
        return {"ok": True, name: every[start:end], "response_metadata": {"next_cursor": cursor}}


SILENCE = web.Response()
