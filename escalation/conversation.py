"""What is said after a ticket was read is part of its story at once, not at the next reading."""

from datetime import datetime

from escalation.context import Word, heard
from escalation.model import Escalation
from escalation.told import AgentReplied, CustomerReplied


def hear(e: Escalation, said: CustomerReplied | AgentReplied, at: datetime) -> Escalation:
    """The escalation whose ticket also says this, at an instant (UTC); unread, it waits for that.

    A gap that the customer has filled by their answer is none any more.
    """
    if e.context is None:
        return e
    is_customer = isinstance(said, CustomerReplied)
    by = e.context.requester if is_customer else e.policy.name_of(said.actor)
    word = Word(said.ref, at, said.actor, by, is_customer, said.public, said.text)
    return e.changed(context=heard(e.context, word))
