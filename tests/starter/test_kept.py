"""Answers that are kept: for how long, how many, and what serves when there is no new one."""

import pytest

from integrations.errors import Transient
from starter.slack.kept import Kept


class Oracle:
    """Answers with how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.is_silent = False
        self.now = 0.0

    async def ask(self, question: str) -> str:
        if self.is_silent:
            raise Transient("no answer")
        self.asked.append(question)
        return f"{question} {len(self.asked)}"

    def kept(self) -> Kept[[str], str]:
        return Kept(self.ask, for_s=600, limit=2, clock=lambda: self.now)


@pytest.fixture
def oracle() -> Oracle:
    return Oracle()


async def test_an_answer_is_kept_for_a_while(oracle: Oracle):
    kept = oracle.kept()
    assert [await kept.get("who"), await kept.get("who")] == ["who 1", "who 1"]
    oracle.now = 599.9
    assert await kept.get("who") == "who 1"
    oracle.now = 600
    assert await kept.get("who") == "who 2"


async def test_an_old_answer_serves_while_there_is_no_other(oracle: Oracle):
    kept = oracle.kept()
    await kept.get("who")
    oracle.now, oracle.is_silent = 700, True
    assert await kept.get("who") == "who 1"
    with pytest.raises(Transient):
        await kept.get("where")


async def test_what_was_asked_longest_ago_is_forgotten_first(oracle: Oracle):
    kept = oracle.kept()
    for question in ("a", "b", "a", "c", "a", "b"):
        await kept.get(question)
    assert oracle.asked == ["a", "b", "c", "b"]
