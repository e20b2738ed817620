"""What an escalation remembers of what was read: every sign once, how the mood went, who sent it.

Memory is bounded: a sign is kept where it was surest, moods are the last dozen.
"""

from dataclasses import replace

from escalation.terms import Tier
from escalation.triage.case import Found, Reading
from escalation.triage.judgement import Triaged
from escalation.triage.words import Kind, Sign

MOODS_MAX = 12  # the customer's words whose mood is kept: a fall shows in fewer
SYSTEMS_MAX = 20  # names of systems: more are no more telling


def heard(triaged: Triaged, reading: Reading) -> Triaged:
    """With what was read out of new words of the customer."""
    moods = triaged.moods
    if reading.sentiment is not None:
        moods = (*moods, reading.sentiment)[-MOODS_MAX:]
    return replace(triaged, reading=merged(triaged.reading, reading), moods=moods)


def merged(before: Reading, since: Reading) -> Reading:
    """Both readings as one: what the ticket is about was said first, its mood last."""
    tells_kind = before.kind == Kind.OTHER and since.kind != Kind.OTHER
    about = since if tells_kind else before
    return replace(
        about,
        language=before.language or since.language,
        sentiment=before.sentiment if since.sentiment is None else since.sentiment,
        signs=_surest((*before.signs, *since.signs)),
        amount=max(before.amount, since.amount),
        systems=tuple(dict.fromkeys((*before.systems, *since.systems)))[:SYSTEMS_MAX],
    )


def sent_by(triaged: Triaged, tier: Tier, rule: str) -> Triaged:
    """With the rule (none: a person) that sent it to a tier last."""
    others = tuple(kept for kept in triaged.rules if kept[0] != tier)
    return replace(triaged, rules=(*others, (tier, rule)))


def _surest(signs: tuple[Found, ...]) -> tuple[Found, ...]:
    kept: dict[Sign, Found] = {}
    for found in signs:
        if found.sign not in kept or found.score > kept[found.sign].score:
            kept[found.sign] = found
    return tuple(kept.values())
