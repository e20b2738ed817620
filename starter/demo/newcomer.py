"""What has just happened when a newcomer takes over: a Monday morning, and three tickets."""

from escalation.terms import Severity, Tier
from starter.demo.acts import Act, Arrives, Tags, Ticket

CHLOE = "agent-1"

WE_CANNOT_LOG_IN = Ticket(
    4801, "Northwind Freight", "Maya Lindgren",
    ends=("unacknowledged", Tier.L2), severity=Severity.CRITICAL,
    acts=(  # urgent: it climbs at once, and second line has 15 minutes
        Act("Mon 10:05", Arrives("We cannot log in", "Since ten this morning we see "
            "\"session expired\". No invoice leaves the house today.", "urgent")),
    ),
)  # fmt: skip
EMPTY_EXPORT = Ticket(
    4802, "Okapi Learning", "Jude Mensah",
    ends=("unacknowledged", Tier.L2), severity=Severity.HIGH,
    acts=(  # first line asks for help
        Act("Mon 10:06", Arrives("The export of March is empty", "The file has no rows. Our "
            "accountants need it today.", "high")),
        Act("Mon 10:08", Tags(CHLOE, "escalate_l2")),
    ),
)  # fmt: skip
RENAMED_KEY = Ticket(
    4803, "Quillon Law", "Ruth Abara",
    ends=("watching", Tier.L1), severity=Severity.MEDIUM,
    acts=(  # stays with first line, until somebody finds that it should not
        Act("Mon 10:09", Arrives("How do we rename an API key?", "There is no button for it.",
            "normal")),
    ),
)  # fmt: skip

MORNING = (WE_CANNOT_LOG_IN, EMPTY_EXPORT, RENAMED_KEY)
