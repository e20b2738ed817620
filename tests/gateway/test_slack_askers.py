"""Who asks in Slack: members are known by every name, all others are refused politely."""

from dataclasses import replace

import pytest

from escalation.terms import Ability
from tests.gateway.conftest import Gateway, standing
from tests.gateway.in_slack import submit, typed
from tests.gateway.senders import click, created
from tests.policies import POLICY

AT_L2 = {"e": "zendesk-4711", "t": "l2"}
UNWELCOME = {
    "guest": ({"is_restricted": True}, "Guests cannot"),
    "guest of one channel": ({"is_ultra_restricted": True}, "Guests cannot"),
    "stranger": ({"is_stranger": True}, "own workspace"),
    "from another workspace": ({"team_id": "T9"}, "own workspace"),
    "gone": ({"deleted": True}, "not known"),
    "unknown": (None, "not known"),
    "bot": ({"is_bot": True}, "for people"),
}
CASES = pytest.mark.parametrize(("account", "said_"), UNWELCOME.values(), ids=list(UNWELCOME))


@CASES
async def test_who_is_no_full_member_is_told_so_and_nothing_else_happens(
    gateway: Gateway, account, said_: str
):
    gateway.slack.accounts["U9"] = account
    await gateway.take(created(priority="URGENT"))
    told = len(gateway.told)
    clicks = click("acknowledge", AT_L2, user="U9"), click("resolve", AT_L2, user="U9")
    assert await gateway.take(*clicks) == [200, 200]
    assert [w[:2] for w in gateway.whispers] == [("C1", "U9")] * 2
    assert all(said_ in w[2] for w in gateway.whispers)
    assert gateway.calls("views.open") == []
    assert len(gateway.told) == told


@CASES
async def test_in_a_form_and_after_a_command_it_is_said_there(
    gateway: Gateway, account, said_: str
):
    await gateway.take(created(priority="URGENT"), click("pause", AT_L2))
    view = gateway.calls("views.open")[-1]["view"]
    gateway.slack.accounts["U9"] = account
    sent, asked = submit(view, user="U9", reason="on_hold"), typed("mine", user="U9")
    form, command = await gateway.ask(sent, asked)
    assert said_ in form.json()["errors"]["reason"]
    assert (command.json()["response_type"], gateway.told[-1]["type"]) == ("ephemeral", "open")
    assert said_ in command.text


async def test_a_guest_in_the_policy_is_a_guest_all_the_same(gateway: Gateway):
    gateway.slack.accounts["U-a-l2"] = {"is_restricted": True}
    await gateway.take(created(priority="URGENT"), click("acknowledge", AT_L2))
    assert gateway["zendesk-4711"].owner == ""


async def test_while_slack_is_silent_the_policys_people_pass_and_others_try_again(
    gateway: Gateway,
):
    gateway.slack.silent = {"users.info", "usergroups.list", "auth.test"}
    known, other = click("acknowledge", AT_L2), click("acknowledge", AT_L2, user="U9")
    assert await gateway.take(created(priority="URGENT"), other, known) == [200] * 3
    assert gateway.told[-1]["asker"] == ["U-a-l2", "a-l2"]
    assert [raw["type"] for raw in gateway.told] == ["open", "acknowledge"]
    ((_, user, text),) = gateway.whispers
    assert (user, "try again in a minute" in text) == ("U9", True)


async def test_somebody_outside_the_policy_is_known_by_slacks_id_and_groups(gateway: Gateway):
    gateway.slack.groups = {"support-leads": ["U9"]}
    await gateway.take(created(priority="URGENT"), click("acknowledge", AT_L2, user="U9"))
    assert gateway.told[-1]["asker"] == ["U9", "@support-leads"]
    assert gateway["zendesk-4711"].owner == "U9"


@pytest.mark.parametrize(
    ("names", "failing", "is_taken"),
    [
        (("@support-leads",), "silent", False),
        (("@support-leads", "U9"), "silent", True),
        (("anyone",), "silent", True),
        (("@support-leads",), "refused", True),  # for good: no group will ever be known
    ],
)
async def test_whom_a_group_may_let_in_tries_again_while_no_group_is_known(
    names: tuple[str, ...], failing: str, is_taken: bool
):
    policy = replace(POLICY, roles={Ability.SET_SEVERITY: names})
    async with standing(policy=policy) as gateway:
        gateway.slack.silent = {"usergroups.list"} if failing == "silent" else set()
        gateway.slack.refused = {"usergroups.list": "missing_scope"} if failing == "refused" else {}
        await gateway.take(created(priority="URGENT"), click("progress", AT_L2, user="U9"))
        assert [raw["type"] for raw in gateway.told[1:]] == (["note"] if is_taken else [])
        assert ["try again" in said for _, _, said in gateway.whispers] == [True] * (not is_taken)
        await gateway.take(click("acknowledge", AT_L2))
        assert gateway["zendesk-4711"].owner == "a-l2"


async def test_slack_is_asked_once_and_not_for_every_click(gateway: Gateway):
    clicks = [click("progress", AT_L2) for _ in range(3)]
    assert await gateway.take(created(priority="URGENT"), *clicks) == [200] * 4
    for method in ("users.info", "usergroups.list", "auth.test"):
        assert len(gateway.calls(method)) == 1, method
