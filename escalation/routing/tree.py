"""Who gets it: a tree of branches that ends with one person or with a time, and says why.

    is a specialist wanted, and free?  →  else is anybody of the tier free?
    →  else first line goes on with guidance, unless it is urgent
    →  else, if it is urgent, somebody senior who works, or whoever is on call
    →  else it waits with its brief, until an instant that is named

Free is who works, is not away, and stays within their capacity. Where the tier has people with the
skills wanted, only they count as free: the others would hand it on. What is critical is never
refused by everybody: on call takes it over capacity, and that is said aloud. The same people in
another order give the same answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from escalation.instants import written
from escalation.routing.wanted import WEIGHT, Branch, Candidate, Routed, Wanted
from escalation.terms import Severity

URGENT = (Severity.CRITICAL, Severity.HIGH)
LOOK_AGAIN = timedelta(hours=1)  # when load is what hinders: nobody can say when it falls
NAMED_MAX = 5  # people whose hindrance is told one by one; a line is for reading
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class _Asked:
    """One question to every branch; `fitting` are those with the skills, or else everybody."""

    wanted: Wanted
    everybody: tuple[Candidate, ...]
    fitting: tuple[Candidate, ...]
    skills: tuple[str, ...]  # those that somebody here has
    at: datetime
    guidance: str

    @property
    def weight(self) -> int:
        return WEIGHT[self.wanted.severity]

    @property
    def is_urgent(self) -> bool:
        return self.wanted.severity in URGENT


def route(
    wanted: Wanted, candidates: tuple[Candidate, ...], at: datetime, guidance: str = ""
) -> Routed:
    """Find one person at an instant (UTC), or say what happens without.

    `because` has a line for each branch that was tried. A branch without a person has `until`
    (UTC): when to look again.
    """
    asked = _asked(wanted, candidates, at, guidance)
    tried = [_skills_said(asked)] if wanted.skills else []
    for branch in (_free, _first_line, _on_call):
        answer = branch(asked)
        if isinstance(answer, Routed):
            return replace(answer, because=(*tried, *answer.because))
        tried.append(answer)
    until = _look_again_at(asked)
    said = f"queued with its brief until {written(until)}"
    return Routed(Branch.QUEUED, because=(*tried, said), until=until)


def has_room(candidate: Candidate, severity: Severity) -> bool:
    """Whether one more of a severity stays within somebody's capacity."""
    return candidate.load + WEIGHT[severity] <= candidate.capacity


def _asked(
    wanted: Wanted, candidates: tuple[Candidate, ...], at: datetime, guidance: str
) -> _Asked:
    everybody = tuple(sorted(candidates, key=lambda c: c.person))
    most = max((_skill_count(wanted, c) for c in everybody), default=0)
    fitting = tuple(c for c in everybody if _skill_count(wanted, c) == most)
    had = {skill for c in everybody for skill in c.skills}
    skills = tuple(skill for skill in wanted.skills if skill in had)
    return _Asked(wanted, everybody, fitting, skills, at, guidance)


def _skills_said(asked: _Asked) -> str:
    wanted = ", ".join(asked.wanted.skills)
    if not asked.skills:
        return f"specialist: nobody in {asked.wanted.tier} knows {wanted}, so anybody may take it"
    return f"specialist: {wanted} is wanted; {_names(asked.fitting)} fit best"


def _free(asked: _Asked) -> Routed | str:
    free = [c for c in asked.fitting if not _hindrance(c, asked)]
    branch = Branch.SPECIALIST if asked.skills else Branch.AVAILABLE
    if free:
        return _chosen(branch, min(free, key=lambda c: _order(c, asked.wanted)), asked)
    hindered = [f"{c.person} {_hindrance(c, asked)}" for c in asked.fitting[:NAMED_MAX]]
    more = len(asked.fitting) - NAMED_MAX
    hindered += [f"and {more} more"] if more > 0 else []
    return f"{branch}: nobody is free: {'; '.join(hindered) or 'there is nobody to ask'}"


def _first_line(asked: _Asked) -> Routed | str:
    if asked.is_urgent:
        return f"first line: {asked.wanted.severity} is not left with guidance alone"
    if not asked.guidance:
        return "first line: there is no guidance to go on with"
    until = _look_again_at(asked)
    said = f"first line goes on until {written(until)}, with guidance: {asked.guidance}"
    return Routed(Branch.FIRST_LINE, because=(said,), until=until)


