"""The webhooks of Zendesk, Linear and Slack: verified, read, told, and only then answered."""

import logging
from collections.abc import Sequence

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from escalation.commands import Command, Open
from escalation.references import TicketSnapshot
from integrations.errors import VendorError
from integrations.helpdesk import facts
from integrations.helpdesk.zendesk import webhook as zendesk
from integrations.linear import webhook as linear
from integrations.slack import webhook as slack
from starter import from_linear, from_zendesk
from starter.escalations import Escalations, How
from starter.from_zendesk import TicketFact
from starter.people import Directory
from starter.series import Unknown
from starter.slack.intake import Intake
from starter.tally import Tally
from starter.vendors import Vendors, in_time


def routes(escalations: Escalations, vendors: Vendors, tally: Tally, intake: Intake) -> APIRouter:
    """The routes that vendors call."""
    router = APIRouter(tags=["webhooks"])
    received = Received(escalations, vendors, tally, intake)
    router.post("/webhooks/zendesk")(received.take_zendesk)
    router.post("/webhooks/linear")(received.take_linear)
    router.post("/slack/interactivity")(received.take_slack)
    router.post("/slack/events")(received.take_slack)
    router.post("/slack/commands")(received.take_slack)
    return router


class Received:
    """One method for each sender. Whatever they raise is answered by `answers.py`."""

    def __init__(
        self, escalations: Escalations, vendors: Vendors, tally: Tally, intake: Intake
    ) -> None:
        self._intake = intake
        self._escalations = escalations
        self._vendors = vendors
        self._tally = tally
        self._directory = Directory(escalations.policy, vendors.zendesk_user)
        self._log = logging.getLogger("handrail.gateway")

    async def take_zendesk(self, request: Request) -> Response:
        """Take an event or a trigger of Zendesk."""
        body = await request.body()
        zendesk.verify(request.headers, body, self._vendors.zendesk_secret, self._vendors.now())
        fact = zendesk.parse(request.headers, body)
        if isinstance(fact, facts.Ignored | facts.Look):
            return self._ignored("zendesk", getattr(fact, "kind", "a look"))
        if await self._is_own(fact):
            return self._ignored("zendesk", "our own write")
        fact = await self._directory.named(fact)
        series = from_zendesk.series(fact.ticket_id)
        told = from_zendesk.told(fact)
        if told and await self._escalations.knows(series):
            return await self._tell("zendesk", series, told)
        snapshot = await self._snapshot(fact)
        policy, url = self._escalations.policy, self._vendors.zendesk_url
        opening = from_zendesk.opening(fact, snapshot, policy, url)
        if opening is None:
            return self._ignored("zendesk", "a ticket that is not watched")
        return await self._tell("zendesk", series, told, opening)

    async def take_linear(self, request: Request) -> Response:
        """Take an issue's or a comment's webhook of Linear."""
        body = await request.body()
        linear.verify(request.headers, body, self._vendors.linear_secret, self._vendors.now())
        fact = linear.parse(request.headers, body)
        match fact:
            case linear.Ignored(kind=kind):
                return self._ignored("linear", kind)
            case linear.IssueMoved(actor_id=by):
                description = from_linear.description_in(body)
            case linear.IssueCommented(author_id=by, issue_id=issue):
                description = await in_time(self._vendors.describe(issue))
        escalation = from_linear.owner_of(description)
        if not escalation:
            return self._ignored("linear", "an issue that is not ours")
        if by and by == await self._vendors.linear_self.id():
            return self._ignored("linear", "our own write")
        command = from_linear.told(fact, escalation, self._escalations.policy)
        return await self._tell("linear", escalation, [command])

    async def take_slack(self, request: Request) -> Response:
        """Take what somebody did in Slack: durable first, then answered. Slack waits for 3 s."""
        body = await request.body()
        slack.verify(request.headers, body, self._vendors.slack_secret, self._vendors.now())
        answered = await self._intake.take(slack.fact(slack.read_http(body)))
        return JSONResponse(answered) if answered else Response(status_code=200)

    async def _tell(
        self, sender: str, id_: str, told: Sequence[Command], opening: Open | None = None
    ) -> Response:
        try:
            came = await self._escalations.tell(id_, told, opening)
        except Unknown:
            return self._ignored(sender, "an unknown escalation")
        if came.how == How.IGNORED:
            self._tally.ignore(sender, "a closed escalation", came.reason)
        return JSONResponse({"escalation": came.escalation, "fact": came.how})

    async def _is_own(self, fact: TicketFact) -> bool:
        """Whether our own word or change comes back; customers' words never are ours."""
        could_be = isinstance(fact, facts.AgentReplied | facts.TicketChanged)
        return could_be and facts.is_own(fact, await self._vendors.zendesk_self.id())

    async def _snapshot(self, fact: TicketFact) -> TicketSnapshot:
        """The ticket as Zendesk knows it, where the fact does not say it all."""
        alone = from_zendesk.bare(fact)
        if isinstance(fact, facts.TicketOpened):
            return await self._directory.named_in(alone)
        try:
            found = await in_time(self._vendors.look_up(fact.ticket_id))
        except VendorError as error:  # the fact must not wait for its ticket's subject
            self._log.warning("zendesk: opened without a look at the ticket: %s", error)
            return alone
        return await self._directory.named_in(found) if found else alone

    def _ignored(self, sender: str, kind: str) -> Response:
        self._tally.ignore(sender, kind)
        return JSONResponse({"ignored": kind}, 202)
