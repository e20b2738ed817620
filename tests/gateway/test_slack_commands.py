"""/handrail and the shortcuts: what can be asked from anywhere in Slack."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from unittest.mock import AsyncMock

import httpx
import pytest
from pydantic import SecretStr
from temporalio.api.common.v1 import TimeSkippingInfo

from escalation.lifecycle import decide
from escalation.policy import Person, Roster
from escalation.terms import Status, Tier
from integrations.calendars.feeds import open_feeds
from integrations.calendars.sources import Source
from integrations.envelope import parse
from tests.gateway.conftest import Gateway, standing
from tests.gateway.fake_temporal import FakeHandle, FakeTemporal
from tests.gateway.in_slack import chose, submit, typed
from tests.gateway.senders import NOW, click, created, slack
from tests.integrations.calendar_feeds import calendar, event
from tests.integrations.fake_slack import SILENCE
from tests.policies import POLICY

AT_L2 = {"e": "zendesk-4711", "t": "l2"}
URGENT = created(priority="URGENT")
BRIEF = dict.fromkeys(("summary", "impact", "tried", "needed", "by_when"), "The export hangs")


async def answered(gateway: Gateway, text: str, user: str = "U-a-l2") -> dict[str, Any]:
    (answer,) = await gateway.ask(typed(text, user))
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    assert body["response_type"] == "ephemeral"
    return body


def texts(body: dict[str, Any]) -> str:
    return json.dumps(body["blocks"], ensure_ascii=False)


@pytest.mark.parametrize("text", ["help", "", "nonsense", "find", "on-call nobody", "mine all"])
async def test_what_is_not_known_is_answered_with_what_can_be_said(gateway: Gateway, text: str):
    body = await answered(gateway, text)
    assert "/handrail find TEXT" in texts(body)
    assert ("nothing that can be asked" in texts(body)) == (text not in ("help", ""))


@pytest.mark.parametrize(
    "text", ["4711", "#4711", "zendesk-4711", "zendesk-47", "l2", "a-l2", "@a-l2", "U-a-l2"]
)
async def test_find_knows_numbers_ids_tiers_and_owners(gateway: Gateway, text: str):
    await gateway.take(URGENT, click("acknowledge", AT_L2), created(4800))
    body = await answered(gateway, f"find {text}")
    assert "zendesk-4711" in texts(body)
    assert "zendesk-4800" not in texts(body)
    assert '"action_id": "escalate"' in texts(body)


@pytest.mark.parametrize("text", ["9", "nobody", "it's \\\\ a trap' OR 1=1", "engineering"])
async def test_find_finds_nothing_where_nothing_is(gateway: Gateway, text: str):
    await gateway.take(URGENT)
    body = await answered(gateway, f"find {text}")
    assert "nothing" in body["text"]
    assert "zendesk-4711" not in texts(body)


async def test_what_security_holds_is_found_as_a_stub_by_all_others(gateway: Gateway):
    await gateway.take(created(subject="A vulnerability in the export"))
    for user in ("U-a-l2", "U-a-leadership", "U9"):
        body = await answered(gateway, "find 4711", user)
        assert "Restricted" in texts(body), user
        assert "vulnerability" not in texts(body), user
        assert "action_id" not in texts(body), user
    own = await answered(gateway, "find 4711", user="U-a-security")
    assert "vulnerability" in texts(own)


async def test_mine_is_what_i_own_am_asked_for_or_keep_the_customer_of(gateway: Gateway):
    at_engineering = created(4800, tags=["escalate_engineering"])
    await gateway.take(URGENT, click("acknowledge", AT_L2, user="U-b-l2"), at_engineering)
    users = {"owns": "U-b-l2", "contact of both": "U-a-l2", "asked": "U-a-engineering"}
    mine = {why: texts(await answered(gateway, "mine", user)) for why, user in users.items()}
    for id_, whose in (("zendesk-4711", 0), ("zendesk-4800", 2)):
        assert [id_ in shown for shown in mine.values()] == [whose == 0, True, whose == 2]
    assert "nothing" in (await answered(gateway, "mine", user="U-a-product"))["text"]


async def test_what_waits_for_me_is_mine_also_while_it_is_paused(gateway: Gateway):
    await gateway.take(created(4800, tags=["escalate_engineering"]))
    pause = parse({"escalation": "zendesk-4800", "type": "pause", "reason": "on_hold"})
    decision = decide(gateway["zendesk-4800"], pause.command, gateway.temporal.now)
    gateway.temporal.runs["zendesk-4800"] = decision.escalation
    assert decision.escalation.shown_status == "waiting"
    assert "zendesk-4800" in texts(await answered(gateway, "mine", "U-a-engineering"))


@pytest.mark.parametrize("text", ["export", "HANGS export", "hang"])
async def test_find_knows_the_words_of_a_title(gateway: Gateway, text: str):
    await gateway.take(created(4711), created(4800, subject="The import hung"))
    body = await answered(gateway, f"find {text}")
    assert "zendesk-4711" in texts(body)
    assert "zendesk-4800" not in texts(body)
    assert "only the newest" not in texts(body)


async def test_no_word_of_what_security_holds_finds_it(gateway: Gateway):
    await gateway.take(created(subject="A vulnerability in the export"))
    assert "nothing" in (await answered(gateway, "find vulnerability"))["text"]
    assert "zendesk-4711" in texts(await answered(gateway, "find export", "U-a-security"))


async def test_more_than_a_list_holds_is_counted(gateway: Gateway):
    await gateway.take(*(created(number, priority="URGENT") for number in range(4700, 4802)))
    body = await answered(gateway, "find l2")
    assert body["text"] == "Found for l2: 102"
    assert "and 92 more" in texts(body)
    assert "only the newest 100 of 102 were read" in texts(body)


async def test_without_a_worker_or_temporal_that_is_the_answer(gateway: Gateway):
    await gateway.take(URGENT)
    gateway.temporal.has_worker = False
    found, mine = [texts(await answered(gateway, text)) for text in ("find l2", "mine")]
    assert "zendesk-4711" in found
    assert "Not read just now" in found
    assert "1 of 1 were not read" in mine
    gateway.temporal.is_down = True
    assert "try again" in texts(await answered(gateway, "find l2"))


class Slow(FakeTemporal):
    """Each list takes most of a second, and a worker never answers about some."""

    hanging = "zendesk-4800"

    async def list_workflows(self, query: str, **how: Any) -> AsyncIterator[Any]:
        await asyncio.sleep(0.8)
        async for execution in super().list_workflows(query, **how):
            yield execution

    def get_workflow_handle_for(self, run: Any, id_: str) -> FakeHandle:
        return (Hanging if id_ == self.hanging else FakeHandle)(self, id_)


class Hanging(FakeHandle):
    async def query(self, query: Any, *args: Any, **_how: Any) -> Any:
        await asyncio.sleep(60)


async def test_what_is_known_by_then_is_shown_before_slack_gives_up():
    async with standing(temporal=Slow()) as gateway:
        await gateway.take(URGENT, created(4800, priority="URGENT"))
        gateway.slack.faults = [lambda: SILENCE] * 3  # to who it is, by account and groups
        began = time.monotonic()
        body = await answered(gateway, "find l2")
        assert 2.3 < time.monotonic() - began < 2.9
    assert "Export hangs" in texts(body)
    assert "zendesk-4800" in texts(body)
    assert "only the newest 1 of 2 were read" in texts(body)


async def test_on_call_says_who_is_on_duty(gateway: Gateway):
    everybody = texts(await answered(gateway, "on-call"))
    assert all(tier in everybody for tier in Tier)
    one = texts(await answered(gateway, "on-call L2"))
    assert "U-a-l2" in one
    assert "U-a-engineering" not in one


class Skipped(FakeTemporal):
    """Its clocks stand a week from the wall's."""

    def get_workflow_handle(self, _id: str) -> Any:
        info = SimpleNamespace(time_skipping_info=TimeSkippingInfo())
        info.time_skipping_info.current_time.FromDatetime(NOW + timedelta(days=7))
        described = SimpleNamespace(raw_description=SimpleNamespace(workflow_extended_info=info))
        return SimpleNamespace(describe=AsyncMock(return_value=described))


