"""Cases with hand-made readings: what a rule makes of a sign does not hang on who reads it."""

from dataclasses import replace
from typing import Any

from escalation.policy import Policy, Trigger
from escalation.terms import Severity, Tier
from escalation.triage.case import Case, Found, Reading
from escalation.triage.words import Kind, Sign
from tests.policies import POLICY

QUIET = replace(POLICY, triggers=())


def reading(*signs: Sign, kind: Kind = Kind.OTHER, **fields: Any) -> Reading:
    """A reading of English in which each sign is shown by its own name."""
    shown = tuple(Found(sign, f"some {sign}") for sign in signs)
    return Reading(**{"language": "en", "signs": shown, "kind": kind, **fields})


def case(*signs: Sign, kind: Kind = Kind.OTHER, **fields: Any) -> Case:
    """A case of a ticket about an export."""
    of = fields.pop("reading", None) or reading(*signs, kind=kind)
    return Case(**{"subject": "Export", "body": "about the export", "reading": of, **fields})


def trigger(name: str = "rule", to: Tier = Tier.L2, **conditions: Any) -> Trigger:
    """A trigger to the second line."""
    return Trigger(name, to, **conditions)


def ruled(*triggers: Trigger, **fields: Any) -> Policy:
    """The tests' policy with these triggers alone."""
    return replace(POLICY, triggers=triggers, **fields)


POINTS = {Severity.CRITICAL: 7, Severity.HIGH: 4, Severity.MEDIUM: 2, Severity.LOW: 0}
