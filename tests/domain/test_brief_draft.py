"""The first draft after a climb says what the customer said, and asks for nothing known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.actions import Tell
from escalation.brief import REQUIRED
from escalation.brief_draft import EXCERPT_MAX, draft, first_draft
from escalation.context import Brief, TicketContext, Word
from escalation.terms import Severity, Tier
from tests.domain.story import at, begun, taken
from tests.policies import POLICY, QUIET

ASKS = {
    "steps": "what exactly you do",
    "expected": "what you expected to happen",
    "actual": "what happens instead",
    "environment": "which version, browser",
    "use_case": "what you want to achieve",
    "frequency": "how often it happens",
}


def word(text: str, *, is_customer: bool = True, is_public: bool = True) -> Word:
    return Word(text, at("Mon 09:00"), "1", "Ada", is_customer, is_public, text)


def test_it_names_the_customer_s_words_steps_and_environment():
    said = "When I press Print, nothing happens. I am on Chrome 120."
    e = begun(Tier.ENGINEERING, description=said).e
    assert first_draft(e).splitlines() == [
        "Thank you for telling us about this. What you wrote has been passed on with it:",
        f'"{said}"',
        "What you did: When I press Print",
        "What you see: nothing happens.",
        "What you use: Chrome 120",
        "To go on, it would help us to know what you expected to happen.",
    ]


def test_without_gaps_the_policy_s_text_ends_it():
    e = begun(Tier.L2, description="x" * 900).e
    *_, excerpt, last = first_draft(e).splitlines()
    assert (last, len(excerpt)) == (POLICY.texts.holding, EXCERPT_MAX + 2)


def test_what_was_said_inside_stands_in_no_draft():
    words = (
        word("I am on Firefox 121."),
        word("I tried: they are a churn risk on Chrome 9.", is_customer=False),
        word("Private: Safari 17", is_public=False),
    )
    e = begun(Tier.ENGINEERING).e.changed(
        context=TicketContext(at("Mon 09:00"), words=words), brief=Brief(steps="secret")
    )
    text = first_draft(e)
    assert '"I am on Firefox 121."' in text
    assert "What you use: Firefox 121" in text
    for inside in ("churn", "Chrome", "Safari", "secret"):
        assert inside not in text


def test_nothing_said_is_thanked_for_all_the_same():
    e = begun(Tier.L2, subject="").e
    assert first_draft(e) == f"Thank you for telling us about this.\n{POLICY.texts.holding}"
    assert first_draft(e.changed(ticket=None)).startswith("Thank you")


@given(
    st.sampled_from(Tier),
    st.dictionaries(st.sampled_from(sorted(Brief.__dataclass_fields__)), st.just("known")),
)
def test_no_draft_asks_for_what_is_known(tier: Tier, filled: dict[str, str]):
    e = begun(Tier.L2).e.changed(tier=tier, brief=Brief(**filled))
    text = first_draft(e)
    asked = {name for name, question in ASKS.items() if question in text}
    assert asked == (set(ASKS) & set(REQUIRED[tier])) - set(filled)


def test_the_contact_s_first_draft_after_a_climb_is_that_one_and_later_ones_the_policy_s():
    story = begun(Tier.L1, Severity.HIGH, QUIET, description="I am on Chrome 120.")
    assert draft(story.e) == QUIET.texts.holding
    story.send("Mon 09:10", "update_customer", text="We look.")
    story.send("Mon 10:00", "escalate", to=Tier.L2, reason="beyond us")
    story.until("Mon 13:00")
    (said,) = [t.text for t in story.done(Tell) if t.text.startswith("customer_update is due")]
    assert "Draft: Thank you for telling us" in said
    assert "What you use: Chrome 120" in said
    story.send("Mon 13:10", "update_customer", text="Still at it.")
    assert draft(story.e) == QUIET.texts.holding


@pytest.mark.parametrize("tier", [t for t in Tier if t != Tier.L1])
def test_every_tier_s_first_draft_can_be_written(tier: Tier):
    assert draft(taken(tier).e) == first_draft(taken(tier).e)
