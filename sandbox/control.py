"""The control side: what people do in the helpdesk and in Linear, and faults."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal

from pydantic import Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox import linear
from sandbox.asking import Ask, Unknown
from sandbox.callbacks import Callback, Courier, told
from sandbox.config import SandboxConfig, stable_number
from sandbox.faults import Fault, Faults
from sandbox.linear import Linear
from sandbox.record import Json, Present
from sandbox.zendesk import Change, Ticket, Zendesk, set_back


class NewTicket(Ask):
    """A customer writes in."""

    id: int | None = None
    subject: str
    description: str
    priority: Literal["low", "normal", "high", "urgent"] | None = None
    requester: str = "Casey Customer"
    tags: list[str] = Field(default_factory=list)
    organization: str | None = None


class Reply(Ask):
    """Somebody writes on a ticket; unnamed, a customer is the ticket's requester."""

    author: Literal["customer", "agent"]
    name: str | None = None
    text: str
    public: bool = True


class TicketChange(Ask):
    """An agent changes fields of a ticket; what is left out stays."""

    status: Literal["new", "open", "pending", "hold", "solved", "closed"] | None = None
    priority: Literal["low", "normal", "high", "urgent"] | None = None
    tags: list[str] | None = None
    assignee: str | None = None
    group: str | None = None
    by: str = "Support Agent"


class IssueChange(Ask):
    """Somebody moves or takes an issue. A state goes by its name, a person by handle or name."""

    state: str | None = None
    assignee: str | None = None
    by: str = "dev"


class IssueComment(Ask):
    """Somebody comments on an issue."""

    text: str
    by: str = "dev"


class Redeliver(Ask):
    """A vendor delivers once more what it delivered already, under the same id."""

    delivery_id: str


Act = Callable[[Any, Mapping[str, str]], list[Callback]]


