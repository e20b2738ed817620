"""The default policy decides as a support lead would, on tickets that nobody tuned one by one.

`decisions.yaml` was read while rules were made; `decisions_by_another.yaml` was written by somebody
who knew no rule, and only its figures were looked at. docs/decision-table.md tells what they mean.
"""

from collections import Counter
from dataclasses import replace

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from escalation.terms import Tier
from escalation.triage.judge import judge
from integrations.reading.reader import Reader
from starter.triage_lines import TicketLine, case_of
from tests.domain.triage.decided import ESCALATED, HERE, ROOT, STAYS, agreement, default, rows

OURS, ANOTHERS = "decisions.yaml", "decisions_by_another.yaml"
LEAST = {
    OURS: {
        "escalate": 0.97,
        "escalate and tier": 0.92,
        "severity": 0.88,
        "kind": 0.80,
        "security": 0.98,
        "reasons, all": 0.88,
        "reasons, overlap": 0.94,
    },
    ANOTHERS: {
        "escalate": 0.84,
        "escalate and tier": 0.80,
        "severity": 0.70,
        "security": 0.87,
        "reasons, overlap": 0.62,
    },
}


@pytest.mark.parametrize("table", LEAST)
def test_we_agree_with_the_support_lead(table: str) -> None:
    reached = agreement(table)
    short = {what: reached[what] for what, least in LEAST[table].items() if reached[what] < least}
    assert short == {}


def test_the_tables_hold_what_they_promise() -> None:
    ours, anothers = rows(OURS), rows(ANOTHERS)
    assert len(ours) + len(anothers) >= 150
    assert len(anothers) >= 30
    assert len({row.id for row in (*ours, *anothers)}) == len(ours) + len(anothers)
    tiers = Counter(row.expect["tier"] for row in ours)
    assert min(tiers[tier] for tier in Tier) >= 16
    reasons = Counter(reason for row in ours for reason in row.expect["reasons"])
    assert set(reasons) == ESCALATED | STAYS
    assert min(reasons.values()) >= 2


def test_whatever_is_escalated_says_why_and_whatever_stays_what_to_do() -> None:
    for row in (*rows(OURS), *rows(ANOTHERS)):
        assert bool(row.judged.reasons) >= row.judged.escalate
        assert bool(row.judged.advice) == (not row.judged.escalate)
        assert (row.judged.tier == Tier.L1) == (not row.judged.escalate)


# They say nothing of the matter; much praise would be a mood, which is not irrelevant.
IRRELEVANT = (
    "Have a nice day.",
    "It has been raining in Lisbon since Monday.",
    "Our office has green chairs.",
    "I am writing from the train.",
    "My name is Robin.",
    "The cafeteria serves soup on Tuesdays.",
    "We have been in this town since 1998.",
    "Regards, Kim",
    "My dog is called Biscuit.",
    "It is Thursday.",
    "We paint boats in the spring.",
    "The meeting room is on the second floor.",
)
TABLE = yaml.safe_load((HERE / OURS).read_text(encoding="utf-8"))
READER = Reader()


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(TABLE),
    st.lists(st.sampled_from(IRRELEVANT), min_size=1, max_size=3, unique=True),
    st.booleans(),
)
def test_an_irrelevant_sentence_changes_nothing(ticket, sentences, is_first: bool) -> None:
    said = " ".join(sentences)
    body = f"{said} {ticket['body']}" if is_first else f"{ticket['body']} {said}"
    before, after = (
        judge(case_of(TicketLine.model_validate(one), default(), READER.read), default())
        for one in (ticket, {**ticket, "body": body})
    )
    # The mood of more words is another number; that it decides nothing new is what matters.
    shown, still = (
        replace(judged, sentiment=None, reasons=(), advice="") for judged in (before, after)
    )
    assert shown == still
    assert {r.condition for r in before.reasons} == {r.condition for r in after.reasons}


def test_the_page_claims_no_more_than_is_reached() -> None:
    page = (ROOT / "docs" / "decision-table.md").read_text(encoding="utf-8")
    lines = [[cell.strip() for cell in line.split("|")[1:-1]] for line in page.splitlines()]
    claimed = {cells[0]: cells[1:] for cells in lines if len(cells) == 5}
    ours, anothers = agreement(OURS), agreement(ANOTHERS)
    assert set(ours) <= set(claimed)
    for what, reached in ours.items():
        _, after, _, after_anothers = map(float, claimed[what])
        assert (what, reached >= after) == (what, True)
        assert (what, anothers[what] >= after_anothers) == (what, True)
