"""What ties an issue: to its escalations, to other issues, to names; asked of the sandbox."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from integrations.errors import Rejected
from integrations.linear.client import LinearClient, open_client
from integrations.linear.failures import Absent, NotAllowed
from integrations.linear.ids import uuid4_for
from integrations.linear.mark import signed
from integrations.linear.models import Issue, NewCustomer, NewIssue, NewNeed
from tests.sandbox.conftest import Sandbox, standing

ACME = NewCustomer("org-7", "Acme", 120_000, "Enterprise")


@dataclass
class World:
    """A Linear that speaks the vendor's schema, and our client for it."""

    sandbox: Sandbox
    linear: LinearClient

    async def opened(self, name: str, team: str = "ENG") -> Issue:
        team_id = (await self.linear.team(team)).id
        text = signed("It never ends", name)
        return await self.linear.create_issue(NewIssue(uuid4_for(name), team_id, name, text, 2))

    async def people(self, issue: str, path: str = "", **asked: object) -> None:
        answer = await self.sandbox.control(f"/linear/issues/{issue}{path}", send=False, **asked)
        assert "error" not in answer, answer


@pytest_asyncio.fixture
async def world(shared: Path) -> AsyncIterator[World]:
    async with (
        standing(shared / "contracts") as sandbox,
        open_client(f"{sandbox.url}/linear", sandbox.config.linear_key) as http,
    ):
        yield World(sandbox, LinearClient(http))


async def test_an_issue_knows_every_escalation_it_is_for_in_one_question(world: World):
    issue = await world.opened("zendesk-1")
    for n, escalation in enumerate(("zendesk-2", "intercom-3~2", "zendesk-2")):
        await world.linear.attach(f"https://x.test/{n}", "Ticket", issue.id, escalation)
    await world.linear.attach("https://x.test/elsewhere", "Not ours", issue.id)
    assert await world.linear.linked(issue.id) == ["zendesk-1", "zendesk-2", "intercom-3~2"]
    assert await world.linear.linked("ENG-1") == await world.linear.linked(issue.id)


async def test_an_issue_of_others_or_of_nobody_is_for_no_escalation(world: World):
    team = (await world.linear.team("ENG")).id
    await world.linear.create_issue(NewIssue(uuid4_for("others"), team, "Typo", "", 0))
    assert await world.linear.linked("ENG-1") == []
    assert await world.linear.linked("ENG-99") == []


async def test_a_key_that_is_refused_is_not_taken_for_nobodys_issue(world: World):
    async with open_client(f"{world.sandbox.url}/linear", "lin_api_wrong") as http:
        with pytest.raises(Rejected, match="HANDRAIL_LINEAR_API_KEY") as failed:
            await LinearClient(http).linked("ENG-1")
    assert not isinstance(failed.value, Absent)


async def test_a_duplicate_names_what_it_repeats_and_a_related_issue_nothing(world: World):
    one, other = await world.opened("zendesk-1"), await world.opened("zendesk-2")
    await world.linear.relate(uuid4_for("r1"), one.id, other.id, "related")
    assert await world.linear.duplicate_of(one.id) == ""
    for _ in range(2):
        await world.linear.relate(uuid4_for("r2"), one.id, other.identifier, "duplicate")
    assert await world.linear.duplicate_of(one.id) == "ENG-2"
    assert (await world.linear.issue(one.id)).state.type == "duplicate"


async def test_issues_are_read_in_bulk_but_for_those_that_are_gone(world: World):
    made = [await world.opened(f"zendesk-{n}") for n in range(52)]
    await world.people("ENG-1", deleted=True)
    await world.people("ENG-2", "/delete")
    before = len(made)
    found = await world.linear.issues([issue.id for issue in made])
    assert {issue.id for issue in found} == {issue.id for issue in made[2:before]}
    assert await world.linear.issues([]) == []


async def test_an_issue_says_what_it_shows_and_when_it_changed(world: World):
    issue = await world.opened("zendesk-1")
    await world.linear.attach("https://x.test/1", "Ticket", issue.id, "zendesk-1")
    await world.people("ENG-1", team="PRD", priority="urgent")
    found = await world.linear.issue("ENG-1")  # its former name
    assert (found.identifier, found.team.key, found.priority) == ("PRD-1", "PRD", 1)
    assert found.links == ("https://x.test/1",)
    assert issue.updatedAt is not None
    assert found.updatedAt is not None
    assert found.updatedAt >= issue.updatedAt


async def test_a_label_of_another_team_is_none_of_ours(world: World):
    ours, theirs = (await world.linear.team("ENG")).id, (await world.linear.team("PRD")).id
    bug = await world.linear.labels(ours, ["Bug"])
    assert bug == await world.linear.labels(theirs, ["Bug"])  # the workspace's
    own = await world.linear.labels(ours, ["escalation"])
    assert await world.linear.labels(ours, ["escalation"]) == own
    assert await world.linear.create_label(ours, "escalation") == own[0]
    assert await world.linear.labels(theirs, ["escalation"]) != own
    assert await world.linear.labels(ours, []) == []


async def test_a_customer_is_known_by_its_id_outside_and_needs_an_issue_once(world: World):
    issue = await world.opened("zendesk-1")
    need = NewNeed(uuid4_for("need"), issue.id, ACME.external_id, "All of them fail")
    for _ in range(2):
        await world.linear.upsert_customer(ACME)
        await world.linear.create_need(need)
    await world.linear.upsert_customer(NewCustomer(ACME.external_id, "Acme Ltd"))
    (stands,) = (await world.sandbox.state())["linear"]["issues"]
    (needed,) = stands["needs"]
    assert (needed["customer"]["name"], needed["customer"]["revenue"]) == ("Acme Ltd", 120_000)


async def test_a_plan_without_customers_says_so(world: World):
    how = {"customers": False}
    await world.sandbox.http.post("/control/linear/workspace", json=how)
    with pytest.raises(NotAllowed, match="Linear's plan of this workspace does not include this"):
        await world.linear.upsert_customer(ACME)
