"""A server is found, or one clear sentence says what is missing."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from devserver.build import build, built
from devserver.find import OLDEST, find, server_version
from devserver.programs import Cli, Unavailable


def ignore(line: str) -> None: ...


def temporal(folder: Path, answer: str) -> Path:
    command = folder / "temporal"
    command.write_text(f"#!/bin/sh\necho '{answer}'\n")
    command.chmod(0o755)
    return command


@pytest.mark.parametrize(
    ("answer", "version", "recent"),
    [
        ("temporal version 1.9.1 (Server 1.32.1, UI 2.54.1)", (1, 32, 1), True),
        ("temporal version 1.8.3-server-1.32.0-162.0 (Server 1.32.0-162.0)", (1, 32, 0), True),
        ("temporal version 0.0.0-DEV (Server 2.0.0, UI 3.0.0)", (2, 0, 0), True),
        ("temporal version 1.8.2 (Server 1.31.2, UI 2.53.1)", (1, 31, 2), False),
        ("tctl version 1.18.1", (), False),
    ],
)
def test_the_servers_version_decides(answer: str, version: tuple[int, ...], recent: bool) -> None:
    assert server_version(answer) == version
    assert (version >= OLDEST) == recent


def test_a_recent_command_on_the_path_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = temporal(tmp_path, "temporal version 1.9.1 (Server 1.32.1, UI 2.54.1)")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find(tmp_path / "cache", ignore) == Cli(command)


def test_an_old_command_without_go_or_network_gives_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporal(tmp_path, "temporal version 1.8.2 (Server 1.31.2, UI 2.53.1)")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("devserver.find.DOWNLOAD_HOST", "nowhere.invalid")
    with pytest.raises(Unavailable, match=r"Go is not on the PATH.*Install Go 1\.26 or later"):
        find(tmp_path / "cache", ignore)


def test_a_failed_build_says_what_go_said_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = tmp_path / "go"
    go.write_text("#!/bin/sh\necho 'dial tcp: lookup proxy: no such host' >&2\nexit 1\n")
    go.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("devserver.find.DOWNLOAD_HOST", "nowhere.invalid")
    cache = tmp_path / "cache"
    said: list[str] = []
    with pytest.raises(Unavailable, match="no such host"):
        find(cache, said.append)
    assert built(cache) is None
    assert [path.suffix for path in cache.iterdir()] == [".lock"]
    assert said[0].startswith("building the Temporal server")


def test_a_build_that_is_there_needs_neither_go_nor_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    go = tmp_path / "go"
    # Stands in for the compiler: writes the program it is asked for.
    go.write_text('#!/bin/sh\nwhile [ "$1" != -o ]; do shift; done\necho program > "$2"\n')
    go.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("devserver.find.DOWNLOAD_HOST", "nowhere.invalid")
    first = find(cache, ignore)
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert find(cache, ignore) == first == built(cache)


def test_two_builders_at_once_build_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go = tmp_path / "go"
    calls = tmp_path / "calls"
    go.write_text(
        f"#!/bin/sh\necho x >> {calls}\n/bin/sleep 0.2\n"
        'while [ "$1" != -o ]; do shift; done\necho program > "$2"\n'
    )
    go.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    said: list[str] = []
    with ThreadPoolExecutor(2) as builders:
        homes = list(builders.map(lambda _: build(tmp_path / "cache", said.append), range(2)))
    assert homes[0] == homes[1]
    assert calls.read_text() == "x\n" * 2  # the server and its UI, once each
    assert "another build is under way: waiting for it" in said
