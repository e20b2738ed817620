"""What can be run as a Temporal server: one command, or a server and a user interface apart."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias


@dataclass(frozen=True)
class Cli:
    """The `temporal` command: server and user interface in one process."""

    temporal: Path


@dataclass(frozen=True)
class Built:
    """The two programs built from `devserver/go`."""

    server: Path
    ui: Path


Program: TypeAlias = Cli | Built


class Unavailable(Exception):  # noqa: N818  (it is an answer, and reads as one)
    """No server can be had or started; the message says why and what to do."""
