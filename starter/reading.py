"""The customer's words are read here, once, before a command with them is told or asked."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from escalation.commands import Command, CustomerReplied, Open
from escalation.triage.case import Reading
from integrations.learning import model_file
from integrations.reading.reader import Reader

Read = Callable[[str], Reading]
C = TypeVar("C", bound=Command)


def reader(model: Path | None) -> Reader:
    """Give who reads, with a learnt model if one is named. Raises Unusable."""
    return Reader(model=model_file.read(model) if model else None)


def read(command: C, reads: Read) -> C:
    """Give the command with what its words say, unless its sender has read them already."""
    match command:
        case Open(reading=None, ticket=ticket):
            return replace(command, reading=reads(f"{ticket.subject}\n{ticket.description}"))
        case CustomerReplied(reading=None, text=text) if text:
            return replace(command, reading=reads(text))
        case _:
            return command
