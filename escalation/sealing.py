"""What a restricted tier has held stays with those who work on it, until somebody releases it.

The end releases nothing: a resolved or closed escalation is as restricted as it was.
"""

from escalation.terms import Tier
from escalation.turn import Turn


def seal(turn: Turn, tier: Tier) -> None:
    """A tier begins to work on it; a restricted one seals it."""
    if turn.e.policy.tiers[tier].is_restricted:
        turn.change(sealed=tuple(dict.fromkeys((*turn.e.sealed, tier))))


def release(turn: Turn, tier: Tier) -> None:
    """Somebody who may has let it go."""
    turn.change(sealed=tuple(t for t in turn.e.sealed if t != tier))
