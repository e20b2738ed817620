"""What differs between an escalation and the records elsewhere, as the facts we were never told.

A delivery gets lost: a helpdesk gives up, a gateway was away for a day. Whoever reads the records
again compares here; what comes out is told as any fact is, and taken once.
"""

from collections.abc import Iterable

from escalation import recency
from escalation.commands import AgentReplied, CustomerReplied, IssueChanged, TicketChanged
from escalation.context import Word
from escalation.handover import TAG
from escalation.model import Escalation
from escalation.references import Issue, TicketSnapshot
from escalation.terms import Tier
from escalation.tracking import DELETED


def of_ticket(e: Escalation, seen: TicketSnapshot) -> TicketChanged | None:
    """What of the ticket we were not told; None when it stands as we last heard.

    Names in `seen` are the policy's, as they are in the escalation.
    """
    at = seen.updated_at or max((h.at for h in e.heard), default=None)
    if at is None or e.merged_into:
        return None
    told = TicketChanged(
        escalation=e.id,
        at=at,
        status=seen.status,
        assignee=seen.ticket.assignee,
        group=seen.ticket.group,
        priority=seen.severity,
        tags=_tags(e, seen.ticket.tags),
        merged_into=seen.merged_into or None,
        is_snapshot=True,
    )
    _, news = recency.news(e, told, at)
    return None if recency.says_nothing(news) else told


def of_words(e: Escalation, seen: Iterable[Word]) -> list[CustomerReplied | AgentReplied]:
    """The comments nobody told us of, in the order of `seen`, each true at its own instant."""
    return [_said(e, word) for word in seen if _is_missed(e, word)]


def of_issue(e: Escalation, seen: Issue | None) -> IssueChanged | None:
    """What of its issue we were not told; None in `seen`: Linear has it no more."""
    if e.issue is None:
        return None
    if seen is None:
        return IssueChanged(escalation=e.id, issue=e.issue.id, state=DELETED)
    known = e.issue
    if seen.at and known.at and seen.at < known.at:
        return None  # it was read before the webhook that we know came
    has_moved = bool(known.team) and seen.team != known.team
    if (seen.state, seen.assignee) == (known.state, known.assignee) and not has_moved:
        return None
    return IssueChanged(
        escalation=e.id,
        at=seen.at,
        issue=seen.id,
        state=seen.state,
        assignee=seen.assignee,
        priority=seen.priority,
        team=seen.team,
    )


def wants_words(e: Escalation, seen: TicketSnapshot) -> bool:
    """Whether the ticket changed since its last word that we were told, so that they must be read.

    That we heard of the change is not enough: a word before it may have been missed.
    """
    told = [h.at for h in e.heard if h.aspect in (recency.CUSTOMER, recency.AGENT)]
    latest = max(told, default=e.opened_at)
    return latest is None or seen.updated_at is None or seen.updated_at > latest


def _tags(e: Escalation, seen: tuple[str, ...]) -> tuple[str, ...]:
    """The tags without ours, which we know of ourselves: they may still be on their way."""
    ours = {TAG, *(f"{TAG}_{tier}" for tier in Tier), e.policy.on_breach.tag}
    heard = recency.heard(e, "tags")
    known = ours.intersection(heard.value.split("\n")) if heard else set()
    return tuple(sorted({*seen} - ours | known))


def _is_missed(e: Escalation, word: Word) -> bool:
    is_older = e.opened_at is not None and word.at <= e.opened_at
    return not is_older and word.ref not in e.words


def _said(e: Escalation, word: Word) -> CustomerReplied | AgentReplied:
    kind = CustomerReplied if word.is_customer else AgentReplied
    return kind(
        escalation=e.id,
        at=word.at,
        actor=word.by or word.author,
        text=word.text,
        public=word.is_public,
        ref=word.ref,
    )