class Control:
    """The routes under /control. Those that make a vendor speak answer with what became of it."""

    def __init__(
        self,
        config: SandboxConfig,
        faces: tuple[Linear, Zendesk],
        courier: Courier,
        present: Present,
    ) -> None:
        self._config = config
        self._linear, self._zendesk = faces
        self._courier = courier
        self._present = present

    def routes(self) -> list[Route]:
        """One route for each thing that people do."""
        acts: list[tuple[str, type[Ask], Act]] = [
            ("/control/zendesk/tickets", NewTicket, self._open),
            ("/control/zendesk/tickets/{id}/reply", Reply, self._reply),
            ("/control/zendesk/tickets/{id}", TicketChange, self._change),
            ("/control/linear/issues/{id}", IssueChange, self._move),
            ("/control/linear/issues/{id}/comment", IssueComment, self._comment),
            ("/control/redeliver", Redeliver, self._redeliver),
        ]
        return [Route(path, self._doing(kind, act), methods=["POST"]) for path, kind, act in acts]

    def _doing(self, kind: type[Ask], act: Act) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                ask = kind.model_validate_json(await request.body() or b"{}")
                callbacks = act(ask, request.path_params)
            except ValidationError as error:
                return JSONResponse({"error": str(error)}, status_code=400)
            except (Unknown, linear.Refused) as error:
                return JSONResponse({"error": str(error)}, status_code=404)
            if not callbacks:
                return JSONResponse({"error": "nothing would change"}, status_code=409)
            if ask.send:
                return JSONResponse(told(callbacks, await self._courier.deliver_all(callbacks)))
            return JSONResponse({"requests": self._courier.signed(callbacks)})

        return endpoint

    def _open(self, ask: NewTicket, _: Mapping[str, str]) -> list[Callback]:
        if ask.id in self._zendesk.tickets:
            raise Unknown(f"a ticket {ask.id} exists already; leave the id out or choose another")
        by, at = self._zendesk.user(ask.requester, "end-user"), self._present.reach(ask.at)
        fields: Json = {"subject": ask.subject, "priority": ask.priority, "tags": ask.tags}
        if ask.organization:
            fields["organization_id"] = stable_number(ask.organization)
        comment = {"body": ask.description, "public": True}
        return self._zendesk.open(ask.id, Change(by, at, fields, comment))[1]

    def _reply(self, ask: Reply, where: Mapping[str, str]) -> list[Callback]:
        ticket = self._ticket(where)
        if ask.author == "agent":
            by = self._zendesk.user(ask.name or "Support Agent", "agent")
        elif ask.name:
            by = self._zendesk.user(ask.name, "end-user")
        else:
            by = int(ticket.fields["requester_id"])
        comment = {"body": ask.text, "public": ask.public}
        fields = set_back(ticket) if ask.author == "customer" and ask.public else {}
        at = self._present.reach(ask.at)
        return self._zendesk.update(ticket, Change(by, at, fields, comment))

    def _change(self, ask: TicketChange, where: Mapping[str, str]) -> list[Callback]:
        ticket, by = self._ticket(where), self._zendesk.user(ask.by, "agent")
        fields: Json = ask.model_dump(include={"status", "priority", "tags"}, exclude_none=True)
        if ask.assignee:
            fields["assignee_id"] = self._zendesk.user(ask.assignee, "agent")
        if ask.group:
            fields["group_id"] = stable_number(ask.group)
        return self._zendesk.update(ticket, Change(by, self._present.reach(ask.at), fields))

    def _move(self, ask: IssueChange, where: Mapping[str, str]) -> list[Callback]:
        issue, by = self._issue(where), self._member(ask.by)
        given: Json = {}
        if ask.state:
            states = self._linear.all.states.values()
            own = [s for s in states if s["team"] is issue["team"]]
            named = [s for s in own if ask.state.lower() in (s["id"], s["name"].lower())]
            if not named:
                raise Unknown(f"{ask.state}: a state is one of {', '.join(s['name'] for s in own)}")
            given["stateId"] = named[0]["id"]
        if ask.assignee:
            given["assigneeId"] = self._member(ask.assignee)["id"]
        at = self._present.reach(ask.at)
        before = self._linear.update_issue(issue, given, at)
        return [self._linear.told(issue, by, at, before)] if given else []

    def _comment(self, ask: IssueComment, where: Mapping[str, str]) -> list[Callback]:
        issue, by, at = self._issue(where), self._member(ask.by), self._present.reach(ask.at)
        given = {"issueId": issue["id"], "body": ask.text}
        return [self._linear.told_comment(self._linear.create_comment(given, by, at), by, at)]

    def _redeliver(self, ask: Redeliver, _: Mapping[str, str]) -> list[Callback]:
        callback = self._courier.known(ask.delivery_id)
        if callback is None:
            raise Unknown(f"no delivery {ask.delivery_id}")
        return [callback]

    def _ticket(self, where: Mapping[str, str]) -> Ticket:
        number = where["id"]
        if not number.isdigit() or int(number) not in self._zendesk.tickets:
            raise Unknown(f"no ticket {number}")
        return self._zendesk.tickets[int(number)]

    def _issue(self, where: Mapping[str, str]) -> Json:
        return self._linear.find("issues", where["id"], "identifier")

    def _member(self, name: str) -> Json:
        return self._linear.find("users", name, "displayName", "name", "email")


def fault_routes(faults: Faults) -> list[Route]:
    """Order trouble, see what is ordered, have it over with."""

    async def endpoint(request: Request) -> Response:
        if request.method == "DELETE":
            faults.clear()
        if request.method == "POST":
            try:
                faults.order(Fault.model_validate_json(await request.body()))
            except ValidationError as error:
                return JSONResponse({"error": str(error)}, status_code=400)
        return JSONResponse({"faults": faults.standing()})

    return [Route("/control/faults", endpoint, methods=["GET", "POST", "DELETE"])]
