"""The Linear side: teams with their workflow states, issues, comments, attachments."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.callbacks import Callback
from sandbox.config import SandboxConfig, stable_uuid
from sandbox.record import Json, zulu

ORGANIZATION_ID = stable_uuid("organization")
PRIORITY_LABELS = ("No priority", "Urgent", "High", "Medium", "Low")
# linear.app/docs/configuring-workflows: name, type, colour; issues begin in the third.
STATES = (
    ("Triage", "triage", "#fc7840"),
    ("Backlog", "backlog", "#bec2c8"),
    ("Todo", "unstarted", "#e2e2e2"),
    ("In Progress", "started", "#f2c94c"),
    ("In Review", "started", "#0f783c"),
    ("Done", "completed", "#5e6ad2"),
    ("Canceled", "canceled", "#95a2b3"),
    ("Duplicate", "duplicate", "#95a2b3"),
)
# Which instant of an issue a state of that type sets.
REACHED: Mapping[str, str] = {
    "started": "startedAt",
    "completed": "completedAt",
    "canceled": "canceledAt",
}


class Refused(Exception):  # noqa: N818 - an answer, not a crash
    """What is asked cannot be done; the vendor says so in `extensions`."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.extensions = {
            "type": "invalid input",
            "code": "INPUT_ERROR",
            "userError": True,
            "userPresentableMessage": said,
        }


@dataclass
class Workspace:
    """Everything, by id. Entities are plain mappings in the vendor's field names."""

    users: dict[str, Json] = field(default_factory=dict)
    teams: dict[str, Json] = field(default_factory=dict)
    states: dict[str, Json] = field(default_factory=dict)
    issues: dict[str, Json] = field(default_factory=dict)
    comments: dict[str, Json] = field(default_factory=dict)
    attachments: dict[str, Json] = field(default_factory=dict)


