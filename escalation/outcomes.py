"""What became of a delivery: references are kept, and what failed for good is told aloud.

Outcomes come in another order after a crash. So what follows from one is named after it (`e7.1`),
and commands number theirs as ever: each effect has its name whatever came first. What goes into the
ledger is numbered all the same, as there the numbers say what is the newer.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from escalation import asking, brief_asking, linking, proposing, recency, recording, triggers
from escalation.actions import (
    Action,
    Alarm,
    Answer,
    Channel,
    FollowIssue,
    OpenIssue,
    ReadTicket,
    channel_of,
)
from escalation.alike import Alike, FindAlike
from escalation.context import TicketContext
from escalation.events import DeliveryFailed
from escalation.lifecycle import Decision, take
from escalation.model import Escalation
from escalation.references import FailedDelivery, Issue, MessageRef
from escalation.routing.wanted import Route, Routed
from escalation.terms import Status
from escalation.told import IssueChanged
from escalation.tracking import ENDED
from escalation.turn import Turn

_SPARED = (Answer, ReadTicket, FindAlike)  # nobody waits for what they would have told
FAILED_MAX = 50  # failed deliveries remembered; a broken token fails them all for the same reason


@dataclass(frozen=True)
class Outcome:
    """One effect: done, or failed for good with a reason; with the references that came back."""

    effect: str
    failed: str = ""
    message: MessageRef | None = None
    issue: Issue | None = None
    context: TicketContext | None = None
    routed: Routed | None = None
    alike: tuple[Alike, ...] = ()


def settle(e: Escalation, sent: tuple[Action, ...], came: list[Outcome], now: datetime) -> Decision:
    """Take in what became of a batch. A failure is told in the fallback channel, once."""
    turn = Turn(e, now, take)
    actions = {action.effect: action for action in sent}
    for outcome in came:
        numbered, done = turn.e.effects, len(turn.actions)
        if outcome.message:
            _remember(turn, outcome.message)
        if outcome.issue:
            _track(turn, outcome.issue, actions[outcome.effect])
        if outcome.context:
            before = turn.e
            turn.change(context=outcome.context)
            linking.tell_problem(turn, before)
        if outcome.alike:
            proposing.propose(turn, outcome.alike)
            if turn.e.status == Status.WATCHING:
                triggers.on_alike(turn)
        if outcome.failed:
            _failed(turn, actions[outcome.effect], outcome.failed)
        elif isinstance(route := actions[outcome.effect], Route):
            asking.settle(turn, route, outcome.routed)
        if isinstance(actions[outcome.effect], ReadTicket):
            brief_asking.ask(turn)
        _name(turn, done, numbered, outcome.effect)
    recording.finish(turn, sends=not any(outcome.failed for outcome in came))
    return Decision(turn.e, tuple(turn.events), tuple(turn.actions))


def _name(turn: Turn, since: int, numbered: int, cause: str) -> None:
    """Name what was done `since` after its cause, unless that comes again and again."""
    if "/" in cause:  # a living message that was made true
        return
    for i, action in enumerate(turn.actions[since:], 1):
        if channel_of(action) in (Channel.LEDGER, Channel.ROUTING):
            numbered += 1
            effect = f"e{numbered}"
        else:
            effect = f"{cause}.{i}"
        turn.actions[since + i - 1] = replace(action, effect=effect)
    turn.change(effects=numbered)


def _track(turn: Turn, came: Issue, by: Action) -> None:
    """Keep an issue as it answered, beside what we know of it.

    One that has ended says so here first: the customer must be told, whoever speaks of it. Where
    Linear has told us something since it answered, the answer's state is old.
    """
    known = turn.e.issue if turn.e.issue and turn.e.issue.id == came.id else Issue(came.id)
    if known.at and came.at and came.at < known.at:
        came = replace(known, identifier=came.identifier, url=came.url, links=came.links)
    links = tuple(dict.fromkeys((*known.links, *came.links)))
    is_followed = known.is_followed or isinstance(by, FollowIssue)
    kept = replace(came, at=known.at, links=links, is_followed=is_followed)
    if turn.e.status == Status.CLOSED or came.state not in ENDED or came.state == known.state:
        turn.change(issue=kept)
        return
    turn.change(issue=replace(kept, state=known.state, assignee=known.assignee))
    fact = IssueChanged(
        escalation=turn.e.id,
        issue=came.id,
        state=came.state,
        assignee=came.assignee,
        priority=came.priority,
        team=came.team,
    )
    turn.follow(fact)


def _remember(turn: Turn, message: MessageRef) -> None:
    others = tuple(m for m in turn.e.messages if m.tier != message.tier)
    turn.change(messages=(*others, message))


def _failed(turn: Turn, action: Action, reason: str) -> None:
    channel = channel_of(action)
    kept = FailedDelivery(turn.now, action.effect, channel, reason)
    is_news = all((f.channel, f.reason) != (channel, reason) for f in turn.e.failed)
    turn.change(failed=(*turn.e.failed, kept)[-FAILED_MAX:])
    if isinstance(action, OpenIssue | FollowIssue) and not turn.e.issue:
        turn.change(is_logged=False)  # the next move tries anew, perhaps in another team
    turn.e = recency.unhear_ourselves(turn.e, action)
    recording.give_back(turn, action)
    if isinstance(action, Route):
        asking.settle(turn, action, None)
    said = f"{action.type} could not be delivered to {channel}: {reason}"
    turn.happened(DeliveryFailed(turn.now, said))
    if not is_news or proposing.is_proposal(action) or isinstance(action, _SPARED):
        return  # without what the ticket tells, the brief is shorter; it went out all the same
    if channel == Channel.SLACK:
        _tell_otherwise(turn, action, said)
    else:
        turn.do(Alarm, text=f"{turn.e.id}: {said}")


def _tell_otherwise(turn: Turn, action: Action, said: str) -> None:
    """Slack failed: try its fallback channel once, and the ticket in any case."""
    if not isinstance(action, Alarm):
        turn.do(Alarm, text=f"{turn.e.id}: {said}")
    turn.note(said)
