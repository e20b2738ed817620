"""What a person sees of an escalation: one card, in Slack, in the Temporal UI and in the CLI."""

from dataclasses import dataclass
from datetime import datetime

from escalation import people
from escalation.actions import Button
from escalation.brief import missing
from escalation.buttons import asked, buttons
from escalation.instants import written
from escalation.model import Clock, Escalation
from escalation.references import PROBLEM
from escalation.terms import ClockKind, ClockState, Status, Tier

_FAILED_SHOWN = 3  # the latest failed deliveries; all of them stand in the state


@dataclass(frozen=True)
class ClockLine:
    """One clock as people read it; `due_at` is UTC, None while paused."""

    name: str
    state: ClockState
    due_at: datetime | None


@dataclass(frozen=True)
class Card:
    """Everything a living message shows."""

    id: str
    title: str
    severity: str
    tier: str
    status: str
    customer: str
    owner: str
    contact: str
    next_step: str
    next_due_at: datetime | None = None
    owner_name: str = ""
    contact_name: str = ""
    came: str = ""
    asked: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    is_stub: bool = False
    clocks: tuple[ClockLine, ...] = ()
    waits: tuple[str, ...] = ()
    engaged: tuple[str, ...] = ()
    last_word: str = ""
    issue: str = ""
    issue_url: str = ""
    ticket_url: str = ""
    buttons: tuple[Button, ...] = ()
    failed: tuple[str, ...] = ()


def card(e: Escalation, reader: Tier | None = None) -> Card:
    """The card as `reader` may see it; a restricted tier's work is a stub to every other."""
    if holder := withheld_by(e, reader):
        return _stub(e, holder)
    what, due_at = _next(e)
    return Card(
        id=e.id,
        title=title(e),
        severity=e.severity,
        tier=e.tier,
        status=e.shown_status,
        customer=_customer(e),
        owner=e.owner,
        contact=e.contact,
        next_step=what,
        next_due_at=due_at,
        owner_name=e.policy.name_of(e.owner),
        contact_name=e.policy.name_of(e.contact),
        came=_came(e),
        asked=asked(e, reader),
        gaps=missing(e) if e.is_open else (),
        clocks=tuple(_line(c) for c in shown_clocks(e)),
        waits=tuple(str(p.reason) for p in e.waits),
        engaged=tuple(_alongside(e)),
        last_word=e.last_word.text if e.last_word else "",
        issue=(e.issue.identifier or e.issue.id) if e.issue else "",
        issue_url=e.issue.url if e.issue else "",
        ticket_url=e.ticket.url if e.ticket else "",
        buttons=buttons(e, reader),
        failed=tuple(f"{f.channel}: {f.reason}" for f in e.failed[-_FAILED_SHOWN:]),
    )


def _came(e: Escalation) -> str:
    """What brought it here, and why just this person has it; `why` has each way that was tried."""
    found = e.routed.because[-1] if e.routed and e.routed.because else ""
    if not e.routed or e.routed.person not in found:
        return e.came
    named = found.replace(f": {e.routed.person} ", f": {e.policy.name_of(e.routed.person)} ", 1)
    return f"{e.came}\n{named}".strip()


def _customer(e: Escalation) -> str:
    """Who has the problem, and what they are worth to us."""
    facts = dict(e.context.fields) if e.context else {}
    worth = [facts[name] for name in ("plan", "tier", "revenue") if name in facts]
    return f"{e.customer} ({', '.join(worth)})" if worth else e.customer


def withheld_by(e: Escalation, reader: Tier | None) -> Tier | None:
    """The restricted tier whose work `reader` may not see; None: it may."""
    if reader is None or reader in (e.tier, *e.sealed, *(g.tier for g in e.engaged)):
        return None
    return next(iter(e.sealed), None)


def stub(holder: Tier) -> str:
    """What is said in place of everything else."""
    return f"Restricted: {holder} works on it"


def title(e: Escalation) -> str:
    """What is broken, in the customer's words."""
    return (e.ticket.subject if e.ticket else "") or e.id


def shown_clocks(e: Escalation) -> list[Clock]:
    """The newest cycle of each clock that is still owed, soonest first, paused ones last."""
    newest = {(c.kind, c.subject): c for c in sorted(e.clocks, key=lambda c: c.cycle)}
    owed = [c for c in newest.values() if c.is_owed]
    return sorted(owed, key=lambda c: (c.due_at is None, c.due_at or c.started_at, c.name))


