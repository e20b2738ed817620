"""A page compared on the wire: what was missed is told once, and nothing else is."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio
from temporalio.exceptions import ApplicationError

from activities.compared import Progress, Report
from activities.issue_side import HIDDEN
from activities.reconcile import PATIENCE
from activities.states import FRESH_FOR
from escalation.commands import CustomerReplied, IssueChanged
from escalation.lifecycle import decide
from escalation.model import Escalation
from escalation.references import Ticket
from escalation.terms import Severity
from integrations.helpdesk.port import Wanted
from integrations.helpdesk.zendesk import client as zendesk
from tests.activities.losing import World, standing_world


@pytest_asyncio.fixture
async def world(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    async with standing_world(monkeypatch) as one:
        yield one


Shows = Callable[[Escalation], bool]
DRIFTS: dict[str, tuple[str, dict[str, Any], Shows]] = {
    "solved": ("", {"status": "solved"}, lambda e: (e.status, e.ending) == ("closed", "solved")),
    "pending": ("", {"status": "pending"}, lambda e: e.shown_status == "waiting"),
    "a customer's reply": (
        "/reply",
        {"author": "customer", "text": "still down"},
        lambda e: len(e.words) == 1,
    ),
    "an agent's reply": (
        "/reply",
        {"author": "agent", "name": "Ben Okafor", "text": "on it"},
        lambda e: len(e.words) == 1,
    ),
    "a priority": ("", {"priority": "high"}, lambda e: e.severity == Severity.HIGH),
    "an assignee": ("", {"assignee": "Ben Okafor"}, lambda e: e.contact == "ben"),
    "tags": ("", {"tags": ["vip"]}, lambda e: e.ticket is not None and e.ticket.tags == ("vip",)),
    "a group": ("", {"group": "Support 2"}, lambda e: e.tier == "l2"),
    "deleted": ("", {"status": "deleted"}, lambda e: e.ending == "withdrawn"),
}


@pytest.mark.parametrize("what", DRIFTS)
async def test_what_was_missed_is_told(world: World, what: str) -> None:
    path, ask, shows = DRIFTS[what]
    for number in (1, 2):
        await world.open(number)
    await world.missed(1, path, **ask)
    report = await world.compare()
    assert shows(world.known.states["zendesk-1"]), report
    assert {id_ for id_, _ in world.known.told} == {"zendesk-1"}
    assert (report.looked_at, report.drifted, report.healed) == (2, 1, 1)
    assert report.requests == world.wire.requests
    again = await world.compare()
    assert (again.drifted, again.reported) == (0, ())


async def test_nothing_drifted_and_nothing_is_told(world: World) -> None:
    for number in range(1, 31):
        await world.open(number)
    report = await world.compare()
    assert world.known.told == []
    assert report == Report(looked_at=30, asked=30, requests=2)  # twenty tickets in each


async def test_who_has_nothing_new_to_hear_is_not_asked_again_for_hours(world: World) -> None:
    for number in (1, 2, 3):
        await world.open(number)
    await world.log("zendesk-2")
    assert [(await world.compare()).asked for _ in range(2)] == [3, 0]
    await world.log("zendesk-1")  # by itself, which no ticket shows
    world.later = FRESH_FOR
    assert (await world.compare()).asked == 3
    issue = world.known.states["zendesk-1"].issue
    assert issue is not None
    await world.sandbox.control(f"/linear/issues/{issue.id}", state="Done", silent=True)
    report = await world.compare()
    assert (report.asked, report.drifted, report.healed) == (2, 1, 1)  # before and after


async def test_what_came_meanwhile_by_webhook_is_no_drift_and_its_way_back_is_one(
    world: World,
) -> None:
    id_ = await world.open(1, tier="l2")
    issue = await world.log(id_)
    await world.compare()
    path = f"/linear/issues/{issue.id}"
    await world.sandbox.control(path, state="Done", silent=True)
    (done,) = await world.linear.issues([issue.id])
    heard = IssueChanged(escalation=id_, issue=issue.id, state="completed", at=done.updatedAt)
    await world.known.tell(id_, [heard])
    await world.sandbox.control(path, state="Todo", silent=True)
    report = await world.compare()
    assert (report.drifted, report.healed) == (1, 1)
    back = world.known.states[id_].issue
    assert back is not None
    assert back.state == "unstarted"


async def test_a_dry_run_says_it_and_tells_nothing(world: World) -> None:
    await world.open(1)
    await world.missed(1, status="solved")
    await world.missed(1, "/reply", author="agent", text="a secret")
    report = await world.compare(is_dry_run=True)
    assert world.known.told == []
    assert (report.drifted, report.healed) == (1, 0)
    assert "status solved" in report.found[0]
    assert "a secret" not in report.found[0]


async def test_a_late_webhook_of_what_was_healed_changes_nothing(world: World) -> None:
    await world.open(1)
    await world.missed(1, "/reply", author="customer", text="still down")
    await world.compare()
    healed = world.known.states["zendesk-1"]
    late = CustomerReplied(
        escalation=healed.id, text="still down", ref=healed.words[0], command_id="zendesk:late:1"
    )
    after = decide(healed, late, datetime.now(UTC)).escalation
    assert (after.clocks, after.words) == (healed.clocks, healed.words)


async def test_what_does_not_help_is_told_once_and_left_to_a_person(world: World) -> None:
    await world.open(1)
    world.known.deaf = True
    await world.missed(1, status="solved")
    first, second = await world.compare(), await world.compare()
    assert world.known.types == ["ticket_changed"]
    assert (first.drifted, first.healed) == (second.drifted, second.healed) == (1, 0)
    assert "was told, and differs still" in second.reported[0]


async def test_our_own_words_are_no_news(world: World) -> None:
    await world.open(1)
    async with zendesk.open_client(
        f"{world.sandbox.url}/zendesk",
        world.sandbox.config.zendesk_email,
        world.sandbox.config.zendesk_token,
    ) as opened:
        await zendesk.ZendeskClient(opened).write("1", Wanted(key="k", note="climbed to L2"))
    asked = world.wire.requests
    first = await world.compare()
    assert (first.drifted, first.requests) == (0, world.wire.requests - asked)
    second = await world.compare()
    assert second.requests == 1  # the ticket has not moved: its words are not read again


async def test_an_issue_is_compared_too(world: World) -> None:
    for number in (1, 2, 3):
        await world.log(await world.open(number, tier="l2"))
    issue = world.known.states["zendesk-1"].issue
    assert issue is not None
    ask = {"state": "Done", "assignee": "dev", "silent": True}
    await world.sandbox.control(f"/linear/issues/{issue.id}", **ask)
    report = await world.compare()
    changed = world.known.states["zendesk-1"].issue
    assert changed is not None
    assert changed.state == "completed"
    assert (report.drifted, report.healed, world.known.types) == (1, 1, ["issue_changed"])


async def test_an_issue_that_is_in_the_trash_is_told(world: World) -> None:
    gone, _ = [await world.log(await world.open(number, tier="l2")) for number in (1, 2)]
    await world.sandbox.control(f"/linear/issues/{gone.id}", deleted=True, silent=True)
    report = await world.compare()
    assert world.known.states["zendesk-1"].issue is None  # it is logged anew
    assert (report.drifted, report.healed) == (1, 1)
    assert report.reported == ("zendesk-1: its issue was deleted in Linear",)


@pytest.mark.parametrize(
    ("path", "ask", "said"),
    [("/delete", {}, HIDDEN), ("", {"archived": True}, "its issue is archived in Linear")],
)
async def test_an_issue_out_of_sight_is_no_deleted_one(
    world: World, path: str, ask: dict[str, Any], said: str
) -> None:
    issue = await world.log(await world.open(1, tier="l2"))
    await world.sandbox.control(f"/linear/issues/{issue.id}{path}", **ask, silent=True)
    for _ in range(2):
        report = await world.compare()
        assert report.reported == (f"zendesk-1: {said}",)
        assert report.drifted == 0
    assert world.known.told == []


async def test_what_linear_archives_by_itself_is_not_gone(world: World) -> None:
    issue = await world.log(await world.open(1, tier="l2"))
    await world.sandbox.control(f"/linear/issues/{issue.id}", state="Done", silent=True)
    await world.compare()
    await world.sandbox.control(f"/linear/issues/{issue.id}", deleted=True, silent=True)
    report = await world.compare()
    assert (report.drifted, report.reported) == (0, ())


@pytest.mark.parametrize("count", [1, 6])
async def test_a_vendor_that_knows_nothing_any_more_is_not_believed(
    world: World, count: int
) -> None:
    for number in range(1, count + 1):
        await world.open(number)
        await world.missed(number, status="deleted")
    report = await world.compare()
    assert world.known.told == []
    assert report.reported == (
        f"zendesk was not compared: zendesk knows none of {count} tickets; "
        "check what its credential may see; nothing was changed",
    )


@pytest.mark.parametrize("is_forbidden", [True, False])
async def test_a_ticket_that_a_list_leaves_out_is_not_closed_for_that(
    world: World, is_forbidden: bool
) -> None:
    """An agent sees the tickets of their groups; the list is silent about the others."""
    for number in (1, 2):
        await world.open(number)
    await world.missed(2, status="solved")
    world.wire.hidden, world.wire.is_forbidden = "1", is_forbidden
    report = await world.compare()
    assert [id_ for id_, _ in world.known.told] == ["zendesk-2"]
    said = ["zendesk-1: its ticket cannot be read: Zendesk answered 403"] if is_forbidden else []
    assert [each.partition(": Forbidden")[0] for each in report.reported] == said


async def test_a_ticket_id_that_is_none_keeps_no_other_from_being_compared(world: World) -> None:
    await world.open(1)
    e = world.known.states[await world.open(2)]
    world.known.states[e.id] = replace(e, ticket=Ticket("zendesk", "the export"))
    await world.missed(1, status="solved")
    report = await world.compare()
    assert world.known.types == ["ticket_changed"]
    (said,) = report.reported
    assert said.startswith("zendesk-2: its ticket cannot be read: 'the export' is no ticket id")


async def test_who_refuses_is_reported_and_the_other_side_is_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with standing_world(monkeypatch, zendesk_token="wrong") as world:
        issue = await world.log(await world.open(1, tier="l2"))
        await world.sandbox.control(f"/linear/issues/{issue.id}", state="Done", silent=True)
        report = await world.compare()
    assert (report.drifted, report.healed) == (1, 1)
    (said,) = report.reported
    assert said.startswith("zendesk was not compared: Zendesk answered 401")
    assert "HANDRAIL_ZENDESK_TOKEN" in said


async def test_what_has_no_helpdesk_here_is_said_once(world: World) -> None:
    for number in (1, 2):
        e = world.known.states[await world.open(number)]
        elsewhere = replace(e, ticket=Ticket("intercom", str(number)))
        world.known.states[e.id] = elsewhere
    report = await world.compare()
    (said,) = report.reported
    assert said.startswith("no helpdesk intercom is connected; set its HANDRAIL_")


async def test_who_does_not_answer_keeps_nobody_back(world: World) -> None:
    for number in (1, 2):
        await world.open(number)
        await world.missed(number, status="solved")
    world.known.mute = {"zendesk-1"}
    report = await world.compare()
    assert (report.drifted, report.healed) == (1, 1)
    assert report.reported == ("zendesk-1: does not say how it stands: no worker",)


@pytest.mark.parametrize(
    ("kind", "expected"), [("error", "Transient"), ("rate_limit", "RateLimited")]
)
async def test_a_vendor_that_is_away_is_waited_for_and_no_try_begins_anew(
    world: World, kind: str, expected: str
) -> None:
    for number in range(1, 42):
        await world.open(number)
    await world.missed(1, status="solved")
    await world.missed(41, "/reply", author="customer", text="still down")
    issue = await world.log("zendesk-41")
    await world.sandbox.control(f"/linear/issues/{issue.id}", state="Done", silent=True)
    await world.fault("zendesk", kind, match="tickets/41/comments")
    with pytest.raises(ApplicationError) as caught:
        await world.compare()
    assert caught.value.type == expected
    assert world.known.types == ["ticket_changed", "issue_changed"]
    left, asked = world.heartbeats[-1], world.wire.requests
    report = await world.compare(done=vars(left))
    assert world.known.types == ["ticket_changed", "issue_changed", "customer_replied"]
    assert (report.looked_at, report.drifted, report.healed) == (41, 2, 2)
    again = world.wire.requests - asked
    assert (again, report.requests) == (3, left.requests + 3)  # ticket 41, its words, who we are


async def test_patience_ends_and_the_page_is_reported(world: World) -> None:
    await world.open(1)
    await world.fault("zendesk", "error")
    report = await world.compare(waited=PATIENCE)
    assert (report.looked_at, report.drifted) == (1, 0)
    (said,) = report.reported
    assert said.startswith("zendesk was not compared: Zendesk answered 500")


def test_progress_survives_as_json() -> None:
    progress = Progress(done=["zendesk zendesk-1"], requests=3)
    assert Progress(**vars(progress)) == progress
