"""Says which request makes each deed happen in the sandbox."""

from dataclasses import dataclass
from typing import Any, assert_never

from escalation.model import Escalation
from escalation.policy import Policy
from starter.demo import acts

Json = dict[str, Any]
InSandbox = (
    acts.Arrives
    | acts.Writes
    | acts.Answers
    | acts.Tags
    | acts.Raises
    | acts.Solves
    | acts.Presses
    | acts.MovesIssue
    | acts.Comments
)


class NotThere(Exception):  # noqa: N818 - it reads as what it says
    """A deed wants something of the escalation that it does not have."""


@dataclass(frozen=True)
class Call:
    """One request to the sandbox's control side; `path` is under /control."""

    path: str
    body: Json


def call_of(ticket: acts.Ticket, deed: InSandbox, now: Escalation | None, policy: Policy) -> Call:
    """The request for a deed; `now` is the escalation, once there is one. Raises NotThere."""
    on_ticket = f"zendesk/tickets/{ticket.id}"
    match deed:
        case acts.Arrives():
            about = {"id": ticket.id, "requester": ticket.requester}
            return Call("zendesk/tickets", {**vars(deed), **about})
        case acts.Writes(text=text):
            return Call(f"{on_ticket}/reply", {"author": "customer", "text": text})
        case acts.Answers(by=by, text=text):
            name = policy.people[by].name
            return Call(f"{on_ticket}/reply", {"author": "agent", "name": name, "text": text})
        case acts.Tags(by=by, tag=tag):
            return Call(on_ticket, {"by": policy.people[by].name, "tags": [tag]})
        case acts.Raises(by=by, priority=priority):
            return Call(on_ticket, {"by": policy.people[by].name, "priority": priority})
        case acts.Solves(by=by):
            return Call(on_ticket, {"by": policy.people[by].name, "status": "solved"})
        case acts.Presses():
            return Call("slack/click", _click(ticket, deed, now, policy))
        case acts.MovesIssue(by=by, state=state):
            body = {"by": policy.people[by].email, "state": state}
            return Call(f"linear/issues/{_issue(ticket, now)}", body)
        case acts.Comments(by=by, text=text):
            body = {"by": policy.people[by].email, "text": text}
            return Call(f"linear/issues/{_issue(ticket, now)}/comment", body)
        case _:
            assert_never(deed)


def _click(ticket: acts.Ticket, deed: acts.Presses, now: Escalation | None, policy: Policy) -> Json:
    messages = now.messages if now else ()
    shown = next((m for m in messages if m.tier == deed.tier), None)
    if shown is None:
        raise NotThere(f"{ticket.series} has no message in the channel of {deed.tier}")
    user = policy.people[deed.by].slack
    where = {"user": user, "channel": shown.channel, "ts": shown.ts}
    # Slack sends a click once; our people press until the town has heard them.
    return {**where, "action_id": deed.button, "insist": True}


def _issue(ticket: acts.Ticket, now: Escalation | None) -> str:
    if now is None or now.issue is None:
        raise NotThere(f"{ticket.series} has no issue in Linear")
    return now.issue.id
