"""A rule lets through what is no bug; engineering sends it back with one click, and all hear of it.

From the customer's words over a signed click to Linear, the customer, and the count of the rule.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from temporalio.client import Client

from devserver.server import Server
from escalation.model import Escalation
from escalation.terms import Tier
from ledger.address import address
from ledger.false_rules import RuleRecord, false_rules
from ledger.store import open_store
from settings import ROOT
from starter.demo.filling import Desk
from tests.e2e.test_story import BEN, BRIEF, DEV, escalation_in
from tests.e2e.town import Json, Town, open_town

pytestmark = [pytest.mark.server, pytest.mark.timeout(240)]

RULE, ANSWER = "defect", "Choose a range that has invoices, then export again."
REPORTED = "Steps to reproduce: 1. Open Reports. 2. Click Export. It fails with a TypeError."
SENDS = {"customer_updates: draft": "customer_updates: send"}


@pytest_asyncio.fixture
async def sending(
    client: Client, temporal_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Town]:
    """A town that writes to customers by itself."""
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal_server.address)
    monkeypatch.setenv("TEMPORAL_NAMESPACE", client.namespace)
    async with open_town(client, tmp_path, SENDS) as there:
        yield there


async def test_support_sends_the_draft(town: Town, tmp_path: Path):
    e = await sent_up_by_a_rule(town)
    e = await sent_back(town, e)
    draft = await told(town, e, "Draft: ")
    assert town.policy.texts.not_a_bug in draft["text"]
    assert await replies(town, e) == []
    click = {
        **where(town, e, Tier.L2, e.contact),
        "ts": draft["ts"],
        "action_id": "update_customer",
    }
    click["at"] = (town.now + timedelta(minutes=2)).isoformat()
    await Desk(town.http, "/control/slack", click["user"]).fill(click, {"text": ANSWER})
    await town.settled(e.id)
    assert (await replies(town, e))[-1].startswith(ANSWER)
    await linear_and_ledger_know(town, e, tmp_path / "ledger.db")


async def test_where_the_policy_sends_the_customer_hears_at_once(sending: Town, tmp_path: Path):
    e = await sent_back(sending, await sent_up_by_a_rule(sending))
    assert (await replies(sending, e))[-1].startswith(sending.policy.texts.not_a_bug)
    await linear_and_ledger_know(sending, e, tmp_path / "ledger.db")


async def test_what_people_send_up_though_it_is_no_bug_comes_with_the_button(town: Town):
    arrived = await town.act(
        "zendesk/tickets",
        subject="How do I change the logo on invoices?",
        description="Where can I find the setting for it?",
        priority="normal",
        requester="Maya Lindgren",
        tags=["escalate_l2"],
    )
    e = await town.settled(escalation_in(arrived))
    await town.press(e, "escalate", BEN, Tier.L2, **BRIEF)
    e = await town.settled(e.id)
    doubt = await told(town, e, "Bug or not?")
    assert "it would go to l2" in doubt["text"]
    click = {**where(town, e, Tier.ENGINEERING, DEV), "ts": doubt["ts"], "action_id": "not_a_bug"}
    for _ in range(2):  # the button stays in the thread
        await town.act("slack/click", **click)
        e = await town.settled(e.id)
        assert (e.tier, e.downs) == (Tier.L2, 1)
    seen = (await town.http.get("/control/slack", params={"as": click["user"]})).json()
    said = "engineering does not have it any more: l2 does"
    assert [said in each["text"] for each in seen["ephemerals"]] == [True]


async def sent_up_by_a_rule(town: Town) -> Escalation:
    arrived = await town.act(
        "zendesk/tickets",
        subject="The export crashes",
        description=REPORTED,
        priority="normal",
        requester="Maya Lindgren",
        organization="Northwind",
    )
    e = await town.settled(escalation_in(arrived))
    assert (e.tier, dict(e.triaged.rules)) == (Tier.ENGINEERING, {Tier.ENGINEERING: RULE})
    assert "it can be reproduced" in e.came
    await town.press(e, "acknowledge", DEV, Tier.ENGINEERING)
    return await town.settled(e.id)


async def sent_back(town: Town, e: Escalation) -> Escalation:
    user = town.policy.people[DEV].slack
    assert "Not a bug" in (await town.http.get("/control/slack", params={"as": user})).text
    await town.press(e, "not_a_bug", DEV, Tier.ENGINEERING)
    e = await town.settled(e.id)
    assert (e.tier, e.contact != "") == (Tier.L2, True)
    assert [failed.reason for failed in e.failed] == []
    return e


async def linear_and_ledger_know(town: Town, e: Escalation, database: Path) -> None:
    (issue,) = await town.issues()
    assert issue["state"]["type"] == "canceled"
    assert any("not a bug, said in Slack by" in c["body"] for c in issue["comments"])
    assert e.issue
    assert e.issue.state == "canceled"
    assert "What does that mean for the customer?" not in str(await town.thread("engineering"))
    url = f"sqlite:///{database}"
    for _ in range(100):
        if any(one.came_back for one in await counted(url)):
            break
        await asyncio.sleep(0.05)
    (of_rule,) = [one for one in await counted(url) if one.rule == RULE]
    assert (of_rule.let_through, of_rule.came_back, of_rule.share) == (1, 1, 1.0)
    assert timedelta(0) < of_rule.held < timedelta(hours=1)
    (printed,) = [one for one in await triage_rules(url) if one["rule"] == RULE]
    assert (printed["let_through"], printed["came_back"]) == (1, 1)


def where(town: Town, e: Escalation, tier: Tier, by: str) -> dict[str, Any]:
    """Where somebody clicks, in a tier's channel."""
    shown = next(m for m in e.messages if m.tier == tier)
    user = town.policy.people[by].slack
    return {"user": user, "channel": shown.channel, "ts": shown.ts, "insist": True}


async def told(town: Town, e: Escalation, text: str) -> Json:
    """The one entry with a text in the thread of the tier that has it."""
    shown = next(m for m in e.messages if m.tier == e.tier)
    state = (await town.http.get("/control/state")).json()
    messages = [m for c in state["slack"]["channels"] for m in c["messages"]]
    thread = next(m for m in messages if m["ts"] == shown.ts)
    (entry,) = [reply for reply in thread["replies"] if text in reply["text"]]
    found: Json = entry
    return found


async def replies(town: Town, e: Escalation) -> list[str]:
    """What support has written to the customer."""
    words = await town.helpdesks["zendesk"].words(e.id.removeprefix("zendesk-"))
    return [word.text for word in words if word.is_public and not word.is_customer]


async def counted(url: str) -> list[RuleRecord]:
    async with open_store(address(url), upgrades=False) as store, store.reading() as db:
        return await false_rules(db, datetime.now(UTC) - timedelta(days=1))


async def triage_rules(url: str) -> list[Json]:
    """What an operator reads."""
    command = [sys.executable, "-m", "starter", "triage", "rules", "--json"]
    env = {**os.environ, "HANDRAIL_DATABASE_URL": url}
    running = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=env, stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await running.communicate()
    found: list[Json] = json.loads(printed)
    return found
