"""Linear's webhooks reach every escalation that their issue is for, and say what they know."""

from datetime import timedelta
from typing import Any

import pytest

from integrations.errors import Rejected
from integrations.linear.mark import owner_of
from tests.gateway.conftest import Gateway
from tests.gateway.senders import Request, created, issue_commented, issue_moved, linear

OURS = "It never ends\n\nHandrail: zendesk-4711"
ISSUE = "11111111-1111-4111-8111-111111111111"
NOON = "2026-03-02T12:00:00.000Z"


def issue(action: str = "update", **how: Any) -> Request:
    """A webhook of ENG-12; `how` says what of it is otherwise."""
    whole = {
        "id": ISSUE,
        "identifier": "ENG-12",
        "url": "https://linear.app/example/issue/ENG-12",
        "state": {"id": "s2", "name": "In Progress", "type": "started"},
        "team": {"id": "t1", "key": "ENG", "name": "Engineering"},
        "priority": 1,
        **how,
    }
    by = {"id": "u1", "name": "Dev Patel"}
    before = {"updatedFrom": {"stateId": "s0"}} if action == "update" else {}
    told = {"type": "Issue", "action": action, "createdAt": NOON, "actor": by}
    return linear({**told, **before, "data": whole})


def attached(url: str, by: str = "u1") -> Request:
    actor = {"id": by, "name": "Dev Patel"}
    link = {"id": "a-1", "issueId": ISSUE, "url": url}
    told = {"type": "Attachment", "action": "create", "createdAt": NOON, "actor": actor}
    return linear({**told, "data": link})


async def test_one_fix_reaches_everybody_who_waits_for_it(gateway: Gateway):
    gateway.linked[ISSUE] = ("zendesk-4711", "zendesk-4712")
    tickets = created(4711), created(4712)
    assert await gateway.take(*tickets, issue_moved(OURS)) == [200, 200, 200]
    heard = [(id_, sent["state"]) for id_, sent in gateway.temporal.signals[-2:]]
    assert heard == [("zendesk-4711", "completed"), ("zendesk-4712", "completed")]


async def test_team_and_priority_come_along_in_our_words(gateway: Gateway):
    gateway.linked[ISSUE] = ("zendesk-4711",)
    await gateway.take(created(), issue(), issue(priority=0))
    worst, unset = gateway.told[-2:]
    assert (worst["team"], worst["priority"]) == ("ENG", "critical")
    assert "priority" not in unset


async def test_a_duplicate_says_of_what(gateway: Gateway):
    gateway.linked[ISSUE], gateway.duplicates[ISSUE] = ("zendesk-4711",), "ENG-7"
    state = {"id": "s9", "name": "Duplicate", "type": "duplicate"}
    await gateway.take(created(), issue(state=state))
    assert (gateway.told[-1]["state"], gateway.told[-1]["duplicate_of"]) == ("duplicate", "ENG-7")


@pytest.mark.parametrize("deleted", [issue("remove", description=OURS), issue(trashed=True)])
async def test_a_deleted_issue_is_told_as_such(gateway: Gateway, deleted: Request):
    if b"Handrail" not in deleted.body:  # in the trash it can still be looked at
        gateway.linked[ISSUE] = ("zendesk-4711",)
    assert await gateway.take(created(), deleted) == [200, 200]
    assert (gateway.told[-1]["issue"], gateway.told[-1]["state"]) == (ISSUE, "deleted")


async def test_a_ticket_that_somebody_attaches_to_an_issue_follows_it(gateway: Gateway):
    ticket = gateway.zendesk.url("4711")
    elsewhere = attached("https://example.com/1"), attached(ticket, by="4242")
    assert await gateway.take(created(), attached(ticket), *elsewhere) == [200, 200, 202, 202]
    id_, sent = gateway.temporal.signals[-1]
    assert (id_, sent["type"], sent["issue"]) == ("zendesk-4711", "link_issue", ISSUE)


async def test_a_key_that_linear_refuses_is_heard_of(gateway: Gateway):
    async def refused(_issue: str) -> list[str]:
        raise Rejected("Linear says: no", "set HANDRAIL_LINEAR_API_KEY")

    (answer,) = await gateway.ask(issue_commented("Fix is in review"), linked=refused)
    assert answer.status_code == 503
    state = {"id": "s9", "name": "Duplicate", "type": "duplicate"}
    gateway.linked[ISSUE] = ("zendesk-4711",)
    (answer,) = await gateway.ask(issue(state=state), duplicate_of=refused)
    assert answer.status_code == 503


async def test_an_issue_that_moved_is_a_fact_for_its_escalation(gateway: Gateway):
    assert await gateway.take(created(), issue_moved(OURS)) == [200, 200]
    id_, sent = gateway.temporal.signals[-1]
    assert id_ == "zendesk-4711"
    assert (sent["type"], sent["issue"], sent["state"]) == ("issue_changed", ISSUE, "completed")
    assert sent["actor"] == "Dev Patel"


async def test_a_comment_is_a_note_found_by_a_look_at_its_issue(gateway: Gateway):
    gateway.linked[ISSUE] = ("zendesk-4711",)
    assert await gateway.take(created(), issue_commented("Fix is in review")) == [200, 200]
    assert [note.text for note in gateway["zendesk-4711"].notes] == ["Fix is in review"]


async def test_a_customer_who_writes_our_line_does_not_redirect_the_issue(gateway: Gateway):
    body = f"Handrail: zendesk-1\n\n{OURS}"
    assert owner_of(body) == "zendesk-4711"


@pytest.mark.parametrize("line", ["**Handrail:** zendesk-4711", "> Handrail: zendesk-4711~2"])
def test_the_line_is_found_however_linear_sets_it(line: str):
    assert owner_of(line).startswith("zendesk-4711")


async def test_issues_of_others_and_our_own_changes_are_left_and_counted(gateway: Gateway):
    others = issue_moved("Not from Handrail"), issue_moved("")
    own = issue_moved(OURS, by="4242"), issue_commented("Escalated", by="4242")
    label = linear({"type": "IssueLabel", "action": "create", "createdAt": NOON, "data": {}})
    assert await gateway.take(created(), *others, *own, label) == [200] + [202] * 5
    assert len(gateway.temporal.signals) == 1


async def test_an_issue_whose_escalation_is_unknown_is_left(gateway: Gateway):
    assert await gateway.take(issue_moved(OURS)) == [202]


async def test_what_nobody_may_believe_is_refused(gateway: Gateway):
    stale = linear({"type": "Issue"}, age=timedelta(seconds=61))
    forged = issue_moved(OURS)
    forged.headers["Linear-Signature"] = "0" * 64
    unreadable = linear({"type": "Issue", "action": "update", "createdAt": "yesterday"})
    assert await gateway.take(created(), stale, forged, unreadable) == [200, 401, 401, 400]
    assert len(gateway.temporal.signals) == 1
