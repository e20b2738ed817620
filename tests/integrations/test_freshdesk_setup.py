"""Freshdesk is set up once: rules that call us, fields that show us, and what does not fit."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from integrations.helpdesk.freshdesk import rules
from integrations.setup import Step
from tests.integrations.freshdesk_account import SECRET, Account

URL = "https://handrail.test/"
HOOK = "https://handrail.test/webhooks/freshdesk"
SUBJECTS = [
    "automation rule “Handrail: new tickets”",
    "automation rule “Handrail: ticket updates”",
    "ticket field “Handrail tier”",
    "ticket field “Handrail severity”",
]


async def made(account: Account, secret: str = SECRET, url: str = URL) -> list[str]:
    """Make all that can be made; what the operator is told to keep."""
    return [await step.make() for step in await account.setup(secret).steps(url) if step.make]


async def states(account: Account, secret: str = SECRET, url: str = URL) -> list[str]:
    return [step.state for step in await account.setup(secret).steps(url)]


async def test_all_is_made_once_and_there_from_then_on():
    account = Account()
    steps = await account.setup().steps(URL)
    assert [(s.what, s.state) for s in steps] == [(what, "missing") for what in SUBJECTS]
    assert account.writes == []
    kept = await made(account)
    assert await states(account) == ["there"] * 4
    assert await made(account) == []
    assert len(account.writes) == 4
    assert "Execute all matching rules" in kept[0]
    assert kept[1:] == ["", "", ""]


async def test_without_a_secret_one_is_chosen_for_both_rules_and_told():
    account = Account()
    kept = await made(account, secret="")
    (told,) = {part for line in kept for part in line.split("; ") if part.startswith("set ")}
    secret = told.removeprefix("set HANDRAIL_FRESHDESK_WEBHOOK_SECRET to ")
    assert len(secret) >= 43
    sent = [
        body["actions"][0]["custom_headers"] for path, body in account.writes if "rules" in path
    ]
    assert sent == [{"X-Handrail-Secret": secret}] * 2
    assert await states(account, secret=secret) == ["there"] * 4
    assert await states(account, secret="") == ["there"] * 4


async def test_a_rule_made_later_gets_the_secret_of_the_other():
    account = Account()
    kept = await account.setup("").steps(URL)
    assert kept[1].make
    first = await kept[1].make()
    again = await account.setup("").steps(URL)
    assert again[0].make
    assert first.split(" ")[-1] in await again[0].make()


async def change(account: Account, **changed: Any) -> None:
    """Somebody edits the rule for updates in Freshdesk."""
    (there,) = await account.raw("/automations/4/rules")
    path = f"/api/v2/automations/4/rules/{there.pop('id')}"
    there.pop("position")
    action = there["actions"][0] | changed.pop("action", {})
    await account.http.put(path, json=there | {"actions": [action]} | changed)


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"active": False}, "it is switched off"),
        ({"action": {"url": "https://old.test"}}, f"it calls https://old.test, not {HOOK}"),
        ({"action": {"content": {"id": "{{ticket.id}}"}}}, "it sends another body"),
        ({"action": {"custom_headers": {}}}, "it does not send the secret that is set"),
        (
            {"action": {"custom_headers": {"X-Handrail-Secret": "old"}}},
            "it does not send the secret that is set",
        ),
        ({"events": [{"field_name": "status"}]}, "it does not watch reply_sent, note_type"),
    ],
)
async def test_a_rule_that_differs_is_told_and_corrected(changed: dict[str, Any], wrong: str):
    account = Account()
    await made(account)
    await change(account, **changed)
    step = (await account.setup().steps(URL))[1]
    assert (step.state, step.how[: len(wrong)]) == ("differs", wrong)
    assert step.make
    await step.make()
    assert await states(account) == ["there"] * 4


async def test_what_freshdesk_adds_to_a_rule_is_no_difference():
    account = Account()
    await made(account)
    (there,) = await account.raw("/automations/4/rules")
    more = [*there["events"], {"field_name": "customer_feedback", "value": "--"}]
    await change(account, events=more, action={"summary": "calls us"})
    assert await states(account) == ["there"] * 4


async def no_automations(request: httpx.Request, done: Any) -> httpx.Response:
    """Our agent has no right to them."""
    if "automations" in request.url.path:
        return httpx.Response(403, json={"code": "access_denied"}, request=request)
    return await done()


async def test_without_the_right_to_rules_a_person_is_told_exactly_what_to_do():
    account = Account(instead=no_automations)
    assert await account.setup().lacking() == ["Manage automation rules"]
    steps: list[Step] = await account.setup().steps(URL)
    assert [step.state for step in steps] == ["by_hand", "by_hand", "missing", "missing"]
    for step, automation in zip(steps, rules.NAMES, strict=False):
        assert step.make is None
        for told in (HOOK, "X-Handrail-Secret", '"{{ticket.id}}"', rules.NAMES[automation]):
            assert told in step.how
        assert SECRET not in step.how


async def test_with_all_rights_none_is_lacking():
    assert await Account().setup().lacking() == []


async def test_the_account_tells_its_statuses_groups_and_fields():
    account = Account()
    fields = {"ticket.page": "/x", "requester.role": "CTO", "organization.plan": "gold"}
    await account.opened(organization="Acme", fields=fields)
    await account.act("/7", group="Second line")
    setup = account.setup()
    assert await setup.statuses() == {
        "Open": "open",
        "Pending": "pending",
        "Resolved": "solved",
        "Closed": "closed",
        "Waiting on Customer": "pending",
        "Waiting on Third Party": "on_hold",
    }
    assert list((await setup.groups()).values()) == ["Second line"]
    assert await setup.fields() >= {*fields, "organization.account_tier", "ticket.type"}


@pytest.mark.parametrize(
    ("date", "at"),
    [
        ("Mon, 02 Mar 2026 09:00:07 GMT", datetime(2026, 3, 2, 9, 0, 7, tzinfo=UTC)),
        ("soon", None),
        ("", None),
    ],
)
async def test_the_clock_is_the_vendors(date: str, at: datetime | None):
    async def dated(_request: httpx.Request, done: Any) -> httpx.Response:
        answer = await done()
        answer.headers["Date"] = date
        return answer

    assert await Account(instead=dated).setup().clock() == at
