"""The town the story plays in: server, sandbox, worker and gateway, each a process of its own.

Whatever dies is started again on its old port, so that a `kill -9` is an interruption and no end.
"""

import asyncio
import secrets
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from devserver import leash, ports
from devserver.ports import HOST
from devserver.programs import Program, Unavailable
from devserver.server import Server, running
from starter.demo.staging import Addresses, Staging, environment, programs

UP_WITHIN_S = 60.0  # two or three are usual; a cold disk takes longer
LOOK_EVERY_S = 0.1  # at the processes: a dead one is started again within this
DEATHS_MAX = 5  # in a row, of one that lived less than it takes to come up: it cannot live
SHORT_LIFE_S = 10.0
TAIL = 5  # lines of a log that tell why
Ports = Mapping[str, int]
CLOCK = "the town's clock"
USUAL: Ports = {
    "Temporal": 7233,
    "Temporal's web UI": 8233,
    "gateway": 8080,
    "sandbox": 8090,
    CLOCK: 8091,
}


class Service:
    """One of our own programs as a child that dies with us."""

    def __init__(self, name: str, args: list[str], env: Mapping[str, str], folder: Path) -> None:
        self.name = name
        self.log = folder / f"{name}.log"
        self._command = [sys.executable, "-m", *args]
        self._env = env
        self._child: subprocess.Popen[bytes] | None = None
        self._begun_at = 0.0
        self._deaths = 0

    @property
    def pid(self) -> int:
        """The process that runs now; 0 before the first start."""
        return self._child.pid if self._child else 0

    @property
    def is_up(self) -> bool:
        """It was started and has not ended."""
        return self._child is not None and self._child.poll() is None

    def start(self) -> None:
        """Start it, for the first time or again. Raises Unavailable when it keeps ending."""
        # Killed from outside is no fault of its own.
        failed = self._child is not None and self._child.returncode >= 0
        lived_s = time.monotonic() - self._begun_at
        self._deaths = self._deaths + 1 if failed and lived_s < SHORT_LIFE_S else 0
        if self._deaths > DEATHS_MAX:
            last = self.log.read_text(errors="replace").splitlines()[-TAIL:]
            raise Unavailable(
                f"The {self.name} keeps ending. It said last:\n  " + "\n  ".join(last)
            )
        self._begun_at = time.monotonic()
        self._child = leash.start(self._command, self.log, self._env)

    def kill(self) -> None:
        """End it as `kill -9` does."""
        if self._child:
            self._child.kill()
            self._child.wait()


class Town:
    """Everything that runs. `kill` is for those who want to see it come back."""

    def __init__(self, server: Server, services: list[Service], addresses: Addresses) -> None:
        self.addresses = addresses
        self.restarts = 0
        self._server = server
        self._server_size = len(server.pids)
        self._services = {service.name: service for service in services}

    def pids(self) -> dict[str, int]:
        """The processes of our own programs, by name."""
        return {name: service.pid for name, service in self._services.items()}

    def kill(self, name: str) -> None:
        """Kill the `worker`, `gateway`, `sandbox` or `server`; it is started again by itself."""
        if name == "server":
            self._server.kill()
            return
        self._services[name].kill()

    def start(self) -> None:
        """Start our own programs, all at once; they find each other when they need to."""
        for service in self._services.values():
            service.start()

    async def keep(self) -> None:
        """Start again whatever ended, until cancelled. Raises Unavailable when that is no use."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            if len(self._server.pids) < self._server_size:
                await self._restart_server()
            for service in self._services.values():
                if not service.is_up:
                    self.restarts += 1
                    service.start()

    async def _restart_server(self) -> None:
        """Start the server again, also when it is killed while it starts."""
        for death in range(DEATHS_MAX):
            try:
                self.restarts += 1
                await self._server.restart()
            except Unavailable:
                if death == DEATHS_MAX - 1:
                    raise
            else:
                return

    async def until_up(self, http: httpx.AsyncClient) -> None:
        """Wait until gateway and sandbox answer and the worker polls. Raises Unavailable."""
        pages = (f"{self.addresses.sandbox}/control/record", f"{self.addresses.gateway}/readyz")
        deadline = time.monotonic() + UP_WITHIN_S
        while not all([await _answers(http, page) for page in pages]):
            if time.monotonic() > deadline:
                logs = ", ".join(str(service.log) for service in self._services.values())
                raise Unavailable(f"The demo did not come up in {UP_WITHIN_S:.0f} s. See {logs}")
            await asyncio.sleep(LOOK_EVERY_S)

    def stop(self) -> None:
        """End our own programs at once; the server ends with its own context."""
        for service in self._services.values():
            service.kill()


def usual_ports() -> tuple[Ports, list[str]]:
    """The usual ports, a free one in place of each that is taken, and a sentence for each."""
    chosen, told = free_ports(), []
    for name, usual in USUAL.items():
        try:
            chosen[name] = ports.claim(usual, name)
        except Unavailable:
            told.append(f"Port {usual} is in use: {name} listens on {chosen[name]} instead.")
    return chosen, told


def free_ports() -> dict[str, int]:
    """Ports that nobody knows, for a town that nobody should find."""
    return dict(zip(USUAL, ports.free(len(USUAL)), strict=True))


@asynccontextmanager
async def temporal(program: Program, folder: Path, chosen: Ports) -> AsyncIterator[Server]:
    """The Temporal server of a town, with an empty database in `folder`."""
    server, ui = chosen["Temporal"], chosen["Temporal's web UI"]
    async with running(program, folder, port=server, ui_port=ui) as started:
        yield started


@asynccontextmanager
async def town(
    server: Server, folder: Path, chosen: Ports, staging: Staging
) -> AsyncIterator[Town]:
    """Run our own programs around a server until the block ends."""
    addresses = Addresses(
        temporal=server.address,
        ui=server.ui_url,
        gateway=f"http://{HOST}:{chosen['gateway']}",
        sandbox=f"http://{HOST}:{chosen['sandbox']}",
        clock=f"http://{HOST}:{chosen[CLOCK]}/",
        token=secrets.token_urlsafe(),
    )
    env = environment(addresses, chosen["gateway"], folder, staging)
    services = [Service(n, args, env, folder) for n, args in programs(addresses, staging).items()]
    built = Town(server, services, addresses)
    try:
        built.start()
        yield built
    finally:
        built.stop()


async def _answers(http: httpx.AsyncClient, page: str) -> bool:
    try:
        return (await http.get(page)).is_success
    except httpx.TransportError:
        return False
