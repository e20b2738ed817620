"""What a run begins with: a policy, or everything an earlier run carries over."""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator

from escalation.actions import Action
from escalation.model import Escalation
from escalation.policy import Policy

KNOWN_MAX = 32  # policies kept in memory: more versions than any fleet has open at once
_KNOWN: dict[str, Policy] = {}


def interned(policy: Policy) -> Policy:
    """The same policy is one object in a worker, with one index of its calendars."""
    known = _KNOWN.get(policy.version)
    if known == policy:
        return known
    if len(_KNOWN) >= KNOWN_MAX:
        _KNOWN.pop(next(iter(_KNOWN)))
    _KNOWN[policy.version] = policy
    return policy


@dataclass(frozen=True)
class Pending:
    """An action that is not done yet; `tried` when it may have been."""

    action: Action
    tried: bool = False


@dataclass(frozen=True)
class Start:
    """The input of a run. `commands` are taken first, each in the one envelope.

    The policy is interned as it is read: a run keeps its input, and would keep a copy of its own.
    """

    policy: Annotated[Policy, AfterValidator(interned)]
    escalation: Escalation | None = None
    outbox: tuple[Pending, ...] = ()
    commands: tuple[dict[str, Any], ...] = ()
    roll_at: int = 0
