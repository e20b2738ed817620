"""What Linear tells a gateway: the bodies of its webhooks, by the vendor's own schema.

linear.app/developers/webhooks: `createdAt` is when it happened, `updatedFrom` how it was before.
"""

from datetime import datetime
from typing import Any

from sandbox.callbacks import Callback
from sandbox.config import stable_uuid
from sandbox.record import Json, zulu

ORGANIZATION_ID = stable_uuid("organization")
_REFERENCES = ("creator", "team", "state", "assignee", "project", "labels")


def told(issue: Json, by: Json, at: datetime, before: Json) -> Callback:
    """The webhook of an issue's update."""
    body = _envelope("Issue", "update", by, at) | {"url": issue["url"]}
    return Callback("linear", {**body, "data": _issue_told(issue), "updatedFrom": before})


def told_made(issue: Json, by: Json, at: datetime) -> Callback:
    """The webhook of a new issue."""
    body = _envelope("Issue", "create", by, at) | {"url": issue["url"]}
    return Callback("linear", {**body, "data": _issue_told(issue)})


def told_removed(issue: Json, by: Json, at: datetime) -> Callback:
    """The webhook of an issue that went into the trash, or out of it for good."""
    body = _envelope("Issue", "remove", by, at) | {"url": issue["url"]}
    return Callback("linear", {**body, "data": _issue_told(issue)})


def told_comment(comment: Json, by: Json, at: datetime) -> Callback:
    """The webhook of a new comment."""
    issue = comment["issue"]
    child = {n: issue[n] for n in ("id", "identifier", "title", "url")}
    child |= {"teamId": issue["team"]["id"], "team": _part(issue["team"], "id", "key", "name")}
    times = {n: comment[n] for n in ("createdAt", "updatedAt")}
    content = {"id": comment["id"], "body": comment["body"], "issueId": issue["id"], **times}
    content |= {"issue": child, "userId": by["id"], "user": person(by), "reactionData": {}}
    body = _envelope("Comment", "create", by, at) | {"url": comment["url"]}
    return Callback("linear", body | {"data": content})


def told_attachment(attachment: Json, by: Json, at: datetime) -> Callback:
    """The webhook of a new attachment."""
    own = ("id", "title", "url", "metadata", "createdAt", "updatedAt")
    content = _part(attachment, *own) | {"issueId": attachment["issue"]["id"]}
    content |= {"groupBySource": False, "creatorId": by["id"], "subtitle": None}
    body = _envelope("Attachment", "create", by, at) | {"url": attachment["issue"]["url"]}
    return Callback("linear", body | {"data": content})


def person(user: Json) -> Json:
    """A member as webhooks name them."""
    return _part(user, "id", "name", "email", "url")


def id_of(entity: Any) -> str | None:
    """The id of what may be nothing."""
    return None if entity is None else str(entity["id"])


def _envelope(kind: str, action: str, by: Json, at: datetime) -> Json:
    actor = {**person(by), "type": "user"}
    where = {"organizationId": ORGANIZATION_ID, "webhookId": stable_uuid("webhook")}
    return {"type": kind, "action": action, "actor": actor, "createdAt": zulu(at), **where}


def _issue_told(issue: Json) -> Json:
    content = {n: v for n, v in issue.items() if n not in _REFERENCES}
    team, state, assignee, project = (issue[n] for n in ("team", "state", "assignee", "project"))
    content |= {"teamId": team["id"], "team": _part(team, "id", "key", "name")}
    content |= {"stateId": state["id"], "state": _part(state, "id", "name", "type", "color")}
    content |= {"assigneeId": id_of(assignee), "assignee": assignee and person(assignee)}
    content |= {"projectId": id_of(project)}
    content |= {"project": project and _part(project, "id", "name", "url")}
    content |= {"creatorId": id_of(issue["creator"]), "subscriberIds": []}
    content |= {"labels": [_part(label, "id", "name", "color") for label in issue["labels"]]}
    return content | {"reactionData": {}, "sortOrder": 0, "prioritySortOrder": 0}


def _part(entity: Json, *names: str) -> Json:
    return {name: entity[name] for name in names}
