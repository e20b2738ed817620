"""Which words of a text count, as tables."""

from collections import Counter

import pytest

from escalation.similar.marks import (
    HEADING_WORDS_MAX,
    LEAD,
    LEAD_COUNTS,
    SUBJECT_COUNTS,
    Text,
    marks,
)
from escalation.similar.words import WORDS_MAX, is_number, spellings, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("the of and", ()),
        ("The exports are failing", ("export", "fail")),
        ("stopped stopping stops", ("stop", "stop", "stop")),
        ("filled missing classes", ("fill", "miss", "class")),
        ("queries queried query", ("queri", "queri", "queri")),
        ("update updates updated", ("updat", "updat", "updat")),
        ("bus bed access", ("bus", "bed", "access")),
        ("x yes", ("yes",)),
        ("BlockManager", ("=blockmanager", "block", "manag")),
        ("ERR_4711", ("=err_4711", "err", "4711")),
        ("getURLs", ("=geturls", "get", "ur", "ls")),
        ("netty 4.1.45.Final", ("netti", "4.1", "4.1.45", "4.1.45.final")),
        ("order 4711", ("ord", "4711")),
        ("Überweisung läuft", ("überweisung", "läuft")),
        ("支払い", ("支払い",)),
        ("__", ("__",)),
    ],
)
def test_words_are_stemmed_and_identifiers_kept(text: str, expected: tuple[str, ...]):
    assert words(text) == expected


def test_what_follows_the_first_words_is_not_read():
    assert len(words("export " * (WORDS_MAX + 5))) == WORDS_MAX
    assert len(words("export" * 10_000)) == 1


@pytest.mark.parametrize(("word", "expected"), [("fail", False), ("4711", True), ("=e_1", True)])
def test_a_word_with_digits_is_a_number(word: str, expected: bool):
    assert is_number(word) is expected


def test_spelling_is_told_by_three_letters_of_the_words_that_tell():
    assert spellings("the card, a b") == ("#^ca", "#car", "#ard", "#rd$")


def test_a_subject_counts_most_then_what_a_body_begins_with():
    both = marks(Text("Export hangs", "card " * (LEAD + 3)))
    assert Counter(both.words) == {
        "export": SUBJECT_COUNTS,
        "hang": SUBJECT_COUNTS,
        "card": LEAD * LEAD_COUNTS + 3,
    }
    assert SUBJECT_COUNTS > LEAD_COUNTS > 1


def test_what_is_said_once_counts_the_same_as_subject_and_as_body():
    assert marks(Text("Export hangs")) == marks(Text("", "Export hangs"))
    assert marks(Text("Export hangs")).words == ("export", "hang")


def test_what_a_form_asks_for_counts_in_no_body_but_in_a_subject():
    body = "Steps to reproduce:\nOpen it.\nActual results: it hangs"
    assert marks(Text("Build", body)).body == ("open", "hang")
    assert marks(Text("Steps are missing")).words == ("step", "miss")


def test_what_a_browser_says_of_itself_is_not_read():
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:52.0) Gecko/20100101 Firefox/52.0"
    assert words(f"Sent by {agent} It hangs") == ("sent", "hang")


def test_numbers_stand_in_no_pair():
    assert marks(Text("order 4711 hangs")).pairs == ["ord hang"]


def test_a_text_without_subject_is_headed_by_its_first_words():
    body = "card " * (HEADING_WORDS_MAX + 3)
    assert len(marks(Text("", body)).spelling) == 4 * HEADING_WORDS_MAX
