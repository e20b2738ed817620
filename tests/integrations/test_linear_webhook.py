"""Linear's deliveries become facts; what cannot be read names the field."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from integrations.linear.webhook import (
    Fact,
    Ignored,
    IssueAttached,
    IssueCommented,
    IssueMoved,
    parse,
    verify,
)
from integrations.webhooks import Malformed
from tests.integrations.signing import SECRET, body_of, by_linear

AT = "2026-03-02T09:12:00.500Z"
ADA = {"id": "u-1", "name": "Ada", "email": "ada@acme.test", "url": "https://linear.app/ada"}
STATE = {"id": "s2", "name": "Done", "type": "completed", "color": "#fff"}
ISSUE = {
    "id": "i-1",
    "identifier": "ENG-12",
    "url": "https://linear.app/acme/issue/ENG-12",
    "title": "Cannot log in",
    "state": STATE,
    "stateId": "s2",
    "priority": 1,
    "priorityLabel": "Urgent",
    "prioritySortOrder": 0,
    "sortOrder": 0,
    "number": 12,
    "teamId": "t-1",
    "team": {"id": "t-1", "key": "ENG", "name": "Engineering"},
    "assignee": ADA,
    "assigneeId": "u-1",
    "createdAt": AT,
    "updatedAt": AT,
    "labelIds": [],
    "labels": [],
    "previousIdentifiers": [],
    "reactionData": {},
    "subscriberIds": [],
}
COMMENT = {
    "id": "c-1",
    "body": "found it",
    "issueId": "i-1",
    "user": ADA,
    "createdAt": AT,
    "updatedAt": AT,
    "reactionData": {},
}


def delivery(kind: str, action: str, content: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": kind,
        "action": action,
        "actor": {**ADA, "type": "user"},
        "createdAt": AT,
        "data": content,
        "organizationId": "o-1",
        "webhookId": "w-1",
        "webhookTimestamp": 1772442000000,
        **more,
    }


def read(content: Any) -> Fact:
    body = body_of(content)
    return parse(by_linear(body), body)


MOVED = IssueMoved(
    issue_id="i-1",
    identifier="ENG-12",
    url="https://linear.app/acme/issue/ENG-12",
    state="Done",
    state_type="completed",
    assignee="Ada",
    assignee_id="u-1",
    priority=1,
    actor="Ada",
    actor_id="u-1",
    delivery_id="d-1",
    at=datetime(2026, 3, 2, 9, 12, 0, 500_000, tzinfo=UTC),
    team="ENG",
)
ATTACHMENT = {
    "id": "a-1",
    "issueId": "i-1",
    "title": "Ticket 4711",
    "url": "https://acme.zendesk.com/agent/tickets/4711",
    "metadata": {},
    "groupBySource": False,
    "createdAt": AT,
    "updatedAt": AT,
}


@pytest.mark.parametrize(
    "content",
    [
        delivery("Issue", "create", ISSUE),
        delivery("Issue", "update", ISSUE),
        delivery("Issue", "update", ISSUE, updatedFrom={"stateId": "s1", "updatedAt": AT}),
        delivery("Issue", "update", ISSUE, updatedFrom={"assigneeId": None}),
        delivery("Issue", "update", ISSUE, updatedFrom={"priority": 3}),
        delivery("Issue", "update", ISSUE, updatedFrom={"teamId": "t-2"}),
        delivery("Issue", "update", ISSUE, updatedFrom={"trashed": True}),  # restored
    ],
)
def test_an_issue_that_stands_otherwise_is_told(content: dict[str, Any]):
    assert read(content) == MOVED


def test_an_issue_of_nobody_moved_by_an_integration():
    fact = read(delivery("Issue", "update", ISSUE | {"assignee": None}, actor=None))
    assert isinstance(fact, IssueMoved)
    assert (fact.assignee, fact.assignee_id, fact.actor_id) == ("", "", "")


@pytest.mark.parametrize(
    "content",
    [
        delivery("Issue", "remove", ISSUE),
        delivery("Issue", "remove", {"id": "i-1"}),
        delivery("Issue", "update", ISSUE | {"trashed": True}, updatedFrom={"trashed": None}),
    ],
)
def test_an_issue_that_people_delete_is_told_as_deleted(content: dict[str, Any]):
    fact = read(content)
    assert isinstance(fact, IssueMoved)
    assert (fact.issue_id, fact.state_type, fact.actor_id) == ("i-1", "deleted", "u-1")


def test_an_address_that_somebody_attaches_is_told():
    assert read(delivery("Attachment", "create", ATTACHMENT)) == IssueAttached(
        issue_id="i-1",
        url="https://acme.zendesk.com/agent/tickets/4711",
        actor="Ada",
        actor_id="u-1",
        delivery_id="d-1",
        at=datetime(2026, 3, 2, 9, 12, 0, 500_000, tzinfo=UTC),
    )


def test_a_comment_is_told():
    assert read(delivery("Comment", "create", COMMENT)) == IssueCommented(
        issue_id="i-1",
        comment_id="c-1",
        body="found it",
        author="Ada",
        author_id="u-1",
        delivery_id="d-1",
        at=datetime(2026, 3, 2, 9, 12, 0, 500_000, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (delivery("Issue", "update", ISSUE, updatedFrom={"title": "typo"}), "Issue update"),
        (delivery("Issue", "update", ISSUE, updatedFrom={"archivedAt": None}), "Issue update"),
        (delivery("Attachment", "update", ATTACHMENT), "Attachment update"),
        (delivery("Comment", "update", COMMENT), "Comment update"),
        (delivery("Project", "create", {}), "Project create"),
        (
            delivery("Comment", "create", COMMENT | {"issueId": None}),
            "Comment create elsewhere than under an issue",
        ),
    ],
)
def test_what_moves_no_escalation_is_ignored_by_name(content: dict[str, Any], kind: str):
    assert read(content) == Ignored(kind)


def test_an_sla_event_has_another_shape_and_is_ignored():
    content = delivery("IssueSLA", "breached", {}, issueData=ISSUE)
    del content["data"]
    assert read(content) == Ignored("IssueSLA breached")


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (delivery("Issue", "create", {"foo": "bar"}), "data.id"),
        (delivery("Issue", "create", ISSUE | {"state": {"name": "x"}}), "data.state.type"),
        (delivery("Comment", "create", {"id": "c"}), "data.body"),
        (delivery("Attachment", "create", {"url": "https://x.test"}), "data.issueId"),
        (delivery("Issue", "remove", {}), "data.id"),
        (delivery("Issue", "create", ISSUE, createdAt="2026-03-02T09:12:00"), "createdAt"),
        ({"type": "Issue"}, "action"),
    ],
)
def test_what_cannot_be_read_names_the_field(content: dict[str, Any], field: str):
    with pytest.raises(Malformed) as failed:
        read(content)
    assert failed.value.field == field


def test_a_delivery_without_an_id_is_malformed():
    with pytest.raises(Malformed, match="Linear-Delivery"):
        parse({}, body_of(delivery("Issue", "create", ISSUE)))


@pytest.mark.shared
def test_the_recorded_delivery_is_verified_and_found_wanting(shared: Path):
    body = (shared / "data/webhooks/linear_issue_create.json").read_bytes()
    now = datetime.fromtimestamp(json.loads(body)["webhookTimestamp"] / 1000, UTC)
    verify(by_linear(body), body, SECRET, now)
    with pytest.raises(Malformed, match=r"data\.id"):
        parse(by_linear(body), body)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("IssueWebhookPayload", ISSUE),
        ("CommentWebhookPayload", COMMENT),
        ("AttachmentWebhookPayload", ATTACHMENT),
    ],
)
def test_what_these_tests_read_is_what_linear_sends(
    name: str, content: dict[str, Any], shared: Path
):
    path = shared / "contracts/linear/webhook-payload.schema.json"
    schema = json.loads(path.read_text())
    whole = {"$ref": f"#/definitions/{name}", "definitions": schema["definitions"]}
    jsonschema.validate(content, whole)
