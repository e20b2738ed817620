"""The webhooks of helpdesks, Linear and Slack: verified, read, told, and only then answered."""

from collections.abc import Awaitable, Callable, Sequence

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from connections import HELPDESKS
from integrations.helpdesk.port import Sent
from integrations.linear import webhook as linear
from integrations.slack import webhook as slack
from starter import from_linear
from starter.escalations import Escalations
from starter.slack.intake import Intake
from starter.tally import Tally
from starter.telling import Answer, Teller
from starter.tickets import Tickets, escalation_of, to_the_end
from starter.vendors import Vendors, in_time

Taking = Callable[[Request], Awaitable[Response]]


def routes(escalations: Escalations, vendors: Vendors, tally: Tally, intake: Intake) -> APIRouter:
    """The routes that vendors call."""
    router = APIRouter(tags=["webhooks"])
    received = Received(escalations, vendors, tally, intake)
    for name in HELPDESKS:
        about = f"Take what {name.capitalize()} tells."
        path = f"/webhooks/{name}"
        router.post(path, name=name, description=about)(received.of_helpdesk(name))
        router.head(path, include_in_schema=False)(alive)
    router.post("/webhooks/linear")(received.take_linear)
    router.post("/slack/interactivity")(received.take_slack)
    router.post("/slack/events")(received.take_slack)
    router.post("/slack/commands")(received.take_slack)
    return router


async def alive() -> Response:
    """Answer Intercom, which asks before it sends (Intercom, "Setting up webhooks")."""
    return Response(status_code=200)


class Received:
    """One method for each sender. Whatever they raise is answered by `answers.py`."""

    def __init__(
        self, escalations: Escalations, vendors: Vendors, tally: Tally, intake: Intake
    ) -> None:
        self._intake = intake
        self._escalations = escalations
        self._vendors = vendors
        self._tally = tally
        self._linear = Teller("linear", escalations, tally)

    def of_helpdesk(self, name: str) -> Taking:
        """Give what takes a helpdesk's requests."""
        tickets = Tickets(name, self._escalations, self._vendors, self._tally)

        async def take(request: Request) -> Response:
            body = await request.body()
            url = self._public(request)
            return _answered(await tickets.take(Sent(request.headers, body, request.method, url)))

        return take

    async def take_linear(self, request: Request) -> Response:
        """Take a webhook of Linear: one fact for every escalation that its issue is for."""
        body = await request.body()
        linear.verify(request.headers, body, self._vendors.linear_secret, self._vendors.now())
        fact = linear.parse(request.headers, body)
        if isinstance(fact, linear.Ignored):
            return _answered([self._linear.ignored(fact.kind)])
        own = await self._vendors.linear_self.id()
        if own and own == from_linear.by(fact):
            return _answered([self._linear.ignored("our own write")])
        escalations = await in_time(
            from_linear.whose(fact, body, self._vendors.linked, self._escalation_of)
        )
        if not escalations:
            return _answered([self._linear.ignored("an issue that is not ours")])
        fact = await in_time(from_linear.completed(fact, self._vendors.duplicate_of))
        told = from_linear.tells(fact, escalations, self._escalations.policy)
        return _answered(
            await to_the_end(self._linear.tell(command.escalation, [command]) for command in told)
        )

    async def take_slack(self, request: Request) -> Response:
        """Take what somebody did in Slack: durable first, then answered. Slack waits for 3 s."""
        body = await request.body()
        slack.verify(request.headers, body, self._vendors.slack_secret, self._vendors.now())
        answered = await self._intake.take(slack.fact(slack.read_http(body)))
        return JSONResponse(answered) if answered else Response(status_code=200)

    def _escalation_of(self, url: str) -> str:
        return escalation_of(url, self._vendors.helpdesks)

    def _public(self, request: Request) -> str:
        """The address a request was sent to: behind a proxy only the operator knows it."""
        public = self._vendors.public_url
        if not public:
            return str(request.url)
        query = f"?{request.url.query}" if request.url.query else ""
        return f"{public}{request.url.path}{query}"


def _answered(took: Sequence[Answer]) -> Response:
    """200 when something was told, else 202; a body of several facts is answered with each."""
    status = 200 if any("escalation" in each for each in took) else 202
    said = took[0] if len(took) == 1 else {"facts": list(took)}
    return JSONResponse(said, status)
