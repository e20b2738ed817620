"""What people read in Slack: what it says, and that no input makes Slack refuse or obey it."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from escalation.actions import Alarm, Button, Tell
from escalation.card import Card, ClockLine
from escalation.instants import written
from escalation.terms import ClockState, Tier
from integrations.slack.message import Message, alarm_message, living_message, thread_entry
from tests.integrations.contracts import shown, slack
from tests.integrations.hostile import DUE, NASTY, PEOPLE, obeyed

CARD = Card(
    id="zendesk-4711",
    title="Checkout fails for everybody",
    severity="critical",
    tier="engineering",
    status="working",
    customer="Acme & Söhne",
    owner="ben",
    contact="carla",
    next_step="Say what the news is by ben",
    next_due_at=DUE,
    came="ana escalated l2 → engineering: it needs a fix",
    gaps=("steps", "by_when"),
    clocks=(
        ClockLine("internal_follow_up", ClockState.RUNNING, DUE),
        ClockLine("resolution", ClockState.BREACHED, DUE),
        ClockLine("customer_update", ClockState.PAUSED, None),
    ),
    waits=("third_party",),
    engaged=("security (asked)",),
    last_word="We found the cause",
    issue="ENG-12",
    issue_url="https://linear.app/acme/issue/ENG-12",
    ticket_url="https://acme.zendesk.com/agent/tickets/4711",
    buttons=(Button.ESCALATE, Button.RESUME),
    failed=("linear: no team X",),
)
COMPANY = (Button.ASSIGN, Button.ENGAGE, Button.DISENGAGE)
TELL = Tell(
    effect="e1",
    tier=Tier.ENGINEERING,
    text="Due in 15 min",
    ask=("ben", "carla", "nobody"),
    buttons=(Button.PROGRESS, Button.BLOCKED),
)


@pytest.fixture(scope="module")
def check(shared: Path) -> Callable[[Message], None]:
    contract = slack(shared)
    return lambda message: contract.check_message(*message)


def test_a_living_message_says_what_a_person_needs_to_know():
    text, blocks = living_message(CARD, Tier.ENGINEERING, PEOPLE)
    date = f"<!date^{int(DUE.timestamp())}^{{date_short_pretty}} {{time}}|Mon 02 Mar 11:30 UTC>"
    assert text == "critical at engineering: Checkout fails for everybody"
    assert shown(blocks) == [
        "Checkout fails for everybody",
        "*Severity*\n:red_circle: critical",
        "*Where*\nengineering, working, waits: third party",
        "*Customer*\nAcme &amp; Söhne",
        "*Owner*\n<@U0BEN>",
        "*Contact*\ncarla",
        "*Alongside*\nsecurity (asked)",
        "*Why it is here*\nana escalated l2 → engineering: it needs a fix",
        f"*Next step*\nSay what the news is by ben, due {date}",
        f"*Clocks*\n• internal follow up: due {date}\n• resolution: :warning: was due {date}\n"
        "• customer update: paused",
        "*Missing in the brief*\nsteps, by when",
        "*Last word to the customer*\n> We found the cause",
        "*Not delivered*\n• linear: no team X",
        "zendesk-4711 · <https://acme.zendesk.com/agent/tickets/4711|Ticket>"
        " · <https://linear.app/acme/issue/ENG-12|ENG-12>",
        "Escalate",
        "Resume",
    ]


def test_a_stub_shows_no_more_than_it_has(check):
    stub = Card(
        "zendesk-1", "Restricted: security works on it", "high", "security", "working", *4 * ("",)
    )
    stub = replace(stub, is_stub=True, buttons=(Button.ESCALATE, Button.PROMISE))
    message = living_message(stub, Tier.L2, PEOPLE)
    check(message)
    assert shown(message[1]) == [
        "Restricted: security works on it",
        "*Severity*\n:large_orange_circle: high",
        "*Where*\nsecurity, working",
        "zendesk-1",
    ]


def test_a_button_says_what_is_asked_and_where_it_stands():
    actions = living_message(CARD, Tier.SECURITY, PEOPLE)[1][-1]
    place = {"e": "zendesk-4711", "t": "security", "w": "third_party"}
    assert [(b["action_id"], json.loads(b["value"])) for b in actions["elements"]] == [
        ("escalate", place),
        ("resume", place),
    ]


@pytest.mark.parametrize("button", Button)
def test_every_button_can_stand_in_both_places(check, button: Button):
    entry = thread_entry(replace(TELL, buttons=(button,)), CARD, PEOPLE)
    for message in (living_message(replace(CARD, buttons=(button,)), Tier.L2, PEOPLE), entry):
        check(message)
        (element,) = message[1][-1]["elements"]
        chosen = json.loads(element["options"][0]["value"]) if "options" in element else {}
        assert button in (element["action_id"], chosen.get("b"))


def test_the_rarer_buttons_stand_behind_three_dots():
    rarer = (Button.SET_SEVERITY, Button.PROMISE, *COMPANY)
    buttons = (Button.ESCALATE, Button.UPDATE_CUSTOMER, *rarer)
    actions = living_message(replace(CARD, buttons=buttons), Tier.ENGINEERING, PEOPLE)[1][-1]
    *_, more = actions["elements"]
    assert [e["action_id"] for e in actions["elements"]] == ["escalate", "update_customer", "more"]
    place = {"e": "zendesk-4711", "t": "engineering", "w": "third_party"}
    assert [json.loads(option["value"]) for option in more["options"]] == [
        {**place, "b": str(button)} for button in rarer
    ]


def test_all_buttons_at_once_are_what_slack_takes(check):
    check(living_message(replace(CARD, buttons=tuple(Button)), Tier.L2, PEOPLE))


def test_with_an_id_too_long_for_an_option_every_button_is_one(check):
    buttons = (Button.ESCALATE, Button.SET_SEVERITY)
    message = living_message(replace(CARD, id="z-" + "7" * 200, buttons=buttons), Tier.L2, PEOPLE)
    check(message)
    assert [e["action_id"] for e in message[1][-1]["elements"]] == ["escalate", "set_severity"]


def test_a_new_message_pings_those_who_are_asked_and_nobody_else(check):
    card = replace(CARD, owner="", contact="ana", asked=("ben", "U0STRANGER"))
    message = living_message(card, Tier.ENGINEERING, PEOPLE)
    check(message)
    assert message[0].startswith("<@U0BEN> <@U0STRANGER> critical at engineering:")
    assert "*Asked*\n<@U0BEN> <@U0STRANGER>" in shown(message[1])
    assert "*Contact*\nana" in shown(message[1])


def test_a_thread_entry_pings_those_who_are_asked(check):
    message = thread_entry(TELL, CARD, PEOPLE)
    check(message)
    assert message[0] == "<@U0BEN> carla nobody Due in 15 min"
    assert shown(message[1]) == [
        "<@U0BEN> carla nobody",
        "Due in 15 min",
        "Progress",
        "Blocked",
    ]


def test_a_customers_words_ping_nobody(check):
    tell = replace(TELL, text=f"The customer wrote: {NASTY}")
    alarm = Alarm(effect="e2", text=NASTY, ask=("ben",))
    card = replace(
        CARD, title=NASTY, customer=NASTY, last_word=NASTY, owner="", clocks=(), came=NASTY
    )
    card = replace(card, next_due_at=None, failed=(NASTY,), engaged=(NASTY,), contact=NASTY)
    card = replace(card, ticket_url="https://x|<!channel>", issue=NASTY)
    for message in (thread_entry(tell, card, PEOPLE), alarm_message(alarm, PEOPLE)):
        check(message)
        assert obeyed(*message) == {"@U0BEN"}
    living = living_message(card, Tier.L2, PEOPLE)
    check(living)
    assert {what.partition("|")[0] for what in obeyed(*living)} == {CARD.issue_url}


def test_slack_is_told_to_find_no_mentions_by_itself():
    blocks = json.dumps([living_message(CARD, Tier.L2, PEOPLE), thread_entry(TELL, CARD, PEOPLE)])
    assert blocks.count('"type": "mrkdwn"') == blocks.count('"verbatim": true') > 5


def test_a_brief_of_many_lines_is_whole_and_cut_between_lines():
    lines = [f"line {n}: {'x' * 90}" for n in range(80)]
    _, blocks = thread_entry(replace(TELL, text="\n".join(lines), buttons=()), CARD, PEOPLE)
    pieces = [block["text"]["text"] for block in blocks[1:]]
    assert len(pieces) == 4
    assert "".join(pieces).split("\n") == lines


def test_what_is_too_long_ends_visibly_and_never_inside_an_escape(check):
    message = living_message(replace(CARD, title="&" * 5_000), Tier.L2, PEOPLE)
    check(message)
    assert re.fullmatch(r"(&amp;){29}…", shown(message[1])[0])


def test_of_200_clocks_the_soonest_are_shown_and_the_others_counted(check):
    many = tuple(ClockLine(f"promise {n}", ClockState.RUNNING, DUE) for n in range(200))
    message = living_message(replace(CARD, clocks=many), Tier.L2, PEOPLE)
    check(message)
    (listed,) = [text for text in shown(message[1]) if text.startswith("*Clocks*")]
    assert listed.count("• promise: due ") == 10
    assert listed.endswith("and 190 more")


def test_an_instant_in_a_text_is_shown_in_the_reader_s_zone():
    other = "not Xyz 2026-02-31 10:08 UTC"
    tell = Tell(effect="e1", tier=Tier.L2, text=f"Breach: due {written(DUE)}, {other}")
    _, (entry,) = thread_entry(tell, CARD, PEOPLE)
    date = f"<!date^{int(DUE.timestamp())}^{{date_short_pretty}} {{time}}|Mon 02 Mar 11:30 UTC>"
    assert entry["text"]["text"] == f"Breach: due {date}, {other}"


def test_words_that_nobody_sees_are_still_a_message():
    text, (entry,) = thread_entry(Tell(effect="e1", tier=Tier.L2, text="\x1b"), CARD, PEOPLE)
    assert (text, entry["text"]["text"]) == ("…", "…")
