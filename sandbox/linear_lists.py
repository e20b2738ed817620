"""Linear's lists: what a filter keeps, a page at a time.

linear.app/developers/pagination and /filtering. A comparison that is not known here is refused.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sandbox.linear import Refused
from sandbox.record import Json

PAGE = 50  # nodes
COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, wanted: value == wanted,
    "neq": lambda value, wanted: value != wanted,
    "in": lambda value, wanted: value in wanted,
    "nin": lambda value, wanted: value not in wanted,
    "contains": lambda value, wanted: wanted in value,
    "eqIgnoreCase": lambda value, wanted: value.lower() == wanted.lower(),
}


def connection(entities: Iterable[Json], args: Json) -> Json:
    """The page of entities that `filter`, `first` and `after` ask for; archived ones on demand."""
    shown = entities if args.get("includeArchived") else (e for e in entities if not _is_gone(e))
    found = [e for e in shown if _matches(e, args.get("filter") or {})]
    start = int(args.get("after") or 0)
    end = start + int(args.get("first") or PAGE)
    nodes, more = found[start:end], end < len(found)
    edges = {"startCursor": str(start), "endCursor": str(start + len(nodes))}
    pages = {"hasNextPage": more, "hasPreviousPage": start > 0, **edges}
    return {"nodes": nodes, "pageInfo": pages}


def children(entities: Mapping[str, Json], back: str) -> Callable[..., Json]:
    """A resolver of those entities whose `back` is the parent."""

    def resolve(parent: Json, _: object, **args: Any) -> Json:
        return connection([e for e in entities.values() if e[back]["id"] == parent["id"]], args)

    return resolve


def own(name: str) -> Callable[..., Json]:
    """A resolver of what the parent itself lists."""
    return lambda parent, _, **args: connection(parent[name], args)


def _is_gone(entity: Json) -> bool:
    return entity.get("archivedAt") is not None


def _matches(entity: Json, wanted: Json) -> bool:
    """Every part of a filter holds. A comparison that is not known here is refused, not skipped."""
    return all(_holds(entity, name, test) for name, test in wanted.items())


def _holds(entity: Json, name: str, test: Any) -> bool:
    if name in ("and", "or"):
        return (all if name == "and" else any)(_matches(entity, part) for part in test)
    value = entity.get(name)
    if isinstance(value, dict):
        return _matches(value, test)
    if isinstance(value, list) and test.keys() == {"some"}:
        return any(_matches(each, test["some"]) for each in value)
    if unknown := test.keys() - COMPARE.keys():
        raise Refused(f"the sandbox cannot filter by {name}.{min(unknown)}")
    return all(COMPARE[how](value, against) for how, against in test.items())
