"""Who somebody is: the id a vendor knows becomes the policy's, where the policy names them."""

from escalation.policy import Policy


def of_slack(policy: Policy, user: str) -> str:
    """Give the person behind a Slack user id, or that id."""
    return next((id_ for id_, p in policy.people.items() if user and p.slack == user), user)


def of_linear(policy: Policy, name: str) -> str:
    """Give the person behind a name in Linear, or that name."""
    return next((id_ for id_, p in policy.people.items() if name and p.name == name), name)


def of_helpdesk(policy: Policy, user: str) -> str:
    """Give the person behind a helpdesk's user by their address, or what the helpdesk says."""
    return next((id_ for id_, p in policy.people.items() if user and p.email == user), user)
