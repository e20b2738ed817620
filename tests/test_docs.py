"""The docs say what is: commands that run, settings that exist, links that lead somewhere."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer
import yaml
from typer.core import TyperCommand, TyperGroup

from settings import PREFIX, Settings
from starter.cli.app import build
from workflows import attributes

ROOT = Path(__file__).resolve().parents[1]
README_MAX, ADR_MAX = 600, 300  # words; a table of measurements is not counted in an ADR
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
ADRS = sorted(ROOT.glob("docs/adr/*.md"))
SETTINGS = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
# Of one person or one machine: a container has no use for them.
NOT_FOR_CONTAINERS = {"HANDRAIL_ACTOR", "HANDRAIL_CACHE", "HANDRAIL_PORT", "HANDRAIL_TIME_SKIPPING"}
VARIES = re.compile(r"(?<=\+)[0-9a-f]{8}\b|(?<= in )[\d.]+(?= s)")  # a file's hash, a duration


@dataclass(frozen=True)
class Shown:
    """One command as a page shows it, with the output below it."""

    page: str
    line: str
    output: str

    @property
    def words(self) -> list[str]:
        return shlex.split(self.line, comments=True)


def shown() -> Iterator[Shown]:
    for page in PAGES:
        for block in re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.S):
            for each in re.split(r"^\$ ", block, flags=re.M)[1:]:
                line, _, output = each.partition("\n")
                yield Shown(page.name, line, output)


def of(program: str) -> list[Shown]:
    return [each for each in shown() if each.words[0] == program]


def commands(group: TyperGroup, path: str = "handrail") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}"


@pytest.fixture(scope="module")
def handrail() -> TyperGroup:
    group = typer.main.get_command(build())
    assert isinstance(group, TyperGroup)
    return group


def test_the_readme_is_read_in_one_go() -> None:
    assert len(README.split()) <= README_MAX


def test_the_readme_names_every_setting_and_no_other() -> None:
    rows = re.findall(r"^\| ((?:`[A-Z_]+`(?:, )?)+) \|", README, re.M)
    named = {f"{PREFIX}{name}" for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}
    assert named == SETTINGS


def test_the_readme_names_every_command(handrail: TyperGroup) -> None:
    known = {"handrail demo": "make demo"}  # what it is called to set up first
    said = [known.get(command, command) for command in commands(handrail)]
    assert [command for command in said if command not in README] == []


@pytest.mark.parametrize("each", of("handrail"), ids=lambda each: each.line)
def test_a_command_is_written_as_it_is_understood(handrail: TyperGroup, each: Shown) -> None:
    group, (name, *args) = handrail, each.words[1:]
    while isinstance(inner := group.commands[name], TyperGroup):
        group, (name, *args) = inner, args
    assert isinstance(inner, TyperCommand)
    inner.make_context(name, args)


@pytest.mark.parametrize(
    "each", [each for each in of("handrail") if each.output], ids=lambda each: each.line
)
def test_a_command_prints_what_is_shown(each: Shown) -> None:
    command = [sys.executable, "-m", "starter", *each.words[1:]]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert VARIES.sub("…", printed.stdout) == VARIES.sub("…", each.output), printed.stderr


@pytest.mark.parametrize("each", of("make"), ids=lambda each: each.line)
def test_a_target_exists(each: Shown) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{each.words[1]}:", makefile, re.M)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_paths_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    linked = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text)
    named = re.findall(r"`([\w./-]+/[\w.-]+\.(?:py|yaml|sh|jsonl|md|toml))`", text)
    lost = [to for to in linked if not (page.parent / to).exists()]
    lost += [to for to in named if not (ROOT / to).exists()]
    assert lost == []


@pytest.mark.parametrize("page", ADRS, ids=lambda page: page.name)
def test_a_decision_is_short_and_says_what_it_costs(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    prose = [line for line in text.splitlines() if not line.startswith("|")]
    assert len(" ".join(prose).split()) <= ADR_MAX
    assert text.startswith(f"# {int(page.name[:4])}. ")
    assert {"## Context", "## Decision", "## Consequences"} <= set(text.splitlines())


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(page.name[:4]) for page in ADRS] == list(range(1, len(ADRS) + 1))


@pytest.mark.parametrize("service", ["worker", "gateway"])
def test_compose_hands_on_every_setting(service: str) -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    handed = {name for name in compose["services"][service]["environment"] if PREFIX in name}
    assert handed == SETTINGS - NOT_FOR_CONTAINERS


def test_the_sandbox_is_set_by_names_that_exist() -> None:
    lines = (ROOT / "deploy" / "sandbox.env").read_text(encoding="utf-8").splitlines()
    assert {line.partition("=")[0] for line in lines if line[:1] not in ("#", "")} <= SETTINGS


def test_compose_registers_the_search_attributes_of_the_workflow() -> None:
    script = (ROOT / "deploy" / "namespace.sh").read_text(encoding="utf-8")
    registered = re.findall(r"--name (\w+) --type (\w+)", script)
    kinds = {key.name: key.indexed_value_type.name.title() for key in attributes.ALL}
    assert dict(registered) == kinds
