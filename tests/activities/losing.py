"""Escalations in memory beside a sandbox whose webhooks get lost, and the activity between them."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from temporalio.testing import ActivityEnvironment

from activities.compared import Compared, Listed, Page, Report, Unanswered
from activities.issue_side import IssueSide
from activities.reconcile import ReconcileActivities
from activities.ticket_side import TicketSide
from escalation.commands import Fact, Open
from escalation.lifecycle import decide
from escalation.model import Escalation
from escalation.policy import Person
from escalation.references import Issue, Ticket
from escalation.terms import Status
from integrations.helpdesk.zendesk import client as zendesk
from integrations.linear import client as linear
from integrations.linear.models import NewIssue
from integrations.linear.records import reference
from sandbox.app import create_app
from tests.policies import QUIET
from tests.sandbox.conftest import Sandbox, standing
from workflows.options import PAGE_ATTEMPT

POLICY = replace(
    QUIET, people={**QUIET.people, "ben": Person("Ben Okafor", email="ben@example.com")}
)
OPENED_AT = datetime.now(UTC) - timedelta(hours=2)


@dataclass
class Known:
    """Open escalations, as Temporal keeps them; `deaf` ones take what they are told and stay."""

    states: dict[str, Escalation] = field(default_factory=dict)
    told: list[tuple[str, Fact]] = field(default_factory=list)
    deaf: bool = False
    mute: set[str] = field(default_factory=set)

    async def page(self, token: str) -> Listed:
        return Listed([e.id for e in self.states.values() if e.status != Status.CLOSED], "")

    async def state(self, id_: str) -> Escalation | None:
        if id_ in self.mute:
            raise Unanswered("does not say how it stands: no worker")
        return self.states.get(id_)

    async def tell(self, id_: str, facts: Sequence[Fact]) -> None:
        self.told += [(id_, fact) for fact in facts]
        for fact in facts:
            e = self.states[id_]
            if self.deaf:
                self.states[id_] = replace(e, command_ids=(*e.command_ids, fact.command_id))
            else:
                self.states[id_] = decide(e, fact, datetime.now(UTC)).escalation

    @property
    def types(self) -> list[str]:
        return [fact.type for _, fact in self.told]


class Counted:
    """The sandbox, with its vendors' requests counted as they come in.

    Lists leave out the `hidden` ticket; asked for alone it may be forbidden.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.requests = 0
        self.hidden, self.is_forbidden = "", False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("path", "").startswith(("/zendesk/api", "/linear/graphql")):
            self.requests += 1
        path = scope.get("path", "")
        if self.hidden and path.endswith("/tickets/show_many"):
            asked = scope["query_string"].removeprefix(b"ids=").split(b"%2C")
            left = b"%2C".join(each for each in asked if each != self.hidden.encode())
            scope["query_string"] = b"ids=" + left
        if self.is_forbidden and path.endswith(f"/tickets/{self.hidden}"):
            await JSONResponse({"error": "Forbidden"}, 403)(scope, receive, send)
            return
        await self._app(scope, receive, send)


@dataclass
class World:
    sandbox: Sandbox
    wire: Counted
    known: Known
    linear: linear.LinearClient
    activity: ReconcileActivities = field(init=False)
    heartbeats: list[Any] = field(default_factory=list)
    later: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.later

    async def open(self, number: int, **fields: Any) -> str:
        id_ = f"zendesk-{number}"
        ask = {"subject": "Login fails", "description": "since 9", "priority": "normal"}
        await self.sandbox.control(
            "/zendesk/tickets", id=number, at=text(OPENED_AT), **ask, silent=True
        )
        opening = Open(
            escalation=id_, at=OPENED_AT, ticket=Ticket("zendesk", str(number)), **fields
        )
        begun = decide(Escalation(id_, POLICY), opening, OPENED_AT).escalation
        self.known.states[id_] = begun
        return id_

    async def log(self, id_: str) -> Issue:
        team = await self.linear.team("ENG")
        new = NewIssue(id=uuid_of(id_), team_id=team.id, title=id_, description="", priority=3)
        issue = reference(await self.linear.create_issue(new))
        self.known.states[id_] = replace(self.known.states[id_], issue=issue)
        return issue

    async def missed(self, number: int, what: str = "", **ask: Any) -> None:
        """Something happens to a ticket, and its webhook gets lost."""
        await self.sandbox.control(f"/zendesk/tickets/{number}{what}", **ask, silent=True)

    async def fault(self, face: str, kind: str, **more: Any) -> None:
        order = {"face": face, "match": "", "kind": kind, "seconds": 0, **more}
        assert (await self.sandbox.http.post("/control/faults", json=order)).is_success

    async def compare(
        self, is_dry_run: bool = False, waited: timedelta = timedelta(), done: Any = None
    ) -> Report:
        """One attempt at the page, so long after it was first begun."""
        environment = ActivityEnvironment()
        environment.info = replace(
            environment.info,
            start_to_close_timeout=PAGE_ATTEMPT,
            scheduled_time=datetime.now(UTC) - waited,
            heartbeat_details=[done] if done else [],
        )
        environment.on_heartbeat = lambda *details: self.heartbeats.append(details[0])
        compared: Compared = await environment.run(self.activity.page, Page("", is_dry_run))
        assert compared.token == ""
        return compared.report


def text(at: datetime) -> str:
    return at.isoformat()


def uuid_of(id_: str) -> str:
    return f"00000000-0000-4000-8000-{id_.rpartition('-')[2]:0>12}"


@asynccontextmanager
async def standing_world(
    monkeypatch: pytest.MonkeyPatch, zendesk_token: str = ""
) -> AsyncIterator[World]:
    wires: list[Counted] = []

    def counted(config: Any) -> Counted:
        wires.append(Counted(create_app(config)))
        return wires[0]

    monkeypatch.setattr("tests.sandbox.conftest.create_app", counted)
    async with standing(None) as sandbox:
        config, url = sandbox.config, sandbox.url
        token = zendesk_token or config.zendesk_token
        async with (
            linear.open_client(f"{url}/linear", config.linear_key) as to_linear,
            zendesk.open_client(f"{url}/zendesk", config.zendesk_email, token) as to_zendesk,
        ):
            known, issues = Known(), linear.LinearClient(to_linear)
            sides = [
                TicketSide(zendesk.ZendeskClient(to_zendesk), POLICY),
                IssueSide(issues, POLICY),
            ]
            world = World(sandbox, wires[0], known, issues)
            world.activity = ReconcileActivities(known, sides, world.now)
            yield world
