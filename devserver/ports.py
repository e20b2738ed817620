"""Picks the ports of one machine's server."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from devserver.programs import Unavailable

HOST = "127.0.0.1"


def claim(wanted: int | None, what: str) -> int:
    """Give `wanted` if nobody listens there, or any free port when it is None.

    Raises Unavailable, naming the port, `what` it was for, and the remedy.
    """
    try:
        with _listening(wanted or 0) as port:
            return port
    except OSError as error:
        raise Unavailable(
            f"Port {wanted}, wanted for {what}, is in use ({error.strerror}). Stop what listens"
            f" there (`lsof -i :{wanted}` names it) or choose another port."
        ) from error


def free(count: int) -> list[int]:
    """Give `count` different free ports."""
    with ExitStack() as held:
        return [held.enter_context(_listening(0)) for _ in range(count)]


def listens(port: int) -> bool:
    """Say whether somebody accepts connections at `port` of this machine."""
    with socket.socket() as caller:
        return caller.connect_ex((HOST, port)) == 0


@contextmanager
def _listening(port: int) -> Iterator[int]:
    with socket.socket() as listener:
        # As the server itself does: connections of its last run that linger do not count as use.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen()
        yield listener.getsockname()[1]
