"""The Linear side: teams with their workflow states, issues, comments, attachments.

What hangs on them (labels, relations, customers, webhooks) is in `linear_bonds.py`.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.config import SandboxConfig, stable_uuid
from sandbox.linear_told import id_of
from sandbox.record import Json, zulu

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
# What the vendor calls those whose name here is another.
NAMES: Mapping[str, str] = {
    "labels": "IssueLabel",
    "relations": "IssueRelation",
    "needs": "CustomerNeed",
    "states": "WorkflowState",
}
# Which instant of an issue a state of that type sets.
REACHED: Mapping[str, str] = {
    "started": "startedAt",
    "completed": "completedAt",
    "canceled": "canceledAt",
}


class Refused(Exception):  # noqa: N818 - an answer, not a crash
    """What is asked cannot be done; the vendor says so in `extensions`."""

    def __init__(self, said: str, kind: str = "invalid input", code: str = "INPUT_ERROR") -> None:
        super().__init__(said)
        self.extensions = {
            "type": kind,
            "code": code,
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
    labels: dict[str, Json] = field(default_factory=dict)
    projects: dict[str, Json] = field(default_factory=dict)
    relations: dict[str, Json] = field(default_factory=dict)
    customers: dict[str, Json] = field(default_factory=dict)
    needs: dict[str, Json] = field(default_factory=dict)
    webhooks: dict[str, Json] = field(default_factory=dict)


class Linear:
    """The workspace, and what can be done in it by us (`viewer`) or by people."""

    def __init__(self, config: SandboxConfig) -> None:
        self._url = config.public_url
        self.all = Workspace()
        self.viewer = self._user("Handrail", "handrail", config.zendesk_email)
        self.viewer["admin"] = True
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
        known = NAMES.get(kind, kind.removesuffix("s").title())
        raise Refused(f"Entity not found: {known} - Could not find referenced {known}.")

    def issue(self, name: object) -> Json:
        """An issue by id or identifier, a former one too. Raises Refused."""
        for issue in self.all.issues.values():
            if name in issue["previousIdentifiers"]:
                return issue
        return self.find("issues", name, "identifier")

    def create_issue(self, given: Json, at: datetime) -> Json:
        """Raises Refused where the id is taken, no title is given, or a reference leads nowhere."""
        issue_id = self.free_id("issues", given)
        team = self.find("teams", given["teamId"])
        if not given.get("title"):
            raise Refused("title should not be empty")
        issue: Json = {
            "id": issue_id,
            **self._numbered(team),
            "team": team,
            "creator": self.viewer,
            "description": None,
            "previousIdentifiers": [],
            "labelIds": [],
            **dict.fromkeys(("startedAt", "completedAt", "canceledAt", "archivedAt", "dueDate")),
            **dict.fromkeys(("assignee", "project", "trashed")),
            "createdAt": zulu(at),
            "priority": 0,
            "state": self.find("states", stable_uuid("state", team["key"], "Todo")),
        }
        self._write(issue, given, at)
        self.all.issues[issue_id] = issue
        return issue

    def update_issue(self, issue: Json, given: Json, at: datetime) -> Json:
        """Change an issue; answers what was changed, as it was before. Raises Refused."""
        names = ("title", "description", "priority", "dueDate", "trashed", "archivedAt")
        before = {name: issue.get(name) for name in names}
        before |= {"stateId": issue["state"]["id"], "assigneeId": id_of(issue["assignee"])}
        before |= {"teamId": issue["team"]["id"], "updatedAt": issue["updatedAt"]}
        if given.get("teamId") not in (None, issue["team"]["id"]):
            self._move(issue, self.find("teams", given["teamId"]))
        self._write(issue, given, at)
        return {name: before[name] for name in before if name in given or name == "updatedAt"}

    def throw_away(self, issue: Json, at: datetime, is_for_good: bool = False) -> None:
        """Into the trash, where it stays for 30 days, or out of the workspace."""
        if is_for_good:
            del self.all.issues[issue["id"]]
        issue.update(trashed=True, archivedAt=zulu(at), updatedAt=zulu(at))

    def create_comment(self, given: Json, by: Json, at: datetime) -> Json:
        """Raises Refused where the id is taken, the body is empty, or the issue is unknown."""
        comment_id = self.free_id("comments", given)
        issue = self.issue(given.get("issueId"))
        if not given.get("body"):
            raise Refused("body should not be empty")
        times = {"createdAt": zulu(at), "updatedAt": zulu(at)}
        url = f"{issue['url']}-{comment_id[:8]}"
        comment = {"id": comment_id, "body": given["body"], "url": url, "user": by, **times}
        self.all.comments[comment_id] = comment | {"issue": issue, "issueId": issue["id"]}
        return self.all.comments[comment_id]

    def create_attachment(self, given: Json, at: datetime) -> Json:
        """One address on one issue is one attachment; again, it is updated. Raises Refused."""
        issue = self.issue(given["issueId"])
        for attachment in self.all.attachments.values():
            if attachment["url"] == given["url"] and attachment["issue"] is issue:
                attachment.update({**given, "id": attachment["id"], "updatedAt": zulu(at)})
                return attachment
        times = {"createdAt": zulu(at), "updatedAt": zulu(at)}
        attachment = {"metadata": {}, **given, "id": self.free_id("attachments", given), **times}
        self.all.attachments[attachment["id"]] = attachment | {"issue": issue}
        return self.all.attachments[attachment["id"]]

    def free_id(self, kind: str, given: Json) -> str:
        """The id the client made, or a new one. The schema: a UUID v4. Raises Refused."""
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

    def state(self, team: Json, kind: str, name: str = "") -> Json:
        """A team's state of that name, else the first of that type."""
        own = [s for s in self.all.states.values() if s["team"] is team and s["type"] == kind]
        return next((s for s in own if s["name"] == name), own[0])

    def _write(self, issue: Json, given: Json, at: datetime) -> None:
        names = ("title", "description", "priority", "labelIds", "dueDate", "trashed", "archivedAt")
        relations: Json = {}
        if given.get("addedLabelIds"):
            given = {**given, "labelIds": [*issue["labelIds"], *given["addedLabelIds"]]}
        if "labelIds" in given:
            relations["labels"] = [self.find("labels", label) for label in given["labelIds"]]
        if "projectId" in given:
            project = given["projectId"]
            relations["project"] = self.find("projects", project) if project else None
        if given.get("stateId"):
            relations["state"] = self.find("states", given["stateId"])
        if "assigneeId" in given:
            assignee = given["assigneeId"]
            relations["assignee"] = self.find("users", assignee) if assignee else None
        issue.update({n: given[n] for n in names if n in given}, **relations)
        issue.setdefault("labels", [])
        issue["priorityLabel"] = PRIORITY_LABELS[int(issue["priority"] or 0)]
        issue["updatedAt"] = zulu(at)
        if reached := REACHED.get(issue["state"]["type"]):
            issue[reached] = issue[reached] or zulu(at)

    def _numbered(self, team: Json) -> Json:
        """The next number of a team; none is given twice, whatever is moved or deleted."""
        team["issueCount"] = number = team["issueCount"] + 1
        identifier = f"{team['key']}-{number}"
        url = f"{self._url}/#{identifier}"
        return {"number": number, "identifier": identifier, "url": url}

    def _move(self, issue: Json, team: Json) -> None:
        """To another team: a new identifier, the old one leads here still."""
        issue["previousIdentifiers"] = [*issue["previousIdentifiers"], issue["identifier"]]
        state = self.state(team, issue["state"]["type"], issue["state"]["name"])
        issue.update(self._numbered(team), team=team, state=state)

    def _user(self, name: str, handle: str, email: str) -> Json:
        user_id, url = stable_uuid("user", handle), f"{self._url}/#{handle}"
        user = {"id": user_id, "name": name, "displayName": handle, "email": email, "url": url}
        self.all.users[user_id] = user | {"active": True, "admin": False}
        return self.all.users[user_id]

    def _team(self, key: str, name: str) -> None:
        team_id = stable_uuid("team", key)
        team: Json = {"id": team_id, "key": key, "name": name, "displayName": name}
        team |= {"visibility": "public", "issueCount": 0}
        self.all.teams[team_id] = team
        for position, (label, kind, color) in enumerate(STATES):
            state = {"id": stable_uuid("state", key, label), "name": label, "type": kind}
            self.all.states[state["id"]] = {
                **state,
                "color": color,
                "position": position,
                "team": team,
            }
