"""Neighbours and groups: what may not matter does not, and what must be found is."""

import random
from dataclasses import dataclass, field

import pytest
from hypothesis import given, strategies

from escalation.similar import index as indexed
from escalation.similar.compared import Near, Vector
from escalation.similar.groups import Group, groups
from escalation.similar.index import Index
from escalation.similar.marks import Text

TICKETS = (
    Text("Export hangs", "The CSV export of invoices hangs at 90 percent"),
    Text("Export hangs again", "CSV export of our invoices hangs at 95 percent"),
    Text("Invoice export is stuck", "The CSV export of the invoices hangs at 90 percent"),
    Text("Cannot log in", "The login page says the password is wrong after the reset"),
    Text("Log in is not possible", "The login page says that the password is wrong after reset"),
    Text("Wishes", "A dark mode would be lovely"),
)
UNRELATED = Text("Walruses", "Purple hovercraft quietly overtakes seventeen balloons")
WORDS = ("card", "order", "late", "lost", "wrong", "refund", "money", "login", "17", "4711")
SAID = strategies.lists(
    strategies.sampled_from(
        [
            "card",
            "order",
            "late",
            "lost",
            "wrong",
            "refund",
            "money",
            "app",
            "login",
            "slow",
            "17",
            "4711",
        ]
    ),
    max_size=8,
).map(" ".join)
TEXTS = strategies.lists(strategies.builds(Text, SAID, SAID), max_size=12)


def texts_of(found: list[Group], texts: list[Text]) -> list[tuple[list[Text], float]]:
    by_words = (
        (sorted((texts[p] for p in group.places), key=repr), group.score) for group in found
    )
    return sorted(by_words, key=repr)


def test_tickets_of_one_issue_are_one_group():
    found = groups(Index(TICKETS), 0.5)
    assert [group.places for group in found] == [(0, 1, 2), (3, 4)]
    assert all(0.5 <= group.score < 1 for group in found)


def test_the_nearest_come_first_and_oneself_never():
    nearest = Index(TICKETS).nearest()
    assert {near.place for near in nearest[0][:2]} == {1, 2}
    assert nearest[3][0].place == 4
    for place, near in enumerate(nearest):
        assert place not in {n.place for n in near}
        assert [n.score for n in near] == sorted((n.score for n in near), reverse=True)


def test_as_many_neighbours_are_kept_as_are_asked_for():
    same = [Text("Export hangs", f"At {place} percent, screen {place}") for place in range(30)]
    assert {len(near) for near in Index(same, 20).nearest()} == {20}


def test_equal_texts_are_wholly_alike_and_one_group():
    index = Index([TICKETS[0], TICKETS[5], TICKETS[0], TICKETS[0]])
    assert groups(index) == [Group((0, 2, 3), 1.0)]
    assert index.nearest()[2] == [Near(0, 1.0), Near(3, 1.0)]


def test_only_their_own_numbers_tell_two_texts_apart():
    index = Index([Text("Order 4711 is late"), Text("Order 4712 is late")])
    assert [n.score for near in index.nearest() for n in near] == [1.0, 1.0]


@pytest.mark.parametrize("texts", [[], [Text("")], [Text("the"), Text("of")], [Text("17")]])
def test_texts_that_say_nothing_are_near_nothing(texts: list[Text]):
    index = Index(texts)
    assert groups(index) == []
    assert index.nearest() == [[] for _ in texts]


@given(TEXTS, strategies.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_no_group(texts: list[Text], chance: random.Random):
    mixed = texts[:]
    chance.shuffle(mixed)
    assert texts_of(groups(Index(mixed)), mixed) == texts_of(groups(Index(texts)), texts)


@given(TEXTS)
def test_an_unrelated_ticket_changes_no_group_and_no_score(texts: list[Text]):
    assert groups(Index([*texts, UNRELATED])) == groups(Index(texts))


@given(TEXTS)
def test_likeness_is_the_same_from_both_sides_and_within_0_and_1(texts: list[Text]):
    nearest = Index(texts, len(texts) or 1).nearest()
    scores = {(a, n.place): n.score for a, near in enumerate(nearest) for n in near}
    for (one, other), score in scores.items():
        assert 0 <= score <= 1
        assert scores[other, one] == pytest.approx(score, abs=1e-5)


def test_a_new_text_finds_those_that_it_is_like():
    index = Index([*TICKETS, TICKETS[0]])
    assert {n.place for n in index.like(Text("export of invoices as CSV hangs"), 3)} == {0, 1, 6}
    assert index.like(UNRELATED, 3) == []


def test_a_frequent_word_is_looked_up_among_those_that_begin_alike(monkeypatch):
    monkeypatch.setattr(indexed, "LOOKED_AT_LEAST", 6)
    monkeypatch.setattr(indexed, "LOOKED_AT_IN_ALL", 0)
    letters = "abcdefghijklmnopqrst"
    texts = [Text(f"{a * 3}ing export hangs") for a in letters for _ in range(1)]
    nearest = Index(texts, 2).nearest()
    assert all(len(near) == 2 for near in nearest)
    assert all(abs(n.place - place) <= 6 for place, near in enumerate(nearest) for n in near)


@dataclass(frozen=True)
class Dense:
    """Another model's vectors: the port is all that groups know."""

    vectors: list[Vector]
    nearby: list[list[Near]]
    members: list[list[int]] = field(default_factory=lambda: [[0], [1], [2], [3]])

    def vector(self, row: int) -> Vector:
        return self.vectors[row]


def test_another_model_plugs_in_and_a_chain_is_no_group():
    """The first is near the second and the second near the third, but not the first the third."""
    vectors: list[Vector] = [{0: 1.0}, {0: 0.8, 1: 0.6}, {0: 0.28, 1: 0.96}, {2: 1.0}]
    nearby = [[Near(1, 0.8)], [Near(2, 0.8), Near(0, 0.8)], [Near(1, 0.8)], []]
    assert groups(Dense(vectors, nearby), 0.7) == [Group((0, 1), 0.8)]
    assert groups(Dense(vectors, nearby), 0.5) == [Group((0, 1, 2), 0.626667)]


def test_a_single_text_joins_a_group_that_came_before():
    vectors: list[Vector] = [{0: 0.8, 1: 0.6}, {0: 1.0}, {0: 1.0}, {2: 1.0}]
    nearby = [[Near(1, 0.8)], [Near(2, 1.0), Near(0, 0.8)], [Near(1, 1.0)], []]
    assert groups(Dense(vectors, nearby), 0.7) == [Group((0, 1, 2), 0.866667)]
