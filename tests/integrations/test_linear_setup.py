"""What a Linear workspace needs is looked at, made once, or said where only people can make it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio

from escalation.policy import Policy
from escalation.terms import Tier
from integrations.errors import Rejected
from integrations.linear.client import open_client
from integrations.linear.hooks import Hooks
from integrations.linear.setup import LinearSetup
from integrations.setup import Step
from tests.policies import POLICY
from tests.sandbox.conftest import Sandbox, standing

URL = "https://handrail.example.com"
ENGINEERING = replace(
    POLICY.tiers[Tier.ENGINEERING],
    linear_labels=("Bug", "escalation"),
    linear_project="Reliability",
)
ROUTED: Policy = replace(
    POLICY,
    tiers={**POLICY.tiers, Tier.ENGINEERING: ENGINEERING},
    linear_routes={"PRD": Tier.PRODUCT},
)


@dataclass
class Workspace:
    """A workspace, and our way into it."""

    sandbox: Sandbox
    http: httpx.AsyncClient

    def setup(self, policy: Policy = ROUTED, secret: str = "") -> LinearSetup:
        return LinearSetup(self.http, policy, secret)

    async def arrange(self, **how: Any) -> None:
        answer = await self.sandbox.http.post("/control/linear/workspace", json=how)
        assert answer.is_success, answer.text

    async def written(self) -> list[str]:
        return [line["what"] for line in await self.sandbox.record()]


@pytest_asyncio.fixture
async def workspace() -> AsyncIterator[Workspace]:
    async with (
        standing(None) as sandbox,
        open_client(f"{sandbox.url}/linear", sandbox.config.linear_key) as http,
    ):
        yield Workspace(sandbox, http)


async def made(steps: list[Step]) -> list[str]:
    """What the operator must keep of all that could be made."""
    return [kept for s in steps if s.make and s.state != "there" if (kept := await s.make())]


def states(steps: list[Step]) -> dict[str, str]:
    return {step.what: step.state for step in steps}


async def test_what_is_missing_is_made_once(workspace: Workspace):
    setup = workspace.setup()
    assert states(await setup.steps(URL)) == {
        "webhook of all public teams": "missing",
        "team ENG": "there",
        "team PRD": "there",
        "label “Bug” in ENG": "there",
        "label “escalation” in ENG": "missing",
        "project “Reliability” with ENG": "missing",
    }
    assert await workspace.written() == []  # looking changes nothing
    (kept,) = await made(await setup.steps(URL))
    assert kept.startswith("set HANDRAIL_LINEAR_WEBHOOK_SECRET to ")
    assert await workspace.written() == ["webhookCreate", "issueLabelCreate"]
    await workspace.arrange(projects={"Reliability": ["ENG"]})
    assert set(states(await setup.steps(URL)).values()) == {"there"}
    assert await made(await setup.steps(URL)) == []


async def test_a_private_team_gets_a_webhook_of_its_own_with_the_same_secret(workspace: Workspace):
    await workspace.arrange(private=["PRD"])
    first, second = await made(await workspace.setup().steps(URL))
    assert first == second
    named = states(await workspace.setup().steps(URL))
    assert named["webhook of the team PRD"] == named["webhook of all public teams"] == "there"


async def test_a_webhook_that_went_astray_is_put_right(workspace: Workspace):
    await made(await workspace.setup(secret="old").steps("https://old.example.com"))
    setup = workspace.setup(secret="new")
    (step,) = [s for s in await setup.steps(URL) if s.state == "differs"]
    assert step.how == (
        "calls https://old.example.com/webhooks/linear; "
        "signs with another secret than HANDRAIL_LINEAR_WEBHOOK_SECRET"
    )
    assert step.make
    assert not await step.make()
    assert not [s for s in await setup.steps(URL) if s.state == "differs"]


async def test_another_gateways_webhook_is_left_where_ours_is_there(workspace: Workspace):
    staging = "https://staging.example.com"
    await made(await workspace.setup(secret="s").steps(staging))
    hooks = Hooks(workspace.http)
    await hooks.create_webhook(f"{URL}/webhooks/linear", "s", None)
    steps = states(await workspace.setup(secret="s").steps(URL))
    assert steps["webhook of all public teams"] == "there"


async def test_a_team_that_is_not_there_is_named(workspace: Workspace):
    policy = replace(ROUTED, linear_routes={"prd": Tier.PRODUCT})  # a webhook says PRD
    steps = await workspace.setup(policy).steps(URL)
    (step,) = [s for s in steps if s.what == "team prd"]
    assert (step.state, step.make) == ("missing", None)
    assert "name another in the policy" in step.how


async def test_who_is_no_admin_is_told_what_an_admin_does(workspace: Workspace):
    assert await workspace.setup().lacking() == []
    await workspace.arrange(admin=False)
    assert await workspace.setup().lacking() == ["admin, to see and make webhooks"]
    step = (await workspace.setup().steps(URL))[0]
    assert (step.what, step.state) == ("webhook of all public teams", "by_hand")
    assert f"{URL}/webhooks/linear" in step.how


async def test_a_plan_without_customers_is_said(workspace: Workspace):
    await workspace.arrange(customers=False)
    assert states(await workspace.setup().steps(URL))["customer requests"] == "by_hand"


async def test_the_clock_is_linears(workspace: Workspace):
    at = await workspace.setup().clock()
    assert at is not None
    assert abs(datetime.now(UTC) - at) < timedelta(seconds=5)


async def test_a_wrong_key_is_refused_at_every_question(workspace: Workspace):
    async with open_client(f"{workspace.sandbox.url}/linear", "wrong") as http:
        setup = LinearSetup(http, ROUTED)
        for asked in (setup.lacking(), setup.steps(URL), setup.clock()):
            with pytest.raises(Rejected, match="HANDRAIL_LINEAR_API_KEY"):
                await asked
