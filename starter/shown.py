"""One escalation as JSON, the same from REST and from the CLI."""

from functools import cache
from typing import Any

from pydantic import TypeAdapter

from escalation.card import next_step
from escalation.model import Escalation

_HIDDEN = ("command_ids",)  # how repeats are known: nothing to read


def as_json(e: Escalation) -> dict[str, Any]:
    """The whole state, and what people see of it; instants are ISO 8601 in UTC."""
    state: dict[str, Any] = _states().dump_python(e.bare, mode="json")
    shown = {name: value for name, value in state.items() if name not in _HIDDEN}
    return {
        **shown,
        "status": e.shown_status,
        "policy": e.policy.version,
        "next_step": next_step(e),
    }


@cache
def _states() -> TypeAdapter[Escalation]:
    return TypeAdapter(Escalation)
