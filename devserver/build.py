"""Builds the server and its user interface from the Go modules pinned in `devserver/go`."""

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from devserver.programs import Built, Unavailable

PINS = Path(__file__).with_name("go")
SERVER = "go.temporal.io/server/cmd/server"
UI = "github.com/temporalio/ui-server/v2/cmd/server"
RULES = b"1"  # part of the build's name beside the pins: raise it when the flags below change
TAIL = 8  # lines of the compiler's words to show when it fails: the cause is in the last ones

NO_GO = (
    "No Temporal server: there is no `temporal` command (1.9.1 or later), none could be downloaded,"
    " and Go is not on the PATH to build one. Install Go 1.26 or later (https://go.dev/dl/),"
    " or put `temporal` on the PATH (https://temporal.io/setup/install-temporal-cli)."
)


def built(cache: Path) -> Built | None:
    """Give the programs an earlier build of the same pins left in `cache`, if any."""
    home = _home(cache)
    return _programs(home) if home.is_dir() else None


def build(cache: Path, say: Callable[[str], None]) -> Built:
    """Build the two programs into `cache`, unless somebody else does so meanwhile.

    `say` gets one line of progress at a time. Takes about four minutes cold on two cores.
    Raises Unavailable when Go is missing, or cannot fetch or compile the modules.
    """
    home = _home(cache)
    go = shutil.which("go")
    if go is None:
        raise Unavailable(NO_GO)
    cache.mkdir(parents=True, exist_ok=True)
    with _only_builder(home.with_suffix(".lock"), say):
        if not home.is_dir():
            _build_into(home, go, say)
    return _programs(home)


def _build_into(home: Path, go: str, say: Callable[[str], None]) -> None:
    say("building the Temporal server from its Go modules: about four minutes, once")
    # The folder appears whole or not at all: a build that was cut short leaves nothing behind that
    # looks finished.
    unfinished = home.with_suffix(".building")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    programs = _programs(unfinished)
    try:
        _compile(go, SERVER, programs.server, say)
        _compile(go, UI, programs.ui, say)
        unfinished.rename(home)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _compile(go: str, package: str, output: Path, say: Callable[[str], None]) -> None:
    """Compile one program; Go prints a line for each module it fetches and package it compiles."""
    command = [go, "build", "-v", "-mod=readonly", "-buildvcs=false", "-ldflags=-s -w"]
    last: deque[str] = deque(maxlen=TAIL)
    packages = 0
    with subprocess.Popen(  # noqa: S603  (our own pins)
        [*command, "-o", str(output), package],
        cwd=PINS,
        env={**os.environ, "CGO_ENABLED": "0"},  # SQLite is pure Go here: no C compiler needed
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as compiler:
        for line in map(str.rstrip, compiler.stderr or ()):
            last.append(line)
            downloading = line.startswith("go: downloading ")
            packages += not downloading
            say(line.removeprefix("go: ") if downloading else f"compiled {packages}: {line}")
    if compiler.returncode != 0:
        raise Unavailable(
            f"Go could not build {package}. Without a network, copy a filled cache folder from"
            " another machine or put `temporal` (1.9.1 or later) on the PATH. Go said:\n  "
            + "\n  ".join(last)
        )


@contextmanager
def _only_builder(lock: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Hold `lock`; the kernel lets go of it even when the builder is killed."""
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another build is under way: waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _home(cache: Path) -> Path:
    digest = hashlib.sha256(RULES + (PINS / "go.sum").read_bytes()).hexdigest()
    return cache / f"temporal-{digest[:16]}"


def _programs(home: Path) -> Built:
    return Built(server=home / "temporal-server", ui=home / "temporal-ui")
