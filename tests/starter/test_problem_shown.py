"""A problem is printed as an escalation is: what it is, what comes next, its story."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from escalation.policy import ProblemRules
from escalation.problem import Member, Problem, decide_problem
from escalation.problem_face import face
from escalation.terms import Severity
from starter.cli import printed
from tests.policies import POLICY

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_show_prints_a_problem(capsys: pytest.CaptureFixture[str]) -> None:
    problem = Problem("problem-zendesk-1", replace(POLICY, problems=ProblemRules(customers=2)))
    for number in (1, 2):
        joined = Member(f"zendesk-{number}", f"customer-{number}", Severity.HIGH, NOW, "No rows")
        problem, _ = decide_problem(problem, joined, NOW)
    printed.answer(False, None, printed.escalation(face(problem).bare))
    out = capsys.readouterr().out
    assert "problem-zendesk-1  No rows (2 customers)" in out
    assert "high at engineering, working" in out
    assert "next: Fix the cause, once for all of them" in out
    assert "zendesk-2 (customer-2) joined" in out
