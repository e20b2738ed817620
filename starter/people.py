"""Who somebody is in Slack: whom it knows by an id is one person in the policy."""

from escalation.policy import Policy
from integrations.people import of_name as of_name


def of_slack(policy: Policy, user: str) -> str:
    """Give the person behind a Slack user id, or that id."""
    return next((id_ for id_, p in policy.people.items() if user and p.slack == user), user)
