"""docs/cli.md names every command and every field that can be sent."""

import re
from dataclasses import MISSING, fields

import pytest

from escalation.commands import Envelope
from integrations.envelope import TYPES
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
COMMON = {field.name for field in fields(Envelope)} | {"type"}


def row_of(command: str) -> str:
    rows = [line for line in PAGE.splitlines() if re.match(rf"\| .*`{command}`.* \|", line)]
    assert rows, f"{command} has no row in docs/cli.md"
    return rows[0].split("|")[2]


@pytest.mark.parametrize("command", sorted(TYPES))
def test_every_command_stands_there_with_all_its_fields_and_no_others(command: str):
    written = set(re.findall(r"`(\w+\??)`", row_of(command)))
    own = {
        field.name + ("" if field.default is MISSING else "?")
        for field in fields(TYPES[command])
        if field.name not in COMMON
    }
    assert {name for name in written if name != "handrail"} == own
