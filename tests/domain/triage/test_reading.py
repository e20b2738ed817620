"""What else is read: sums, systems, typing errors, other languages, and where reading ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.triage.reading import LIMIT, read
from escalation.triage.words import Kind, Sign


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("You billed 4,140 EUR in total", 4140),
        ("1.234,56 € zu viel", 1234.56),
        ("$2,388 and then $15", 2388),
        ("12'000.50 CHF", 12000.5),
        ("£5", 5),
        ("1 900 euro are gone", 1900),
        ("it cost us 1.3 million dollars", 1_300_000),
        ("USD 2.5k", 2500),
        ("EUR 20,- for nothing", 20),
        ("60 seats since the 15th of May 2024", 0),
        ("a contract worth 1.3 million", 1_300_000),
        ("we lose 40k in sales", 40_000),
        ("1.3 million rows", 0),
        ("nothing", 0),
        ("€ ,", 0),
    ],
)
def test_the_largest_sum(text, amount):
    assert read(text).amount == amount


@pytest.mark.parametrize(
    ("text", "systems"),
    [
        (
            "Orders from Shopify reach NetSuite, not ShipStation",
            ("shopify", "netsuite", "shipstation"),
        ),
        ("Slack, slack, SLACK", ("slack",)),
        ("Files of Google Drive in Microsoft Teams", ("google drive", "microsoft teams")),
        ("the webhook of our CRM", ("webhook", "crm")),
        ("I asked google", ()),
    ],
)
def test_systems_named(text, systems):
    assert read(text).systems == systems


@pytest.mark.parametrize("typo", ["ooerator", "opreator", "operatr", "operatorr", "operatoor"])
def test_a_key_word_may_have_one_letter_wrong(typo):
    found = read(f"let me speak to an {typo}").found(Sign.WANTS_HUMAN)
    assert found is not None
    assert found.text == "speak to an operator"


@pytest.mark.parametrize("word", ["failing", "compliant", "clam", "event", "peak", "tall"])
def test_a_word_of_its_own_is_no_typing_error(word):
    reading = read(f"speak to a {word}. file a {word}.")
    assert reading.found(Sign.WANTS_HUMAN) is None
    assert reading.found(Sign.COMPLAINT) is None


@pytest.mark.parametrize(
    ("text", "language", "sign", "kind"),
    [
        ("Mein Konto wurde gehackt", "de", Sign.SECURITY, Kind.SECURITY),
        ("Mon compte a été piraté", "fr", Sign.SECURITY, Kind.SECURITY),
        ("Me han robado la contraseña", "es", Sign.SECURITY, Kind.SECURITY),
        ("Totalausfall seit acht Uhr", "de", Sign.OUTAGE, Kind.INCIDENT),
        ("Le site est en panne", "fr", Sign.OUTAGE, Kind.INCIDENT),
        ("El sitio está caído", "es", Sign.OUTAGE, Kind.INCIDENT),
        ("Beim Speichern: java.lang.NullPointerException", "de", Sign.ERROR, Kind.OTHER),
        ("Siehe CVE-2024-12345", "de", Sign.SECURITY, Kind.SECURITY),
    ],
)
def test_few_words_of_other_languages_are_known(text, language, sign, kind):
    reading = read(text, language)
    assert reading.found(sign)
    assert (reading.kind, reading.language) == (kind, language)


def test_english_is_not_read_into_another_language():
    assert read("Die complaint form ist furious", "de").signs == ()


def test_a_text_of_unknown_language_is_read_as_english():
    assert read("dark mode pls", "").kind == Kind.FEATURE


def test_typographers_apostrophes_are_read():
    assert read("We won’t pay this invoice").found(Sign.DISPUTE)


def test_reading_ends_somewhere():
    filler = "calm words. " * (LIMIT // 12 + 1)
    assert read(f"{filler} Your site is down").found(Sign.OUTAGE) is None
    assert read(f"Your site is down. {filler}").found(Sign.OUTAGE)


@given(st.text(max_size=300), st.sampled_from(["en", "", "de", "ja"]))
def test_any_text_in_any_language(text, language):
    reading = read(text, language)
    assert reading.language == language
    assert reading.sentiment is None
    assert reading.amount >= 0
