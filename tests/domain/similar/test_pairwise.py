"""Two texts by themselves."""

import pytest
from hypothesis import given, strategies

from escalation.similar.pairwise import ALIKE_MIN, alikeness

TOLD = ("card", "order", "late", "lost", "wrong", "refund", "money", "login", "17", "the")
WORDS = strategies.lists(
    strategies.sampled_from(
        ["card", "order", "late", "lost", "wrong", "refund", "money", "login", "17", "the"]
    ),
    max_size=9,
).map(" ".join)


@given(WORDS, WORDS)
def test_it_is_the_same_from_both_sides_and_within_0_and_1(one: str, other: str):
    assert alikeness(one, other) == alikeness(other, one)
    assert 0 <= alikeness(one, other) <= 1


@pytest.mark.parametrize("text", ["card", "The export hangs at 90 percent", "4711", "Überweisung"])
def test_the_same_text_is_wholly_alike(text: str):
    assert alikeness(text, text) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        ("The CSV export of invoices hangs", "CSV exports of an invoice are hanging", True),
        ("My card payment was declined", "Card payment declined", True),
        ("Order 4711 never arrived", "Order 4712 never arrived", True),
        ("I need help with my account", "I need help with my invoice export", False),
        ("The export hangs", "The login page is slow", False),
        ("The export hangs", "", False),
        ("", "", False),
        ("the", "of", False),
    ],
)
def test_texts_of_one_issue_are_alike(one: str, other: str, is_alike: bool):
    assert (alikeness(one, other) >= ALIKE_MIN) is is_alike
