"""Which fields a form has, in the order people fill them in: the same for building and reading."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

from escalation.brief import REQUIRED
from escalation.model import LINE_MAX
from escalation.terms import Category, PauseReason, Severity, Tier
from integrations.slack.forms.form import Form, Values

TEXT_MAX = 3_000  # characters of a `plain_text_input` (Slack); the domain keeps as much
REASON_MAX = LINE_MAX - 100  # characters: a line of the story, with who moved it where
NAME_MAX = 200  # characters: a customer
_NEEDED = "This is needed"


@dataclass(frozen=True)
class Text:
    """Words; `needed` is what is said where they are missing, empty when they may be."""

    name: str
    label: str
    needed: str = _NEEDED
    max_length: int = TEXT_MAX
    is_line: bool = False


@dataclass(frozen=True)
class Choice:
    """One of a closed set of words."""

    name: str
    label: str
    kind: type[StrEnum]
    needed: str = "Choose one of the list"


@dataclass(frozen=True)
class When:
    """A day and a time of day."""

    name: str
    label: str
    needed: str = "Choose a day and a time"


@dataclass(frozen=True)
class Person:
    """One of those who can take it."""

    name: str
    label: str
    needed: str = "Choose somebody"


Field = Text | Choice | When | Person

# What the next owner must know, in the order of `brief.REQUIRED`.
BRIEF = {
    "summary": "What is broken",
    "impact": "Impact: who is affected, how many",
    "tried": "What was tried",
    "needed": "What is needed: investigate, fix, decide, approve",
    "by_when": "By when, and why then",
    "steps": "Steps to see it",
    "expected": "What should happen",
    "actual": "What happens instead",
    "environment": "Environment: version, browser, region",
    "evidence": "Evidence: logs, screenshots, links",
    "use_case": "Use case: what the customer wants to do",
    "frequency": "How often it comes up",
    "business_context": "Business context",
    "revenue_at_risk": "Revenue at risk",
    "decision_asked": "Decision asked",
    "seen": "What was seen",
    "affected": "Who and what is affected",
    "containment": "Containment: what is done already",
}
_TO = Choice("to", "To", Tier)
_SEVERITY = Choice("severity", "Severity", Severity)
_WAIT = Choice("reason", "It waits for", PauseReason)
_TICKET = Text("ticket", "Ticket number in the helpdesk", "", 20, is_line=True)
_CUSTOMER = Text("customer", "Customer", "", NAME_MAX, is_line=True)
_REASON = Text("reason", "Why", max_length=REASON_MAX)
_SUMMARY = Text("summary", BRIEF["summary"])
_ALWAYS: dict[Form, tuple[Field, ...]] = {  # the same, whoever asks
    Form.ASSIGN: (Person("to", "Who takes it"),),
    Form.ENGAGE: (Choice("to", "Who works alongside", Tier), _REASON),
    Form.DISENGAGE: (Choice("to", "Who is released", Tier), replace(_REASON, needed="")),
    Form.PAUSE: (_WAIT, When("until", "Until (a snooze ends then)", "")),
    Form.SET_SEVERITY: (_SEVERITY, _REASON),
}
_SHARED = "Above L2 this is needed, so that others learn from it"


def fields(form: Form, tier: str, values: Values) -> tuple[Field, ...]:
    """The fields of a form, opened for `tier`, with what is filled in so far."""
    match form:
        case Form.OPEN:
            brief = [f for f in _brief(values) if f.name != "summary"]
            return (_TICKET, _CUSTOMER, _SEVERITY, _TO, _SUMMARY, *brief)
        case Form.ESCALATE:
            return (_TO, _REASON, *_brief(values))
        case Form.DE_ESCALATE:
            return (
                _TO,
                _REASON,
                Choice("category", "Category", Category),
                Text("workaround", "Workaround", ""),
                Text("customer_text", "What to tell the customer", ""),
                Text("learned", "What was learnt", ""),
            )
        case Form.PROMISE:
            return (When("due_at", "Due"), Text("text", "What is promised", max_length=REASON_MAX))
        case Form.ASSIGN | Form.ENGAGE | Form.DISENGAGE | Form.PAUSE | Form.SET_SEVERITY:
            return _ALWAYS[form]
        case Form.UPDATE_CUSTOMER:
            return (Text("text", "What the customer will read"),)
        case Form.FILL_BRIEF:
            return tuple(Text(name, BRIEF[name], "") for name in BRIEF if name in values)
        case Form.RESOLVE:
            needed = _SHARED if tier in tuple(Tier) and Tier(tier).rank > Tier.L2.rank else ""
            return (
                Text("resolution", "What fixed it"),
                Text("root_cause", "Root cause", needed),
                Text("learned", "What was learnt", needed),
            )
        case _:
            assert_never(form)


def _brief(values: Values) -> tuple[Text, ...]:
    """What the chosen tier must know; security starts without a word."""
    to = values.get("to")
    if to not in tuple(Tier):
        return ()
    needed = "" if to == Tier.SECURITY else f"{to.capitalize()} needs this to begin"
    return tuple(Text(name, BRIEF[name], needed) for name in REQUIRED[Tier(to)])
