"""The last good copy of each feed, on disk: a worker that starts while a feed is broken has it.

A copy holds people's names and addresses, and is for our user's eyes only; the feed's address,
which is a secret, is only hashed.
"""

import base64
import hashlib
import json
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

NAME_DIGITS = 16  # hex digits of the hash: two feeds of one name are two files


@dataclass(frozen=True)
class Copy:
    """What a feed answered, when (UTC), and what to ask it with for the next."""

    body: bytes
    read_at: datetime
    etag: str = ""
    last_modified: str = ""


class Copies:
    """A folder with a file for each feed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, address: str) -> Copy | None:
        """The copy of a feed; None when there is none, or none that can be read."""
        try:
            kept = json.loads(self._file(address).read_text(encoding="utf-8"))
            return Copy(
                base64.b64decode(kept["body"]),
                datetime.fromisoformat(kept["read_at"]),
                kept["etag"],
                kept["last_modified"],
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None  # the feed is asked again; a cache is not worth a failure

    def save(self, address: str, copy: Copy) -> None:
        """Keep a copy in place of the last; where the disk refuses, memory has it."""
        kept = {
            "body": base64.b64encode(copy.body).decode(),
            "read_at": copy.read_at.isoformat(),
            "etag": copy.etag,
            "last_modified": copy.last_modified,
        }
        file = self._file(address)
        fresh = file.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh.touch(mode=0o600)
            fresh.write_text(json.dumps(kept), encoding="utf-8")
            fresh.replace(file)

    def _file(self, address: str) -> Path:
        digits = hashlib.sha256(address.encode()).hexdigest()[:NAME_DIGITS]
        return self._folder / f"{digits}.json"
