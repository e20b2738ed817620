"""Plays the acts of a story: people act in the sandbox's systems, which tell the gateway.

Nothing takes a short cut: a ticket is a signed webhook, a button a signed click, an issue moved a
signed webhook, a command a request with a token.
"""

from datetime import datetime
from typing import Any

import httpx

from starter.demo import acts
from starter.demo.calls import NotThere, call_of
from starter.demo.filling import Desk, NotTaken
from starter.demo.patience import patiently
from starter.demo.staging import Addresses
from starter.escalations import Escalations
from starter.series import Unknown

ANSWERED_WITHIN_S = 150.0  # the sandbox tells a killed gateway again and again for two minutes
UNAVAILABLE = 503
IGNORED = 202

Json = dict[str, Any]


class WentWrong(Exception):  # noqa: N818 - it reads as what it says
    """An act was not taken as the story wants it."""


class Stage:
    """Performs one act after the other. `names` are the people Zendesk knows by numbers only."""

    def __init__(
        self, http: httpx.AsyncClient, addresses: Addresses, escalations: Escalations
    ) -> None:
        self._http = http
        self._addresses = addresses
        self._escalations = escalations
        self.names: dict[str, str] = {}

    async def perform(self, ticket: acts.Ticket, act: acts.Act, at: datetime) -> str:
        """Do it at the instant `at` (aware); the id of the escalation that took it.

        Raises WentWrong when it was refused, StillDown when nobody took it.
        """
        if isinstance(act.deed, acts.Commands):
            return await self._command(ticket, act.deed, at)
        try:
            now = await patiently(lambda: self._escalations.state(ticket.series))
        except Unknown:
            now = None
        try:
            call = call_of(ticket, act.deed, now, self._escalations.policy)
        except NotThere as error:
            raise WentWrong(f"{act}: {error}") from error
        page = f"{self._addresses.sandbox}/control/{call.path}"
        body = {**call.body, "at": at.isoformat()}
        if isinstance(act.deed, acts.Fills):
            return await self._fill(ticket, act.deed, body)
        answer = await self._http.post(page, json=body, timeout=ANSWERED_WITHIN_S)
        told: Json = answer.json()
        if not answer.is_success or not 200 <= told["status"] < 300 or told["status"] == IGNORED:
            raise WentWrong(f"{act}: {answer.text}")
        self._learn(told, str(call.body.get("name") or call.body.get("requester") or ""))
        return await self._taken_by(ticket, told)

    async def _taken_by(self, ticket: acts.Ticket, told: Json) -> str:
        """A helpdesk's fact says which run took it; a click has no such answer."""
        if told["body"]:
            answered = httpx.Response(told["status"], text=told["body"]).json()
            return str(answered["escalation"])
        state = await patiently(lambda: self._escalations.state(ticket.series))
        return state.id

    async def _fill(self, ticket: acts.Ticket, deed: acts.Fills, press: Json) -> str:
        page = f"{self._addresses.sandbox}/control/slack"
        try:
            await Desk(self._http, page, press["user"]).fill(press, deed.fields)
        except NotTaken as error:
            raise WentWrong(f"{deed}: {error}") from error
        return (await patiently(lambda: self._escalations.state(ticket.series))).id

    async def _command(self, ticket: acts.Ticket, deed: acts.Commands, at: datetime) -> str:
        page = f"{self._addresses.gateway}/escalations/{ticket.series}/commands"
        body = {
            **deed.fields,
            "type": deed.type,
            "actor": deed.by,
            "at": at.isoformat(),
            "command_id": f"demo:{ticket.id}:{at.isoformat()}",
        }
        headers = {"Authorization": f"Bearer {self._addresses.token}"}

        async def ask() -> httpx.Response:
            answer = await self._http.post(page, json=body, headers=headers)
            if answer.status_code == UNAVAILABLE:
                raise httpx.RemoteProtocolError(answer.text)
            return answer

        answer = await patiently(ask)
        if not answer.is_success:
            raise WentWrong(f"{deed}: {answer.text}")
        return str(answer.json()["escalation"])

    def _learn(self, told: Json, name: str) -> None:
        """Zendesk's webhooks name people by number; who acted just now is known by name."""
        actor = told["deliveries"][0]["fact"].get("detail", {}).get("actor_id")
        if actor and name:
            self.names[str(actor)] = name
