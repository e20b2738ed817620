"""Runs a command that dies with whoever started it, even by `kill -9`; also a program itself."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1  # prctl(2): the signal this process gets when its parent dies


def start(
    command: Sequence[str | Path], log: Path, env: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start `command` with its output appended to `log`; without `env` it inherits ours.

    Nothing is inherited but the environment: a child that held our pipe open would keep
    `make demo | tee` waiting after a crash. It has a session of its own, so that Ctrl-C reaches us
    alone and we end it in order. On Linux the kernel kills it when the *thread* that started it
    ends, so start it from the main thread; elsewhere the caller's `finally` must do.
    """
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603  (the caller's own programs)
            [sys.executable, "-S", "-E", __file__, str(os.getpid()), *map(str, command)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            env=env,
        )


def become(parent: int, command: list[str]) -> None:
    """Ask the kernel for our death with `parent`, then turn into `command`, keeping the pid."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            # It died before we could ask: nobody would ever end us.
            sys.exit(1)
    os.execv(command[0], command)  # noqa: S606


if __name__ == "__main__":
    become(int(sys.argv[1]), sys.argv[2:])
