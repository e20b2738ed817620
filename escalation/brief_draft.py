"""The first draft to a customer after a climb: it names what they said, and asks only for gaps.

A person edits and sends it. It is made of the customer's own public words alone: neither a note
inside nor what support filled in stands in a text for them.
"""

from escalation.brief import missing
from escalation.brief_reading import read
from escalation.context import TicketContext
from escalation.model import Escalation
from escalation.terms import Tier

EXCERPT_MAX = 300  # characters of their words: enough to see that they were read
_THEIRS = {
    "steps": "What you did",
    "expected": "What you expected",
    "actual": "What you see",
    "environment": "What you use",
    "tried": "What you tried",
}
_ASKED = {  # what only the customer can say; all else is ours to find out
    "steps": "what exactly you do before it happens",
    "expected": "what you expected to happen",
    "actual": "what happens instead",
    "environment": "which version, browser and operating system you use",
    "use_case": "what you want to achieve",
    "frequency": "how often it happens",
}


def draft(e: Escalation) -> str:
    """What the contact may send next: after a climb the first draft, later the policy's text."""
    since = e.brief_versions[-1].at if e.brief_versions else None
    is_first = since and (e.last_word is None or e.last_word.at < since)
    return first_draft(e) if is_first and e.tier != Tier.L1 else e.policy.texts.holding


def first_draft(e: Escalation) -> str:
    """What the customer has said already, and questions for what nobody has said; else none."""
    theirs = _theirs(e.context) if e.context else None
    said = read(e.ticket, theirs).brief
    lines = ["Thank you for telling us about this. What you wrote has been passed on with it:"]
    lines += [f'"{words}"' for words in (_words(e, theirs),) if words]
    lines += [f"{name}: {text}" for f, name in _THEIRS.items() if (text := getattr(said, f))]
    if len(lines) == 1:
        lines = ["Thank you for telling us about this."]
    gaps = [_ASKED[name] for name in missing(e) if name in _ASKED]
    asked = f"To go on, it would help us to know {'; '.join(gaps)}."
    return "\n".join([*lines, asked if gaps else e.policy.texts.holding])


def _theirs(context: TicketContext) -> TicketContext:
    public = tuple(word for word in context.words if word.is_customer and word.is_public)
    return TicketContext(context.read_at, words=public)


def _words(e: Escalation, theirs: TicketContext | None) -> str:
    """Their newest words, else how they reported it, on one line."""
    newest = [word.text for word in (theirs.words if theirs else ())][-1:]
    reported = [e.ticket.description or e.ticket.subject] if e.ticket else []
    line = " ".join(next(iter([*newest, *reported]), "").split())
    return line if len(line) <= EXCERPT_MAX else f"{line[: EXCERPT_MAX - 1]}…"