async def test_on_call_is_asked_at_the_instant_of_clocks_that_are_moved_by_hand():
    weekly = Roster(("a-l2", "b-l2"), turns="weekly", since=NOW.date(), is_always_on=True)
    policy = replace(POLICY, rosters={**POLICY.rosters, "l2-desk": weekly, "l2-second": weekly})
    async with standing(policy=policy, temporal=Skipped()) as gateway:
        await gateway.take(URGENT)
        (wall,) = await gateway.ask(typed("on-call l2"))
        (moved,) = await gateway.ask(typed("on-call l2"), is_virtual=True)
    assert ["U-a-l2" in wall.text, "U-b-l2" in wall.text] == [True, False]
    assert ["U-a-l2" in moved.text, "U-b-l2" in moved.text] == [False, True]


FED = Roster(("a-l2",), timezone="UTC", is_always_on=True, feed="pd")
SHIFT = ("SUMMARY:b-l2@example.com", "DTSTART:20260302T080000Z", "DTEND:20260302T100000Z")
BY_FEED = replace(
    POLICY,
    people={**POLICY.people, "b-l2": Person("B", slack="U-b-l2", email="b-l2@example.com")},
    rosters={**POLICY.rosters, "l2-desk": FED, "l2-second": FED},
)


@pytest.mark.parametrize(
    ("answer", "on_duty", "doubt"),
    [
        (httpx.Response(200, content=calendar(event(*SHIFT))), "U-b-l2", ""),
        (httpx.Response(200, content=b"no calendar"), "U-a-l2", "feed pd was never read"),
        (None, "U-a-l2", "still being read"),
    ],
    ids=["read", "broken", "slow"],
)
async def test_on_call_is_who_the_feeds_say_it_is(tmp_path, answer, on_duty: str, doubt: str):
    async def serve(_request: httpx.Request) -> httpx.Response:
        if answer is None:
            await asyncio.sleep(60)
        return answer

    sources = [Source("pd", SecretStr("https://calendar.test/l2.ics"))]
    wire = httpx.MockTransport(serve)
    async with (
        open_feeds(sources, BY_FEED, tmp_path, lambda: NOW, wire) as feeds,
        standing(policy=BY_FEED) as gateway,
    ):
        (said,) = await gateway.ask(typed("on-call l2"), shifts=feeds.shifts)
    assert [user in said.text for user in ("U-a-l2", "U-b-l2")].count(True) == 1
    assert on_duty in said.text
    assert doubt in said.text
    assert ("calendars" in said.text or "feed pd" in said.text) == bool(doubt)


