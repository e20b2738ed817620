"""The closed sets of words that judgement speaks in: what a ticket is, and what stands in it."""

from enum import StrEnum


class Kind(StrEnum):
    """What a ticket is about."""

    BUG = "bug"
    FEATURE = "feature"
    QUESTION = "question"
    INCIDENT = "incident"
    SECURITY = "security"
    BILLING = "billing"
    ACCOUNT = "account"
    OTHER = "other"


_SPOKEN = {
    Kind.BUG: "a bug",
    Kind.FEATURE: "a wish",
    Kind.QUESTION: "a question",
    Kind.INCIDENT: "an incident",
    Kind.SECURITY: "a matter of security",
    Kind.ACCOUNT: "a matter of an account",
}


def spoken(kind: Kind) -> str:
    """A kind as people say it: "a bug", "billing"."""
    return _SPOKEN.get(kind, kind)


class Sign(StrEnum):
    """Something that the words of a ticket show, whatever the ticket is about."""

    SECURITY = "security"
    OUTAGE = "outage"
    DATA_LOSS = "data_loss"
    WANTS_HUMAN = "wants_human"
    COMPLAINT = "complaint"
    ANGRY = "angry"
    DISPUTE = "dispute"  # of an amount that was billed
    LEGAL = "legal"
    PRESS = "press"
    CHURN = "churn"
    MANY = "many"  # all users, the whole company
    BLOCKED = "blocked"  # somebody cannot work at all
    REPRODUCTION = "reproduction"
    ENVIRONMENT = "environment"
    ERROR = "error"  # a stack trace, a code, a message in quotes
    WORKAROUND = "workaround"  # one is known and named
    CONFIGURATION = "configuration"
    QUESTION = "question"
    WISH = "wish"
    ROUTINE = "routine"  # an account's or a bill's everyday business
