"""What people write when they hand over to engineering: every field that it asks for."""

OUTAGE_AT_NIGHT = {  # what engineering asks for; the summary is the ticket's subject
    "reason": "The error comes from the print service",
    "impact": "All 40 clinics: no invoice can be printed",
    "tried": "Other printers, other browsers",
    "needed": "Fix the print service",
    "by_when": "08:00, when the clinics open",
    "steps": "Open any invoice, press Print",
    "expected": "A PDF",
    "actual": "Error 503",
    "environment": "Every clinic, every browser",
    "evidence": "The status page has the request ids",
}
INVOICES_TWICE = {
    "reason": "Only engineering can see the queue",
    "impact": "Three shops: customers were charged twice",
    "tried": "Counted the invoices of this morning",
    "needed": "Stop it, then find the cause",
    "by_when": "Today, before the evening's run",
    "steps": "Look at invoices 88120 to 88140",
    "expected": "One invoice for each order",
    "actual": "Two, a minute apart",
    "environment": "Production, since this morning",
    "evidence": "Both have the same order number",
}
