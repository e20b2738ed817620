"""The generated pages of docs/ say what the code says."""

from pathlib import Path

import pytest

from docs import generate
from escalation.lifecycle import TRANSITIONS
from escalation.terms import Status
from tests.domain.story import COMMANDS


@pytest.mark.parametrize("name", sorted(generate.PAGES))
def test_a_page_is_up_to_date(name: str):
    assert (generate.FOLDER / name).read_text(encoding="utf-8") == generate.PAGES[name](), (
        "run `make docs`"
    )


def test_the_diagram_shows_every_change_of_status():
    drawn = {line.split(":")[0] for line in generate.lifecycle().splitlines() if "-->" in line}
    for status, row in TRANSITIONS.items():
        for rule in row.values():
            if isinstance(rule, Status):
                assert f"    {status} --> {rule}" in drawn
    assert "    watching --> unacknowledged" in drawn
    assert "    working --> unacknowledged" in drawn
    assert "    unacknowledged --> working" in drawn


def test_every_command_and_status_has_its_place():
    page = generate.lifecycle()
    for name in COMMANDS:
        assert f"| `{name}` |" in page
        assert f"## `{name}`\n" in generate.commands()
    assert "| command | new | watching | unacknowledged | working | resolved | closed |" in page


def test_the_pages_are_written_into_a_folder(tmp_path: Path):
    generate.write(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(generate.PAGES)
