"""What people read in the terminal, and what their scripts read of it."""

from datetime import UTC, datetime

import pytest

from starter.cli import printed
from starter.visibility import Row


def test_each_escalation_is_a_line_where_it_is_piped(capsys: pytest.CaptureFixture[str]) -> None:
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    row = Row(
        "intercom-215470000000001", "unacknowledged", "critical", "engineering", "agent-7", True, at
    )
    printed.answer(False, None, printed.rows([row]))
    _, line = capsys.readouterr().out.splitlines()
    words = line.split()
    assert words[1:4] == ["critical", "engineering", "unacknowledged"]
    assert words[-1] == "yes"