async def test_a_command_of_another_app_is_answered_and_counted(gateway: Gateway):
    body = b"command=%2Ftheirs&text=&user_id=U1&channel_id=C1&trigger_id=1.2"
    async with gateway.client() as client:
        answer = await slack(body, "/slack/commands").to(client)
        counted = (await client.get("/healthz")).json()["ignored"]
    assert (answer.status_code, answer.content) == (200, b"")
    assert counted == {"slack a command of another app": 1}


async def opened(gateway: Gateway, request) -> dict[str, Any]:
    (answer,) = await gateway.ask(request)
    assert (answer.status_code, answer.content) == (200, b"")
    view: dict[str, Any] = gateway.calls("views.open")[-1]["view"]
    assert view["callback_id"] == "open"
    return view


async def test_open_with_a_tickets_number_climbs_with_its_brief(gateway: Gateway):
    view = await opened(gateway, typed("open 4711"))
    number = next(b for b in view["blocks"] if b.get("block_id") == "ticket")
    assert number["element"]["initial_value"] == "4711"
    sent = submit(view, ticket="4711", severity="high", to="l2", customer="Acme", **BRIEF)
    await gateway.take(sent, sent)
    e = gateway["zendesk-4711"]
    assert (e.tier, e.status, e.customer) == (Tier.L2, Status.UNACKNOWLEDGED, "Acme")
    assert e.brief.impact == "The export hangs"
    assert e.ticket
    assert e.ticket.url == "https://example.zendesk.com/agent/tickets/4711"
    assert [raw["reply_to"] for raw in gateway.told[:2]] == ["slack:U-a-l2:U-a-l2"] * 2
    directly = gateway.calls("chat.postMessage")[0]
    assert (directly["channel"], "zendesk-4711" in directly["text"]) == ("U-a-l2", True)


