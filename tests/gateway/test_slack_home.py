"""The Home tab: what is mine, my team's, and what a lead must see; true again after each click."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from temporalio.service import RPCError, RPCStatusCode

from escalation.lifecycle import decide
from escalation.terms import Tier
from escalation.triage.case import Account
from integrations.envelope import parse
from tests.gateway.conftest import Gateway, standing
from tests.gateway.fake_temporal import FakeHandle, FakeTemporal
from tests.gateway.in_slack import AT, event, interaction, submit
from tests.gateway.senders import click, created

AT_L2 = {"e": "zendesk-1", "t": "l2"}


def looks(user: str, tab: str = "home"):
    return event({"type": "app_home_opened", "user": user, "tab": tab, "channel": "D1"})


def click_at_home(button: str, value: dict[str, str], user: str = "U-a-l2"):
    payload = {
        "type": "block_actions",
        "user": {"id": user, "name": "ana"},
        "container": {"type": "view", "view_id": "V0"},
        "trigger_id": f"111.222.{button}",
        "view": {"id": "V0", "type": "home", "hash": "1.a", "callback_id": ""},
        "actions": [{"action_id": button, "action_ts": AT, "value": json.dumps(value)}],
    }
    return interaction(payload)


async def home(gateway: Gateway, user: str) -> dict[str, str]:
    """What each part of the tab shows."""
    assert await gateway.take(looks(user)) == [200]
    published = gateway.calls("views.publish")[-1]
    assert published["user_id"] == user
    return parts(published["view"])


def parts(view: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {"": ""}
    title = ""
    for block in view["blocks"]:
        if block["type"] == "header":
            title = block["text"]["text"].partition(" (")[0]
        found[title] = found.get(title, "") + json.dumps(block, ensure_ascii=False)
    return found


def ids(part: str) -> set[str]:
    return set(re.findall(r"zendesk-[1-5]\b", part))


@pytest.fixture
async def three(gateway: Gateway) -> None:
    """Ana has the first, is asked for the second; the third stands at L1."""
    requests = [created(n, priority="URGENT", subject=f"zendesk-{n} hangs") for n in (1, 2)]
    await gateway.take(*requests, created(3, subject="zendesk-3 hangs"))
    await gateway.take(click("acknowledge", AT_L2))


@pytest.mark.usefixtures("three")
async def test_everybody_sees_theirs_and_their_teams(gateway: Gateway):
    ana, ben = await home(gateway, "U-a-l2"), await home(gateway, "U-b-l2")
    assert ids(ana["Mine"]) == {"zendesk-1", "zendesk-2"}
    assert "Mine (2)" in ana["Mine"]
    assert ids(ana["My team's"]) == set()
    assert ids(ben["Mine"]) == set()
    assert ids(ben["My team's"]) == {"zendesk-1", "zendesk-2"}
    assert "Breached" not in ana
    assert '"action_id": "escalate"' in ana["Mine"]


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("first", ["zendesk-1", "zendesk-2"])
async def test_of_what_is_as_severe_a_key_account_is_to_be_taken_up_first(
    gateway: Gateway, first: str
):
    gateway.policy = replace(gateway.policy, accounts={"acme": Account(tier="key")})
    gateway.temporal.runs[first] = gateway[first].changed(customer="acme")
    seen = await home(gateway, "U-b-l2")
    assert re.findall(r"zendesk-[12]\b", seen["My team's"])[0] == first


@pytest.mark.usefixtures("three")
async def test_a_lead_sees_what_is_at_risk_breached_or_waits_for_somebody(gateway: Gateway):
    for id_, later in (("zendesk-1", timedelta(hours=7)), ("zendesk-2", timedelta(minutes=14))):
        e = gateway[id_]
        gateway.temporal.runs[id_] = decide(e, None, gateway.temporal.now + later).escalation
    for user in ("U-lead-l2", "U-a-leadership"):
        seen = await home(gateway, user)
        assert ids(seen["Breached"]) == {"zendesk-1"}, user
        assert ids(seen["At risk"]) == {"zendesk-2"}, user
        assert "zendesk-2" in ids(seen["Not acknowledged"]), user


async def test_what_security_holds_is_a_stub_even_to_leadership(gateway: Gateway):
    await gateway.take(created(4, subject="A vulnerability"))
    assert gateway["zendesk-4"].tier == Tier.SECURITY
    lead = await home(gateway, "U-a-leadership")
    assert "vulnerability" not in json.dumps(lead)
    assert "Restricted" in lead["Not acknowledged"]
    assert "vulnerability" in (await home(gateway, "U-a-security"))["Mine"]


@pytest.mark.usefixtures("three")
async def test_a_click_there_is_answered_directly_and_shows_what_it_did(gateway: Gateway):
    acknowledge = click_at_home("acknowledge", {"e": "zendesk-2", "t": "l2"}, user="U-b-l2")
    assert await gateway.take(acknowledge) == [200]
    assert gateway.told[-1]["reply_to"] == "slack:U-b-l2:U-b-l2"
    (published,) = gateway.calls("views.publish")
    assert published["user_id"] == "U-b-l2"
    assert ids(parts(published["view"])["Mine"]) == {"zendesk-2"}


@pytest.mark.usefixtures("three")
async def test_a_form_opened_there_shows_what_it_did(gateway: Gateway):
    assert await gateway.take(click_at_home("resolve", AT_L2)) == [200]
    view = gateway.calls("views.open")[-1]["view"]
    sent = submit(view, resolution="Fixed", root_cause="A typo", learned="Look twice")
    assert await gateway.take(sent) == [200]
    assert gateway.told[-1]["reply_to"] == "slack:U-a-l2:U-a-l2"
    assert "resolved" in parts(gateway.calls("views.publish")[-1]["view"])["Mine"]


class NoPreview(FakeTemporal):
    """A worker that answers what stands, and not what would follow."""

    def get_workflow_handle_for(self, _run: Any, id_: str) -> FakeHandle:
        return Untried(self, id_)


class Untried(FakeHandle):
    async def query(self, query: Any, *args: Any, **how: Any) -> Any:
        if query.__name__ == "preview":
            raise RPCError("no answer", RPCStatusCode.DEADLINE_EXCEEDED, b"")
        return await super().query(query, *args, **how)


async def test_a_form_says_when_what_would_follow_is_not_known():
    async with standing(temporal=NoPreview()) as gateway:
        await gateway.take(created(1, priority="URGENT"))
        for button, tried in (("de_escalate", True), ("resolve", False)):
            await gateway.take(click_at_home(button, AT_L2))
            view = gateway.calls("views.open")[-1]["view"]
            assert ("What would follow cannot be shown" in json.dumps(view)) == tried, button


@pytest.mark.usefixtures("three")
async def test_without_a_worker_the_tab_shows_the_list_and_says_so(gateway: Gateway):
    gateway.temporal.has_worker = False
    seen = await home(gateway, "U-a-l2")
    assert "3 of 3 were not read" in seen[""]
    assert [ids(seen[part]) for part in ("Mine", "My team's")] == [{"zendesk-1"}, {"zendesk-2"}]
    assert "hangs" not in json.dumps(seen)
    assert "action_id" not in json.dumps(seen)


def done(gateway: Gateway, id_: str, **command: str) -> None:
    raw = {"escalation": id_, "actor": "a-l2", **command}
    decision = decide(gateway[id_], parse(raw).command, gateway.temporal.now)
    assert not decision.refused
    gateway.temporal.runs[id_] = decision.escalation


@pytest.mark.usefixtures("three")
async def test_who_is_asked_alongside_has_it_on_their_tab(gateway: Gateway):
    done(gateway, "zendesk-1", type="engage", tier="leadership")
    asked = await home(gateway, "U-a-leadership")
    assert ids(asked["Mine"]) == {"zendesk-1"}
    assert '"action_id": "acknowledge"' not in asked["Mine"]  # it would be another tier's
    assert "zendesk-1" in ids((await home(gateway, "U-lead-leadership"))["Not acknowledged"])
    done(gateway, "zendesk-1", type="acknowledge", tier="leadership", actor="a-leadership")
    taken = await home(gateway, "U-a-leadership")
    assert [ids(taken[part]) for part in ("Mine", "My team's")] == [set(), {"zendesk-1"}]


@pytest.mark.usefixtures("three")
async def test_the_contact_keeps_what_has_climbed_on_their_tab(gateway: Gateway):
    gateway.temporal.runs["zendesk-2"] = gateway["zendesk-2"].changed(contact="b-l2")
    done(gateway, "zendesk-2", type="escalate", to="engineering", reason="a bug")
    ana, ben = await home(gateway, "U-a-l2"), await home(gateway, "U-b-l2")
    assert ids(ana["Mine"]) == {"zendesk-1"}
    assert ids(ben["Mine"]) == {"zendesk-2"}


async def test_what_is_mine_is_never_cut_for_what_is_worse_and_all_is_counted(gateway: Gateway):
    await gateway.take(created(1, priority="LOW", tags=["escalate_l2"], subject="zendesk-1 hangs"))
    await gateway.take(click("acknowledge", AT_L2, user="U-b-l2"))
    await gateway.take(*(created(1000 + n, priority="URGENT") for n in range(104)))
    ben = await home(gateway, "U-b-l2")
    assert "Mine (1)" in ben["Mine"]
    assert "zendesk-1 hangs" in ben["Mine"]
    assert "My team's (104)" in ben["My team's"]
    assert "5 of 105 were not read" in ben[""]


async def test_a_guest_sees_that_it_is_not_for_them(gateway: Gateway):
    gateway.slack.accounts["U9"] = {"is_restricted": True}
    assert "Guests cannot" in (await home(gateway, "U9"))[""]


async def test_slacks_silence_is_no_fault_of_the_event(gateway: Gateway):
    gateway.slack.silent = {"views.publish"}
    assert await gateway.take(looks("U-a-l2"), looks("U-a-l2", "messages")) == [200, 200]
    assert len(gateway.calls("views.publish")) == 1
