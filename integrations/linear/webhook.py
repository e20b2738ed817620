"""Bytes and headers from Linear in, a verified fact out.

Linear, "Webhooks": the signature covers the raw body, and the body says when it was sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypedDict

from pydantic import AwareDatetime, Field

from integrations import webhooks
from integrations.webhooks import Malformed, Wire

FRESH_FOR = timedelta(seconds=60)  # the vendor's own figure
# What an update of an issue must touch to concern an escalation; a typo put right does not, nor
# that Linear archives what ended long ago.
TELLING = frozenset({"stateId", "assigneeId", "priority", "teamId", "trashed"})
DELETED = "deleted"  # our word beside Linear's state types


@dataclass(frozen=True)
class IssueMoved:
    """An issue stands otherwise than before. `actor_id` tells our own changes; `at` is aware UTC.

    `state_type` is triage, backlog, unstarted, started, completed, canceled, duplicate or deleted;
    `priority` 0 none, 1 urgent, 2 high, 3 medium, 4 low; `team` the key of its team. Linear's body
    does not say which issue a duplicate repeats: `duplicate_of` is filled after a look.
    """

    issue_id: str
    identifier: str
    url: str
    state: str
    state_type: str
    assignee: str
    assignee_id: str
    priority: int
    actor: str
    actor_id: str
    delivery_id: str
    at: datetime
    team: str = ""
    duplicate_of: str = ""


@dataclass(frozen=True)
class IssueAttached:
    """Somebody, or an integration, linked an address to an issue. `at` is aware UTC."""

    issue_id: str
    url: str
    actor: str
    actor_id: str
    delivery_id: str
    at: datetime


@dataclass(frozen=True)
class IssueCommented:
    """Somebody wrote under an issue. `author_id` tells our own comments; `at` is aware UTC."""

    issue_id: str
    comment_id: str
    body: str
    author: str
    author_id: str
    delivery_id: str
    at: datetime


@dataclass(frozen=True)
class Ignored:
    """Verified and understood, but nothing that moves an escalation."""

    kind: str


Fact = IssueMoved | IssueCommented | IssueAttached | Ignored


class _Done(TypedDict):
    """By whom and when: what every fact about an issue carries."""

    actor: str
    actor_id: str
    delivery_id: str
    at: datetime


class _Named(Wire):
    id: str = ""
    name: str = ""


class _State(Wire):
    name: str
    type: str


class _Team(Wire):
    key: str = ""


class _Issue(Wire):
    id: str
    identifier: str
    url: str
    state: _State
    priority: float = 0
    assignee: _Named | None = None
    team: _Team = _Team()
    trashed: bool | None = None


class _Removed(Wire):
    id: str
    identifier: str = ""
    url: str = ""


class _Attachment(Wire):
    issueId: str  # noqa: N815 - the vendor's name
    url: str


class _Comment(Wire):
    id: str
    body: str
    issueId: str | None = None  # noqa: N815 - the vendor's name
    user: _Named | None = None


class _Sent(Wire):
    webhookTimestamp: float  # noqa: N815


class _Envelope(Wire):
    type: str
    action: str
    createdAt: AwareDatetime  # noqa: N815
    actor: _Named | None = None
    updatedFrom: dict[str, Any] | None = None  # noqa: N815
    data: dict[str, Any] = Field(default_factory=dict)  # IssueSLA has issueData instead


def verify(headers: Mapping[str, str], body: bytes, secret: str, now: datetime) -> None:
    """Check signature and age; `now` is aware. Raises Forged, Stale or Malformed."""
    signed = webhooks.digest(secret, body)
    webhooks.check_signature(signed.hex(), webhooks.header(headers, "Linear-Signature"))
    sent = webhooks.read(_Sent, webhooks.read_object(body)).webhookTimestamp
    try:
        sent_at = datetime.fromtimestamp(sent / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        raise Malformed("webhookTimestamp", "is no Unix time in milliseconds") from None
    webhooks.check_freshness(sent_at, now, FRESH_FOR)


def parse(headers: Mapping[str, str], body: bytes) -> Fact:
    """Read a verified body; the delivery id is a header of it. Raises Malformed."""
    found = webhooks.read_object(body)
    envelope = webhooks.read(_Envelope, found)
    delivery = webhooks.header(headers, "Linear-Delivery")
    if not delivery:
        raise Malformed("Linear-Delivery", "is missing; a repeat could not be told from news")
    match envelope.type, envelope.action:
        case "Issue", "create" | "update" if _is_telling(envelope):
            return _moved(envelope, delivery)
        case "Issue", "remove":
            return _removed(envelope, delivery)
        case "Comment", "create":
            return _commented(envelope, delivery)
        case "Attachment", "create":
            return _attached(envelope, delivery)
        case _:
            return Ignored(f"{envelope.type} {envelope.action}")


def _is_telling(envelope: _Envelope) -> bool:
    return envelope.updatedFrom is None or bool(TELLING & envelope.updatedFrom.keys())


def _done(envelope: _Envelope, delivery: str) -> _Done:
    actor = envelope.actor or _Named()
    return _Done(
        actor=actor.name,
        actor_id=actor.id,
        delivery_id=delivery,
        at=envelope.createdAt.astimezone(UTC),
    )


def _moved(envelope: _Envelope, delivery: str) -> IssueMoved:
    issue = webhooks.read(_Issue, envelope.data, "data")
    assignee = issue.assignee or _Named()
    return IssueMoved(
        issue_id=issue.id,
        identifier=issue.identifier,
        url=issue.url,
        state=issue.state.name,
        state_type=DELETED if issue.trashed else issue.state.type,
        assignee=assignee.name,
        assignee_id=assignee.id,
        priority=int(issue.priority),
        **_done(envelope, delivery),
        team=issue.team.key,
    )


def _removed(envelope: _Envelope, delivery: str) -> IssueMoved:
    """People put it into the trash, or emptied that; how it stood is of no interest any more."""
    issue = webhooks.read(_Removed, envelope.data, "data")
    return IssueMoved(
        issue_id=issue.id,
        identifier=issue.identifier,
        url=issue.url,
        state="Deleted",
        state_type=DELETED,
        assignee="",
        assignee_id="",
        priority=0,
        **_done(envelope, delivery),
    )


def _attached(envelope: _Envelope, delivery: str) -> IssueAttached:
    attachment = webhooks.read(_Attachment, envelope.data, "data")
    return IssueAttached(
        issue_id=attachment.issueId,
        url=attachment.url,
        **_done(envelope, delivery),
    )


def _commented(envelope: _Envelope, delivery: str) -> IssueCommented | Ignored:
    comment = webhooks.read(_Comment, envelope.data, "data")
    if comment.issueId is None:
        return Ignored("Comment create elsewhere than under an issue")
    author = comment.user or envelope.actor or _Named()
    return IssueCommented(
        issue_id=comment.issueId,
        comment_id=comment.id,
        body=comment.body,
        author=author.name,
        author_id=author.id,
        delivery_id=delivery,
        at=envelope.createdAt.astimezone(UTC),
    )
