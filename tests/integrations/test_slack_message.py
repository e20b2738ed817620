"""What people read in Slack: what it says, and that no input makes Slack refuse or obey it."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from slack_sdk.models.blocks import Block

from escalation.actions import Alarm, Button, Tell
from escalation.card import Card, ClockLine
from escalation.terms import ClockState, Tier
from integrations.slack.message import Message, alarm_message, living_message, thread_entry

BLOCKS_MAX, ALL_TEXT_MAX = 50, 13_200  # Slack's
DUE = datetime(2026, 3, 2, 11, 30, tzinfo=UTC)
PEOPLE = {"ben": "U0BEN", "ana": "U0ANA", "nobody": ""}
CARD = Card(
    id="zendesk-4711",
    title="Checkout fails for everybody",
    severity="critical",
    tier="engineering",
    status="working",
    customer="Acme & Söhne",
    owner="ben",
    contact="carla",
    next_step="Say what the news is by ben, due Mon 02 Mar 11:30 UTC",
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
TELL = Tell(
    effect="e1",
    tier=Tier.ENGINEERING,
    text="Due in 15 min",
    ask=("ben", "carla", "nobody"),
    buttons=(Button.PROGRESS, Button.BLOCKED),
)
NASTY = "<!channel> <@U0BEN> @here &lt; ](http://x) | > &"
RTL = "\u202eהתחברות נכשלת\u2067 עם שגיאה"
texts = st.one_of(
    st.text(max_size=40),
    st.sampled_from([NASTY, RTL, "&" * 5_000, "<" * 5_000, "a\n" * 5_000, "\n \t", "😀" * 5_000]),
)
clocks = st.builds(
    ClockLine, texts, st.sampled_from(ClockState), st.one_of(st.none(), st.just(DUE))
)
cards = st.builds(
    Card,
    id=st.from_regex(r"[a-z]{1,20}-[0-9]{1,200}(~[0-9])?", fullmatch=True),
    title=texts,
    severity=st.sampled_from(["critical", "low"]),
    tier=st.sampled_from(Tier),
    status=st.just("working"),
    customer=texts,
    owner=st.one_of(st.sampled_from(["", "ben"]), texts),
    contact=texts,
    next_step=texts,
    clocks=st.lists(clocks, max_size=5).map(lambda some: tuple(some * 40)),
    waits=st.lists(st.just("third_party"), max_size=4).map(tuple),
    engaged=st.lists(texts, max_size=3).map(tuple),
    last_word=texts,
    issue=texts,
    issue_url=st.one_of(texts, st.just("https://linear.app/" + "x" * 5_000)),
    ticket_url=st.one_of(texts, st.just("https://a.zendesk.com/1|<!channel>")),
    buttons=st.sets(st.sampled_from(Button)).map(tuple),
    failed=st.lists(texts, max_size=60).map(tuple),
)
tells = st.builds(
    Tell,
    effect=st.just("e1"),
    tier=st.sampled_from(Tier),
    text=texts.filter(str.strip),
    ask=st.lists(st.one_of(st.just("ben"), texts), max_size=60).map(tuple),
    buttons=st.sets(st.sampled_from(Button)).map(tuple),
)


@pytest.fixture(scope="module")
def check(shared: Path) -> Callable[[Message], None]:
    """Both of what is at hand, because each lets something through that the other does not."""
    schema = json.loads((shared / "contracts/slack/block-kit.subset.schema.json").read_text())
    validator = Draft202012Validator(schema)

    def check(message: Message) -> None:
        text, blocks = message
        assert text.strip()
        assert 0 < len(blocks) <= BLOCKS_MAX
        assert len("".join(shown(blocks))) <= ALL_TEXT_MAX
        validator.validate(blocks)
        for block in blocks:
            parsed = Block.parse(block)
            assert parsed is not None
            parsed.validate_json()

    return check


def shown(part: Any) -> list[str]:
    """Every text that people read."""
    if isinstance(part, list):
        return [text for item in part for text in shown(item)]
    if not isinstance(part, dict):
        return []
    own = [part["text"]] if isinstance(part.get("text"), str) else []
    return own + [text for item in part.values() for text in shown(item)]


def obeyed(message: Message) -> set[str]:
    """What Slack would act on: everything in angle brackets."""
    return set(re.findall(r"<([^>]*)>", "\n".join([message[0], *shown(message[1])])))


def test_a_living_message_says_what_a_person_needs_to_know():
    text, blocks = living_message(CARD, Tier.ENGINEERING, PEOPLE)
    date = f"<!date^{int(DUE.timestamp())}^{{date_short_pretty}} {{time}}|Mon 02 Mar 11:30 UTC>"
    assert text == "critical at engineering: Checkout fails for everybody"
    assert shown(blocks) == [
        "Checkout fails for everybody",
        "*Severity*\n:red_circle: critical",
        "*Where*\nengineering, working, waits for third_party",
        "*Customer*\nAcme &amp; Söhne",
        "*Owner*\n<@U0BEN>",
        "*Contact*\ncarla",
        "*Alongside*\nsecurity (asked)",
        "*Next step*\nSay what the news is by ben, due Mon 02 Mar 11:30 UTC",
        f"*Clocks*\n• internal_follow_up: due {date}\n• resolution: :warning: was due {date}\n"
        "• customer_update: paused",
        "*Last word to the customer*\nWe found the cause",
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
    check(living_message(replace(CARD, buttons=(button,)), Tier.L2, PEOPLE))
    _, blocks = thread_entry(replace(TELL, buttons=(button,)), CARD, PEOPLE)
    assert blocks[-1]["elements"][0]["action_id"] == button


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
    card = replace(CARD, title=NASTY, customer=NASTY, last_word=NASTY, owner="", clocks=())
    card = replace(card, ticket_url="https://x|<!channel>", issue=NASTY)
    for message in (thread_entry(tell, card, PEOPLE), alarm_message(alarm, PEOPLE)):
        check(message)
        assert obeyed(message) == {"@U0BEN"}
    living = living_message(card, Tier.L2, PEOPLE)
    check(living)
    assert {what.partition("|")[0] for what in obeyed(living)} == {CARD.issue_url}


def test_slack_is_told_to_find_no_mentions_by_itself():
    blocks = json.dumps([living_message(CARD, Tier.L2, PEOPLE), thread_entry(TELL, CARD, PEOPLE)])
    assert blocks.count('"type": "mrkdwn"') == blocks.count('"verbatim": true') > 5


def test_a_brief_of_many_lines_is_whole_and_cut_between_lines():
    lines = [f"line {n}: {'x' * 90}" for n in range(80)]
    _, blocks = thread_entry(replace(TELL, text="\n".join(lines), buttons=()), CARD, PEOPLE)
    pieces = [block["text"]["text"] for block in blocks[1:]]
    assert len(pieces) == 3
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
    assert "promise 9:" in listed
    assert listed.endswith("and 190 more")


@given(card=cards, tier=st.sampled_from(Tier))
def test_no_card_makes_slack_refuse_or_obey_it(check, card: Card, tier: Tier):
    message = living_message(card, tier, PEOPLE)
    check(message)
    allowed = {"@U0BEN", "@U0ANA", card.issue_url, card.ticket_url}
    for what in obeyed(message):
        assert what.startswith("!date^") or what.partition("|")[0] in allowed


@given(tell=tells, card=cards)
def test_no_word_makes_slack_refuse_or_obey_it(check, tell: Tell, card: Card):
    message = thread_entry(tell, card, PEOPLE)
    check(message)
    assert obeyed(message) <= {"@U0BEN", "@U0ANA"}
    check(alarm_message(Alarm(effect="e1", text=tell.text, ask=tell.ask), PEOPLE))
