"""What the next owner must know, and what nobody is asked for twice."""

import pytest

from escalation.brief import REQUIRED, known, missing
from escalation.context import Brief, Link, TicketContext, Word
from escalation.model import Escalation
from escalation.terms import Tier
from tests.domain.story import at, begun
from tests.policies import POLICY, QUIET

COMMON = ["summary", "impact", "tried", "needed", "by_when"]
REPORT = """Since 8:10 all 40 clinics cannot print. When I press Print, nothing happens.
I expected a PDF. I use Chrome 120 on macOS 14. I already tried another printer.
The page says "Error 503". Please fix it by Friday."""


@pytest.mark.parametrize(
    ("tier", "required"),
    [
        (Tier.L1, []),
        (Tier.L2, COMMON),
        (Tier.ENGINEERING, [*COMMON, "steps", "expected", "actual", "environment", "evidence"]),
        (Tier.PRODUCT, [*COMMON, "use_case", "frequency"]),
        (Tier.LEADERSHIP, [*COMMON, "business_context", "revenue_at_risk", "decision_asked"]),
        (Tier.SECURITY, ["seen", "affected", "containment"]),
    ],
)
def test_each_tier_asks_for_its_own_fields(tier: Tier, required: list[str]):
    empty = Escalation("zendesk-7", POLICY, tier=tier)
    assert list(missing(empty)) == required
    full = Brief(**dict.fromkeys(required, "known"))
    assert missing(empty.changed(brief=full)) == ()
    assert set(REQUIRED) == set(Tier)


@pytest.mark.parametrize(
    ("tier", "gaps"),
    [
        (Tier.L2, ()),
        (Tier.ENGINEERING, ()),
        (Tier.PRODUCT, ("use_case", "frequency")),
        (Tier.LEADERSHIP, ("business_context", "revenue_at_risk", "decision_asked")),
        (Tier.SECURITY, ("seen", "affected", "containment")),
    ],
)
def test_what_the_customer_wrote_is_no_gap_in_any_tier(tier: Tier, gaps: tuple[str, ...]):
    assert missing(begun(tier, policy=QUIET, description=REPORT).e) == gaps


def test_a_word_of_people_wins_over_what_was_read():
    e = begun(description=REPORT).e.changed(brief=Brief(environment="Chrome 121, beta"))
    assert known(e).environment == "Chrome 121, beta"
    assert known(e).tried == "I already tried another printer."


def test_the_ticket_s_subject_is_the_summary_until_somebody_writes_one():
    story = begun(Tier.L2)
    assert known(story.e).summary == "Export is empty"
    story.e = story.e.changed(brief=Brief(summary="CSV export has no rows"))
    assert known(story.e).summary == "CSV export has no rows"


def test_what_the_ticket_s_people_wrote_counts_as_soon_as_it_is_read():
    story = begun(Tier.L2)
    assert "tried" in missing(story.e)
    word = Word("c1", at("Mon 09:05"), "7", "Ada", False, False, "I have checked the logs.")
    files = (Link("screen.png", "https://desk/1"),)
    story.e = story.e.changed(
        context=TicketContext(
            at("Mon 09:10"), words=(word,), attachments=files, fields=(("revenue", "1.2M"),)
        )
    )
    assert "tried" not in missing(story.e)
    assert (known(story.e).evidence, known(story.e).revenue_at_risk) == (
        "screen.png",
        "1.2M a year",
    )


def test_an_answer_of_the_customer_closes_the_gap_at_once():
    story = begun(Tier.ENGINEERING, policy=QUIET)
    story.e = story.e.changed(context=TicketContext(at("Mon 09:00"), requester="Ada"))
    assert "environment" in missing(story.e)
    story.send("Mon 10:00", "customer_replied", text="I am on Firefox 121.", ref="c1", public=True)
    assert "environment" not in missing(story.e)
    story.send("Mon 10:05", "customer_replied", text="Again", ref="c1", public=True)
    story.send("Mon 10:10", "agent_replied", text="We have checked it.", ref="c2", public=False)
    story.send("Mon 10:15", "agent_replied", text=" ", ref="c3", public=False)
    assert story.e.context
    said = [(w.by, w.text, w.is_customer, w.is_public) for w in story.e.context.words]
    assert said == [
        ("Ada", "I am on Firefox 121.", True, True),
        ("agent", "We have checked it.", False, False),
    ]
