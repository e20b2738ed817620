"""What people fill in in Slack: what each form asks, shows and makes of the answers."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from escalation.brief import REQUIRED
from escalation.card import Card
from escalation.context import Brief
from escalation.model import Pause
from escalation.preview import Move, Preview
from escalation.terms import PauseReason, Tier
from integrations.envelope import parse
from integrations.slack.forms.fields import BRIEF
from integrations.slack.forms.form import NOTHING, FieldErrors, Form, Known, Place, Values, View
from integrations.slack.forms.reading import read, trial
from integrations.slack.forms.view import asks_again, build
from integrations.webhooks import Malformed
from tests.integrations.contracts import shown, slack

DUE = datetime(2026, 3, 2, 11, 30, tzinfo=UTC)
LATER = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
AT, AT_ISO = str(int(DUE.timestamp())), "2026-03-02T11:30:00+00:00"
PEOPLE = {"ben": "U0BEN", "nobody": ""}
CARD = Card(
    *("zendesk-4711", "Checkout fails", "high", "engineering", "working", "Acme", "ben", "", ""),
    gaps=("tried", "steps"),
)
PLACE = Place("zendesk-4711", "engineering", "C0ENG", "1772442000.000100")
TAKERS = {"ben": "Ben", "dev": "Dev & Co"}
KNOWN = Known(CARD, tiers=(Tier.LEADERSHIP, Tier.SECURITY), people=PEOPLE, takers=TAKERS)
FILLED: dict[Form, Values] = {
    Form.OPEN: {"severity": "high", "to": "l1", "summary": "It fails"},
    Form.ESCALATE: {"to": "security", "reason": "A leak"},
    Form.DE_ESCALATE: {"to": "l2", "reason": "Ours to do", "category": "workaround"},
    Form.PAUSE: {"reason": "on_hold", "until": None},
    Form.SET_SEVERITY: {"severity": "low", "reason": "One user only"},
    Form.PROMISE: {"due_at": AT, "text": "A fix by noon"},
    Form.ASSIGN: {"to": "dev"},
    Form.ENGAGE: {"to": "security", "reason": "A leak"},
    Form.DISENGAGE: {"to": "leadership", "reason": "It is calm"},
    Form.UPDATE_CUSTOMER: {"text": "We found the cause."},
    Form.RESOLVE: {"resolution": "Fixed", "root_cause": "A typo", "learned": "Test it"},
    Form.FILL_BRIEF: {"tried": "A restart"},
}


def inputs(view: View) -> dict[str, dict[str, Any]]:
    """The fields of a view by name."""
    blocks = [block for block in view["blocks"] if block["type"] == "input"]
    assert all(block["block_id"] == block["element"]["action_id"] for block in blocks)
    return {block["block_id"]: block for block in blocks}


def filled(view: View) -> dict[str, str | None]:
    """What Slack sends of a view that nobody has touched."""
    return {name: _initial(block["element"]) for name, block in inputs(view).items()}


def _initial(element: Mapping[str, Any]) -> str | None:
    if "initial_option" in element:
        return element["initial_option"]["value"]
    seconds = element.get("initial_date_time")
    return str(seconds) if seconds else element.get("initial_value")


def refused(form: Form, given: Values, place: Place = PLACE) -> dict[str, str]:
    with pytest.raises(FieldErrors) as told:
        read(form, place, given)
    return told.value.errors


@pytest.mark.parametrize("form", Form)
def test_every_form_is_one_that_slack_opens(shared: Path, form: Form):
    view = build(form, PLACE, KNOWN)
    slack(shared).check_view(view)
    assert view["callback_id"] == form
    assert Place.read(view["private_metadata"]) == PLACE


@pytest.mark.parametrize("form", Form)
def test_what_is_filled_in_becomes_a_command_that_can_be_read(form: Form):
    for raw in read(form, PLACE, FILLED[form]):
        parsed = parse({**raw, "escalation": PLACE.escalation})
        assert parsed.unknown == ()


@pytest.mark.parametrize("form", Form)
def test_what_is_filled_in_survives_when_the_form_is_built_again(form: Form):
    known = replace(KNOWN, tiers=tuple(Tier), brief=Brief(seen="An odd login"))
    once = build(form, PLACE, known, FILLED[form])
    again = build(form, PLACE, known, filled(once))
    assert again == once
    assert {k: v for k, v in filled(again).items() if k in FILLED[form]} == FILLED[form]


def test_what_was_emptied_stays_empty():
    view = build(Form.UPDATE_CUSTOMER, PLACE, KNOWN, {"text": None})
    assert filled(view) == {"text": None}


@pytest.mark.parametrize("tier", Tier)
def test_escalating_asks_for_exactly_what_the_target_needs(tier: Tier):
    view = build(Form.ESCALATE, PLACE, replace(KNOWN, tiers=tuple(Tier)), {"to": tier})
    assert list(inputs(view)) == ["to", "reason", *REQUIRED[tier]]
    optional = {name for name, block in inputs(view).items() if block["optional"]}
    assert optional == (set(REQUIRED[tier]) if tier == Tier.SECURITY else set())


def test_escalating_is_filled_with_what_is_known():
    known = replace(KNOWN, brief=Brief(tried="A restart"))
    view = filled(build(Form.ESCALATE, PLACE, known))
    assert (view["to"], view["summary"], view["tried"]) == (
        "leadership",
        "Checkout fails",
        "A restart",
    )
    assert view["revenue_at_risk"] is None


def test_what_the_target_needs_and_nobody_said_is_an_error_on_its_field():
    given = {**dict.fromkeys(REQUIRED[Tier.PRODUCT], "said"), "to": "product", "reason": "Slow"}
    assert read(Form.ESCALATE, PLACE, given)[0]["brief"]["use_case"] == "said"
    needed = "Product needs this to begin"
    assert refused(Form.ESCALATE, {**given, "use_case": " \n", "frequency": None}) == {
        "use_case": needed,
        "frequency": needed,
    }


def test_security_is_asked_without_a_word_of_brief():
    assert read(Form.ESCALATE, PLACE, FILLED[Form.ESCALATE]) == [
        {"type": "escalate", "to": "security", "reason": "A leak"}
    ]


@pytest.mark.parametrize("tier", Tier)
def test_the_cause_is_needed_above_l2_and_welcome_below(tier: Tier):
    place, given = replace(PLACE, tier=tier), {"resolution": "Fixed", "learned": "  "}
    if tier in (Tier.L1, Tier.L2):
        assert read(Form.RESOLVE, place, given) == [{"type": "resolve", "resolution": "Fixed"}]
    else:
        assert set(refused(Form.RESOLVE, given, place)) == {"root_cause", "learned"}


def test_resolving_asks_by_the_tier_it_stands_at_now():
    stale = replace(PLACE, tier="l2")
    view = build(Form.RESOLVE, stale, KNOWN)
    assert Place.read(view["private_metadata"]).tier == "engineering"
    assert not inputs(view)["root_cause"]["optional"]


def test_a_snooze_needs_an_end_and_other_waits_do_not():
    assert set(refused(Form.PAUSE, {"reason": "snoozed"})) == {"until"}
    assert read(Form.PAUSE, PLACE, {"reason": "snoozed", "until": AT}) == [
        {"type": "pause", "reason": "snoozed", "until": AT_ISO}
    ]
    assert read(Form.PAUSE, PLACE, {"reason": "on_hold", "until": None}) == [
        {"type": "pause", "reason": "on_hold"}
    ]


@pytest.mark.parametrize("junk", ["soon", "1e9", "9" * 30, "-1", "²"])
def test_a_time_that_is_none_is_an_error_and_opens_nothing(shared: Path, junk: str):
    known = replace(KNOWN, tiers=())
    slack(shared).check_view(build(Form.PROMISE, PLACE, known, {"due_at": junk}))
    assert set(refused(Form.PAUSE, {"reason": "on_hold", "until": junk})) == {"until"}
    assert set(refused(Form.PROMISE, {"due_at": junk, "text": "x"})) == {"due_at"}


@pytest.mark.parametrize(
    ("form", "missing"),
    [
        (Form.OPEN, {"severity", "to", "summary"}),
        (Form.ESCALATE, {"to", "reason"}),
        (Form.DE_ESCALATE, {"to", "reason", "category"}),
        (Form.PAUSE, {"reason"}),
        (Form.SET_SEVERITY, {"severity", "reason"}),
        (Form.PROMISE, {"due_at", "text"}),
        (Form.ASSIGN, {"to"}),
        (Form.ENGAGE, {"to", "reason"}),
        (Form.DISENGAGE, {"to"}),
        (Form.UPDATE_CUSTOMER, {"text"}),
        (Form.RESOLVE, {"resolution", "root_cause", "learned"}),
        (Form.FILL_BRIEF, {"summary"}),
    ],
)
def test_an_empty_form_says_what_is_missing_where(form: Form, missing: set[str]):
    assert set(refused(form, NOTHING)) == missing
    assert set(refused(form, dict.fromkeys(missing, " \u00a0\n"))) == missing


def test_a_word_that_is_not_on_the_list_is_refused_and_not_shown_as_chosen():
    assert set(refused(Form.SET_SEVERITY, {"severity": "sev1", "reason": "x"})) == {"severity"}
    view = build(Form.ESCALATE, PLACE, KNOWN, {"to": "l2"})
    assert filled(view)["to"] == "leadership"


def test_opening_from_a_message_keeps_its_words_and_climbs_with_the_brief():
    place = replace(PLACE, escalation="", context="ana: it fails since noon")
    needed = dict.fromkeys(REQUIRED[Tier.L2], "said")
    given = {**needed, "summary": "It\nfails", "severity": "high", "to": "l2", "customer": "Acme"}
    assert read(Form.OPEN, place, given) == [
        {
            "type": "open",
            "ticket": {
                "helpdesk": "slack",
                "id": "C0ENG-1772442000-000100",
                "description": "ana: it fails since noon",
                "subject": "It\nfails",
            },
            "severity": "high",
            "customer": "Acme",
        },
        {
            "type": "escalate",
            "to": "l2",
            "reason": "It fails",
            "brief": {**needed, "summary": "It\nfails"},
        },
    ]


def test_opening_for_a_ticket_keeps_the_message_as_a_note():
    place = replace(PLACE, context="ana: it fails since noon")
    opened, note = read(Form.OPEN, place, {**FILLED[Form.OPEN], "ticket": "#4711"})
    assert opened["ticket"] == {"helpdesk": "zendesk", "id": "4711", "subject": "It fails"}
    assert note == {
        "type": "note",
        "text": "ana: it fails since noon",
        "ref": "slack:C0ENG:1772442000.000100",
    }


def test_opening_without_a_message_needs_an_id_or_a_ticket():
    assert set(refused(Form.OPEN, {**FILLED[Form.OPEN], "ticket": "ABC-1"})) == {"ticket"}
    assert set(refused(Form.OPEN, FILLED[Form.OPEN], Place(""))) == {"ticket"}
    (opened,) = read(Form.OPEN, Place("slack-Ev7"), FILLED[Form.OPEN])
    assert opened["ticket"] == {"helpdesk": "slack", "id": "Ev7", "subject": "It fails"}


def test_the_message_it_came_from_is_shown_when_opening():
    view = build(Form.OPEN, replace(PLACE, context="it fails\n<!here>"), Known(tiers=tuple(Tier)))
    assert "*About*\n> it fails\n> &lt;!here&gt;" in shown(view["blocks"])


def test_a_preview_says_which_deadlines_move_and_who_is_asked():
    moves = (Move("resolution", DUE, LATER), Move("acknowledge", None, DUE), Move("x", DUE, None))
    preview = Preview(clocks=moves, asked=("ben", "nobody"))
    view = build(Form.SET_SEVERITY, PLACE, replace(KNOWN, preview=preview))
    due = f"<!date^{AT}^{{date_short_pretty}} {{time}}|Mon 02 Mar 11:30 UTC>"
    later = f"<!date^{int(LATER.timestamp())}^{{date_short_pretty}} {{time}}|Tue 03 Mar 09:00 UTC>"
    assert shown(view["blocks"])[-2:] == [
        f"*Deadlines that move*\n• resolution: {due} → {later}\n"
        f"• acknowledge: not running → {due}\n• x: {due} → not running",
        "*Who is asked*\n<@U0BEN>, nobody",
    ]


def test_what_would_be_refused_is_said_instead():
    known = replace(KNOWN, preview=Preview("it is paused <!here>", (Move("x", DUE, None),)))
    assert shown(build(Form.PAUSE, PLACE, known)["blocks"])[-1] == (
        ":no_entry: This would be refused: it is paused &lt;!here&gt;"
    )


def test_a_pause_says_what_it_waits_for_already():
    known = replace(KNOWN, waits=(Pause(PauseReason.THIRD_PARTY, DUE, LATER),))
    assert any(
        "It waits already: Third party until <!date^" in t
        for t in shown(build(Form.PAUSE, PLACE, known)["blocks"])
    )


def test_a_state_that_cannot_be_read_is_said_and_the_form_opens():
    view = build(Form.PAUSE, PLACE, Known(notice="The state could not be read"))
    assert shown(view["blocks"])[0] == ":warning: The state could not be read"
    assert list(inputs(view)) == ["reason", "until"]


@pytest.mark.parametrize("form", Form)
def test_a_stub_asks_nothing_and_shows_nothing(shared: Path, form: Form):
    stub = replace(CARD, title="Restricted: security works on it", customer="", is_stub=True)
    view = build(form, PLACE, replace(KNOWN, card=stub, brief=Brief(summary="A leak")))
    slack(shared).check_view(view)
    assert inputs(view) == {}
    assert "leak" not in str(view)


@pytest.mark.parametrize(
    ("form", "told"),
    [
        (Form.DE_ESCALATE, "There is no tier that it can go to."),
        (Form.ENGAGE, "Whoever can work alongside is there already."),
        (Form.DISENGAGE, "Nobody works alongside."),
        (Form.ASSIGN, "The policy names nobody who could take it."),
    ],
)
def test_where_there_is_nobody_to_choose_the_form_says_so(shared: Path, form: Form, told: str):
    view = build(form, PLACE, replace(KNOWN, tiers=(), takers={}))
    slack(shared).check_view(view)
    assert shown(view["blocks"]) == [told]


def test_calling_and_releasing_name_the_tier_and_assigning_the_person():
    assert read(Form.ENGAGE, PLACE, FILLED[Form.ENGAGE]) == [
        {"type": "engage", "tier": "security", "reason": "A leak"}
    ]
    assert read(Form.DISENGAGE, PLACE, {"to": "leadership", "reason": None}) == [
        {"type": "disengage", "tier": "leadership"}
    ]
    assert read(Form.ASSIGN, PLACE, FILLED[Form.ASSIGN]) == [{"type": "assign", "to": "dev"}]


def test_who_takes_it_is_chosen_by_name_and_nobody_beforehand():
    element = inputs(build(Form.ASSIGN, PLACE, KNOWN))["to"]["element"]
    offered = [(o["text"]["text"], o["value"]) for o in element["options"]]
    assert offered == [("Ben", "ben"), ("Dev &amp; Co", "dev")]
    assert "initial_option" not in element


@pytest.mark.parametrize(
    ("form", "given", "tried"),
    [
        (Form.ESCALATE, {"to": "l2"}, {"type": "escalate", "to": "l2", "reason": "not said yet"}),
        (
            Form.ENGAGE,
            {"to": "security"},
            {"type": "engage", "tier": "security", "reason": "not said yet"},
        ),
        (Form.ASSIGN, {"to": "dev"}, None),
        (Form.PAUSE, {"reason": "on_hold"}, {"type": "pause", "reason": "on_hold"}),
        (
            Form.PAUSE,
            {"reason": "snoozed", "until": AT},
            {"type": "pause", "reason": "snoozed", "until": AT_ISO},
        ),
        (Form.PAUSE, {"reason": "snoozed", "until": None}, None),
        (Form.PAUSE, NOTHING, None),
        (
            Form.SET_SEVERITY,
            {"severity": "low", "reason": "calm"},
            {"type": "set_severity", "severity": "low", "reason": "calm"},
        ),
        (Form.RESOLVE, FILLED[Form.RESOLVE], None),
    ],
)
def test_what_can_be_tried_so_far(form: Form, given: Values, tried: dict[str, str] | None):
    assert trial(form, given) == tried


@pytest.mark.parametrize("form", Form)
def test_slack_is_asked_to_tell_of_each_change_that_makes_another_form(form: Form):
    for name, block in inputs(build(form, PLACE, KNOWN)).items():
        assert block.get("dispatch_action", False) == asks_again(form, name)


@pytest.mark.parametrize("text", ["", "[]", "null", '{"x": 1}', '{"escalation": 7}', "{" * 9_999])
def test_a_place_that_is_not_ours_is_malformed(text: str):
    with pytest.raises(Malformed):
        Place.read(text)


def test_of_a_long_context_as_much_is_kept_as_slack_takes():
    place = replace(PLACE, context='"\n' * 5_000)
    kept = Place.read(place.write())
    assert 2_990 <= len(place.write()) <= 3_000
    assert place.context.startswith(kept.context)


def test_every_field_of_the_brief_has_a_name_that_people_read():
    assert set(BRIEF) == {field.name for field in fields(Brief)}
