"""Ids that we choose ourselves, so that creating the same thing twice creates it once."""

import hashlib
import re
from uuid import UUID

_ADDRESS = re.compile(r"/issue/([A-Za-z0-9]+-[0-9]+)")


def uuid4_for(key: str) -> str:
    """The same key gives the same UUID, with the bits of version 4 that Linear asks for."""
    return str(UUID(bytes=hashlib.sha256(key.encode()).digest()[:16], version=4))


def named_in(reference: str) -> str:
    """The identifier in an issue's address, which is what people copy; else the reference."""
    found = _ADDRESS.search(reference)
    return found[1] if found else reference
