"""The brief as it stood at each hand-over, and what has changed in it since."""

from dataclasses import fields

from escalation.brief import known
from escalation.context import Brief, BriefVersion
from escalation.model import Escalation
from escalation.turn import Turn

VERSIONS_MAX = 10  # hand-overs: more than one problem has; the oldest are forgotten
KEPT_MAX = 300  # characters of a field in a version: ten of them stay far below Temporal's 2 MiB


def keep(turn: Turn, owner: str = "") -> None:
    """The accountable tier gets the brief as it stands; `owner` is who had it before."""
    version = BriefVersion(turn.at, str(turn.e.tier), _cut(known(turn.e)), owner)
    turn.change(brief_versions=(*turn.e.brief_versions, version)[-VERSIONS_MAX:])


def before_last(e: Escalation) -> BriefVersion | None:
    """What the tier before got; None where this is the first to get it."""
    return e.brief_versions[-2] if len(e.brief_versions) > 1 else None


def changes(old: Brief, new: Brief) -> dict[str, list[str]]:
    """The fields that are new, and those that say something else, by their names."""
    before, after = _cut(old), _cut(new)
    found: dict[str, list[str]] = {"New": [], "Changed": []}
    for name in (f.name for f in fields(Brief)):
        was, is_ = getattr(before, name), getattr(after, name)
        if is_ != was:
            found["Changed" if was else "New"].append(name)
    return found


def _cut(brief: Brief) -> Brief:
    return Brief(**{f.name: getattr(brief, f.name)[:KEPT_MAX] for f in fields(Brief)})
