"""All that we ask of Freshdesk is documented, and the sandbox answers as Freshdesk does."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import ValidationError

from escalation.terms import Severity
from integrations.helpdesk.port import Wanted
from tests.integrations.freshdesk_account import Account
from tests.integrations.freshdesk_contract import check_answer, check_request


async def everything(account: Account) -> None:
    """Each request that we can send, at least once."""
    client, setup = account.client(**{"Waiting on Customer": "pending"}), account.setup()
    for _ in range(2):
        for step in await setup.steps("https://handrail.test"):
            if step.make:
                await step.make()
    for step in await setup.steps("https://elsewhere.test"):
        if step.make:
            await step.make()
    for n in range(1, 6):
        await account.opened(id=str(n), organization="Acme")
    await account.act("/1/reply", author="customer", text="Hello?")
    await account.act("/1", group="Second line", assignee="Ben Okafor", status="hold")
    wanted: dict[str, Any] = {
        "tags": ("escalated",),
        "severity": Severity.CRITICAL,
        "fields": {"tier": "l2", "severity": "critical"},
        "assignee": "dev@example.com",
    }
    await client.write("1", Wanted(key="k1", note="Taken", status="on_hold", **wanted))
    await client.write("1", Wanted(key="k2", reply="Fixed?", status="solved"))
    await client.write("2", Wanted(key="k3", status="closed"))
    await client.tickets(["1", "2", "3", "4", "99"])
    for number in ("1", "2"):
        await client.ticket(number)
        await client.context(number)
    await client.find("1", {"k1", "k2"})
    await client.group(str((await account.raw("/groups"))[0]["id"]))
    await client.user(await client.me())
    await setup.lacking()
    await setup.clock()
    await setup.statuses()
    await setup.groups()
    await setup.fields()


@pytest.fixture
async def account() -> Account:
    one = Account()
    await everything(one)
    return one


async def test_every_request_is_one_that_freshdesk_documents(account: Account):
    assert len(account.asked) > 50
    for request in account.asked:
        check_request(request)


@pytest.mark.shared
async def test_every_answer_of_the_sandbox_has_freshdesks_shape(account: Account, shared: Path):
    pairs = zip(account.asked, account.answered, strict=True)
    checked = [check_answer(shared, request, answer) for request, answer in pairs]
    assert checked.count(True) > 40


async def test_every_answer_tells_what_is_left_of_the_limit(account: Account):
    left = [int(answer.headers["X-RateLimit-Remaining"]) for answer in account.answered]
    assert left == sorted(left, reverse=True)
    assert {answer.headers["X-RateLimit-Used-CurrentRequest"] for answer in account.answered} == {
        "1"
    }


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/tickets/7", {"priority": "urgent"}),
        ("PUT", "/tickets/7", {"status": 1}),
        ("PUT", "/tickets/7", {"custom_fields": {"handrail_tier": "l2"}}),
        ("PUT", "/tickets/7", {"safe_update": True}),
        ("PUT", "/tickets/7", {}),
        ("POST", "/tickets/7/notes", {"text": "word"}),
        ("POST", "/tickets/7/notes", {"body": ""}),
        ("POST", "/tickets/7/reply", {"body": "word", "private": True}),
        ("POST", "/automations/4/rules", {"name": "x", "actions": []}),
        ("DELETE", "/tickets/7", {}),
    ],
)
def test_a_planted_wrong_request_is_caught(method: str, path: str, body: dict[str, Any]):
    request = httpx.Request(method, f"https://acme.freshdesk.com/api/v2{path}", json=body)
    with pytest.raises((ValidationError, AssertionError)):
        check_request(request)


def test_a_planted_wrong_parameter_is_caught():
    wrong = httpx.Request("GET", "https://acme.freshdesk.com/api/v2/tickets?ids=1,2")
    with pytest.raises(AssertionError, match="does not know"):
        check_request(wrong)


@pytest.mark.shared
@pytest.mark.parametrize(
    "planted", [{"priority": "high"}, {"spam": 0}, {"responder": 4}, {"tags": "a b"}]
)
async def test_a_planted_wrong_field_of_an_answer_is_caught(shared: Path, planted: dict[str, Any]):
    account = Account()
    await account.opened()
    await account.client().ticket("7")
    (request,), (answer,) = account.asked, account.answered
    assert check_answer(shared, request, answer)
    with pytest.raises((ValidationError, AssertionError)):
        check_answer(shared, request, httpx.Response(200, json=answer.json() | planted))
