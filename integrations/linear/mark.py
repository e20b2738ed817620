"""The last line of an issue's description that says whose issue it is: `Handrail: zendesk-4711`.

Attachments say it too, in their metadata; the line is for people, and for an issue whose
attachments somebody has removed.
"""

import re
from typing import Any

ESCALATION = "escalation"  # the key in an attachment's metadata
_LINE = re.compile(r"^\W*Handrail:\W*([a-z]+-[\w~-]+)", re.MULTILINE)


def signed(text: str, escalation: str) -> str:
    """A description that ends with the line."""
    return f"{text}\n\nHandrail: {escalation}"


def owner_of(description: str) -> str:
    """Give the escalation an issue's description names; empty when the issue is not ours."""
    lines = _LINE.findall(description)
    return lines[-1] if lines else ""  # ours is the last: a customer may have written another


def owner_in(metadata: dict[str, Any]) -> str:
    """Give the escalation an attachment's metadata names; empty when it is not ours."""
    named = metadata.get(ESCALATION)
    return named if isinstance(named, str) else ""
