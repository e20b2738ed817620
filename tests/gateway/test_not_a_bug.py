"""“Not a bug” in Slack: one click by who has it, and a clear no to everybody else."""

import json
from dataclasses import replace

import pytest

from escalation.actions import Button
from escalation.card import card
from escalation.terms import Ability, Tier
from integrations.slack.message import living_message
from tests.gateway.conftest import Gateway, standing
from tests.gateway.in_slack import submit
from tests.gateway.senders import click, created
from tests.policies import POLICY

AT_ENGINEERING = {"e": "zendesk-4711", "t": "engineering"}
BUG = created(tags=["escalate_engineering"])
PRESSED = click(Button.NOT_A_BUG, AT_ENGINEERING, user="U-a-engineering")


def shown(gateway: Gateway, tier: Tier) -> dict[str, str]:
    """The buttons of a tier's living message, each with its value."""
    _, blocks = living_message(card(gateway["zendesk-4711"], tier), tier, {})
    rows = [block["elements"] for block in blocks if block["type"] == "actions"]
    return {each["action_id"]: each.get("value", "") for row in rows for each in row}


async def test_the_button_of_engineerings_message_brings_it_back_with_one_click(gateway: Gateway):
    await gateway.take(BUG)
    value = json.loads(shown(gateway, Tier.ENGINEERING)[Button.NOT_A_BUG])
    pressed = click(Button.NOT_A_BUG, value, user="U-a-engineering")
    assert await gateway.take(pressed, pressed) == [200, 200]  # Slack may say it twice
    sent = gateway.told[-1]
    assert (sent["type"], sent["category"], sent["to"]) == ("de_escalate", "not_a_bug", "l2")
    assert (sent["actor"], sent["reason"]) == ("a-engineering", "not a bug, said in Slack by ana")
    assert gateway["zendesk-4711"].tier == Tier.L2
    assert gateway["zendesk-4711"].downs == 1
    assert gateway.calls("views.open") == []


@pytest.mark.parametrize("tier", [Tier.L1, Tier.L2, Tier.PRODUCT, Tier.LEADERSHIP])
async def test_no_other_tier_has_the_button(gateway: Gateway, tier: Tier):
    await gateway.take(BUG)
    assert Button.NOT_A_BUG not in shown(gateway, tier)
    assert Button.UPDATE_CUSTOMER in shown(gateway, tier)


async def test_one_that_is_old_moves_nothing_and_says_who_has_it(gateway: Gateway):
    to_product = {"to": "product", "reason": "a wish", "use_case": "x", "frequency": "daily"}
    brief = dict.fromkeys(("summary", "impact", "tried", "needed", "by_when"), "as said")
    await gateway.take(BUG, click("escalate", AT_ENGINEERING, user="U-a-engineering"))
    view = gateway.calls("views.open")[-1]["view"]
    await gateway.take(submit(view, user="U-a-engineering", **to_product, **brief))
    assert gateway["zendesk-4711"].tier == Tier.PRODUCT
    await gateway.take(PRESSED)
    e = gateway["zendesk-4711"]
    assert (e.tier, e.downs) == (Tier.PRODUCT, 0)
    assert "engineering does not have it any more: product does" in e.history[-1].text


@pytest.mark.parametrize(
    ("named", "tier"), [("a-security", "engineering"), ("U-a-engineering", "l2")]
)
async def test_while_security_works_on_it_only_those_may_who_may_release_it(named: str, tier: str):
    policy = replace(POLICY, roles={Ability.RELEASE_SECURITY: (named,)})
    async with standing(policy=policy) as gateway:
        await gateway.take(BUG, click("engage", AT_ENGINEERING, user="U-a-engineering"))
        view = gateway.calls("views.open")[-1]["view"]
        await gateway.take(submit(view, user="U-a-engineering", to="security", reason="a leak"))
        await gateway.take(PRESSED)
        e = gateway["zendesk-4711"]
    assert e.tier == tier
    assert ("leaves release security to" in e.history[-1].text) == (tier == "engineering")


async def test_a_guest_is_told_so(gateway: Gateway):
    gateway.slack.accounts["U9"] = {"is_restricted": True}
    await gateway.take(BUG, click(Button.NOT_A_BUG, AT_ENGINEERING, user="U9"))
    assert gateway["zendesk-4711"].tier == Tier.ENGINEERING
    ((_, user, said),) = gateway.whispers
    assert (user, "Guests cannot" in said) == ("U9", True)
