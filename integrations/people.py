"""Who somebody is: whom a vendor knows by a name or an address is one person in the policy."""

from escalation.policy import Policy


def of_name(policy: Policy, name: str, email: str = "") -> str:
    """Give the person with an address, or a name; empty when the policy has none.

    Customers name themselves as they like, so a name counts where there are no two addresses.
    """
    address = email.casefold()
    for id_, person in policy.people.items():
        if address and person.email.casefold() == address:
            return id_
    for id_, person in policy.people.items():
        if name and person.name == name and not (address and person.email):
            return id_
    return ""
