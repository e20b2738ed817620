"""Freshdesk's words and ours; it writes statuses and priorities as numbers.

Freshdesk API, "Ticket Properties". 6 and 7 come with every account and may be renamed or removed.
"""

from escalation.terms import Severity, TicketStatus

STATUS: dict[str, TicketStatus] = {
    "2": "open",
    "3": "pending",
    "4": "solved",
    "5": "closed",
    "6": "pending",  # Waiting on Customer
    "7": "on_hold",  # Waiting on Third Party
}
ASKS_STATUS: dict[TicketStatus, int] = {"open": 2, "pending": 3, "solved": 4, "closed": 5}
SEVERITY = {
    "4": Severity.CRITICAL,
    "3": Severity.HIGH,
    "2": Severity.MEDIUM,
    "1": Severity.LOW,
}
PRIORITY = {severity: int(priority) for priority, severity in SEVERITY.items()}

# The fields that `connect` makes, by our name for what stands in them: label and Freshdesk's name.
OUR_FIELDS = {
    "tier": ("Handrail tier", "cf_handrail_tier"),
    "severity": ("Handrail severity", "cf_handrail_severity"),
}
CUSTOM = "cf_"  # begins the name of every custom field of a ticket, of no other record's
# What the policy may use beside custom fields, as Freshdesk names it.
COMPANY_FIELDS = ("account_tier", "health_score", "industry", "renewal_date")
CONTACT_FIELDS = ("job_title", "language", "time_zone")
