"""The Home tab: mine, next due first, my team's as it is to be taken up, what a lead must see."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from escalation.actions import Button
from escalation.card import Card
from integrations.slack.home import Home, Lead, home_view
from tests.integrations.contracts import shown, slack
from tests.integrations.hostile import DUE, PEOPLE

CARD = Card(
    id="zendesk-1",
    title="Checkout fails",
    severity="critical",
    tier="engineering",
    status="working",
    customer="Acme",
    owner="ben",
    contact="ana",
    next_step="Say what the news is by Ben",
    next_due_at=DUE,
    ticket_url="https://acme.zendesk.com/agent/tickets/1",
    buttons=(Button.ESCALATE, Button.PROMISE),
)
DATE = f"<!date^{int(DUE.timestamp())}^{{date_short_pretty}} {{time}}|Mon 02 Mar 11:30 UTC>"


def titles(home: Home) -> list[str]:
    """What each row and heading begins with."""
    return [text.partition("\n")[0] for text in shown(home_view(home)["blocks"])]


def test_a_row_says_what_is_next_and_offers_the_buttons(shared: Path):
    view = home_view(Home(mine=(CARD,), people=PEOPLE))
    slack(shared).check_view(view)
    assert shown(view["blocks"]) == [
        "Mine (1)",
        "*<https://acme.zendesk.com/agent/tickets/1|Checkout fails>*\n"
        ":red_circle: critical · engineering, working · Acme · owner <@U0BEN> · zendesk-1\n"
        f"Say what the news is by Ben, due {DATE}",
        "Escalate",
        "Promise the customer",
        "My team's",
        "Nothing",
    ]
    button = view["blocks"][2]["elements"][0]
    assert json.loads(button["value"]) == {"e": "zendesk-1", "t": "engineering"}


def test_what_is_due_next_comes_first_and_what_is_never_due_last():
    late = replace(CARD, title="late", next_due_at=DUE + timedelta(days=1))
    never = replace(CARD, title="never", next_due_at=None)
    soon = replace(CARD, title="soon", buttons=())
    given = (never, late, soon)
    lead = Lead(at_risk=given)
    for home in (Home(mine=given), Home(lead=lead)):
        rows = [t for t in titles(home) if "tickets" in t]
        assert [row.partition("|")[2] for row in rows] == ["soon>*", "late>*", "never>*"]
    rows = [t for t in titles(Home(team=given)) if "tickets" in t]  # in the order of taking it up
    assert [row.partition("|")[2] for row in rows] == ["never>*", "late>*", "soon>*"]


def test_a_lead_sees_more_than_others(shared: Path):
    lead = Lead(at_risk=(CARD,), breached=(CARD, CARD), unacknowledged=())
    view = home_view(Home(lead=lead, notice="Some could not be read <!here>"))
    slack(shared).check_view(view)
    said = shown(view["blocks"])
    assert said[0] == "Some could not be read &lt;!here&gt;"
    headings = [b["text"]["text"] for b in view["blocks"] if b["type"] == "header"]
    assert headings == ["Mine", "My team's", "Breached (2)", "At risk (1)", "Not acknowledged"]


def test_long_lists_are_cut_and_the_others_counted(shared: Path):
    many = (CARD,) * 300
    view = home_view(Home(many, many, Lead(many, many, many), PEOPLE, "Busy"))
    slack(shared).check_view(view)
    cut = [t for t in shown(view["blocks"]) if t.startswith("and ")]
    assert cut == ["and 285 more", "and 290 more", *["and 295 more"] * 3]


def test_a_restricted_one_is_a_stub_without_buttons():
    stub = Card(
        "z-1", "Restricted: security works on it", "high", "security", "working", *4 * ("",)
    )
    stub = replace(stub, is_stub=True, buttons=(Button.ESCALATE,))
    assert shown(home_view(Home(team=(stub,)))["blocks"])[-1] == (
        "*Restricted: security works on it*\n:large_orange_circle: high · security, working · z-1"
    )
