"""One ticket, one decision: the lines that `handrail triage` reads and prints.

A line becomes a case by what it says and by nothing else: no clock is asked. How long a customer
waits is told, or counted from the instants in the history up to the last of them.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from math import inf
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from escalation.calendar import NeverDue, utc
from escalation.clocks import target_seconds
from escalation.finding import dotted
from escalation.policy import Policy, span
from escalation.terms import Severity
from escalation.triage import remembering
from escalation.triage.case import Account, Case, Reading
from escalation.triage.counted import MONDAY
from escalation.triage.judge import judge
from escalation.triage.judgement import Judgement, Triaged

Read = Callable[[str], Reading]
Instant = Annotated[AwareDatetime, AfterValidator(utc)]
Count = Annotated[int, Field(ge=0)]
Money = Annotated[float, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]

_INSTANT = "write an instant with its offset, like 2026-03-02T09:12:00Z"
_COUNT, _SHARE, _MONEY = "write a whole number, 0 or more", "write 0 to 1", "write a number"
REMEDIES = {
    "line": 'write one JSON object: {"id": "4711", "subject": "…", "body": "…"}',
    "id": "give every ticket an id",
    "at": _INSTANT,
    "by": "write customer or agent",
    "tier": "write standard or key",
    "customer": 'write a name, or {"name": "acme", "tier": "key", …}',
    "revenue": _MONEY,
    "lifetime_value": _MONEY,
    "churn_risk": _SHARE,
    "automation_confidence": _SHARE,
    "reopenings": _COUNT,
    "similar": _COUNT,
    "severity_raised": _COUNT,
    "solved_days": "write days, 0 or more",
    "severity": f"write {', '.join(Severity)}",
    "waiting": "write 3d, 4h or open seconds",
    "vip": "write true or false",
    "history": 'write [{"by": "customer", "text": "…"}, …]',
    "tags": 'write ["one", "two"]',
}
_OTHERWISE = "write a text"
_UNIONS = ("str", "int")  # how pydantic marks which of two types it tried


class _Told(BaseModel):
    # Other fields are the asker's own labels; null is as good as nothing.
    model_config = ConfigDict(extra="ignore", allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return {key: value for key, value in given.items() if value is not None}


class Customer(_Told):
    """What a line tells of the customer, over what the policy knows."""

    name: str = ""
    tier: Literal["standard", "key"] = "standard"
    plan: str = ""
    revenue: Money = 0
    lifetime_value: Money = 0
    churn_risk: Share = 0
    vip: bool = False
    owner: str = ""
    language: str = ""


class Said(_Told):
    """One entry of the history, oldest first."""

    by: Literal["customer", "agent"]
    text: str = ""
    at: Instant | None = None


def _span(given: object) -> object:
    """A span stays as it is written: what a day is depends on the calendar."""
    if isinstance(given, str):
        span(given)
        return given
    if not isinstance(given, int | float) or not 0 <= given < inf:
        raise ValueError(f"{given} is no span")
    return float(given)


def _named(given: object) -> object:
    return {"name": given} if isinstance(given, str) else given


class TicketLine(_Told):
    """One ticket with what is known of it; `waiting` is a span of the policy, or open seconds."""

    id: str | int
    subject: str = ""
    body: str = ""
    at: Instant | None = None
    customer: Annotated[Customer, BeforeValidator(_named)] = Customer()
    product: str = ""
    history: list[Said] = []
    category: str = ""
    tags: list[str] = []
    reopenings: Count = 0
    severity: Severity | None = None
    severity_raised: Count = 0
    automation_confidence: Share | None = None
    similar: Count = 0
    solved_days: Annotated[float, Field(ge=0)] | None = None
    waiting: Annotated[Any, BeforeValidator(_span)] = None


class Unreadable(ValueError):  # noqa: N818 - it is an answer to whoever wrote the line
    """A line that cannot be judged; the sentence names the field and the remedy."""


def parsed(line: bytes) -> TicketLine:
    """A line as a ticket. Raises Unreadable with everything that is wrong with it."""
    try:
        return TicketLine.model_validate_json(line)
    except ValidationError as wrong:
        # A union complains of one place for each of its types: the first is enough.
        first = {_place(error): error for error in reversed(wrong.errors())}
        raise Unreadable("; ".join(map(_complaint, reversed(first.values())))) from None


def _place(error: ErrorDetails) -> tuple[str | int, ...]:
    return tuple(part for part in error["loc"] if part not in _UNIONS) or ("line",)


def _complaint(error: ErrorDetails) -> str:
    """What is wrong, where, and what to write instead."""
    place = _place(error)
    named = (str(part) for part in reversed(place))
    remedy = next((REMEDIES[name] for name in named if name in REMEDIES), _OTHERWISE)
    problem = error["msg"].removeprefix("Value error, ")
    return f"{dotted(place)}: {problem[:1].lower()}{problem[1:]}; {remedy}"


def answer(ticket: TicketLine, policy: Policy, read: Read) -> dict[str, Any]:
    """Judge a ticket: the object that is printed for it. Raises Unreadable."""
    return {"id": ticket.id, **_shown(judge(case_of(ticket, policy, read), policy))}


def _shown(judged: Judgement) -> dict[str, Any]:
    return {
        "escalate": judged.escalate,
        "severity": judged.severity,
        "tier": judged.tier,
        "kind": judged.kind,
        "security": judged.is_security,
        "sentiment": judged.sentiment,
        "wants_human": judged.wants_human,
        "complaint": judged.is_complaint,
        "reasons": [vars(reason) for reason in judged.reasons],
        "advice": judged.advice,
    }


def case_of(ticket: TicketLine, policy: Policy, read: Read) -> Case:
    """The case of a ticket; the customer's words are read one after the other, as they came.

    Raises Unreadable for times that no calendar reaches.
    """
    words = [said.text for said in ticket.history if said.by == "customer"]
    triaged = Triaged()
    for text in (f"{ticket.subject}\n{ticket.body}".strip(), *words):
        triaged = remembering.heard(triaged, read(text))
    try:
        waiting_s, open_s = _times(ticket, policy)
    except (NeverDue, OverflowError) as error:
        raise Unreadable(f"at, waiting, history: {error}; write times of one problem") from None
    return Case(
        subject=ticket.subject,
        body="\n".join((ticket.body, *words)),
        product=ticket.product,
        category=ticket.category,
        tags=tuple(ticket.tags),
        account=_account(ticket.customer, policy),
        reading=triaged.reading,
        moods=triaged.moods,
        replies=len(words),
        reopened=ticket.reopenings,
        raised=ticket.severity_raised,
        automation_confidence=ticket.automation_confidence,
        similar=ticket.similar,
        solved_days=ticket.solved_days,
        severity=ticket.severity,
        waiting_s=waiting_s,
        open_s=open_s,
    )


def _account(customer: Customer, policy: Policy) -> Account:
    """What the policy knows, and over it what the line tells."""
    told = customer.model_dump(exclude_unset=True)
    if "vip" in told:
        told["is_vip"] = told.pop("vip")
    return replace(policy.account(customer.name), **{"name": customer.name, **told})


def _times(ticket: TicketLine, policy: Policy) -> tuple[float, float]:
    """How long they wait for an answer, and for an end, in open seconds of the support calendar."""
    calendar = policy.calendar(policy.support_calendar)
    opened = ticket.at
    if isinstance(ticket.waiting, str):
        waiting_s = target_seconds(calendar, opened or MONDAY, ticket.waiting)
        return waiting_s, waiting_s
    if ticket.waiting is not None:
        return float(ticket.waiting), float(ticket.waiting)
    now = max((said.at for said in ticket.history if said.at), default=None)
    if opened is None or now is None or now <= opened:
        return 0.0, 0.0
    asked = next(_asked(opened, ticket.history), now)
    return calendar.elapsed(min(asked, now), now), calendar.elapsed(opened, now)


def _asked(opened: datetime, history: list[Said]) -> Iterator[datetime]:
    """The first word of the customer, with its instant, that no agent has answered."""
    answers = [i for i, said in enumerate(history) if said.by == "agent"]
    since = answers[-1] + 1 if answers else 0
    if not answers:
        yield opened
    yield from (said.at for said in history[since:] if said.by == "customer" and said.at)
