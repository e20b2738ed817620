"""A fact from Linear becomes one command for each escalation that its issue is for.

An issue knows its escalations by the metadata of its attachments, and the one that opened it by the
last line of its description (integrations/linear/mark.py). One fix reaches all who wait for it.
"""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import assert_never

from escalation import commands as c
from escalation.policy import Policy
from integrations.errors import Rejected, Transient
from integrations.linear.mark import owner_of
from integrations.linear.records import severity_of
from integrations.linear.webhook import DELETED, IssueAttached, IssueCommented, IssueMoved
from integrations.people import of_name

TEXT_MAX = 10_000  # characters that go into the history; the issue has all of it

IssueFact = IssueMoved | IssueCommented | IssueAttached
Linked = Callable[[str], Awaitable[Sequence[str]]]  # LinearClient.linked
DuplicateOf = Callable[[str], Awaitable[str]]  # LinearClient.duplicate_of
EscalationOf = Callable[[str], str]  # the escalation of a ticket's address; "" for any other


def by(fact: IssueFact) -> str:
    """Give Linear's id of who did it, by which our own writes are known."""
    return fact.author_id if isinstance(fact, IssueCommented) else fact.actor_id


async def whose(
    fact: IssueFact, body: bytes, linked: Linked, escalation_of: EscalationOf
) -> list[str]:
    """Give the escalations that a fact is for; none when the issue is not ours.

    An attached address is for the escalation of the ticket it leads to. An issue that is not there
    any more has only its last words, the verified `body`. Raises Transient, RateLimited: a wrong
    key must be heard of, and Linear tells the fact again.
    """
    if isinstance(fact, IssueAttached):
        found = escalation_of(fact.url)
        return [found] if found else []
    try:
        escalations = list(await linked(fact.issue_id))
    except Rejected as error:
        raise Transient(str(error)) from error
    owner = owner_of(description_in(body))
    if owner and owner not in escalations:
        escalations.append(owner)
    return escalations


async def completed(fact: IssueFact, duplicate_of: DuplicateOf) -> IssueFact:
    """Give the fact with what its body does not say: the issue that a duplicate repeats.

    Raises Transient, RateLimited.
    """
    if not isinstance(fact, IssueMoved) or fact.state_type != "duplicate":
        return fact
    try:
        return replace(fact, duplicate_of=await duplicate_of(fact.issue_id))
    except Rejected as error:
        raise Transient(str(error)) from error


def description_in(body: bytes) -> str:
    """Give the description that a verified body of an issue carries; comments carry none."""
    found = json.loads(body).get("data")
    description = found.get("description") if isinstance(found, dict) else None
    return description if isinstance(description, str) else ""


def tells(fact: IssueFact, escalations: Sequence[str], policy: Policy) -> list[c.Command]:
    """Give the commands a fact is, one for each escalation."""
    return [told(fact, escalation, policy) for escalation in escalations]


def told(fact: IssueFact, escalation: str, policy: Policy) -> c.Command:
    """Give the command a fact is for one escalation."""
    who = fact.author if isinstance(fact, IssueCommented) else fact.actor
    common = c.Envelope(
        escalation=escalation,
        at=fact.at,
        actor=of_name(policy, who) or who,
        command_id=f"linear:{fact.delivery_id}:0",
    )
    match fact:
        case IssueMoved():
            return c.IssueChanged(
                **vars(common),
                issue=fact.issue_id,
                state=fact.state_type,
                assignee=of_name(policy, fact.assignee) or fact.assignee,
                priority=None if fact.state_type == DELETED else severity_of(fact.priority),
                team=fact.team,
                duplicate_of=fact.duplicate_of,
            )
        case IssueCommented():
            return c.AddNote(**vars(common), text=fact.body[:TEXT_MAX])
        case IssueAttached():
            return c.LinkIssue(**vars(common), issue=fact.issue_id)
        case _:
            assert_never(fact)
