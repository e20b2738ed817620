"""Words that tell what a ticket is about, and how strongly."""

from escalation.triage.words import Kind

KIND_WORDS: tuple[tuple[Kind, float, str], ...] = (
    (
        Kind.BUG,
        2,
        "bug|bugs|crash|crashes|crashed|crashing|exception|broken|regression|stack trace"
        "|segfault|freezes|corrupted|npe|nullpointerexception",
    ),
    (
        Kind.BUG,
        1.5,
        "error|errors|fails|failed|failing|failure|fail|wrong|incorrect|incorrectly"
        "|doesn't work|not working|does not work|don't work|didn't work|stopped working|no longer"
        "|unexpected|invalid|missing|blank|twice|hangs|stuck|doubled|duplicate|duplicated|cut off"
        "|not loading|can't|cannot|unable to|broke|off|late|again|issue|problem",
    ),
    (
        Kind.FEATURE,
        2,
        "feature|feature request|enhancement|add support|please add|would be nice"
        "|would be great|proposal|wish|suggestion|would love|roadmap|wishlist|dark mode|rfc",
    ),
    (
        Kind.FEATURE,
        1.5,
        "add|support|allow|ability|option|implement|improve|provide|introduce"
        "|configurable|custom|export|bulk|integrate|new",
    ),
    (
        Kind.QUESTION,
        2,
        "how to|how do i|how can i|question|how do|how does|where do|where can"
        "|is it possible|is there a way|can i|what is|what does|why does|why is|should i|help",
    ),
    (
        Kind.QUESTION,
        1,
        "how|where|which|what|why|anyone|documentation|docs|example|understand"
        "|clarify|explain|guide|tutorial|confused|difference",
    ),
    (
        Kind.BILLING,
        2,
        "invoice|invoices|invoiced|billing|refund|charged|billed|vat|receipt|bill"
        "|overcharged|payment method|credit note|overage",
    ),
    (Kind.BILLING, 1, "price|pricing|euro|eur|usd|seats|tax|subscription fee|prorated|proration"),
    (
        Kind.ACCOUNT,
        2,
        "my password|reset password|reset my password|two-factor|2fa|my account"
        "|log in|login|sign in|my email|close our|close my|profile|workspace|username|renewal"
        "|contract|agreement|surname",
    ),
)