def next_step(e: Escalation) -> str:
    """What must happen next, by whom and until when."""
    what, due_at = _next(e)
    return f"{what}, due {written(due_at)}" if due_at else what


def _next(e: Escalation) -> tuple[str, datetime | None]:
    if e.status == Status.CLOSED:
        return f"Nothing: it is closed ({e.ending})", None
    if e.ticket and e.ticket.helpdesk == PROBLEM:
        return _OF_PROBLEM.get(e.status, "Nothing"), None
    clock = min(
        (c for c in e.clocks if c.next_at),
        key=lambda c: c.next_at or e.clocks[0].started_at,
        default=None,
    )
    if not clock or not clock.next_at:
        return "Nothing is due", None
    who = _who(e, clock)
    return f"{_WHAT[clock.kind]}{f' by {who}' if who else ''}", clock.due_at or clock.next_at


def markdown(e: Escalation) -> str:
    """The card for the Temporal UI's details panel."""
    shown = card(e)
    lines = [
        f"### {shown.title}",
        f"**{shown.severity}** at **{shown.tier}**, {shown.status}",
        "",
        f"- Owner: {_named(e, e.owner)} · contact: {_named(e, e.contact)}",
        f"- **Next step:** {next_step(e)}",
    ]
    if shown.waits:
        lines.append(f"- Waits for: {', '.join(shown.waits)}")
    if shown.engaged:
        lines.append(f"- Alongside: {', '.join(shown.engaged)}")
    if shown.clocks:
        lines += ["", "| clock | state | due (UTC) |", "|---|---|---|"]
        lines += [f"| {c.name} | {c.state} | {_due(c.due_at)} |" for c in shown.clocks]
    links = [("issue", shown.issue_url), ("ticket", shown.ticket_url)]
    lines += ["", *(f"- Delivery failed: {failed}" for failed in shown.failed)]
    lines += [f"- [{name}]({url})" for name, url in links if url]
    return "\n".join(lines)


_OF_PROBLEM = {  # it has no clocks: its escalations keep theirs
    Status.WATCHING: "Wait for more customers: each escalation is worked on by itself",
    Status.WORKING: "Fix the cause, once for all of them",
    Status.RESOLVED: "Each escalation tells its customer",
}
_WHAT = {
    ClockKind.ACKNOWLEDGE: "Acknowledge",
    ClockKind.FIRST_RESPONSE: "Answer the customer",
    ClockKind.NEXT_RESPONSE: "Answer the customer",
    ClockKind.INTERNAL_FOLLOW_UP: "Say what the news is",
    ClockKind.CUSTOMER_UPDATE: "Update the customer",
    ClockKind.RESOLUTION: "Resolve",
    ClockKind.PROMISE: "Keep the promise",
    ClockKind.TRIGGER: "Climbs by itself",
    ClockKind.REVIEW: "Review the wait",
    ClockKind.CONFIRMATION: "Get the customer's word",
}
_CONTACTS = (
    ClockKind.FIRST_RESPONSE,
    ClockKind.NEXT_RESPONSE,
    ClockKind.CUSTOMER_UPDATE,
    ClockKind.PROMISE,
    ClockKind.CONFIRMATION,
)


def _who(e: Escalation, clock: Clock) -> str:
    if clock.kind == ClockKind.TRIGGER:
        return ""
    who = (e.contact,) if clock.kind in _CONTACTS else people.owner(e)
    return ", ".join(e.policy.name_of(person) for person in who if person)


def _named(e: Escalation, person: str) -> str:
    return e.policy.name_of(person) if person else "nobody yet"


def _alongside(e: Escalation) -> list[str]:
    return [
        f"{g.tier} ({g.acknowledged_by or ('unanswered' if g.is_unanswered else 'asked')})"
        for g in e.engaged
    ]


def _line(clock: Clock) -> ClockLine:
    return ClockLine(clock.name, clock.state, clock.due_at)


def _due(due_at: datetime | None) -> str:
    return f"{due_at:%a %d %b %H:%M}" if due_at else "paused"


def _stub(e: Escalation, holder: Tier) -> Card:
    return Card(
        id=e.id,
        title=stub(holder),
        severity=e.severity,
        tier=e.tier,
        status=e.shown_status,
        customer="",
        owner="",
        contact="",
        next_step="",
        is_stub=True,
    )
