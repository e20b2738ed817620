"""Who somebody is: whom a vendor knows by a name or an address is one person in the policy."""

from escalation.policy import Policy


def of_name(policy: Policy, name: str, email: str = "") -> str:
    """Give the person with a name or an address; empty when the policy has none."""
    for id_, person in policy.people.items():
        if (email and person.email == email) or (name and person.name == name):
            return id_
    return ""
