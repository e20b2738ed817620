"""Plain values become a `Policy`, or faults in plain words: pydantic does the types."""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from escalation.calendar import Calendar
from escalation.finding import Path, nearest
from escalation.policy import Policy
from integrations.policy_lines import Fault

HOLIDAYS_OF = ("country", "subdivision")  # keys of a calendar that the edge replaces by dates
_KEY = "[key]"  # how pydantic marks the key of a mapping

_SHAPES = {
    "dict_type": ("not a mapping", "write key: value, one to a line"),
    "dataclass_type": ("not a mapping", "write key: value, one to a line"),
    "tuple_type": ("not a list", "write [one, two], or each after a dash"),
    "string_type": ("not a text", "write a single word or text"),
    "int_parsing": ("not a whole number", "write digits"),
    "bool_parsing": ("neither true nor false", "write true or false"),
}


@lru_cache(maxsize=1)
def _policies() -> TypeAdapter[Policy]:
    return TypeAdapter(Policy)


def typed(tree: Any) -> tuple[Policy | None, list[Fault]]:
    """The policy, or None and everything that keeps the values from being one."""
    try:
        return _policies().validate_python(tree, extra="forbid"), []
    except ValidationError as error:
        return None, [_fault(one) for one in error.errors()]


def _fault(error: ErrorDetails) -> Fault:
    path: Path = tuple(part for part in error["loc"] if part != _KEY)
    kind, given = error["type"], error["input"]
    if kind == "unexpected_keyword_argument":
        known = _keys(path[:-1])
        return Fault(path, "is not a key", nearest(str(path[-1]), known, _one_of(known)))
    if kind in ("enum", "literal_error"):
        known = re.findall(r"'([^']+)'", error["ctx"]["expected"])
        return Fault(path, f"“{given}” is not known", nearest(str(given), known, _one_of(known)))
    if kind == "value_error":
        return calendars_own(path, str(error["ctx"]["error"]))
    if kind.startswith("missing"):
        return Fault(path, "is missing", "add it")
    if kind.startswith("date"):
        return Fault(path, f"“{given}” is not a date", "write 2026-01-05")
    if kind in _SHAPES:
        what, remedy = _SHAPES[kind]
        shown = f"“{given}” is" if isinstance(given, str) else "is"
        return Fault(path, f"{shown} {what}", remedy)
    return Fault(path, error["msg"][:1].lower() + error["msg"][1:], "see docs/policy.md")


def calendars_own(path: Path, said: str) -> Fault:
    """A calendar's sentence, `hours.mon: what is wrong; what to write`, with its field found."""
    field, _, rest = said.partition(": ")
    problem, _, remedy = rest.partition("; ")
    return Fault((*path, *field.split(".")), problem, remedy)


def _keys(path: Path) -> list[str]:
    """What may stand under a path of the policy."""
    kind: Any = Policy
    for part in path:
        if is_dataclass(kind):
            kind = _written(get_type_hints(kind)[str(part)])
        else:
            kind = get_args(kind)[1 if issubclass(get_origin(kind), Mapping) else 0]
    return [f.name for f in fields(kind)] + list(HOLIDAYS_OF if kind is Calendar else ())


def _written(kind: Any) -> Any:
    """The kind of what stands in the file; what may be left out is None otherwise."""
    given = [one for one in get_args(kind) if one is not NoneType]
    return given[0] if isinstance(kind, UnionType) and len(given) == 1 else kind


def _one_of(known: list[str]) -> str:
    return f"write one of {', '.join(known)}"
