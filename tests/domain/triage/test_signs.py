"""Each sign, where it stands and where it only seems to stand."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.triage.reading import read
from escalation.triage.words import Sign

FIRES = {
    Sign.SECURITY: [
        "My account has been hacked and the mail address was changed",
        "We received a phishing mail with your logo",
        "I can see another customer's invoices in my list",
        "A former employee can still log in",
        "There is a stored XSS in the comment box",
        "Is this covered: CVE-2024-12345?",
        "Somebody logged in to my account from abroad",
        "Our API key was posted on GitHub",
        "The viewer role can delete projects",
        "Unauthorised access to our workspace last night",
        "Privilege escalation through the import",
        "Anyone with the old link can download the contract",
    ],
    Sign.OUTAGE: [
        "Your site is down",
        "The API has been down since noon",
        "We get 503 for every request: service unavailable",
        "Nobody in the office can log in",
        "The pages are extremely slow today",
        "Payments are failing for all our shops",
    ],
    Sign.DATA_LOSS: [
        "All our contacts vanished last night",
        "The update deleted 300 records",
        "My notes were overwritten",
        "The import corrupted every amount",
    ],
    Sign.WANTS_HUMAN: [
        "Can I speak to a real person please?",
        "i want to talk to an ooerator",
        "Please have a supervisor call me",
        "Give me a human",
        "Connect me with an agent",
        "transfer me to a person",
    ],
    Sign.COMPLAINT: [
        "I want to file a complaint",
        "how do I lodge a customer claim against your company",
        "Your service is a disgrace",
        "I am very disappointed with your support",
        "Nobody answers our mails",
        "What a waste of my time",
    ],
    Sign.ANGRY: ["I am furious", "This is ridiculous", "fix the bloody export", "we are fed up"],
    Sign.DISPUTE: [
        "You charged us twice",
        "We dispute the amount of the invoice",
        "I was overcharged in May",
        "We won't pay this invoice",
    ],
    Sign.LEGAL: [
        "We will take legal action",
        "I hand this to my lawyer",
        "See you in court",
        "We have to report this to the regulator",
    ],
    Sign.PRESS: ["A journalist asked us about it", "I'll post this on Twitter", "one star for you"],
    Sign.CHURN: [
        "We are looking at other vendors",
        "We're cancelling unless this ends",
        "We do not intend to renew",
        "We terminate the contract",
    ],
    Sign.MANY: ["It hits all our users", "for 300 people", "the whole company waits"],
    Sign.BLOCKED: ["We cannot work", "I am locked out", "we can not log in at all"],
    Sign.REPRODUCTION: [
        "Steps to reproduce: open it, save it",
        "To see it: 1. open the page 2. press save",
        "It happens every time",
    ],
    Sign.ENVIRONMENT: ["On Chrome 126", "app version 8.3.1", "iPhone 15, latest system"],
    Sign.ERROR: [
        "java.lang.NullPointerException in the log",
        "Traceback (most recent call last):",
        "it says error PG-500",
        "status 500",
    ],
    Sign.WORKAROUND: ["It works fine in Firefox", "I know a workaround", "I can live with it"],
    Sign.CONFIGURATION: ["Where is the setting for the time zone?", "We are setting up SSO"],
    Sign.QUESTION: ["How do I export a list?", "Is there a way to sort it?"],
    Sign.WISH: ["It would be nice to sort by colour", "Feature request: dark mode"],
    Sign.ROUTINE: ["I forgot my password", "Send me a copy of the invoice"],
}
FIRES_NOT = {
    Sign.SECURITY: [
        "I forgot my password and cannot log in",
        "Two-factor authentication code not accepted",
        "Please give Marta permission to edit the page",
        "Permission denied when I open my report",
        "When do I get my security deposit back?",
        "Is there a security review document?",
        "Security questionnaire: do you use encryption and access control?",
        "How do we configure LDAP login for our team?",
        "Where are the security settings?",
        "No breach, do not worry",
        "I transferred money to the wrong account",
        "She hacks together a report each week",
        "What happens if our data were for sale?",
    ],
    Sign.OUTAGE: [
        "The download button is down at the bottom of the page",
        "Please break down the invoice",
        "Scroll down to the list",
        "Your site is not down, thanks",
        "We want to cut down our seats",
        "Can the app work offline?",
    ],
    Sign.DATA_LOSS: [
        "I lost my password",
        "How do I change my address without losing data?",
        "Where do deleted files go?",
        "We are missing a dark mode",
    ],
    Sign.WANTS_HUMAN: [
        "Human readable order numbers, please",
        "How do I contact customer service?",
        "Your agent told me to write here",
        "Talk to you soon",
        "Which person is responsible for contracts on your side?",
        "How do I add a contact person?",
    ],
    Sign.COMPLAINT: [
        "The JWT claim is missing",
        "We process insurance claims in your tool",
        "Very happy with your service",
        "How do I leave a review?",
    ],
    Sign.ANGRY: ["THANK YOU!!! AMAZING!!!", "URGENT!!! please look", "We had enough seats"],
    Sign.DISPUTE: ["Please send the March invoice", "Which card will be charged?"],
    Sign.LEGAL: ["I'm a lawyer and look for a template", "A lawyer joke: two walk into a bar"],
    Sign.PRESS: ["We are a local newspaper", "Press the button twice"],
    Sign.CHURN: ["Please cancel my order", "We opened a second workspace by mistake"],
    Sign.MANY: ["I have two accounts"],
    Sign.BLOCKED: ["I can wait"],
    Sign.REPRODUCTION: ["I expected nothing of it"],
    Sign.ENVIRONMENT: ["We drove to the edge of town"],
    Sign.ERROR: ["an honest mistake of ours"],
    Sign.WORKAROUND: ["Nothing works"],
    Sign.CONFIGURATION: ["The export breaks"],
    Sign.QUESTION: ["The export breaks"],
    Sign.WISH: ["The export breaks"],
    Sign.ROUTINE: ["The export breaks"],
}
CALM = [
    "The weather in Lisbon is fine.",
    "Our office has a new coffee machine.",
    "It rained on Tuesday.",
    "My name is Jon.",
    "Best regards from Kassel.",
]


def pairs(table: dict[Sign, list[str]]) -> list[tuple[Sign, str]]:
    return [(sign, text) for sign, texts in table.items() for text in texts]


@pytest.mark.parametrize(("sign", "text"), pairs(FIRES))
def test_it_fires(sign, text):
    assert read(text).found(sign), read(text).signs


@pytest.mark.parametrize(("sign", "text"), pairs(FIRES_NOT))
def test_it_only_seems_to(sign, text):
    assert read(text).found(sign) is None


def test_every_sign_fires_and_does_not():
    assert set(FIRES) == set(FIRES_NOT) == set(Sign)


def test_evidence_is_the_words_that_show_it():
    found = read("Hello. Yesterday you charged us twice, sadly.").found(Sign.DISPUTE)
    assert found is not None
    assert found.text == "you charged us"


def test_the_surest_place_counts():
    found = read("The pages are very slow, and now the site is down.").found(Sign.OUTAGE)
    assert found is not None
    assert (found.text, found.score) == ("site is down", 1.0)


TRADE = "SecurityManager refuses: the permission was revoked in java.policy"


@pytest.mark.parametrize(
    ("text", "is_report"),
    [
        (TRADE, True),
        ("LDAP authentication of the server\nThe daemon in /etc/app/conf gives up", True),
        ("Encryption\nThe new release does not encrypt the journal", True),
        # One word of the trade is everyday business, and so are several in a question.
        ("The journal\nThe new release mentions a cipher", False),
        ("Which encryption and which cipher does the release use, and is LDAP in it?", False),
    ],
)
def test_words_of_the_trade_weigh_together(text, is_report):
    assert bool(read(text).found(Sign.SECURITY)) is is_report


def test_the_evidence_of_the_trade_names_its_words():
    found = read(TRADE).found(Sign.SECURITY)
    assert found is not None
    assert "securitymanager" in found.text
    assert 0 < found.score <= 1


@given(st.sampled_from([text for _, text in pairs(FIRES)]))
def test_capitals_change_nothing(text):
    assert read(text.upper()).signs == read(text.lower()).signs == read(text).signs


@given(st.sampled_from(pairs(FIRES)), st.sampled_from(CALM))
def test_an_irrelevant_sentence_adds_no_sign_and_takes_none(pair, sentence):
    _, text = pair
    alone = {found.sign for found in read(text).signs}
    assert {found.sign for found in read(f"{text}\n{sentence}").signs} == alone


@given(st.text(max_size=400))
def test_any_text_can_be_read(text):
    assert all(0 < found.score <= 1 and found.text for found in read(text).signs)


@pytest.mark.parametrize(
    "text",
    ["speak to " * 2_000, "a " * 9_000, "1. " + "x " * 9_000, "at a.b.c" * 3_000, "9" * 9_000],
)
def test_no_text_makes_it_slow(text):
    began = process_time()
    read(text)
    assert process_time() - began < 0.5
