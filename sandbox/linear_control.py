"""The control side of Linear: what people do with issues, and how their workspace is."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from pydantic import Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.asking import Ask, Unknown, WebhookAsk
from sandbox.callbacks import Callback, Courier
from sandbox.control import doing
from sandbox.linear import PRIORITY_LABELS, Linear, Refused
from sandbox.linear_face import LinearFace
from sandbox.linear_told import told, told_attachment, told_comment, told_removed
from sandbox.record import Json, Present, zulu


class IssueChange(WebhookAsk):
    """Somebody moves or takes an issue. A state goes by its name, a person by handle or name.

    `deleted` is into the trash and back, `archived` out of the lists; `team` is a key,
    `duplicate_of` an issue that it repeats.
    """

    state: str | None = None
    assignee: str | None = None
    priority: Literal["urgent", "high", "medium", "low"] | None = None
    team: str | None = None
    deleted: bool | None = None
    archived: bool = False
    duplicate_of: str | None = None
    by: str = "dev"


class IssueDeletion(WebhookAsk):
    """An admin deletes an issue for good."""

    by: str = "dev"


class IssueComment(WebhookAsk):
    """Somebody comments on an issue."""

    text: str
    by: str = "dev"


class IssueLink(WebhookAsk):
    """Somebody links an address to an issue."""

    url: str
    title: str = "Link"
    by: str = "dev"


class WorkspaceChange(Ask):
    """How the workspace is: whether our user is an admin, whether the plan has customers.

    `projects` are made, each with the keys of its teams; `private` teams hear no webhook of all
    public teams. What is left of the limits is set, and from then on they are kept.
    """

    admin: bool | None = None
    customers: bool | None = None
    private: list[str] = Field(default_factory=list)
    projects: dict[str, list[str]] = Field(default_factory=dict)
    requests_left: float | None = None
    points_left: float | None = None


def linear_control(
    linear: Linear, face: LinearFace, courier: Courier, present: Present
) -> list[Route]:
    """One route for each thing that people do."""
    people = _People(linear, face, present)
    issue = "/control/linear/issues/{id}"
    return [
        doing(issue, courier, IssueChange, people.change),
        doing(f"{issue}/delete", courier, IssueDeletion, people.delete),
        doing(f"{issue}/comment", courier, IssueComment, people.comment),
        doing(f"{issue}/attach", courier, IssueLink, people.attach),
        Route("/control/linear/workspace", _setting(people.arrange), methods=["POST"]),
    ]


class _People:
    """What they do."""

    def __init__(self, linear: Linear, face: LinearFace, present: Present) -> None:
        self._linear = linear
        self._face = face
        self._present = present

    def change(self, ask: IssueChange, where: Mapping[str, str]) -> list[Callback]:
        issue, by = self._linear.issue(where["id"]), self._member(ask.by)
        at = self._present.reach(ask.at)
        if ask.deleted:
            self._linear.throw_away(issue, at)
            return [told_removed(issue, by, at)]
        given = self._given(issue, ask)
        if ask.deleted is False:
            given |= {"trashed": None, "archivedAt": None}
        if ask.archived:
            given["archivedAt"] = zulu(at)
        if ask.duplicate_of:
            tie = {"issueId": issue["id"], "relatedIssueId": ask.duplicate_of}
            before = {"stateId": issue["state"]["id"]}
            self._face.bonds.relate(tie | {"type": "duplicate"}, at)
            return [told(issue, by, at, before)]
        before = self._linear.update_issue(issue, given, at)
        return [told(issue, by, at, before)] if given else []

    def delete(self, ask: IssueDeletion, where: Mapping[str, str]) -> list[Callback]:
        issue, by = self._linear.issue(where["id"]), self._member(ask.by)
        at = self._present.reach(ask.at)
        self._linear.throw_away(issue, at, is_for_good=True)
        return [told_removed(issue, by, at)]

    def comment(self, ask: IssueComment, where: Mapping[str, str]) -> list[Callback]:
        by, at = self._member(ask.by), self._present.reach(ask.at)
        given = {"issueId": where["id"], "body": ask.text}
        return [told_comment(self._linear.create_comment(given, by, at), by, at)]

    def attach(self, ask: IssueLink, where: Mapping[str, str]) -> list[Callback]:
        by, at = self._member(ask.by), self._present.reach(ask.at)
        given = {"issueId": where["id"], "url": ask.url, "title": ask.title}
        return [told_attachment(self._linear.create_attachment(given, at), by, at)]

    def arrange(self, ask: WorkspaceChange) -> Json:
        limits, viewer = self._face.limits, self._linear.viewer
        if ask.admin is not None:
            viewer["admin"] = ask.admin
        if ask.customers is not None:
            self._face.bonds.has_customers = ask.customers
        for key in ask.private:
            self._linear.find("teams", key, "key")["visibility"] = "private"
        for name, keys in ask.projects.items():
            self._face.bonds.create_project(name, keys)
        for bucket, left in (
            (limits.requests, ask.requests_left),
            (limits.points, ask.points_left),
        ):
            if left is not None:
                bucket.fill(limits.monotonic())
                bucket.left, limits.are_kept = left, True
        return {"admin": viewer["admin"], "customers": self._face.bonds.has_customers}

    def _given(self, issue: Json, ask: IssueChange) -> Json:
        """The change in the vendor's words."""
        given: Json = {}
        team = issue["team"]
        if ask.team:
            team = self._linear.find("teams", ask.team, "key")
            given["teamId"] = team["id"]
        if ask.state:
            given["stateId"] = self._state(team, ask.state)["id"]
        if ask.assignee:
            given["assigneeId"] = self._member(ask.assignee)["id"]
        if ask.priority:
            given["priority"] = PRIORITY_LABELS.index(ask.priority.title())
        return given

    def _state(self, team: Json, name: str) -> Json:
        own = [s for s in self._linear.all.states.values() if s["team"] is team]
        named = [s for s in own if name.lower() in (s["id"], s["name"].lower())]
        if not named:
            raise Unknown(f"{name}: a state is one of {', '.join(s['name'] for s in own)}")
        return named[0]

    def _member(self, name: str) -> Json:
        return self._linear.find("users", name, "displayName", "name", "email")


def _setting(act: Callable[[WorkspaceChange], Json]) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        try:
            ask = WorkspaceChange.model_validate_json(await request.body() or b"{}")
            return JSONResponse(act(ask))
        except ValidationError as error:
            return JSONResponse({"error": str(error)}, status_code=400)
        except Refused as error:
            return JSONResponse({"error": str(error)}, status_code=404)

    return endpoint
