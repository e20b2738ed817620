"""Ids that we choose ourselves, so that creating the same thing twice creates it once."""

import hashlib
from uuid import UUID


def uuid4_for(key: str) -> str:
    """The same key gives the same UUID, with the bits of version 4 that Linear asks for."""
    return str(UUID(bytes=hashlib.sha256(key.encode()).digest()[:16], version=4))
