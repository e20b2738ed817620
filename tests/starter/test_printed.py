"""What people read in the terminal, and what their scripts read of it."""

from datetime import UTC, datetime

import pytest
from rich.table import Table
from rich.text import Text

from escalation.why import why
from starter.cli import printed
from starter.visibility import Row
from tests.domain.story import at
from tests.domain.test_why_decided import stuck

STEERS = "red\x1b[31m and gone\x9b\x1b[2J"


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


@pytest.mark.parametrize("shown", [Text(STEERS), Table("words", box=None)], ids=["line", "table"])
def test_no_words_steer_the_terminal(capsys: pytest.CaptureFixture[str], shown) -> None:
    if isinstance(shown, Table):
        shown.add_row(Text(STEERS))
    printed.answer(False, None, shown)
    assert capsys.readouterr().out.splitlines()[-1].strip() == "red[31m and gone[2J"


def test_why_and_show_tell_what_triage_saw_and_each_way_that_was_tried(
    capsys: pytest.CaptureFixture[str],
) -> None:
    e = stuck().e
    for told in (printed.reasons(why(e, at("Mon 09:12"))), printed.escalation(e)):
        printed.answer(False, None, told)
        lines = capsys.readouterr().out.splitlines()
        (triage,) = [number for number, line in enumerate(lines) if line == "triage"]
        assert lines[triage + 1].endswith("(2 against 2)")
        assert lines[triage + 2 : triage + 4] == ["routing", "  specialist: nobody speaks fr"]
        assert any("resolution" in line for line in lines[triage + 4 :])


def test_where_nothing_was_decided_why_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    printed.answer(False, None, printed.reasons([]))
    assert capsys.readouterr().out == "No clock has run yet.\n"
