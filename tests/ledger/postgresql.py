"""A PostgreSQL server of our own, on a free port, for as long as tests want one."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

BINARIES = Path("/usr/lib/postgresql")  # where Debian puts each version's
UNPRIVILEGED = "postgres"  # whom Debian's package brings: the server refuses to be run by root


class Server:
    """A server that can be stopped and started; everybody on this machine may connect."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self._binaries = binaries
        self._folder = folder
        self._port = _free_port()
        self._user = UNPRIVILEGED if os.geteuid() == 0 else None

    def create(self) -> None:
        self._run("initdb", "--username=handrail", "--auth=trust", "--no-sync", "--encoding=UTF8")

    def start(self) -> None:
        # What a test writes need not survive a power cut.
        options = f"-h 127.0.0.1 -p {self._port} -k '' -c fsync=off -c max_connections=100"
        log = self._folder / "log"
        self._run("pg_ctl", "start", "--wait", f"--log={log}", f"--options={options}")

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "--wait", "--mode=immediate")

    def url(self, database: str) -> str:
        return f"postgresql://handrail@127.0.0.1:{self._port}/{database}"

    def _run(self, program: str, *args: str) -> None:
        command = [self._binaries / program, f"--pgdata={self._folder / 'cluster'}", *args]
        # A server that inherits a pipe would keep it open after us.
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=self._user,
            cwd=self._folder,
            check=False,
        )
        log = self._folder / "log"
        said = log.read_text() if log.is_file() else "it wrote no log"
        assert done.returncode == 0, f"{program} failed: {said[-2000:]}"


@contextmanager
def running() -> Iterator[Server]:
    found = sorted(BINARIES.glob("*/bin/initdb"), key=lambda p: float(p.parts[-3]))
    if not found:
        pytest.skip(f"no PostgreSQL in {BINARIES}: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="handrail-postgresql-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, UNPRIVILEGED)
        server = Server(found[-1].parent, folder)
        server.create()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port
