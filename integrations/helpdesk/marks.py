"""Our key inside a note or a reply, where a vendor keeps no field for it.

A reference line is what people know from tickets by mail; it says nothing but that it is ours.
"""

import hashlib
from collections.abc import Collection

LABEL = "handrail-ref"
DIGITS = 12  # hex digits: two of a ticket's hundreds of effects do not share one


def mark(key: str) -> str:
    """The line that is written below a note or a reply."""
    return f"{LABEL} {hashlib.sha256(key.encode()).hexdigest()[:DIGITS]}"


def found(text: str, keys: Collection[str]) -> frozenset[str]:
    """Those of the keys whose mark stands in a text."""
    return frozenset(key for key in keys if mark(key) in text)


def is_ours(text: str) -> bool:
    """Whether some mark of ours stands in a text."""
    return LABEL in text
