"""A fact from Linear becomes one command for the escalation that logged the issue.

Linear keeps no field for us, and our ids of issues cannot be turned back: so each issue we open
carries its escalation in the last line of its description, `Handrail: zendesk-4711`. A comment
comes without the description; then the issue is looked up.
"""

import json
import re
from typing import assert_never

from escalation import commands as c
from escalation.policy import Policy
from integrations.linear.webhook import IssueCommented, IssueMoved
from starter.people import of_name

TEXT_MAX = 10_000  # characters that go into the history; the issue has all of it
_MARK = re.compile(r"^\W*Handrail:\W*([a-z]+-[\w~-]+)", re.MULTILINE)

IssueFact = IssueMoved | IssueCommented


def owner_of(description: str) -> str:
    """Give the escalation an issue's description names; empty when the issue is not ours."""
    marks = _MARK.findall(description)
    return marks[-1] if marks else ""  # ours is the last: a customer may have written another


def description_in(body: bytes) -> str:
    """Give the description that a verified body of an issue carries."""
    description = json.loads(body)["data"].get("description")
    return description if isinstance(description, str) else ""


def told(fact: IssueFact, escalation: str, policy: Policy) -> c.Command:
    """Give the command a fact is."""
    command_id = f"linear:{fact.delivery_id}:0"
    match fact:
        case IssueMoved():
            return c.IssueChanged(
                escalation=escalation,
                at=fact.at,
                actor=of_name(policy, fact.actor) or fact.actor,
                command_id=command_id,
                issue=fact.issue_id,
                state=fact.state_type,
                assignee=of_name(policy, fact.assignee) or fact.assignee,
            )
        case IssueCommented():
            return c.AddNote(
                escalation=escalation,
                at=fact.at,
                actor=of_name(policy, fact.author) or fact.author,
                command_id=command_id,
                text=fact.body[:TEXT_MAX],
            )
        case _:
            assert_never(fact)
