"""Starts, kills and restarts one machine's Temporal server and its web UI."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from subprocess import Popen

import httpx
from temporalio.client import Client
from temporalio.service import RPCError

from devserver import leash
from devserver.launch import Ports, commands
from devserver.ports import HOST, claim, listens
from devserver.programs import Program, Unavailable
from devserver.register import register_namespace

HEALTHY_WITHIN_S = 60  # half a second is usual; a loaded machine with a cold disk takes several
PAUSE_S = 0.02
LOG = "temporal.log"


class Server:
    """A Temporal server on this machine, with a database file that outlives its processes."""

    namespace = "default"

    def __init__(self, program: Program, folder: Path, ports: Ports) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._program = program
        self._folder = folder.resolve()
        self._ports = ports
        self._processes: list[Popen[bytes]] = []  # the server, then its UI if that is apart

    @property
    def address(self) -> str:
        """Where clients connect, as `host:port`."""
        return f"{HOST}:{self._ports.frontend}"

    @property
    def ui_url(self) -> str:
        """Where a browser finds the web UI."""
        return f"http://localhost:{self._ports.ui}"

    @property
    def log(self) -> Path:
        """What the server and its UI print."""
        return self._folder / LOG

    @property
    def pids(self) -> list[int]:
        """The processes that run now, the server's first."""
        return [process.pid for process in self._processes if process.poll() is None]

    async def start(self) -> None:
        """Start all processes, and return when clients and browsers are answered.

        Raises Unavailable, naming the log, when a process ends or does not answer in a minute.
        """
        server, *ui = commands(self._program, self._folder, self._ports)
        self._processes = [leash.start(server, self.log)]
        await self._until(self._has_namespace)
        # Only now: a UI that finds no server waits for a second and more before it tries again.
        self._processes += [leash.start(line, self.log) for line in ui]
        await self._until(self._shows)

    def kill(self) -> None:
        """Kill the server as `kill -9` does; a UI of its own stays up, with nothing to show."""
        self._processes[0].kill()
        self._processes[0].wait()

    async def restart(self) -> None:
        """Kill what still runs, and start anew on the same ports and database."""
        self.stop()
        await self.start()

    def stop(self) -> None:
        """Kill all processes. The database stands it; an orderly end takes more than 5 s."""
        for process in self._processes:
            process.kill()
            process.wait()

    async def _has_namespace(self) -> bool:
        if not listens(self._ports.frontend):
            return False
        try:
            client = await Client.connect(self.address, namespace=self.namespace)
            await register_namespace(client)
        except (RPCError, RuntimeError):  # connecting raises RuntimeError
            return False
        return True

    async def _shows(self) -> bool:
        """Say whether the UI has found the server: the command's own takes a second for that."""
        if not listens(self._ports.ui):
            return False
        page = f"http://{HOST}:{self._ports.ui}/api/v1/namespaces/{self.namespace}"
        try:
            async with httpx.AsyncClient(trust_env=False) as browser:
                return (await browser.get(page)).is_success
        except httpx.TransportError:
            return False

    async def _until(self, true: Callable[[], Awaitable[bool]]) -> None:
        deadline = time.monotonic() + HEALTHY_WITHIN_S
        while not await true():
            if len(self.pids) < len(self._processes):
                raise Unavailable(f"The Temporal server ended while starting. See {self.log}")
            if time.monotonic() > deadline:
                raise Unavailable(
                    f"The Temporal server did not answer in {HEALTHY_WITHIN_S} s. See {self.log}"
                )
            await asyncio.sleep(PAUSE_S)


@asynccontextmanager
async def running(
    program: Program, folder: Path, *, port: int | None = None, ui_port: int | None = None
) -> AsyncIterator[Server]:
    """Run a server with its files in `folder`, on the given ports or free ones, until the end.

    A folder used before gives back what was in it. Raises Unavailable when a port is in use or the
    server does not start.
    """
    ports = Ports(
        frontend=claim(port, "the Temporal server"), ui=claim(ui_port, "the Temporal web UI")
    )
    server = Server(program, folder, ports)
    try:
        await server.start()
        yield server
    finally:
        server.stop()
