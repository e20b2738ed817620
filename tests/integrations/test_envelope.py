"""Whatever comes in is a command, or a Malformed that names the field, and nothing else."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.envelope import COMMAND_ID_MAX, TYPES, Malformed, parse

CLOSE = {"type": "close", "escalation": "zendesk-1"}
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ("type", "escalation", "at", "until", "due_at", "to", "reason", "ticket", "tags", "text")


@given(st.dictionaries(st.sampled_from(FIELDS), ANYTHING) | ANYTHING, st.sampled_from([*TYPES]))
def test_anything_is_a_command_or_is_named_as_malformed(raw: Any, kind: str) -> None:
    for one in (raw, {**raw, "type": kind} if isinstance(raw, dict) else raw):
        with suppress(Malformed):
            assert parse(one).command.type in TYPES


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"type": []}, "type"),
        ({"type": "x" * 9_000}, "type"),
        ({"at": "9999-12-31T23:59:59-12:00"}, "at"),
        ({"at": "0001-01-01T00:00:00+12:00"}, "at"),
        ({"at": "2026-03-02T09:12:00"}, "at"),
        ({"type": "ticket_changed", "tags": ["t" * 30_000]}, "tags.0"),
    ],
)
def test_what_cannot_be_meant_names_its_field(fields: dict[str, Any], field: str) -> None:
    with pytest.raises(Malformed) as caught:
        parse({**CLOSE, **fields})
    assert caught.value.field == field
    assert len(str(caught.value)) < 1_000


def test_a_broken_character_and_an_endless_id_are_taken():
    assert parse({**CLOSE, "reason": "\ud83d"}).command.command_id
    assert len(parse({**CLOSE, "command_id": "i" * 9_000}).command.command_id) <= COMMAND_ID_MAX
