"""The schema that Linear's face executes: the vendor's own, cut to what the sandbox holds.

The whole schema has 1,200 types and would take most of the memory of a sandbox. Cut, an operation
is still held to the vendor's types; a field that the sandbox does not hold is refused, not guessed.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graphql import GraphQLSchema, build_ast_schema, parse
from graphql.language import DocumentNode, NamedTypeNode

SMALL = Path(__file__).with_name("linear.graphql")
BUILT_IN = {"ID", "String", "Int", "Float", "Boolean"}
# Beyond the types of the small schema: what their vendor's counterparts lean on.
BESIDE = {"Node", "JSON", "UUID", "PaginationOrderBy", "SLADayCountType"}
_DEFINITION = re.compile(r"^(?:type|input|enum|scalar|interface) (\w+)", re.MULTILINE)


def load(contracts: Path | None) -> GraphQLSchema:
    """The vendor's schema from `linear/schema.graphql` of that folder, or else the small one."""
    small = SMALL.read_text()
    if contracts is None:
        return build_ast_schema(parse(small, no_location=True))
    names = {m.group(1) for m in _DEFINITION.finditer(small)} | BESIDE
    roots = {node.name.value: _names(node) for node in _nodes(small) if node.name.value in _ROOTS}
    vendor = (contracts / "linear" / "schema.graphql").read_text()
    nodes = list(_nodes("\n".join(_definitions(vendor, names))))
    for node in nodes:
        _cut(node, names | BUILT_IN, roots.get(node.name.value))
    document = DocumentNode(definitions=tuple(nodes))
    return build_ast_schema(document, assume_valid_sdl=True)


_ROOTS = {"Query", "Mutation"}


def _nodes(text: str) -> list[Any]:
    return list(parse(text, no_location=True).definitions)


def _names(node: Any) -> set[str]:
    return {field.name.value for field in node.fields}


def _definitions(text: str, names: set[str]) -> Iterator[str]:
    """The wanted definitions as text: a parser would need 100 MiB for all of them."""
    for found in _DEFINITION.finditer(text):
        if found.group(1) in names:
            line = text[found.start() : text.index("\n", found.start())]
            end = text.index("\n}", found.start()) + 2 if line.endswith("{") else found.end()
            yield text[found.start() : end]


def _cut(node: Any, known: set[str], only: set[str] | None) -> None:
    """Drop the fields and arguments whose type is unknown; of a root, all but `only`."""
    if hasattr(node, "interfaces"):
        node.interfaces = [i for i in node.interfaces if i.name.value in known]
    if node.kind == "enum_type_definition" or not hasattr(node, "fields"):
        return
    fields = [f for f in node.fields if _named(f.type) in known]
    node.fields = [f for f in fields if only is None or f.name.value in only]
    for field in node.fields:
        if hasattr(field, "arguments"):
            field.arguments = [a for a in field.arguments if _named(a.type) in known]


def _named(node: Any) -> str:
    while not isinstance(node, NamedTypeNode):
        node = node.type
    return node.name.value
