"""The Linear face: GraphQL over the workspace, each operation held to the vendor's own types."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    assert_object_type,
    graphql_sync,
)
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.callbacks import Courier
from sandbox.config import SandboxConfig
from sandbox.linear import Linear, Refused
from sandbox.linear_schema import load
from sandbox.record import Json, Present, Record

PAGE = 50  # nodes; linear.app/developers/pagination
COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, wanted: value == wanted,
    "neq": lambda value, wanted: value != wanted,
    "in": lambda value, wanted: value in wanted,
    "nin": lambda value, wanted: value not in wanted,
    "contains": lambda value, wanted: wanted in value,
    "eqIgnoreCase": lambda value, wanted: value.lower() == wanted.lower(),
}


class LinearFace:
    """Answers to `POST /linear/graphql`."""

    def __init__(
        self,
        config: SandboxConfig,
        linear: Linear,
        courier: Courier,
        record: Record,
        present: Present,
    ) -> None:
        self._config = config
        self._linear = linear
        self._courier = courier
        self._record = record
        self._present = present
        self._schema: GraphQLSchema | None = None

    async def answer(self, request: Request) -> Response:
        """One operation; the vendor says 400 where it cannot be executed, 200 otherwise."""
        key = request.headers.get("authorization", "").removeprefix("Bearer ")
        if key != self._config.linear_key:
            extensions = {"type": "authentication error", "code": "AUTHENTICATION_ERROR"}
            error = {"message": "Authentication required, not authenticated"}
            return JSONResponse({"errors": [error | {"extensions": extensions}]}, status_code=401)
        asked: Json = json.loads(await request.body())
        result = graphql_sync(
            self._executable(),
            str(asked.get("query", "")),
            root_value=self._root(),
            variable_values=asked.get("variables"),
            operation_name=asked.get("operationName"),
        )
        # An error without a path was found before anything was executed.
        executed = all(error.path for error in result.errors or [])
        return JSONResponse(_told(result), status_code=200 if executed else 400)

    def _executable(self) -> GraphQLSchema:
        """The schema, read when first needed: it takes a moment."""
        if self._schema is None:
            self._schema = load(self._config.contracts)
            every = self._linear.all
            for kind, name, entities, back in (
                ("Team", "states", every.states, "team"),
                ("Issue", "comments", every.comments, "issue"),
                ("Issue", "attachments", every.attachments, "issue"),
            ):
                assert_object_type(self._schema.type_map[kind]).fields[name].resolve = _children(
                    entities, back
                )
        return self._schema

    def _root(self) -> Json:
        linear, every = self._linear, self._linear.all
        return {
            "viewer": linear.viewer,
            "users": lambda _, **a: connection(every.users.values(), a),
            "team": lambda _, **a: linear.find("teams", a["id"], "key"),
            "teams": lambda _, **a: connection(every.teams.values(), a),
            "workflowStates": lambda _, **a: connection(every.states.values(), a),
            "issue": lambda _, **a: linear.find("issues", a["id"], "identifier"),
            "issues": lambda _, **a: connection(every.issues.values(), a),
            "comment": lambda _, **a: linear.find("comments", a.get("id")),
            "attachmentsForURL": lambda _, **a: connection(
                (t for t in every.attachments.values() if t["url"] == a["url"]), a
            ),
            "issueCreate": self._issue_create,
            "issueUpdate": self._issue_update,
            "commentCreate": self._comment_create,
            "attachmentCreate": self._attachment_create,
        }

    def _issue_create(self, _: object, **args: Json) -> Json:
        given = args["input"]
        issue = self._linear.create_issue(given, self._present.now())
        return self._done("issueCreate", "issue", issue, given.get("id"))

    def _issue_update(self, _: object, **args: Any) -> Json:
        issue = self._linear.find("issues", args["id"], "identifier")
        self._linear.update_issue(issue, args["input"], self._present.now())
        return self._done("issueUpdate", "issue", issue, None)

    def _comment_create(self, _: object, **args: Json) -> Json:
        given, by, at = args["input"], self._linear.viewer, self._present.now()
        comment = self._linear.create_comment(given, by, at)
        if "linear.comment" in self._config.echo:
            self._courier.deliver_behind(self._linear.told_comment(comment, by, at))
        return self._done("commentCreate", "comment", comment, given.get("id"))

    def _attachment_create(self, _: object, **args: Json) -> Json:
        attachment = self._linear.create_attachment(args["input"], self._present.now())
        return self._done("attachmentCreate", "attachment", attachment, attachment["url"])

    def _done(self, what: str, kind: str, entity: Json, key: str | None) -> Json:
        target = entity.get("issue", entity)["identifier"]
        said = entity["body"] if kind == "comment" else entity["title"]
        self._record.add("linear", what, target, key or "", said)
        return {"success": True, "lastSyncId": 1, kind: entity}


def connection(entities: Iterable[Json], args: Json) -> Json:
    """The page of entities that `filter`, `first` and `after` ask for."""
    found = [e for e in entities if _matches(e, args.get("filter") or {})]
    start = int(args.get("after") or 0)
    end = start + int(args.get("first") or PAGE)
    nodes, more = found[start:end], end < len(found)
    edges = {"startCursor": str(start), "endCursor": str(start + len(nodes))}
    pages = {"hasNextPage": more, "hasPreviousPage": start > 0, **edges}
    return {"nodes": nodes, "pageInfo": pages}


def _children(entities: Mapping[str, Json], back: str) -> Callable[..., Json]:
    def resolve(parent: Json, _: object, **args: Any) -> Json:
        return connection([e for e in entities.values() if e[back]["id"] == parent["id"]], args)

    return resolve


def _matches(entity: Json, wanted: Json) -> bool:
    """Every part of a filter holds. A comparison that is not known here is refused, not skipped."""
    for name, test in wanted.items():
        if name in ("and", "or"):
            holds = (all if name == "and" else any)(_matches(entity, part) for part in test)
        elif isinstance(entity.get(name), dict):
            holds = _matches(entity[name], test)
        elif unknown := test.keys() - COMPARE.keys():
            raise Refused(f"the sandbox cannot filter by {name}.{min(unknown)}")
        else:
            holds = all(COMPARE[how](entity.get(name), value) for how, value in test.items())
        if not holds:
            return False
    return True


def _told(result: ExecutionResult) -> Json:
    """Data and errors; those of a document that cannot be executed carry the code for it."""
    told: Json = {"data": result.data}
    if result.errors:
        told["errors"] = [_error(error) for error in result.errors]
    return told


def _error(error: GraphQLError) -> Json:
    written = dict(error.formatted)
    code = "GRAPHQL_VALIDATION_FAILED" if not error.path else "INTERNAL_SERVER_ERROR"
    written.setdefault("extensions", {"type": "graphql error", "code": code})
    return written
