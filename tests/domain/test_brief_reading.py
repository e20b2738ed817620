"""Conversations become fields: templates and prose, English and German, and nothing that is not."""

import time
from dataclasses import fields

import pytest

from escalation.brief_reading import FIELD_MAX, SOME, read
from escalation.context import HEAD, Brief, TicketContext, Word
from escalation.references import Ticket
from tests.domain.story import at

AT = at("Mon 10:00")


def word(text: str, *, is_customer: bool = True) -> Word:
    return Word("c", AT, "1", "Ada", is_customer, True, text)


def told(text: str, *words: Word) -> dict[str, str]:
    """The fields that are filled, and since when."""
    said = read(Ticket("zendesk", "7", description=text), TicketContext(AT, words=words))
    found = {f.name: getattr(said.brief, f.name) for f in fields(Brief)}
    return {name: value for name, value in (found | {"since": said.since}).items() if value}


TEMPLATE = """**Steps to reproduce**

1. Open any invoice
2. Press Print

## Expected behaviour: A PDF
Actual result:
Error 500

Browser: Firefox 121
OS: Windows 11 Pro
Device:

Logs:
> quoted from an older mail
trace-17

Thanks, Bob
Impact: three shops
Use case: Billing
How often: each night
Since when: Tuesday
Deadline: 1 March
What we tried: a restart
Additional context:
We are in Berne."""
ENGLISH = """Hi, when I click Export, nothing happens. I'm on Chrome 120 / macOS 14.2, v3.4.1.
I expected a CSV file but I get an empty page with "Error 503: unavailable". I already tried
another browser. This affects all 40 users since yesterday morning. Could you please fix it by
Friday? We need this to bill our customers. It fails every day."""
GERMAN = """Hallo, wenn ich auf Speichern klicke, passiert nichts. Wir haben den Cache bereits
geleert. Betroffen sind alle 12 Filialen seit heute früh. Bitte beheben Sie das bis morgen.
Ich nutze Firefox 121 unter Windows 11.

Erwartetes Verhalten: Die Rechnung wird gespeichert
Fehlermeldung: E4711"""


def test_a_template_is_read_by_its_headings():
    assert told(TEMPLATE) == {
        "steps": "1. Open any invoice\n2. Press Print",
        "expected": "A PDF",
        "actual": "Error 500",
        "environment": "Browser: Firefox 121; OS: Windows 11 Pro",
        "evidence": "trace-17",
        "impact": "three shops",
        "use_case": "Billing",
        "frequency": "each night",
        "since": "Tuesday",
        "by_when": "1 March",
        "tried": "a restart",
    }


def test_plain_words_are_read_as_people_write_them():
    assert told(ENGLISH) == {
        "steps": "when I click Export",
        "actual": "nothing happens.",
        "expected": "I expected a CSV file",
        "environment": "Chrome 120; macOS 14.2; v3.4.1",
        "evidence": 'I expected a CSV file but I get an empty page with "Error 503: unavailable".',
        "tried": "I already tried another browser.",
        "impact": "This affects all 40 users since yesterday morning.",
        "since": "since yesterday morning",
        "needed": "Could you please fix it by Friday?",
        "by_when": "by Friday",
        "use_case": "We need this to bill our customers.",
        "frequency": "It fails every day.",
    }


def test_german_is_read_like_english():
    assert told(GERMAN) == {
        "steps": "wenn ich auf Speichern klicke",
        "actual": "passiert nichts.",
        "expected": "Die Rechnung wird gespeichert",
        "environment": "Firefox 121; Windows 11",
        "evidence": "E4711",
        "tried": "Wir haben den Cache bereits geleert.",
        "impact": "Betroffen sind alle 12 Filialen seit heute früh.",
        "since": "seit heute früh",
        "needed": "Bitte beheben Sie das bis morgen.",
        "by_when": "bis morgen",
    }


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("The list stays empty when I open Reports.", "actual", "The list stays empty"),
        ("The list stays empty when I open Reports.", "steps", "when I open Reports."),
        ("It should print. Now it crashes.", "expected", "It should print."),
        ("It should print. Now it crashes.", "actual", "Now it crashes."),
        ("Whenever we upload a file it hangs", "steps", "Whenever we upload a file it hangs"),
        ("Beim Speichern stürzt die App ab.", "steps", "Beim Speichern stürzt die App ab."),
        ("Es sollte drucken, aber es bleibt leer.", "actual", "es bleibt leer."),
        ("The app shows build 4711 in eu-west-1", "environment", "build 4711; eu-west-1"),
        ("My iPhone 15 Pro with iOS 17.2", "environment", "iPhone 15 Pro; iOS 17.2"),
        ("Nobody can log in.", "impact", "Nobody can log in."),
        ("Unser ganzes Team wartet.", "impact", "Unser ganzes Team wartet."),
        ("We would lose the 50k contract.", "revenue_at_risk", "We would lose the 50k contract."),
        ("We need it within 2 hours", "by_when", "within 2 hours"),
        ("It must work before 15:00 today", "by_when", "before 15:00 today"),
        ("It has been down for two days", "since", "for two days"),
        ("See https://x.example/log", "evidence", "See https://x.example/log"),
        ("NullPointerException: at run", "evidence", "NullPointerException: at run"),
    ],
)
def test_a_sentence_fills_its_field(text: str, field: str, value: str):
    assert told(text)[field] == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Please help!",
        "Which version do I need, 3.4 or 3.5?",
        "> When I click Export, nothing happens.",
        "Hello there, thank you for the call.",
        "## Notes",
    ],
)
def test_what_says_nothing_fills_nothing(text: str):
    assert told(text) == {}


def test_of_support_only_what_they_tried_and_saw_counts_beside_their_templates():
    said = 'All users are blocked. I have checked the queue. It says "Error 503" there.'
    by_support = word(f"{said}\nSteps: open it", is_customer=False)
    assert told("", by_support) == {
        "tried": "I have checked the queue.",
        "evidence": 'It says "Error 503" there.',
        "steps": "open it",
    }


def test_our_own_notes_are_not_read_as_somebody_s_word():
    ours = word(f"{HEAD}\nImpact: all of acme", is_customer=False)
    assert told("", ours) == {}
    assert told("", word(f"{HEAD}\nImpact: all of acme")) == {"impact": "all of acme"}


def test_the_newest_template_wins_and_the_oldest_prose():
    words = (word("Expected: a PDF"), word("Expected: a CSV"), word("It fails weekly."))
    found = told("It fails daily.", *words)
    assert (found["expected"], found["frequency"]) == ("a CSV", "It fails daily.")


def test_some_things_are_named_together_and_each_once():
    found = told("\n".join(f"I am on Chrome {n}." for n in (1, 1, 2, 3, 4, 5)))
    assert found["environment"] == "; ".join(f"Chrome {n}" for n in range(1, SOME + 1))
    assert len(told("Steps:\n" + "- a\n" * FIELD_MAX)["steps"]) == FIELD_MAX


def test_nothing_to_read_is_nothing_said():
    assert read(None, None).brief == Brief()


@pytest.mark.parametrize(
    "junk",
    [
        "when i ",
        "http://",
        "a",
        "1,",
        "please ",
        "\n",
        "all ",
        "Error: ",
        "haben ",
        "$1",
        "at a.b(",
    ],
)
def test_no_text_keeps_a_reading_for_long(junk: str):
    began = time.perf_counter()
    told(junk * 20_000)
    assert time.perf_counter() - began < 1  # a few milliseconds, on a machine that is busy
