"""What people write when they hand over to engineering: every field that it asks for."""

INVOICES_TWICE = {  # the summary is the ticket's subject
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
