"""Linear's webhooks: they find their escalation by the line it left in the issue."""

from datetime import timedelta

import pytest

from starter.from_linear import owner_of
from tests.gateway.conftest import Gateway
from tests.gateway.senders import created, issue_commented, issue_moved, linear

OURS = "It never ends\n\nHandrail: zendesk-4711"
ISSUE = "11111111-1111-4111-8111-111111111111"


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


NOON = "2026-03-02T12:00:00.000Z"
