"""Bug or not: what engineering sees, where the rest goes, and because of what."""

import pytest

from escalation.terms import Tier
from escalation.triage.bug import verdict
from escalation.triage.case import Case, Reading
from escalation.triage.words import Kind, Sign
from tests.domain.triage.cases import case

ENGINEERING, PRODUCT, L2 = Tier.ENGINEERING, Tier.PRODUCT, Tier.L2

TABLE: list[tuple[Case, bool, Tier, str]] = [
    (case(Sign.REPRODUCTION), True, ENGINEERING, "it can be reproduced: “some reproduction”"),
    (
        case(Sign.ERROR, Sign.ENVIRONMENT),
        True,
        ENGINEERING,
        "an error with its environment: “some error”, “some environment”",
    ),
    (case(Sign.ERROR), True, L2, "there is nothing to work on yet: no environment"),
    (case(Sign.ENVIRONMENT), True, L2, "no steps, no error with environment"),
    (case(kind=Kind.BUG), True, L2, "no steps, no error with environment"),
    (
        case(Sign.REPRODUCTION, Sign.WORKAROUND),
        True,
        L2,
        "a way round is known: “some workaround”",
    ),
    (case(kind=Kind.FEATURE), False, PRODUCT, "it is a wish, not a fault"),
    (case(Sign.WISH), False, PRODUCT, "it is a wish, not a fault: “some wish”"),
    (case(Sign.WISH, Sign.REPRODUCTION), True, ENGINEERING, "it can be reproduced"),
    (case(Sign.WISH, Sign.ERROR, kind=Kind.FEATURE), False, PRODUCT, "it is a wish"),
    (case(Sign.CONFIGURATION), False, L2, "a matter of configuration: “some configuration”"),
    (case(Sign.CONFIGURATION, Sign.REPRODUCTION), True, ENGINEERING, "it can be reproduced"),
    (case(kind=Kind.QUESTION), False, L2, "it is a question of usage"),
    (
        case(Sign.QUESTION, kind=Kind.QUESTION),
        False,
        L2,
        "it is a question of usage: “some question”",
    ),
    (case(Sign.QUESTION, kind=Kind.BUG), True, L2, "there is nothing to work on yet"),
    # What burns waits for no steps, whatever else stands there.
    (case(Sign.DATA_LOSS, Sign.WISH), True, ENGINEERING, "data is being lost: “some data_loss”"),
    (
        case(Sign.OUTAGE, Sign.MANY, kind=Kind.QUESTION),
        True,
        ENGINEERING,
        "an outage for many: “some outage”, “some many”",
    ),
    (case(Sign.OUTAGE), True, L2, "there is nothing to work on yet"),
    # What nobody could read is left to whoever sends it.
    (case(reading=Reading(language="fr")), False, ENGINEERING, "the words could not be read"),
    (case(reading=Reading()), False, ENGINEERING, "the words could not be read"),
    (
        case(reading=Reading(kind=Kind.FEATURE)),
        False,
        PRODUCT,
        "it is a wish, not a fault",
    ),
]


@pytest.mark.parametrize(("one", "is_bug", "goes_to", "because"), TABLE)
def test_the_filter_before_engineering(
    one: Case, is_bug: bool, goes_to: Tier, because: str
) -> None:
    told = verdict(one)
    assert (told.is_bug, told.goes_to) == (is_bug, goes_to)
    assert because in told.because


def test_a_verdict_says_by_which_condition() -> None:
    assert verdict(case(Sign.REPRODUCTION)).condition == "defect"
    assert verdict(case(Sign.DATA_LOSS)).condition == "data_loss"
    assert verdict(case(Sign.OUTAGE, Sign.MANY)).condition == "outage"
