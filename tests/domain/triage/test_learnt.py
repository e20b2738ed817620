"""A learnt model, asked by hand: what it hears, what it says, and which words it says it by."""

import pytest

from escalation.triage.learnt import LearntModel, Term
from escalation.triage.learnt_words import LETTERS_MAX, OPENING_WORDS, PARTS, TITLE_MAX, hear
from escalation.triage.words import Kind

MODEL = LearntModel(
    name="hand-made",
    kinds=(Kind.BUG, Kind.QUESTION),
    terms={
        "title": {"crash": Term(2.0, (3.0, -3.0)), "< how": Term(2.0, (-2.0, 2.0))},
        "opening": {},
        "body": {
            "crash": Term(1.5, (1.0, -1.0)),
            "how": Term(1.0, (-1.0, 1.0)),
            "please": Term(1.0, (0.0, 0.0)),
        },
    },
    bias=(0.1, -0.1),
)


@pytest.mark.parametrize(
    ("text", "kind", "because"),
    [
        ("Crash on saving", Kind.BUG, ("crash",)),
        ("How to save", Kind.QUESTION, ("< how",)),
        ("Saving\nhow is it done, please", Kind.QUESTION, ("how",)),
        ("How to survive a crash\nhow, how", Kind.QUESTION, ("< how", "how")),
        ("Saving\nplease", Kind.BUG, ()),  # by the bias alone
    ],
)
def test_a_text_has_a_kind_and_the_words_that_say_so(text: str, kind: Kind, because):
    said, confidence, words = MODEL.kind(text)
    assert (said, words) == (kind, because)
    assert confidence == MODEL.likely(text)[kind] > 0.5
    assert sum(MODEL.likely(text).values()) == pytest.approx(1)


@pytest.mark.parametrize("text", ["", "   \n ", "Hello there", "?!"])
def test_without_a_known_word_it_does_not_pretend(text: str):
    assert MODEL.kind(text) == (Kind.BUG, pytest.approx(0.55, abs=0.01), ())


def test_a_higher_temperature_is_less_sure_of_the_same():
    doubting = LearntModel("d", MODEL.kinds, MODEL.terms, MODEL.bias, temperature=4.0)
    said, sure, words = MODEL.kind("Crash")
    assert doubting.kind("Crash") == (said, doubting.likely("Crash")[said], words)
    assert 0.5 < doubting.likely("Crash")[said] < sure


def test_a_long_text_counts_no_more_than_a_short_one():
    long = "Saving\n" + "crash " * 300
    assert MODEL.likely(long)[Kind.BUG] == pytest.approx(MODEL.likely("Saving\ncrash")[Kind.BUG])


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("It doesn’t work!", "it doesn't work !"),
        ("```python\nraise KeyError\n``` then", "@code then"),
        ("```never closed\nbug bug", "@code"),
        ("<pre class='x'>a\nb</pre> then", "@code then"),
        ("<!-- Describe the bug -->", "@comment describe the bug"),
        ("see ![shot](https://a.example/b.png) and <img src='x'>", "see @image and @image"),
        ("at https://a.example/path?x=1 now", "at @url now"),
        ("Traceback (most recent call last):\nno", "@trace no"),
        ('x\n  File "a.py", line 3, in f\nno', "x @trace no"),
        ("x\n    at com.acme.Shop.buy(Shop.java:7)\nno", "x @trace no"),
        ("call `save()` twice", "call @name twice"),
        ("## Steps to reproduce", "@heading steps to reproduce"),
        ("**Expected** none", "@heading expected none"),
        ("in <b>v1.2.3-rc</b> of 2024", "in @version of"),
        ("commit 3f2a9c1de0", "commit @hash"),
        ("effaced defaced", "effaced defaced"),  # letters alone are a word
        ("無法登入", "無 法 登 入"),
        ("@anna wrote #12", "anna wrote"),
    ],
)
def test_markup_is_heard_as_marks_and_the_rest_as_words(written: str, heard: str):
    assert hear(f"title\n{written}").body == tuple(heard.split())


def test_a_title_is_the_first_line_and_has_its_ends():
    heard = hear("\n  How to save?  \nI do not know")
    assert heard.title == ("how", "to", "save", "?")
    terms = PARTS["title"](heard)
    assert {"< how", "? >", "to save", "how", "how to save"} <= set(terms)
    assert not PARTS["title"](hear("2024"))  # ends without words say nothing


def test_one_long_line_is_a_body_as_well():
    line = "word " * TITLE_MAX
    heard = hear(line)
    assert len(heard.title) == TITLE_MAX / 5
    assert len(heard.body) == TITLE_MAX
    assert hear("word " * 10).body == ()


def test_an_opening_ends_where_it_should_and_a_text_is_not_read_for_ever():
    heard = hear("title\n" + "word " * LETTERS_MAX)
    assert PARTS["opening"](heard).count("word") == OPENING_WORDS
    assert len(heard.body) < LETTERS_MAX / 5


@pytest.mark.parametrize(
    "hostile",
    [
        one * LETTERS_MAX
        for one in (*"`\nf \t<*", "<!--", "![", "<img", "<a", "```", "1.", 'file "', "\nat a")
    ],
)
@pytest.mark.timeout(2)
def test_no_text_takes_long(hostile: str):
    for _ in range(20):
        hear(f"title\n{hostile}!")
