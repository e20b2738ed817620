"""How a team behaves: what a breach does, what customers are told, how its people are spared."""

from dataclasses import dataclass

from escalation.terms import ClockKind, Severity


@dataclass(frozen=True)
class OnBreach:
    """What a breach does beyond telling people; everything here can be switched off."""

    climb: tuple[ClockKind, ...] = (ClockKind.FIRST_RESPONSE, ClockKind.NEXT_RESPONSE)
    engage_leadership: tuple[Severity, ...] = (Severity.CRITICAL,)
    reopen_unanswered: bool = True
    rounds: int = 3
    engage_when_exhausted: bool = True
    tag: str = "handrail_breached"


@dataclass(frozen=True)
class Texts:
    """What Handrail itself writes to customers; never made from internal text."""

    fixed: str = (
        "We have fixed the cause of this. Please try it again and tell us if it works for you."
    )
    resolved: str = "We believe this is solved. Is it? If not, just reply and we take it up again."
    reminder: str = "Is it solved for you? If not, just reply and we take it up again."
    no_answer: str = "We close this for now. Reply at any time and we take it up where we left it."
    holding: str = "We are still investigating and will write again. Nothing is needed from you."
    not_a_bug: str = "This works as it was built. We go on with you from here and show you how."


@dataclass(frozen=True)
class Noise:
    """How people are spared: warnings are gathered for a while, and held in quiet hours.

    Quiet is whenever the calendar `quiet` (none: the support calendar) is closed; what is less
    severe than `holds_below` is held then. A breach never is.
    """

    window: str = "2m"
    quiet: str = ""
    holds_below: Severity = Severity.CRITICAL


@dataclass(frozen=True)
class SlackRules:
    """What people may do by other means than buttons: an emoji that sends words to the ticket."""

    ticket_reaction: str = "ticket"