class Linear:
    """The workspace, and what can be done in it by us (`viewer`) or by people."""

    def __init__(self, config: SandboxConfig) -> None:
        self._url = config.public_url
        self.all = Workspace()
        self.viewer = self._user("Handrail", "handrail", config.zendesk_email)
        for person in config.people:
            self._user(person.name, person.handle, person.email)
        for team in config.teams:
            self._team(team.key, team.name)

    def find(self, kind: str, name: object, *fields: str) -> Json:
        """The entity of that id, or with that word in one of the fields. Raises Refused."""
        entities: dict[str, Json] = getattr(self.all, kind)
        for entity in entities.values():
            if name in (entity["id"], *(entity[f] for f in fields)):
                return entity
        raise Refused(f"Entity not found: {kind.removesuffix('s').title()}")

    def create_issue(self, given: Json, at: datetime) -> Json:
        """Raises Refused where the id is taken, no title is given, or a reference leads nowhere."""
        issue_id = self._free_id("issues", given)
        team = self.find("teams", given["teamId"])
        if not given.get("title"):
            raise Refused("title should not be empty")
        number = 1 + sum(i["team"] is team for i in self.all.issues.values())
        identifier = f"{team['key']}-{number}"
        issue: Json = {
            "id": issue_id,
            "number": number,
            "identifier": identifier,
            "url": f"{self._url}/#{identifier}",
            "team": team,
            "creator": self.viewer,
            "assignee": None,
            "description": None,
            "labelIds": [],
            **dict.fromkeys(("startedAt", "completedAt", "canceledAt", "archivedAt", "dueDate")),
            "createdAt": zulu(at),
            "priority": 0,
            "state": self.find("states", stable_uuid("state", team["key"], "Todo")),
        }
        self._write(issue, given, at)
        self.all.issues[issue_id] = issue
        return issue

    def update_issue(self, issue: Json, given: Json, at: datetime) -> Json:
        """Change an issue; answers what was changed, as it was before. Raises Refused."""
        before = {name: issue.get(name) for name in ("title", "description", "priority")}
        before |= {"stateId": issue["state"]["id"], "assigneeId": _id(issue["assignee"])}
        before |= {"updatedAt": issue["updatedAt"]}
        self._write(issue, given, at)
        return {name: before[name] for name in before if name in given or name == "updatedAt"}

    def create_comment(self, given: Json, by: Json, at: datetime) -> Json:
        """Raises Refused where the id is taken, the body is empty, or the issue is unknown."""
        comment_id = self._free_id("comments", given)
        issue = self.find("issues", given.get("issueId"), "identifier")
        if not given.get("body"):
            raise Refused("body should not be empty")
        times = {"createdAt": zulu(at), "updatedAt": zulu(at)}
        url = f"{issue['url']}-{comment_id[:8]}"
        comment = {"id": comment_id, "body": given["body"], "url": url, "user": by, **times}
        self.all.comments[comment_id] = comment | {"issue": issue, "issueId": issue["id"]}
        return self.all.comments[comment_id]

    def create_attachment(self, given: Json, at: datetime) -> Json:
        """One address on one issue is one attachment; again, it is updated. Raises Refused."""
        issue = self.find("issues", given["issueId"], "identifier")
        for attachment in self.all.attachments.values():
            if attachment["url"] == given["url"] and attachment["issue"] is issue:
                attachment.update({**given, "id": attachment["id"], "updatedAt": zulu(at)})
                return attachment
        times = {"createdAt": zulu(at), "updatedAt": zulu(at)}
        attachment = {"metadata": {}, **given, "id": self._free_id("attachments", given), **times}
        self.all.attachments[attachment["id"]] = attachment | {"issue": issue}
        return self.all.attachments[attachment["id"]]

    def told(self, issue: Json, by: Json, at: datetime, before: Json) -> Callback:
        """The webhook of an issue's update."""
        body = _envelope("Issue", "update", by, at) | {"url": issue["url"]}
        return Callback("linear", {**body, "data": _issue_told(issue), "updatedFrom": before})

    def told_comment(self, comment: Json, by: Json, at: datetime) -> Callback:
        """The webhook of a new comment."""
        issue = comment["issue"]
        child = {n: issue[n] for n in ("id", "identifier", "title", "url")}
        child |= {"teamId": issue["team"]["id"], "team": _part(issue["team"], "id", "key", "name")}
        times = {n: comment[n] for n in ("createdAt", "updatedAt")}
        data = {"id": comment["id"], "body": comment["body"], "issueId": issue["id"], **times}
        data |= {"issue": child, "userId": by["id"], "user": _person(by), "reactionData": {}}
        body = _envelope("Comment", "create", by, at) | {"url": comment["url"]}
        return Callback("linear", body | {"data": data})

    def _write(self, issue: Json, given: Json, at: datetime) -> None:
        names = ("title", "description", "priority", "labelIds", "dueDate")
        relations: Json = {}
        if given.get("stateId"):
            relations["state"] = self.find("states", given["stateId"])
        if "assigneeId" in given:
            assignee = given["assigneeId"]
            relations["assignee"] = self.find("users", assignee) if assignee else None
        issue.update({n: given[n] for n in names if n in given}, **relations)
        issue["priorityLabel"] = PRIORITY_LABELS[int(issue["priority"] or 0)]
        issue["updatedAt"] = zulu(at)
        if reached := REACHED.get(issue["state"]["type"]):
            issue[reached] = issue[reached] or zulu(at)

    def _free_id(self, kind: str, given: Json) -> str:
        """The id the client made, or a new one. The schema: a UUID v4."""
        wanted = str(given.get("id") or uuid.uuid4())
        try:
            well_made = uuid.UUID(wanted).version == 4
        except ValueError:
            well_made = False
        if not well_made:
            raise Refused("id must be a UUID v4")
        if wanted in getattr(self.all, kind):
            raise Refused(f"Entity with id {wanted} already exists")
        return wanted

    def _user(self, name: str, handle: str, email: str) -> Json:
        user_id, url = stable_uuid("user", handle), f"{self._url}/#{handle}"
        user = {"id": user_id, "name": name, "displayName": handle, "email": email, "url": url}
        self.all.users[user_id] = user | {"active": True}
        return self.all.users[user_id]

    def _team(self, key: str, name: str) -> None:
        team_id = stable_uuid("team", key)
        team = {"id": team_id, "key": key, "name": name, "displayName": name}
        self.all.teams[team_id] = team
        for position, (label, kind, color) in enumerate(STATES):
            state = {"id": stable_uuid("state", key, label), "name": label, "type": kind}
            self.all.states[state["id"]] = {
                **state,
                "color": color,
                "position": position,
                "team": team,
            }


def _envelope(kind: str, action: str, by: Json, at: datetime) -> Json:
    """linear.app/developers/webhooks: `createdAt` is when it happened."""
    actor = {**_person(by), "type": "user"}
    where = {"organizationId": ORGANIZATION_ID, "webhookId": stable_uuid("webhook")}
    return {"type": kind, "action": action, "actor": actor, "createdAt": zulu(at), **where}


def _issue_told(issue: Json) -> Json:
    data = {n: v for n, v in issue.items() if n not in ("creator", "team", "state", "assignee")}
    team, state, assignee = issue["team"], issue["state"], issue["assignee"]
    data |= {"teamId": team["id"], "team": _part(team, "id", "key", "name")}
    data |= {"stateId": state["id"], "state": _part(state, "id", "name", "type", "color")}
    data |= {"assigneeId": _id(assignee), "assignee": assignee and _person(assignee)}
    data |= {"creatorId": _id(issue["creator"]), "labels": [], "subscriberIds": []}
    data |= {"previousIdentifiers": [], "reactionData": {}, "sortOrder": 0, "prioritySortOrder": 0}
    return data


def _part(entity: Json, *names: str) -> Json:
    return {name: entity[name] for name in names}


def _person(user: Json) -> Json:
    return _part(user, "id", "name", "email", "url")


def _id(entity: Any) -> str | None:
    return None if entity is None else str(entity["id"])
