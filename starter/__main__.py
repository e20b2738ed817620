"""`handrail`: every command of the command line."""

import os
import sys
from contextlib import suppress

from starter.cli.app import main


def _leave(status: int) -> None:
    """End at once: threads of Temporal's SDK may crash an interpreter that tidies up."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(BrokenPipeError):  # whoever read it has enough: `handrail … | head -1`
            stream.flush()
    os._exit(status)


if __name__ == "__main__":
    try:
        main()
    except SystemExit as ended:
        _leave(ended.code if isinstance(ended.code, int) else int(ended.code is not None))
