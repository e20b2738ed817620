"""Bug or not: what engineering should see, and where everything else goes.

An engineer who gets a usage question learns to ignore the channel. So a ticket passes only as a
defect with enough to work on: a way to reproduce it, or an error with the environment it happened
in, and no way round that is known. What burns (data being lost, an outage for many) waits for no
steps. Each verdict says why, in the customer's own words where there are some.
"""

from dataclasses import dataclass

from escalation.terms import Tier
from escalation.triage.case import Case, Reading
from escalation.triage.words import Kind, Sign

ENGLISH = ("en", "")  # what is too short to tell was read as English
_NOTHING = Reading()
_SHOWN = (Sign.REPRODUCTION, Sign.ERROR)


@dataclass(frozen=True)
class Verdict:
    """Whether it is a bug as far as the words tell, who should have it, and because of what.

    `condition` is the word for that: a `defect` can be worked on, `data_loss` and `outage` burn.
    What nobody could read (another language, no words) is no bug and yet goes to engineering: the
    judgement is left to whoever sends it.
    """

    is_bug: bool
    goes_to: Tier
    because: str
    condition: str = "defect"


def verdict(case: Case) -> Verdict:
    """Look at what the customer wrote, the urgent first."""
    reading = case.reading
    if reading.language not in ENGLISH or reading == _NOTHING:
        return Verdict(False, Tier.ENGINEERING, "the words could not be read")
    return _burning(reading) or _harmless(reading) or _bug(reading)


def kept_from_engineering(case: Case) -> Verdict | None:
    """The verdict, where it is plain that this is no bug; what burns is never kept back."""
    burns = case.reading.found(Sign.OUTAGE) or case.reading.found(Sign.DATA_LOSS)
    told = verdict(case)
    return None if burns or told.is_bug or told.goes_to == Tier.ENGINEERING else told


def _burning(reading: Reading) -> Verdict | None:
    if lost := reading.found(Sign.DATA_LOSS):
        because = f"data is being lost: “{lost.text}”"
        return Verdict(True, Tier.ENGINEERING, because, Sign.DATA_LOSS)
    outage, many = reading.found(Sign.OUTAGE), reading.found(Sign.MANY)
    if outage and many:
        because = f"an outage for many: “{outage.text}”, “{many.text}”"
        return Verdict(True, Tier.ENGINEERING, because, Sign.OUTAGE)
    return None


def _harmless(reading: Reading) -> Verdict | None:
    """What first line or product can answer; an error that is shown speaks against it."""
    is_shown = any(reading.found(sign) for sign in _SHOWN)
    wish = reading.found(Sign.WISH)
    if reading.sure_kind == Kind.FEATURE or (wish and not is_shown):
        quoted = f": “{wish.text}”" if wish else ""
        return Verdict(False, Tier.PRODUCT, f"it is a wish, not a fault{quoted}")
    if is_shown:
        return None
    if found := reading.found(Sign.CONFIGURATION):
        return Verdict(False, Tier.L2, f"it is a matter of configuration: “{found.text}”")
    question = reading.found(Sign.QUESTION)
    if reading.sure_kind == Kind.QUESTION:
        quoted = f": “{question.text}”" if question else ""
        return Verdict(False, Tier.L2, f"it is a question of usage{quoted}")
    return None


def _bug(reading: Reading) -> Verdict:
    if way_round := reading.found(Sign.WORKAROUND):
        return Verdict(True, Tier.L2, f"a way round is known: “{way_round.text}”")
    if steps := reading.found(Sign.REPRODUCTION):
        return Verdict(True, Tier.ENGINEERING, f"it can be reproduced: “{steps.text}”")
    error, environment = reading.found(Sign.ERROR), reading.found(Sign.ENVIRONMENT)
    if error and environment:
        because = f"an error with its environment: “{error.text}”, “{environment.text}”"
        return Verdict(True, Tier.ENGINEERING, because)
    missing = "environment" if error else "steps, no error with environment"
    return Verdict(True, Tier.L2, f"there is nothing to work on yet: no {missing}")
