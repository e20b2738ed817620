"""How a policy proposes one cause is looked at before it is believed."""

from dataclasses import replace
from typing import Any

import pytest

from escalation.policy import ProblemRules
from escalation.policy_check import check
from escalation.terms import Tier
from tests.policies import POLICY


def found(ledger: bool = True, **fields: Any) -> dict[str, tuple[str, bool]]:
    policy = replace(POLICY, ledger=ledger, problems=ProblemRules(**fields))
    return {f.field: (f.problem, f.is_error) for f in check(policy) if f.path[0] == "problems"}


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("window", "3d", "“3d” is in business days: a cause keeps no hours"),
        ("window", "soon", "“soon” is not a span"),
        ("score_min", 0.0, "0.0 is no likeness"),
        ("score_min", 1.5, "1.5 is no likeness"),
        ("customers", 1, "1 is too few: one customer alone shares nothing"),
        (
            "tier",
            Tier.SECURITY,
            "security is restricted: whoever has the others may not read there",
        ),
    ],
)
def test_what_cannot_work_is_an_error(field: str, value: Any, problem: str):
    assert found(**{field: value}) == {f"problems.{field}": (problem, True)}


def test_without_a_ledger_nothing_is_found_and_that_is_said():
    said = ("asks the ledger, which nothing is written into", False)
    wanted = {"problems.proposes": said, "problems.tells_weekly": said}
    assert found(ledger=False, proposes=True, tells_weekly=True) == wanted
    assert found(proposes=True, tells_weekly=True, window="30m", customers=2) == {}
