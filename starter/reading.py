"""The customer's words are read here, once, before a command with them is told or asked."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from escalation.commands import Command, CustomerReplied, Open
from escalation.triage.case import Reading

Read = Callable[[str], Reading]
C = TypeVar("C", bound=Command)


def read(command: C, reads: Read) -> C:
    """Give the command with what its words say, unless its sender has read them already."""
    match command:
        case Open(reading=None, ticket=ticket):
            return replace(command, reading=reads(f"{ticket.subject}\n{ticket.description}"))
        case CustomerReplied(reading=None, text=text) if text:
            return replace(command, reading=reads(text))
        case _:
            return command
