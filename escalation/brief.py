"""What the next owner must know: which fields a tier needs, what is still missing, how it reads.

What the escalation knows by itself (severity, customer, what was reported) is never asked for
again.
"""

from escalation.context import Brief
from escalation.instants import written
from escalation.model import Clock, Escalation
from escalation.terms import ClockKind, ClockState, Tier

_COMMON = ("summary", "impact", "tried", "needed", "by_when")
REQUIRED: dict[Tier, tuple[str, ...]] = {
    Tier.L1: (),
    Tier.L2: _COMMON,
    Tier.ENGINEERING: (*_COMMON, "steps", "expected", "actual", "environment", "evidence"),
    Tier.PRODUCT: (*_COMMON, "use_case", "frequency"),
    Tier.LEADERSHIP: (*_COMMON, "business_context", "revenue_at_risk", "decision_asked"),
    Tier.SECURITY: ("seen", "affected", "containment"),  # none of it is needed to start
}
_PROMISED = (  # what the customer was promised, or may expect
    ClockKind.FIRST_RESPONSE,
    ClockKind.NEXT_RESPONSE,
    ClockKind.CUSTOMER_UPDATE,
    ClockKind.PROMISE,
    ClockKind.RESOLUTION,
)
EXCERPT_MAX = 1_500  # characters of the customer's own words: enough to act, short enough to read


def missing(escalation: Escalation) -> tuple[str, ...]:
    """The fields the accountable tier needs and nobody has filled, in the order to ask for them."""
    known = _known(escalation)
    return tuple(f for f in REQUIRED[escalation.tier] if not getattr(known, f))


def render(escalation: Escalation) -> str:
    """The brief as plain lines, for a ticket note, a Linear issue or a Slack thread."""
    e, known = escalation, _known(escalation)
    lines = [f"Severity: {e.severity}", f"Customer: {e.customer or 'unknown'}"]
    for name in dict.fromkeys((*_COMMON, *REQUIRED[e.tier])):
        text = getattr(known, name)
        if text:
            lines.append(f"{name.replace('_', ' ').capitalize()}: {text}")
    if e.ticket and e.ticket.description:
        lines.append(f"In the customer's words: {e.ticket.description[:EXCERPT_MAX]}")
    lines += [_promised(clock) for clock in e.clocks if clock.kind in _PROMISED and clock.is_owed]
    if e.last_word:
        lines.append(f"Last word to the customer: {e.last_word.text}")
    if e.ticket and e.ticket.url:
        lines.append(f"Ticket: {e.ticket.url}")
    if e.issue and e.issue.url:
        lines.append(f"Issue: {e.issue.url}")
    return "\n".join(lines)


def _promised(clock: Clock) -> str:
    name = clock.kind.replace("_", " ").capitalize()
    if not clock.due_at:
        return f"{name}: paused"
    word = "was due" if clock.state == ClockState.BREACHED else "due"
    return f"{name}: {word} {written(clock.due_at)}"


def _known(escalation: Escalation) -> Brief:
    brief, ticket = escalation.brief, escalation.ticket
    if brief.summary or not ticket:
        return brief
    return Brief(**{**brief.__dict__, "summary": ticket.subject})
