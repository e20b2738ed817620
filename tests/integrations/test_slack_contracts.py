"""Nothing that anybody writes makes Slack refuse what we send, or ping whom we do not ask."""

import ast
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer
from hypothesis import given, settings
from hypothesis import strategies as st

from escalation.actions import Alarm, Tell
from escalation.card import Card
from escalation.noise import Notice
from escalation.terms import Tier
from integrations.slack.blocks import mention
from integrations.slack.client import SlackClient, open_web_client
from integrations.slack.digest_message import digest_message, reminder
from integrations.slack.forms.form import Form, Known, Place, Values
from integrations.slack.forms.view import build
from integrations.slack.home import Home, home_view
from integrations.slack.listing import commands, listing, on_call
from integrations.slack.message import alarm_message, living_message, thread_entry
from tests.conftest import ROOT
from tests.integrations import hostile
from tests.integrations.contracts import SlackContract, slack
from tests.integrations.fake_slack import FakeSlack
from tests.integrations.finding import found
from tests.integrations.hostile import PEOPLE, obeyed, pinged


@pytest.fixture(scope="module")
def contract(shared: Path) -> SlackContract:
    return slack(shared)


def account(person: str) -> str:
    """What Slack is told to ping for a person, empty for one it does not know."""
    told = mention(person, PEOPLE)
    return told.strip("<>") if told.startswith("<@") else ""


@given(card=hostile.cards, tier=st.sampled_from(Tier))
def test_no_card_makes_slack_refuse_or_obey_it(contract: SlackContract, card: Card, tier: Tier):
    message = living_message(card, tier, PEOPLE)
    contract.check_message(*message)
    asked = card.asked or (card.owner, card.contact)
    assert pinged(*message) <= {account(person) for person in asked}
    links = {what.partition("|")[0] for what in obeyed(*message) if what.startswith("http")}
    assert links <= {url.replace("&", "&amp;") for url in (card.issue_url, card.ticket_url)}


@given(tell=hostile.tells, card=hostile.cards)
def test_no_word_makes_slack_refuse_or_obey_it(contract: SlackContract, tell: Tell, card: Card):
    alarm = Alarm(effect="e1", text=tell.text, ask=tell.ask)
    for message in (thread_entry(tell, card, PEOPLE), alarm_message(alarm, PEOPLE)):
        contract.check_message(*message)
        assert obeyed(*message) <= {account(person) for person in tell.ask}


@given(form=hostile.forms, place=hostile.places, known=hostile.known, given=hostile.filled)
def test_nothing_known_or_filled_in_breaks_a_form(
    contract: SlackContract, form: Form, place: Place, known: Known, given: Values
):
    view = build(form, place, known, given)
    contract.check_view(view)
    asked = known.preview.asked if known.preview else ()
    assert pinged("", view["blocks"]) <= {account(person) for person in asked}


@given(takers=st.dictionaries(st.text("ab-7", min_size=1, max_size=200), hostile.texts))
def test_nobody_who_could_take_it_breaks_the_form(contract: SlackContract, takers: dict[str, str]):
    many = takers | {f"agent-{n}": "<!here>" for n in range(120)}
    place = Place("zendesk-4711", "l2")
    for known in (Known(takers=takers), Known(takers=many)):
        view = build(Form.ASSIGN, place, known)
        contract.check_view(view)
        assert pinged("", view["blocks"]) == set()


@settings(max_examples=30)  # a hundred blocks each
@given(home=hostile.homes)
def test_no_home_tab_is_too_much(contract: SlackContract, home: Home):
    view = home_view(home)
    contract.check_view(view)
    assert len(view["blocks"]) <= 100


@settings(max_examples=30)
@given(cards=hostile.lists, title=hostile.texts, who=st.lists(hostile.people, max_size=60))
def test_no_answer_is_too_much(
    contract: SlackContract, cards: tuple[Card, ...], title: str, who: list[str]
):
    contract.check_message(*listing(title, cards, PEOPLE))
    contract.check_message(*on_call(dict.fromkeys(Tier, who), PEOPLE))
    contract.check_message(*commands(title))
    assert pinged(*commands(title)) == set()


@given(notices=hostile.notices, address=hostile.addresses, reason=hostile.texts)
def test_no_warning_makes_slack_refuse_or_obey_it(
    contract: SlackContract, notices: list[Notice], address: str, reason: str
):
    links = {notice.key: address for notice in notices}
    digest = digest_message(notices, 90.0, links)
    contract.check_message(*digest)
    assert pinged(*digest) == set()
    alone = reminder(notices[0], reason)
    contract.check_message(*alone)
    assert obeyed(*alone) == {"@U0BEN"}


def written_calls() -> dict[str, tuple[str, set[str]]]:
    """Every call of slack-sdk in the code: where it stands, the method, the arguments by name."""
    found = {}
    for path in sorted((ROOT / "integrations/slack").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="_web"), attr=name)):
                    given = {keyword.arg or "**" for keyword in node.keywords}
                    found[f"{path.name}:{node.lineno}"] = (name.replace("_", "."), given)
    return found


@pytest.mark.parametrize(("method", "given"), written_calls().values(), ids=written_calls())
def test_every_call_in_the_code_fits_its_method(
    contract: SlackContract, method: str, given: set[str]
):
    contract.check_call(method, {name.replace("app_token", "token"): "given" for name in given})


async def test_every_call_that_was_made_fits_its_method(contract: SlackContract):
    fake = FakeSlack()
    async with TestServer(fake.application()) as server:
        web = open_web_client("a-token", str(server.make_url("/api/")))
        client = SlackClient(web)
        posted = await client.post("#l2", ("hello", []), ["wf/1"])
        await client.post(posted.channel, ("hello", []), ["wf/2", "wf/3"], thread=posted.ts)
        await client.update(posted, ("hello again", []))
        await client.ephemeral("C0L2", "U0BEN", "refused")
        await found(web, {"wf/1"}, "#l2")
        await found(web, {"wf/2"}, posted.channel, thread=posted.ts)
        await client.auth_test()
    for method, arguments in fake.calls:
        contract.check_call(method, arguments)
    assert len({method for method, _ in fake.calls}) == 7
