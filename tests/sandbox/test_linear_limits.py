"""What the sandbox's Linear counts: points by the vendor's rule, and what is left of an hour's."""

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from graphql import parse

from integrations.linear import documents
from sandbox.linear_limits import POINTS, REQUESTS, Bucket, LinearLimits, cost
from tests.sandbox.conftest import Sandbox, standing

WALL = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("name", documents.POINTS)
def test_it_counts_our_documents_as_we_do(name: str):
    assert cost(parse(getattr(documents, name)), {}) == documents.POINTS[name]


def test_a_page_costs_what_its_variable_says():
    document = parse("query ($n: Int) { teams(first: $n) { nodes { id } } }")
    assert cost(document, {"n": 10}) == 1 + 11
    assert cost(document, {}) == 1 + 55  # Linear's default of 50
    assert cost(parse("{ a: viewer { ... on User { id } } }"), {}) == math.ceil(1 + 0.1)


def limits(seconds: list[float], are_kept: bool = True) -> LinearLimits:
    return LinearLimits(are_kept, lambda: seconds[0], lambda: WALL)


def test_an_hours_worth_can_be_asked_at_once_and_then_as_fast_as_it_fills():
    seconds = [0.0]
    kept = limits(seconds)
    assert [kept.refusal(1) for _ in range(REQUESTS)] == [None] * REQUESTS
    assert kept.refusal(1) is not None
    seconds[0] += 3600 / REQUESTS
    assert kept.refusal(1) is None
    assert kept.refusal(1) is not None


def test_points_are_a_budget_of_their_own():
    kept = limits([0.0])
    for _ in range(POINTS // 10_000):
        assert kept.refusal(10_000) is None
    assert kept.refusal(1) is not None
    assert kept.requests.left > 2_000


def test_one_question_may_cost_ten_thousand_points_whether_limits_are_kept_or_not():
    assert limits([0.0], are_kept=False).refusal(10_000) is None
    assert limits([0.0], are_kept=False).refusal(10_001) is not None


def test_nothing_else_is_refused_where_limits_are_not_kept():
    free = limits([0.0], are_kept=False)
    assert not any(free.refusal(1) for _ in range(REQUESTS + 100))


def test_a_bucket_says_when_it_is_full_again():
    half = Bucket(100, 50.0)
    at = WALL + timedelta(minutes=30)
    assert half.headers("Requests", WALL) == {
        "X-RateLimit-Requests-Limit": "100",
        "X-RateLimit-Requests-Remaining": "50",
        "X-RateLimit-Requests-Reset": str(int(at.timestamp() * 1000)),
    }


async def test_every_answer_carries_what_is_left(sandbox: Sandbox):
    headers = (await sandbox.linear("{ viewer { id } }")).headers
    assert headers["x-complexity"] == "2"
    for kind, limit in (("Requests", REQUESTS), ("Complexity", POINTS)):
        assert headers[f"x-ratelimit-{kind}-limit"] == str(limit)
        assert int(headers[f"x-ratelimit-{kind}-remaining"]) < limit
        assert len(headers[f"x-ratelimit-{kind}-reset"]) == 13  # ms since 1970


async def test_too_much_is_a_400_with_the_vendors_code(sandbox: Sandbox):
    await sandbox.http.post("/control/linear/workspace", json={"requests_left": 0})
    answer = await sandbox.linear("{ viewer { id } }")
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]["code"]) == (400, "RATELIMITED")
    assert answer.headers["x-ratelimit-requests-remaining"] == "0"


async def test_limits_are_kept_on_demand():
    async with standing(None, lambda c: replace(c, limits=True)) as sandbox:
        deep = "{ issues(first: 250) { nodes { labels { nodes { id } } } } }"
        answer = await sandbox.linear(deep)
        assert (answer.status_code, "too complex" in answer.text) == (400, True)
