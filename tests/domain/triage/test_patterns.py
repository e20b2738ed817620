"""A pattern that may run away is refused, and what is accepted never takes long."""

import re
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.triage.patterns import SEARCHED_MAX, fault

GOOD = [
    r"ORD-\d{4}",
    r"refund\s{1,3}of\s{1,3}\d{1,5}",
    r"(?:foo|bar|baz)?x",
    r"(?:ab){3}c",
    r"\(a+\)\*",
    r"[(*+]{1,3}x",
    r"[]+*]x",
    r"(?i)export (fails|hangs)",
    r"(?P<code>E\d{3})",
    r"a{2}b",
    r"cat|dog|bird|fish",
    r"\bwire transfer\b.{1,8}?\bfailed",
    r"x{0,5}y",
]
BAD = [
    (r"(a+)+b", "repeats a group that repeats or forks: “+”"),
    (r"(?:a|aa)*b", "repeats a group that repeats or forks: “*”"),
    (r"(?:a?){30}b", "repeats a group that repeats or forks: “{30}”"),
    (r"(?:(?:x(a|b))){2,}?b", "repeats a group that repeats or forks: “{2,}?”"),
    (r"a+b+c", "may run away"),
    (r".{0,200}a.{0,200}b", "may run away"),
    (r"x{1,}y{1,30}", "may run away"),
    (r"(?:a|a)" * 15 + "b", "may run away"),
    (r"a{,99}b{,999}c", "may run away"),
    ("a?" * 14 + "b", "may run away"),
    (r"(a+)\1b", "refers back to a group"),
    (r"(?P<one>a+)(?P=one)b", "refers back to a group"),
    ("(", "is no regular expression"),
    ("a{99999999999}", "is no regular expression"),
    ("x" * 201, "is longer than 200 characters"),
    ("a*", "is found in every text"),
    ("", "is found in every text"),
]


@pytest.mark.parametrize("regex", GOOD)
def test_a_pattern_may_be_used(regex: str) -> None:
    assert fault(regex) is None


@pytest.mark.parametrize(("regex", "problem"), BAD)
def test_a_pattern_is_refused_with_a_remedy(regex: str, problem: str) -> None:
    found = fault(regex)
    assert found is not None
    assert found[0].startswith(problem)
    assert found[1]


ATOMS = st.sampled_from(["a", ".", r"\w", "[ab]", "(?:a|b)", "(?:ab)", "(?:a+)", "(a?)"])
REPEATS = st.sampled_from(["", "?", "+", "*", "{2}", "{1,9}", "{1,40}", "{3,}"])
ATTACK = "a" * (SEARCHED_MAX - 1) + "!"


@given(st.lists(st.tuples(ATOMS, REPEATS), min_size=1, max_size=6))
def test_what_is_accepted_never_takes_long(parts: list[tuple[str, str]]) -> None:
    regex = "".join(atom + repeat for atom, repeat in parts) + "c"
    if fault(regex):
        return
    begun = process_time()
    re.search(regex, ATTACK)
    assert process_time() - begun < 2  # Temporal gives up on a workflow that takes longer
