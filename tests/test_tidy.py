"""The house style, as far as a machine can see it: short, flat, plainly named, pure where it must.

Every rule reads the files that are tracked or about to be, and names each fault by its place, with
the remedy. CONTRIBUTING.md tells the rules to people.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILE_MAX, TEST_FILE_MAX = 250, 400  # lines
FUNCTION_MAX, TEST_FUNCTION_MAX = 40, 60  # lines, the docstring not counted
NESTING_MAX = 3  # blocks within a function
PARAMETERS_MAX = 5  # `self` and `cls` not counted
LINE_MAX = 100  # characters

Function = ast.FunctionDef | ast.AsyncFunctionDef
NESTING = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.Match)

# Where a program may begin, and what Alembic runs; every other module is imported by one of ours.
ENTRIES = re.compile(r"worker|bench\..*|.*\.__main__|tests\..*|ledger\.migrations\..*")
SAYS_NOTHING = re.compile(
    r"(^|_)(managers?|helpers?|utils?|data|process)(_|$)|(Manager|Helper|Utils?|Data|Process)s?$"
)
IMPURE = {"asyncio", "io", "os", "pathlib", "random", "socket", "subprocess", "threading", "time"}


@dataclass(frozen=True)
class Banned:
    """A pattern that no line matches but in some places, and what to do instead."""

    pattern: str
    places: str
    instead: str


# The edges know the wall's clock; so does a client, as a vendor's "wait so long" counts from it.
CLOCKED = (
    r"worker|starter/|devserver/|sandbox/|bench/|tests/|integrations/(.*/(client|calls)|http)\.py"
)
SEEDED = r"bench/|tests/"
CONFIGURED = r"settings\.py|devserver/|tests/"
BANNED_IN_CODE = (
    Banned(r"\b(datetime|date)\.(now|utcnow|today)\(", CLOCKED, "time is an argument"),
    Banned(r"\btime\.time\(", CLOCKED, "time is an argument"),
    Banned(r"\brandom\.|(import|from) random\b", SEEDED, "the same input, the same output"),
    Banned(r"\bos\.(environ|getenv)\b", CONFIGURED, "settings.py reads the environment"),
)
# Written in parts, or this file would be the first to be found.
BANNED_ANYWHERE = (
    Banned(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b", "", "finish it, or leave it out"),
    Banned(r"(?<![\w./-])/(root|wo" r"rk|home/\w+|Users/\w+)/", "", "no path of one machine"),
    Banned(r"py" r"pi\.org|python" r"hosted\.org|proxy\.go" r"lang|npm" r"js\.org", "", "no host"),
    Banned(r"(index-url|find-links|trusted-host|GOPROXY)[ =]+\S*://", "", "no host"),
    Banned(r"\b(xox[bp]-\d{6,}|AKIA[0-9A-Z]{16}|gh[pos]_\w{30,}|lin_api_\w{30,})", "", "no secret"),
    Banned(r"-----BEGIN [A-Z ]*PRIVATE" r" KEY", "", "no secret"),
)


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is in the repository, or would be with the next commit."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    paths = (ROOT / name for name in listing.stdout.splitlines())
    return tuple(path for path in paths if path.is_file())


@cache
def sources() -> dict[str, ast.Module]:
    """Every Python file by its path from the root, parsed."""
    python = (path for path in tracked() if path.suffix == ".py")
    return {name(path): ast.parse(path.read_text(encoding="utf-8")) for path in python}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def is_test(path: str) -> bool:
    return path.startswith("tests/")


def functions() -> Iterator[tuple[str, Function]]:
    for path, tree in sources().items():
        for node in ast.walk(tree):
            if isinstance(node, Function):
                yield path, node


def length(function: Function) -> int:
    first, *rest = function.body
    is_documented = ast.get_docstring(function, clean=False) is not None
    docstring = (first.end_lineno or 0) - first.lineno + 1 if is_documented and rest else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


def depth(node: ast.AST, is_elif: bool = False) -> int:
    """Blocks within blocks; an `elif` is no deeper than its `if`, a function within begins anew."""
    below = 0
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, Function | ast.ClassDef | ast.Lambda):
            is_alone = isinstance(node, ast.If) and [child] == node.orelse
            below = max(below, depth(child, is_alone and isinstance(child, ast.If)))
    return below + (isinstance(node, NESTING) and not is_elif)


def parameters(function: Function) -> int:
    given = function.args
    names = [a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return len(names) - (names[:1] in (["self"], ["cls"]))


def test_files_are_short() -> None:
    longest = {p: len(text(p).splitlines()) for p in sources()}
    faults = [
        f"{path}: {lines} lines; split it along a noun"
        for path, lines in longest.items()
        if lines > (TEST_FILE_MAX if is_test(path) else FILE_MAX)
    ]
    assert not faults, "\n".join(faults)


def test_functions_are_short_flat_and_take_few_parameters() -> None:
    faults = []
    for path, function in functions():
        cap = TEST_FUNCTION_MAX if is_test(path) else FUNCTION_MAX
        # A test's parameters are fixtures and the columns of a table: as many as it needs.
        given = 0 if is_test(path) else parameters(function)
        for what, measured, most in (
            ("lines", length(function), cap),
            ("blocks deep", depth(function), NESTING_MAX),
            ("parameters", given, PARAMETERS_MAX),
        ):
            if measured > most:
                at = f"{path}:{function.lineno} {function.name}"
                faults.append(f"{at}: {measured} {what}, at most {most}")
    assert not faults, "\n".join(faults)


def test_lines_fit() -> None:
    faults = [
        f"{path}:{number}: {len(line)} characters"
        for path in sources()
        for number, line in enumerate(text(path).splitlines(), start=1)
        if len(line) > LINE_MAX
    ]
    assert not faults, "\n".join(faults)


def test_every_module_opens_with_a_sentence() -> None:
    faults = []
    for path, tree in sources().items():
        opening = (ast.get_docstring(tree) or "").partition("\n\n")[0]
        if tree.body and not re.search(r"[.:?!)]$", opening):
            faults.append(f"{path}: say in one sentence what it is")
    assert not faults, "\n".join(faults)


def test_names_are_words_of_the_domain() -> None:
    faults = [
        f"{path}: {said} says nothing: use a word of the domain"
        for path, tree in sources().items()
        for said in (*path.removesuffix(".py").split("/"), *declared(tree))
        if SAYS_NOTHING.search(said)
    ]
    assert not faults, "\n".join(faults)


def declared(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, Function | ast.ClassDef):
            yield node.name


@pytest.mark.parametrize("banned", BANNED_IN_CODE, ids=lambda banned: banned.instead)
def test_what_is_banned_in_code_stands_only_in_its_places(banned: Banned) -> None:
    places = re.compile(banned.places)
    faults = found(banned, [path for path in sources() if not places.match(path)])
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("banned", BANNED_ANYWHERE, ids=lambda banned: banned.pattern[:24])
def test_no_file_holds_leftovers_machine_paths_hosts_or_secrets(banned: Banned) -> None:
    faults = found(banned, [name(path) for path in tracked() if is_text(path)])
    assert not faults, "\n".join(faults)


def found(banned: Banned, paths: list[str]) -> list[str]:
    pattern = re.compile(banned.pattern)
    return [
        f"{path}:{number}: {line.strip()[:60]} ({banned.instead})"
        for path in paths
        for number, line in enumerate(text(path).splitlines(), start=1)
        if pattern.search(line)
    ]


def is_text(path: Path) -> bool:
    return b"\0" not in path.read_bytes()[:8192] and path.name != "go.sum"


def test_the_domain_knows_the_standard_library_and_never_waits() -> None:
    faults = []
    for path, tree in sources().items():
        if not path.startswith("escalation/"):
            continue
        for module in imported(tree):
            top = module.partition(".")[0]
            if top in IMPURE or top not in {*sys.stdlib_module_names, "escalation"}:
                faults.append(f"{path}: {module} does not belong into the domain")
        if any(isinstance(node, ast.AsyncFunctionDef | ast.Await) for node in ast.walk(tree)):
            faults.append(f"{path}: it awaits; the domain only decides")
    assert not faults, "\n".join(faults)


def test_every_module_is_used() -> None:
    used = {module for tree in sources().values() for module in imported(tree)}
    modules = {
        path.removesuffix(".py").replace("/", ".")
        for path, tree in sources().items()
        if tree.body  # an empty __init__ only makes a package
    }
    dead = {m for m in modules - used if not ENTRIES.fullmatch(m)}
    assert not dead, f"nobody imports {', '.join(sorted(dead))}"


def imported(tree: ast.Module) -> Iterator[str]:
    """Each imported module, and each name from a package, which may be a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