def _on_call(asked: _Asked) -> Routed | str:
    if not asked.is_urgent:
        return f"on call: {asked.wanted.severity} is not urgent"
    there = [c for c in asked.everybody if not c.is_away]
    called = [c for c in there if c.is_on_call or (c.is_senior and c.is_working)]
    is_critical = asked.wanted.severity == Severity.CRITICAL
    if is_critical:
        called = called or [c for c in there if c.is_working]
    with_room = [c for c in called if has_room(c, asked.wanted.severity)]
    asks = with_room or (called if is_critical else [])
    if asks:
        return _chosen(Branch.ON_CALL, min(asks, key=lambda c: _called(c, asked.wanted)), asked)
    full = f"{_names(called)} would be over capacity" if called else "nobody senior or on call"
    return f"on call: {full}"


def _called(candidate: Candidate, wanted: Wanted) -> tuple[object, ...]:
    """On call comes before senior: it is what they are there for."""
    return (not candidate.is_on_call, *_order(candidate, wanted))


def _order(candidate: Candidate, wanted: Wanted) -> tuple[object, ...]:
    """Who knows the customer, who fits, who has least, whose turn it is; names decide the rest."""
    return (
        -candidate.knows,
        not _is_owner(candidate, wanted),
        -_skill_count(wanted, candidate),
        not _speaks(candidate, wanted),
        candidate.load,
        candidate.last_at or NEVER,
        candidate.person,
    )


def _chosen(branch: Branch, candidate: Candidate, asked: _Asked) -> Routed:
    wanted, load = asked.wanted, candidate.load + asked.weight
    known = "once" if candidate.knows == 1 else f"{candidate.knows} times"
    reasons = [
        (candidate.is_on_call and branch == Branch.ON_CALL, "is on call"),
        (candidate.is_senior and branch == Branch.ON_CALL, "is senior"),
        (candidate.knows > 0, f"had this customer {known}"),
        (_is_owner(candidate, wanted), "looks after this customer"),
        (_speaks(candidate, wanted), f"speaks {wanted.language}"),
        (True, f"would have {load} of {candidate.capacity} open"),
    ]
    said = [", ".join(reason for holds, reason in reasons if holds)]
    if load > candidate.capacity:
        said.append(f"over capacity: {wanted.severity} is not refused by everybody")
    because = f"{branch.replace('_', ' ')}: {candidate.person} {'; '.join(said)}"
    return Routed(branch, candidate.person, (because,))


def _hindrance(candidate: Candidate, asked: _Asked) -> str:
    """What keeps somebody from taking it; empty when nothing does."""
    back = f" until {written(candidate.next_at)}" if candidate.next_at else ""
    if candidate.is_away:
        return f"is away{back}"
    if not candidate.is_working:
        return f"does not work{back}"
    if has_room(candidate, asked.wanted.severity):
        return ""
    return f"has {candidate.load} of {candidate.capacity} open and this weighs {asked.weight}"


def _look_again_at(asked: _Asked) -> datetime:
    """The first return of somebody who fits; where load hinders, or nobody returns, an hour on."""
    returns = [c.next_at for c in asked.fitting if c.next_at and c.next_at > asked.at]
    is_full = any(c.is_working and not c.is_away for c in asked.fitting)
    soon = [asked.at + LOOK_AGAIN] if is_full or not returns else []
    return min(returns + soon)


def _skill_count(wanted: Wanted, candidate: Candidate) -> int:
    return len(set(wanted.skills) & set(candidate.skills))


def _is_owner(candidate: Candidate, wanted: Wanted) -> bool:
    return bool(wanted.owner) and candidate.person == wanted.owner


def _speaks(candidate: Candidate, wanted: Wanted) -> bool:
    return bool(wanted.language) and wanted.language in candidate.languages


def _names(candidates: Sequence[Candidate]) -> str:
    named = [c.person for c in candidates[:NAMED_MAX]]
    more = len(candidates) - NAMED_MAX
    return ", ".join(named) + (f" and {more} more" if more > 0 else "")