async def test_a_ticket_that_is_known_climbs_where_it_stands(gateway: Gateway):
    await gateway.take(created())
    view = await opened(gateway, typed("open 4711"))
    await gateway.take(
        submit(
            view,
            ticket="4711",
            severity="high",
            to="engineering",
            **BRIEF
            | dict.fromkeys(("steps", "expected", "actual", "environment", "evidence"), "As seen"),
        )
    )
    assert gateway["zendesk-4711"].tier == Tier.ENGINEERING
    assert sum(raw["type"] == "open" for raw in gateway.told) == 1


@pytest.mark.parametrize("request_", [typed("open"), chose("handrail_open")], ids=["typed", "menu"])
async def test_without_a_ticket_it_has_a_name_of_its_own(gateway: Gateway, request_):
    view = await opened(gateway, request_)
    await gateway.take(submit(view, severity="critical", to="l2", **BRIEF))
    (id_,) = gateway.temporal.runs
    e = gateway[id_]
    assert id_.startswith("slack-U-a-l2-111-222-")
    assert e.ticket
    assert (e.ticket.helpdesk, e.tier) == ("slack", Tier.L2)


ROOT = {"channel": "C0L2", "user": "U7", "text": "The export &amp; import hang", "ts": "5.000001"}
REPLY = {"channel": "C0L2", "user": "U-a-l2", "text": "Since Monday", "ts": "5.000002"}


async def test_a_message_becomes_an_escalation_with_its_thread_as_context(gateway: Gateway):
    reply = {**REPLY, "thread_ts": "5.000001"}
    gateway.slack.messages += [ROOT, reply]
    view = await opened(gateway, chose("handrail_escalate_message", reply))
    assert "The export &amp; import hang" in texts(view)
    await gateway.take(submit(view, severity="high", to="l2", **BRIEF))
    e = gateway["slack-C0L2-5-000002"]
    assert e.ticket
    assert e.ticket.url == "https://example.slack.com/archives/C0L2/p5000002"
    said = e.ticket.description.split("\n")
    assert said == [e.ticket.url, "U7: The export & import hang", "a-l2: Since Monday"]


async def test_the_form_opens_when_slack_cannot_tell_the_thread(gateway: Gateway):
    gateway.slack.silent = {"conversations.replies", "chat.getPermalink"}
    view = await opened(gateway, chose("handrail_escalate_message", ROOT))
    assert "U7: The export &amp; import hang" in texts(view)


async def test_shortcuts_of_other_apps_are_answered_and_counted(gateway: Gateway):
    async with gateway.client() as client:
        answer = await chose("theirs").to(client)
        counted = (await client.get("/healthz")).json()["ignored"]
    assert (answer.status_code, counted) == (200, {"slack a shortcut of another app": 1})


async def test_a_guest_who_chooses_a_shortcut_is_told_so(gateway: Gateway):
    gateway.slack.accounts["U-a-l2"] = {"is_restricted": True}
    assert await gateway.take(chose("handrail_open")) == [200]
    (said,) = gateway.calls("chat.postMessage")
    assert (said["channel"], "Guests cannot" in said["text"]) == ("U-a-l2", True)
