"""What a ticket is about, told by key words."""

import pytest

from escalation.triage.reading import read
from escalation.triage.words import Kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Export crashes with an exception", Kind.BUG),
        ("Totals are wrong and the import fails", Kind.BUG),
        ("Feature request: please add a dark mode", Kind.FEATURE),
        ("It would be nice to sort the list by colour", Kind.FEATURE),
        ("How do I change the order of columns?", Kind.QUESTION),
        ("Where can I find the documentation?", Kind.QUESTION),
        ("The site is down", Kind.INCIDENT),
        ("Our account has been hacked", Kind.SECURITY),
        ("Please send the March invoice with our VAT number", Kind.BILLING),
        ("I cannot sign in: reset my password, please", Kind.ACCOUNT),
        ("Good morning", Kind.OTHER),
        ("", Kind.OTHER),
    ],
)
def test_the_kind(text, kind):
    assert read(text).kind == kind


def test_security_comes_before_the_outage():
    assert read("After the outage I saw another customer's invoices").kind == Kind.SECURITY


def test_the_heading_counts_twice():
    assert read("Invoices\nThe list is broken").kind == Kind.BILLING
    assert read("Broken list\nIt is of invoices").kind == Kind.BUG


def test_it_says_why_and_how_sure():
    reading = read("Export crashes\nthe export crashes with an exception and an error")
    assert 0.5 < reading.confidence < 1
    assert "crashes" in reading.because
    assert len(reading.because) <= 3
    assert reading.kind_by == "rules"


def test_what_fits_two_kinds_is_less_sure():
    mixed = read("The invoice export crashes, how do I pay?")
    plain = read("The export crashes")
    assert mixed.confidence < plain.confidence
