"""Linear's limits: what an operation costs, and how much of it a key may ask an hour.

linear.app/developers/rate-limiting: a property costs 0.1, an object 1, a connection what one child
costs times its `first`, rounded up; buckets fill at a constant rate; too much is HTTP 400.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    value_from_ast_untyped,
)
from starlette.responses import JSONResponse, Response

from sandbox.record import Json

HOUR_S = 3600.0
REQUESTS, POINTS = 2_500, 3_000_000  # an hour, of an API key
POINTS_MAX = 10_000  # of one operation
FIRST = 50  # where a connection does not say


def cost(document: DocumentNode, variables: Mapping[str, Any]) -> int:
    """The points of a document with one operation."""
    fragments = (d for d in document.definitions if isinstance(d, FragmentDefinitionNode))
    parts = {fragment.name.value: fragment.selection_set for fragment in fragments}

    def points(selections: SelectionSetNode, first: int) -> float:
        return sum(one(node, first) for node in selections.selections)

    def one(node: Any, first: int) -> float:
        if isinstance(node, FragmentSpreadNode):
            return points(parts[node.name.value], first)
        if isinstance(node, InlineFragmentNode):
            return points(node.selection_set, first)
        if node.selection_set is None:
            return 0.1
        if isinstance(node, FieldNode) and node.name.value in ("nodes", "edges"):
            return first * (1 + points(node.selection_set, FIRST))
        return 1 + points(node.selection_set, _first(node, variables))

    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    # 0.1 is no binary number: without the rounding a whole sum would cost one more.
    return math.ceil(round(sum(points(o.selection_set, FIRST) for o in operations), 6))


def _first(node: Any, variables: Mapping[str, Any]) -> int:
    given = {a.name.value: a.value for a in getattr(node, "arguments", ())}
    asked = value_from_ast_untyped(given["first"], dict(variables)) if "first" in given else None
    return int(asked) if isinstance(asked, int) else FIRST


@dataclass
class Bucket:
    """What is left of an hour's worth; it fills at a constant rate."""

    limit: int
    left: float
    filled_at: float = 0.0

    def fill(self, now: float) -> None:
        """Up to `now`, in seconds of a monotonic clock."""
        won = (now - self.filled_at) * self.limit / HOUR_S
        self.left, self.filled_at = min(float(self.limit), self.left + won), now

    def headers(self, kind: str, wall: datetime) -> dict[str, str]:
        """What the vendor says of it; it is full again at `Reset`, in ms since 1970."""
        full_in = timedelta(seconds=(self.limit - self.left) / self.limit * HOUR_S)
        return {
            f"X-RateLimit-{kind}-Limit": str(self.limit),
            f"X-RateLimit-{kind}-Remaining": str(max(0, int(self.left))),
            f"X-RateLimit-{kind}-Reset": str(int((wall + full_in).timestamp() * 1000)),
        }


@dataclass
class LinearLimits:
    """Counts every operation; refuses what is too much where `are_kept`.

    `monotonic` counts seconds, `wall` gives aware UTC: limits are of the real time.
    """

    are_kept: bool
    monotonic: Callable[[], float]
    wall: Callable[[], datetime]
    requests: Bucket = field(default_factory=lambda: Bucket(REQUESTS, REQUESTS))
    points: Bucket = field(default_factory=lambda: Bucket(POINTS, POINTS))

    def refusal(self, asked: int) -> Response | None:
        """The answer to an operation of that many points that is one too many."""
        now = self.monotonic()
        self.requests.fill(now)
        self.points.fill(now)
        if asked > POINTS_MAX:
            said = f"Query too complex: {asked} points, at most {POINTS_MAX}"
            return _refused(said, "invalid input", "INPUT_ERROR", self.headers(asked))
        if self.are_kept and (self.requests.left < 1 or self.points.left < asked):
            said = "Rate limit exceeded"
            return _refused(said, "ratelimited", "RATELIMITED", self.headers(asked))
        self.requests.left = max(0.0, self.requests.left - 1)
        self.points.left = max(0.0, self.points.left - asked)
        return None

    def headers(self, asked: int) -> dict[str, str]:
        """What every answer carries."""
        wall = self.wall()
        requests, points = ("Requests", self.requests), ("Complexity", self.points)
        told = {"X-Complexity": str(asked)}
        for kind, bucket in (requests, points):
            told |= bucket.headers(kind, wall)
        return told


def _refused(said: str, kind: str, code: str, headers: dict[str, str]) -> Response:
    extensions: Json = {"type": kind, "code": code, "userError": True}
    body = {"errors": [{"message": said, "extensions": extensions}]}
    return JSONResponse(body, status_code=400, headers=headers)
