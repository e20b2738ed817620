"""The form that fills in a brief: exactly what is missing, any of it, but not nothing."""

from dataclasses import replace
from pathlib import Path

import pytest

from escalation.brief import REQUIRED
from escalation.terms import Tier
from integrations.slack.forms.form import Form, Known
from integrations.slack.forms.reading import read
from integrations.slack.forms.view import build
from tests.integrations.contracts import slack
from tests.integrations.test_slack_forms import CARD, KNOWN, PLACE, inputs, refused


def test_filling_the_brief_asks_for_exactly_what_is_missing():
    view = build(Form.FILL_BRIEF, PLACE, KNOWN)
    assert {name: block["optional"] for name, block in inputs(view).items()} == {
        "tried": True,
        "steps": True,
    }
    some = {"tried": " ", "steps": "Press Print"}
    assert read(Form.FILL_BRIEF, PLACE, some) == [
        {"type": "fill_brief", "brief": {"steps": "Press Print"}}
    ]
    assert refused(Form.FILL_BRIEF, dict.fromkeys(("steps", "tried"))) == {
        "steps": "Fill in at least one"
    }


def test_filling_a_brief_without_gaps_has_nothing_to_ask(shared: Path):
    view = build(Form.FILL_BRIEF, PLACE, replace(KNOWN, card=replace(CARD, gaps=())))
    slack(shared).check_view(view)
    assert (inputs(view), "submit" in view) == ({}, False)
    assert "Nothing is missing" in view["blocks"][0]["text"]["text"]


@pytest.mark.parametrize("tier", ["", *Tier])
def test_without_a_worker_the_brief_is_asked_for_all_that_the_tier_needs(tier: str):
    view = build(Form.FILL_BRIEF, replace(PLACE, tier=tier), Known())
    assert set(inputs(view)) == set(REQUIRED[Tier(tier)] if tier else ())
