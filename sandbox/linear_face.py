"""The Linear face: GraphQL over the workspace, each operation held to the vendor's own types."""

import json
import time
from typing import Any

from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    assert_object_type,
    execute_sync,
    parse,
    validate,
)
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.callbacks import Courier
from sandbox.config import SandboxConfig
from sandbox.linear import Linear
from sandbox.linear_bonds import LinearBonds
from sandbox.linear_limits import LinearLimits, cost
from sandbox.linear_lists import children, connection, own
from sandbox.linear_schema import load
from sandbox.linear_writes import LinearWrites
from sandbox.record import Json, Present, Record


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
        self.bonds = LinearBonds(linear, config.public_url)
        self.limits = LinearLimits(config.limits, time.monotonic, present.wall)
        self._writes = LinearWrites(config, (linear, self.bonds), courier, record, present)
        self._schema: GraphQLSchema | None = None

    async def answer(self, request: Request) -> Response:
        """One operation; the vendor says 400 where it cannot be executed, 200 otherwise."""
        key = request.headers.get("authorization", "").removeprefix("Bearer ")
        if key != self._config.linear_key:
            extensions = {"type": "authentication error", "code": "AUTHENTICATION_ERROR"}
            error = {"message": "Authentication required, not authenticated"}
            return JSONResponse({"errors": [error | {"extensions": extensions}]}, status_code=401)
        asked: Json = json.loads(await request.body())
        variables: Json = asked.get("variables") or {}
        try:
            document = parse(str(asked.get("query", "")))
        except GraphQLSyntaxError as error:
            return self._told(ExecutionResult(None, [error]), 0)
        if errors := validate(self._executable(), document):
            return self._told(ExecutionResult(None, errors), 0)
        points = cost(document, variables)
        if refusal := self.limits.refusal(points):
            return refusal
        result = execute_sync(
            self._executable(),
            document,
            self._root(),
            variable_values=variables,
            operation_name=asked.get("operationName"),
        )
        return self._told(result, points)

    def _told(self, result: ExecutionResult, points: int) -> Response:
        # An error without a path was found before anything was executed.
        executed = all(error.path for error in result.errors or [])
        headers = self.limits.headers(points)
        return JSONResponse(_body(result), status_code=200 if executed else 400, headers=headers)

    def _executable(self) -> GraphQLSchema:
        """The schema, read when first needed: it takes a moment."""
        if self._schema is None:
            self._schema = load(self._config.contracts)
            every = self._linear.all
            for kind, name, resolve in (
                ("Team", "states", children(every.states, "team")),
                ("Issue", "comments", children(every.comments, "issue")),
                ("Issue", "attachments", children(every.attachments, "issue")),
                ("Issue", "relations", children(every.relations, "issue")),
                ("Issue", "needs", children(every.needs, "issue")),
                ("Issue", "labels", own("labels")),
            ):
                fields = assert_object_type(self._schema.type_map[kind]).fields
                fields[name].resolve = resolve
        return self._schema

    def _root(self) -> Json:
        linear, every = self._linear, self._linear.all
        return {
            "viewer": linear.viewer,
            "users": lambda _, **a: connection(every.users.values(), a),
            "team": lambda _, **a: linear.find("teams", a["id"], "key"),
            "teams": lambda _, **a: connection(every.teams.values(), a),
            "workflowStates": lambda _, **a: connection(every.states.values(), a),
            "issue": lambda _, **a: linear.issue(a["id"]),
            "issues": lambda _, **a: connection(every.issues.values(), a),
            "comment": lambda _, **a: linear.find("comments", a.get("id")),
            "attachmentsForURL": lambda _, **a: connection(
                (t for t in every.attachments.values() if t["url"] == a["url"]), a
            ),
            "issueLabels": lambda _, **a: connection(every.labels.values(), a),
            "issueLabel": lambda _, **a: linear.find("labels", a["id"]),
            "projects": lambda _, **a: connection(every.projects.values(), a),
            "issueRelation": lambda _, **a: linear.find("relations", a["id"]),
            "customers": lambda _, **a: connection(self.bonds.customers(), a),
            "customerNeed": lambda _, **a: linear.find("needs", a.get("id")),
            "webhooks": self._webhooks,
            **self._writes.root(),
        }

    def _webhooks(self, _: object, **args: Any) -> Json:
        self.bonds.check_admin()
        return connection(self._linear.all.webhooks.values(), args)


def _body(result: ExecutionResult) -> Json:
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
