"""Finds a Temporal server for this machine: installed, else downloaded, else built."""

import asyncio
import re
import shutil
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

from temporalio.testing import WorkflowEnvironment

from devserver.build import build, built
from devserver.programs import Cli, Program

OLDEST = (1, 32, 0)  # the first server that skips time
DOWNLOAD = "v1.9.1"  # the first command that carries such a server
DOWNLOADS = "download"  # the folder in the cache
DOWNLOAD_HOST = "temporal.download"
PROBE_TIMEOUT_S = 3  # a network that swallows packets would hold the SDK for two minutes


def find(cache: Path, say: Callable[[str], None]) -> Program:
    """Give a server with time skipping, keeping what had to be fetched or built in `cache`.

    `say` gets one line of progress at a time. May take minutes, and runs an event loop of its own:
    call it outside of one, or in a thread. Raises Unavailable with the remedy.
    """
    return ready(cache) or _download(cache / DOWNLOADS, say) or build(cache, say)


def ready(cache: Path) -> Program | None:
    """Give the server that is here already, without a network; None when there is none."""
    return _installed() or _downloaded(cache / DOWNLOADS) or built(cache)


def _installed() -> Cli | None:
    """The `temporal` on the PATH, if it is recent enough."""
    path = shutil.which("temporal")
    if path is None:
        return None
    asked = subprocess.run(  # noqa: S603  (the operator's own PATH)
        [path, "--version"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    return Cli(Path(path)) if server_version(asked.stdout) >= OLDEST else None


def server_version(answer: str) -> tuple[int, ...]:
    """Read the server's version from `temporal --version`; () when it names none.

    It answers `temporal version 1.9.1 (Server 1.32.1, UI 2.54.1)`.
    """
    found = re.search(r"\(Server (\d+)\.(\d+)\.(\d+)", answer)
    return tuple(int(part) for part in found.groups()) if found else ()


def _downloaded(folder: Path) -> Cli | None:
    # The SDK names the file after the version, and gives it that name once it is whole.
    return next((Cli(path) for path in folder.glob(f"*-{DOWNLOAD}")), None)


def _download(folder: Path, say: Callable[[str], None]) -> Cli | None:
    """Let the SDK fetch the command; None without a network, which is no error: Go comes next."""
    try:
        socket.create_connection((DOWNLOAD_HOST, 443), PROBE_TIMEOUT_S).close()
    except OSError:
        return None
    say(f"downloading Temporal {DOWNLOAD}")
    folder.mkdir(parents=True, exist_ok=True)
    try:
        asyncio.run(_fetch(folder))
    except RuntimeError as error:
        say(f"no download: {error}")
    return _downloaded(folder)


async def _fetch(folder: Path) -> None:
    # The SDK downloads only in order to start: the server it starts is of no use here.
    environment = await WorkflowEnvironment.start_local(
        download_dest_dir=str(folder), dev_server_download_version=DOWNLOAD
    )
    await environment.shutdown()
