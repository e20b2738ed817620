"""What became of a problem's deliveries: references are kept, and what failed is told aloud."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from escalation.actions import Action, Alarm, Answer, PassOn, channel_of
from escalation.outcomes import FAILED_MAX, Outcome
from escalation.problem_members import Problem
from escalation.problem_work import Work
from escalation.references import ENDED, FailedDelivery, Issue
from escalation.terms import Status


def settle_problem(
    problem: Problem, sent: Sequence[Action], came: Sequence[Outcome], now: datetime
) -> tuple[Problem, tuple[Action, ...]]:
    """Take in what became of a batch at `now` (UTC)."""
    work = Work(problem, now)
    actions = {action.effect: action for action in sent}
    for outcome in came:
        if outcome.message:
            tier = outcome.message.tier
            others = tuple(m for m in work.p.messages if m.tier != tier)
            work.change(messages=(*others, outcome.message))
        if outcome.issue:
            _track(work, outcome.issue)
        if outcome.failed:
            _failed(work, actions[outcome.effect], outcome.failed)
    return work.p, tuple(work.actions)


def _track(work: Work, came: Issue) -> None:
    """Keep the issue as it answered; what we were told of its state since is newer."""
    known = work.p.issue
    if known and known.id == came.id:
        links = tuple(dict.fromkeys((*known.links, *came.links)))
        came = replace(came, state=known.state, at=known.at, links=links)
    work.change(issue=came)
    work.link()
    if work.p.status == Status.RESOLVED and came.state not in ENDED:
        work.complete(came)  # it was fixed before Linear answered


def _failed(work: Work, action: Action, reason: str) -> None:
    if isinstance(action, PassOn):  # it has ended, and says so by itself
        work.happened(f"{action.to} was not told: {reason}")
        return
    channel = channel_of(action)
    is_news = all((f.channel, f.reason) != (channel, reason) for f in work.p.failed)
    kept = FailedDelivery(work.now, action.effect, channel, reason)
    work.change(failed=(*work.p.failed, kept)[-FAILED_MAX:])
    said = f"{action.type} could not be delivered to {channel}: {reason}"
    work.happened(said)
    if is_news and not isinstance(action, Answer):
        work.do(Alarm, text=f"{work.p.id}: {said}")
