"""Finds, downloads or builds the Temporal server: `python -m devserver CACHE`."""

import sys
import time
from pathlib import Path

from devserver.find import find
from devserver.programs import Unavailable

EVERY_S = 10  # between two lines where they cannot overwrite each other, as in a log


class Progress:
    """Shows what is being done on one line of a terminal, or now and then in a log."""

    def __init__(self) -> None:
        self._shown_at = -float(EVERY_S)  # monotonic seconds

    def __call__(self, line: str) -> None:
        """Show `line`, unless another one was shown to a log just now."""
        if sys.stdout.isatty():
            sys.stdout.write(f"\r\033[K{line[:78]}")
        elif time.monotonic() >= self._shown_at + EVERY_S:
            self._shown_at = time.monotonic()
            sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    def end(self) -> None:
        """Leave the line clean."""
        if sys.stdout.isatty():
            sys.stdout.write("\r\033[K")


def main(cache: Path) -> int:
    """Make sure of a server, and give the exit status: 1 with one sentence when there is none."""
    progress = Progress()
    try:
        find(cache, progress)
    except Unavailable as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    finally:
        progress.end()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
