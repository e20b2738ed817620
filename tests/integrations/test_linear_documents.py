"""What we send to Linear is valid by its schema, cheap by its rule, and needs nothing of ours."""

import math
import re
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
    validate,
)
from hypothesis import given
from hypothesis import strategies as st

from integrations.linear import documents
from integrations.linear.ids import uuid4_for
from tests.conftest import ROOT
from tests.integrations.contracts import linear_schema

DOCUMENTS = {
    name: text
    for name, text in vars(documents).items()
    if isinstance(text, str) and re.match(r"\s*(query|mutation)", text)
}
POINTS_MAX = 500  # of the 10,000 a query may cost, and of 3,000,000 an hour
FIRST_DEFAULT = 50


def cost(text: str) -> int:
    """Linear, "Rate limiting": a property 0.1, an object 1, a connection `first` times."""
    definitions = parse(text).definitions
    fragments = {
        d.name.value: d.selection_set for d in definitions if isinstance(d, FragmentDefinitionNode)
    }
    operation = next(d for d in definitions if isinstance(d, OperationDefinitionNode))

    def points(selections: SelectionSetNode, first: int) -> float:
        return sum(one(node, first) for node in selections.selections)

    def one(node: object, first: int) -> float:
        if isinstance(node, FragmentSpreadNode):
            return points(fragments[node.name.value], first)
        assert isinstance(node, FieldNode)
        if node.selection_set is None:
            return 0.1
        if node.name.value == "nodes":
            return first * (1 + points(node.selection_set, FIRST_DEFAULT))
        return 1 + points(node.selection_set, asked(node))

    def asked(node: FieldNode) -> int:
        for argument in node.arguments:
            if argument.name.value == "first":
                assert isinstance(argument.value, IntValueNode)  # what it costs stands in it
                return int(argument.value.value)
        return FIRST_DEFAULT

    return math.ceil(round(points(operation.selection_set, FIRST_DEFAULT), 6))  # 6.6 is binary


@pytest.mark.shared
@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_document_is_valid_by_linears_schema(name: str, shared: Path):
    assert validate(linear_schema(shared), parse(DOCUMENTS[name])) == []


def test_what_every_document_costs_is_stated_and_little():
    assert {name: cost(text) for name, text in DOCUMENTS.items()} == documents.POINTS
    assert max(documents.POINTS.values()) < POINTS_MAX


def test_the_rule_of_cost_counts_connections_by_their_first():
    assert cost("query { teams { nodes { id } } }") == 1 + 50 + 5  # exactly, whatever 50 * 1.1 is
    assert cost("query { teams(first: 3) { nodes { id labels(first: 2) { nodes { id } } } } }") == (
        math.ceil(1 + 3 * (1 + 0.1 + 1 + 2 * 1.1))
    )


@given(st.text())
def test_the_same_key_gives_the_same_uuid_of_version_4(key: str):
    made = UUID(uuid4_for(key))
    assert str(made) == uuid4_for(key)
    assert (made.version, made.variant) == (4, "specified in RFC 4122")


@given(st.text(), st.text())
def test_two_keys_give_two_uuids(one: str, other: str):
    assert (uuid4_for(one) == uuid4_for(other)) == (one == other)


def test_the_client_can_be_imported_alone():
    code = "import sys, integrations.linear.client; print('\\n'.join(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split()
    tops = {name.partition(".")[0] for name in loaded}
    assert tops.isdisjoint({"escalation", "slack_sdk", "temporalio", "aiohttp", "fastapi", "yaml"})
    ours = {name for name in loaded if name.startswith("integrations.")}
    assert {name for name in ours if not name.startswith("integrations.linear")} == {
        "integrations.errors",
        "integrations.http",
        "integrations.wire",
    }
