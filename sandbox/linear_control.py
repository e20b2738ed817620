"""The control side of Linear: what people do with issues."""

from collections.abc import Mapping

from starlette.routing import Route

from sandbox.asking import Unknown, WebhookAsk
from sandbox.callbacks import Callback, Courier
from sandbox.control import doing
from sandbox.linear import Linear
from sandbox.record import Json, Present


class IssueChange(WebhookAsk):
    """Somebody moves or takes an issue. A state goes by its name, a person by handle or name."""

    state: str | None = None
    assignee: str | None = None
    by: str = "dev"


class IssueComment(WebhookAsk):
    """Somebody comments on an issue."""

    text: str
    by: str = "dev"


def linear_control(linear: Linear, courier: Courier, present: Present) -> list[Route]:
    """One route for each thing that people do."""

    def move(ask: IssueChange, where: Mapping[str, str]) -> list[Callback]:
        issue, by = _issue(linear, where), _member(linear, ask.by)
        given: Json = {}
        if ask.state:
            given["stateId"] = _state(linear, issue, ask.state)["id"]
        if ask.assignee:
            given["assigneeId"] = _member(linear, ask.assignee)["id"]
        at = present.reach(ask.at)
        before = linear.update_issue(issue, given, at)
        return [linear.told(issue, by, at, before)] if given else []

    def comment(ask: IssueComment, where: Mapping[str, str]) -> list[Callback]:
        issue, by, at = _issue(linear, where), _member(linear, ask.by), present.reach(ask.at)
        given = {"issueId": issue["id"], "body": ask.text}
        return [linear.told_comment(linear.create_comment(given, by, at), by, at)]

    return [
        doing("/control/linear/issues/{id}", courier, IssueChange, move),
        doing("/control/linear/issues/{id}/comment", courier, IssueComment, comment),
    ]


def _state(linear: Linear, issue: Json, name: str) -> Json:
    own = [s for s in linear.all.states.values() if s["team"] is issue["team"]]
    named = [s for s in own if name.lower() in (s["id"], s["name"].lower())]
    if not named:
        raise Unknown(f"{name}: a state is one of {', '.join(s['name'] for s in own)}")
    return named[0]


def _issue(linear: Linear, where: Mapping[str, str]) -> Json:
    return linear.find("issues", where["id"], "identifier")


def _member(linear: Linear, name: str) -> Json:
    return linear.find("users", name, "displayName", "name", "email")
