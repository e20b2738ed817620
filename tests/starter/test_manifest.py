"""The Slack app's manifest: valid, and asking for what the code uses and nothing else."""

import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml
from slack_sdk.web.async_client import AsyncWebClient

from integrations.slack import scopes
from integrations.slack.manifest import manifest
from starter.cli.app import main
from tests.conftest import ROOT

URL = "https://handrail.example.com"
PRODUCT = ("integrations", "activities", "starter", "workflows")


def called() -> set[str]:
    """Every method of slack-sdk's client that the product uses, by the vendor's name for it."""
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in (*PRODUCT, "worker.py")
        for path in sorted((ROOT / folder).rglob("*.py") if folder in PRODUCT else [ROOT / folder])
    )
    names = {name for name in dir(AsyncWebClient) if "_" in name and not name.startswith("_")}
    used = set(re.findall(r"(?:\b|_)web\.(\w+)", code))
    return {name.replace("_", ".") for name in used & names}


def documented(shared: Path) -> dict[str, set[str]]:
    methods = json.loads((shared / "contracts/slack/web-api-methods.json").read_text())
    return {
        name: {scope["name"] for scope in about["scopes"].get("bot", ())}
        for name, about in methods.items()
    }


@pytest.mark.parametrize("is_socket", [True, False])
@pytest.mark.parametrize("url", [URL, ""])
def test_the_manifest_is_one_that_slack_takes(shared: Path, url: str, is_socket: bool):
    schema = json.loads((shared / "contracts/slack/manifest.schema.2.0.0.json").read_text())
    jsonschema.Draft7Validator(schema).validate(manifest(url, is_socket))


def test_every_method_that_is_called_stands_in_the_table_and_no_other():
    assert set(scopes.METHODS) == called()


def test_each_method_takes_scopes_that_slack_documents(shared: Path):
    known = documented(shared)
    for method, needed in scopes.METHODS.items():
        assert set(needed) <= known[method], method
        assert bool(needed) == bool(known[method]), method


def test_the_manifest_asks_for_each_scope_that_is_needed_and_for_no_other():
    asked = manifest(URL, is_socket=False)["oauth_config"]["scopes"]
    assert list(asked) == ["bot"]
    assert set(asked["bot"]) == {
        scope
        for table in (scopes.METHODS, scopes.EVENTS, scopes.FEATURES)
        for needs in table.values()
        for scope in needs
    }
    assert all(scopes.used_by(scope) for scope in asked["bot"])


def test_what_the_app_is_told_of_is_subscribed():
    made = manifest(URL, is_socket=False)
    assert made["settings"]["event_subscriptions"]["bot_events"] == list(scopes.EVENTS)
    ids = {shortcut["callback_id"] for shortcut in made["features"]["shortcuts"]}
    assert ids == {"handrail_open", "handrail_escalate_message", "handrail_note_to_ticket"}
    assert [command["command"] for command in made["features"]["slash_commands"]] == ["/handrail"]


def printed(capsys: pytest.CaptureFixture[str], *args: str) -> dict:
    with pytest.raises(SystemExit) as ended:
        main(("slack", "manifest", *args))
    assert not ended.value.code
    return yaml.safe_load(capsys.readouterr().out)


def test_with_an_address_slack_calls_it_and_without_one_socket_mode_is_on(capsys):
    addressed = printed(capsys, "--url", f"{URL}/")
    assert addressed == manifest(URL, is_socket=False)
    routes = json.dumps(addressed)
    for path in ("/slack/events", "/slack/interactivity", "/slack/commands"):
        assert f'"{URL}{path}"' in routes
    assert printed(capsys) == printed(capsys, "--socket") == manifest("", is_socket=True)
    assert printed(capsys, "--json", "--url", URL, "--socket") == manifest(URL, is_socket=True)


@pytest.mark.parametrize("url", ["handrail.example.com", "http://handrail.example.com", "https://"])
def test_an_address_that_slack_cannot_call_is_refused(capsys, url: str):
    with pytest.raises(SystemExit) as ended:
        main(("slack", "manifest", "--url", url))
    assert ended.value.code == 2
    assert "is no public address" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("args", [[], ["--json"]])
def test_a_reader_who_has_enough_causes_no_traceback(args: list[str]):
    command = [sys.executable, "-m", "starter", "slack", "manifest", *args]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert running.stdout
    running.stdout.close()
    _, complaint = running.communicate(timeout=60)
    assert complaint == b""
