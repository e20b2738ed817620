"""What to take up first: severity, then what the customer is worth, then the deadline.

Value orders work among equals and does nothing else: it never moves something before what is more
severe, and no promise is longer because somebody else pays more. Worth counts in whole points, so
that among alike customers the deadline decides.
"""

from datetime import UTC, datetime

from escalation.rules import ImpactRules
from escalation.terms import Severity
from escalation.triage.case import Account
from escalation.triage.impact import CHURN_RISK

Urgency = tuple[int, int, datetime]

KEY_POINTS = 2  # a key account counts as much as two other reasons
LATER = datetime.max.replace(tzinfo=UTC)  # what has no deadline comes after what has one


def urgency(
    severity: Severity, account: Account, due_at: datetime | None, rules: ImpactRules
) -> Urgency:
    """A key to sort by, the most urgent first; `due_at` (UTC) is the next promise, if there is one.

    `rules` say from which revenue on a customer counts for more.
    """
    return tuple(Severity).index(severity), -worth(account, rules), due_at or LATER


def worth(account: Account, rules: ImpactRules) -> int:
    """Points of a customer: 2 for a key account, 1 each for VIP, revenue and the risk to leave."""
    return (
        KEY_POINTS * (account.tier == "key")
        + account.is_vip
        + (account.revenue >= rules.revenue_min)
        + (account.churn_risk >= CHURN_RISK)
    )
