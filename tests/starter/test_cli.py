"""The command line: what it prints, and the one sentence it ends with when something is wrong."""

import asyncio
import io
import json
import uuid

import pytest

from starter.cli.app import main
from tests.conftest import ROOT
from tests.workflows.desk import Recorder, working

NOWHERE = "127.0.0.1:1"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    """Run one command; give its exit status, what it printed, and what it complained of."""
    monkeypatch.setenv("HANDRAIL_ACTOR", "agent-7")
    monkeypatch.setenv("TEMPORAL_ADDRESS", NOWHERE)

    def run(*args: str) -> tuple[int, str, str]:
        try:
            main(args)
            status = 0
        except SystemExit as ended:
            status = int(ended.code or 0)
        said = capsys.readouterr()
        return status, said.out, " ".join(said.err.split())

    return run


@pytest.mark.server
async def test_an_escalation_is_opened_sent_to_shown_listed_and_explained(
    run, client, temporal_server, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal_server.address)
    monkeypatch.setenv("TEMPORAL_NAMESPACE", client.namespace)
    id_ = f"zendesk-{uuid.uuid4().int % 10**12}"

    async def handrail(*args: str) -> tuple[int, str, str]:
        return await asyncio.to_thread(run, *args)

    async with working(client, Recorder()):
        assert await handrail("open", id_, "--subject", "Export hangs", "--json") == (
            0,
            json.dumps({"escalation": id_}, indent=2) + "\n",
            "",
        )
        move = ("escalate", "--to", "engineering", "--reason", "Fails since Monday")
        status, out, _ = await handrail("send", id_, *move)
        assert status == 0
        assert f"{id_} is unacknowledged at engineering" in out
        status, out, _ = await handrail("show", id_, "--json")
        shown = json.loads(out)
        assert (shown["tier"], shown["ticket"]["subject"]) == ("engineering", "Export hangs")
        assert any("Ana Ribeiro escalated" in line["text"] for line in shown["history"])
        _, out, _ = await handrail("show", id_)
        assert "Export hangs" in out
        assert "acknowledge" in out
        _, out, _ = await handrail("why", id_, "resolution", "--json")
        (why,) = json.loads(out)
        assert (why["clock"], why["state"]) == ("resolution", "running")
        _, out, _ = await handrail("why", id_)
        assert "resolution #1" in out
        status, _, err = await handrail("send", id_, "confirm")
        assert status == 1
        assert "not possible while unacknowledged; possible now: " in err
        note = '{"type": "note", "text": "by hand", "actor": "agent-9"}'
        status, out, _ = await handrail("send", id_, "--json-command", note, "--json")
        assert "Priya Nair noted: by hand" in json.loads(out)["events"]
        for _ in range(50):
            _, out, _ = await handrail("list", "--tier", "engineering", "--json")
            if any(row["escalation"] == id_ for row in json.loads(out)):
                break
            await asyncio.sleep(0.1)
        status, _, err = await handrail("list", "--query", "Colour = 'red'")
        assert (status, "query: " in err, "Colour" in err) == (2, True, True)
        (row,) = [row for row in json.loads(out) if row["escalation"] == id_]
        assert row["status"] == "unacknowledged"
    assert (await handrail("show", "zendesk-0"))[::2] == (
        1,
        "handrail: there is no escalation zendesk-0",
    )


@pytest.mark.parametrize(
    ("args", "status", "sentence"),
    [
        (["show", "zendesk-1"], 1, "Temporal is not reachable"),
        (["list"], 1, "is TEMPORAL_ADDRESS right?"),
        (["send", "zendesk-1", "explode"], 2, "'explode' is no command; known: acknowledge"),
        (
            ["send", "zendesk-1", "escalate", "--to", "l9", "--reason", "x"],
            2,
            "to: input should be",
        ),
        (
            ["send", "zendesk-1", "note", "--text", "x", "--colour", "red"],
            2,
            "note has no field colour",
        ),
        (["send", "zendesk-1", "note", "stray"], 2, "'stray' belongs to no option"),
        (["send", "zendesk-1", "--json-command", "{"], 2, "--json-command is no JSON"),
        (["send", "zendesk-1", "--json-command", "[]"], 2, "is no JSON object"),
        (["open", "4711"], 2, "write helpdesk-number: zendesk-4711"),
        (["list", "--tier", "l9"], 2, "'l9' is not one of"),
        (["clock", "no/such/file"], 1, "handrail: no/such/file: No such file or directory; name"),
        (["policy", "check", "no/such/file"], 2, "no/such/file cannot be read"),
        (["replay", "no/such/file"], 1, "No such file"),
    ],
)
def test_a_users_fault_is_one_sentence_and_never_a_traceback(run, args, status: int, sentence: str):
    ended, _, err = run(*args)
    assert (ended, "Traceback" in err) == (status, False)
    assert sentence in err


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("HANDRAIL_PORT", "many", "HANDRAIL_PORT: input should be a valid integer"),
        ("HANDRAIL_API_TOKENS", "desk:admin:x", "HANDRAIL_API_TOKENS: write name:role:token"),
        ("HANDRAIL_POLICY", "no/such.yaml", "name another file or set HANDRAIL_POLICY"),
        ("HANDRAIL_TRIAGE_MODEL", "README.md", "README.md: it is no learnt model"),
    ],
)
def test_a_wrong_setting_is_named_with_its_remedy_and_without_its_value(
    run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
):
    monkeypatch.setenv(name, value)
    status, _, err = run("list")
    assert status == 2
    assert sentence in err
    assert "admin" not in err


def test_a_policy_is_checked_and_every_fault_has_its_line(run, tmp_path):
    good = ROOT / "policies" / "default.yaml"
    assert run("policy", "check", str(good))[0] == 0
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(good.read_text().replace("steps:", "stepps:"))
    status, out, _ = run("policy", "check", str(wrong))
    assert status == 1
    assert f"{wrong}:" in out.replace("\n", "")
    status, out, _ = run("policy", "check", str(wrong), "--json")
    told = json.loads(out)
    assert (status, told["ok"]) == (1, False)
    assert {"file", "line", "field", "problem", "remedy"} == told["errors"][0].keys()


def test_business_time_is_answered_line_by_line(run, monkeypatch: pytest.MonkeyPatch):
    calendar = {"timezone": "Europe/Berlin", "hours": {"mon": [["09:00", "18:00"]]}}
    asked = {"op": "open", "at": "2026-03-02T09:30:00+01:00", "calendar": calendar}
    lines = f"{json.dumps(asked)}\n\nnot json\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    status, out, _ = run("clock")
    answered, refused = map(json.loads, out.splitlines())
    assert status == 0
    assert answered == {"open": True}
    assert refused["error"]


@pytest.mark.parametrize(
    "command",
    [
        "demo",
        "worker",
        "gateway",
        "open",
        "send",
        "list",
        "show",
        "why",
        "clock",
        "replay",
        "policy-check",
    ],
)
def test_every_command_speaks_json(run, command: str):
    assert "--json" in run(*command.split("-"), "--help")[1]
