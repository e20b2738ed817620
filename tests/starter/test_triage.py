"""`handrail triage`: a JSON line for each ticket, and a clear word for each that cannot be read."""

import io
import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from bench.triage import lines
from escalation.triage.case import Account, Reading
from starter.cli.app import main
from starter.triage_lines import TicketLine, Unreadable, case_of, parsed
from tests.domain.triage.cases import QUIET, reading, ruled
from tests.policies import POLICY

HOUR_S = 3600
FLAGS = ("security", "sentiment", "wants_human", "complaint")
KEYS = ["id", "escalate", "severity", "tier", "kind", *FLAGS, "reasons", "advice"]


@pytest.fixture
def triage(capsys: pytest.CaptureFixture[str]):
    """Run `handrail triage` with arguments; give its exit status, its answers, its complaints."""

    def triage(*args: str) -> tuple[int, list[dict[str, Any]], str]:
        try:
            main(["triage", *args])
            status = 0
        except SystemExit as ended:
            status = int(ended.code or 0)
        said = capsys.readouterr()
        return status, [json.loads(line) for line in said.out.splitlines()], said.err

    return triage


def case(**fields: Any):
    return case_of(TicketLine.model_validate({"id": "1", **fields}), POLICY, lambda _: reading())


def test_every_ticket_gets_a_decision_that_says_why(triage, tmp_path):
    file = tmp_path / "tickets.jsonl"
    told = [
        {"id": "a", "subject": "I can see another company's invoices", "body": "with bank details"},
        {"id": 7, "subject": "how do i reset my password", "customer": None},
    ]
    file.write_text("\n".join(map(json.dumps, told)), encoding="utf-8")
    status, (leak, password), complaints = triage(str(file))
    assert (status, complaints) == (0, "")
    assert list(leak) == list(password) == KEYS
    assert (leak["id"], leak["escalate"], leak["tier"]) == ("a", True, "security")
    assert (leak["severity"], leak["security"], leak["advice"]) == ("high", True, "")
    assert leak["reasons"][0]["rule"] == leak["reasons"][0]["condition"] == "security"
    assert "another company's invoices" in leak["reasons"][0]["evidence"]
    assert (password["id"], password["escalate"], password["tier"]) == (7, False, "l1")
    assert password["advice"].startswith("handle at first line: ")
    assert [reason["condition"] for reason in password["reasons"]] == ["routine"]


def test_judge_may_be_named_and_the_standard_input_read(triage, monkeypatch):
    sent = io.TextIOWrapper(io.BytesIO(b'\xef\xbb\xbf{"id": 1, "subject": "dark mode please"}\n\n'))
    monkeypatch.setattr("sys.stdin", sent)
    status, (only,), _ = triage("judge", "-")
    assert (status, only["id"], only["kind"]) == (0, 1, "feature")


def test_a_policy_can_be_chosen(triage, tmp_path):
    file = tmp_path / "tickets.jsonl"
    file.write_text('{"id": 1, "subject": "x", "tags": ["escalate_l2"]}', encoding="utf-8")
    assert triage(str(file))[1][0]["tier"] == "l2"
    assert triage(str(file), "--policy", "policies/as_recorded.yaml")[1][0]["tier"] == "l1"


def test_a_bad_line_is_named_and_the_others_are_answered(triage, tmp_path):
    file = tmp_path / "tickets.jsonl"
    file.write_bytes(b'{"id": 1}\n{"id": 2, "reopenings": -1}\n\xff\n[]\n{"id": 5}\n')
    status, answers, complaints = triage(str(file))
    assert (status, [each["id"] for each in answers]) == (1, [1, 5])
    places = [line.removeprefix(f"{file}:").partition(": ") for line in complaints.splitlines()]
    assert [place for place, _, _ in places] == ["2", "3", "4"]
    assert places[0][2].startswith("reopenings: input should be greater than or equal to 0; write")


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["no/such/file"], "no/such/file: No such file or directory; name another file"),
        (["README.md", "--model", "README.md"], "README.md: it is no learnt model"),
        (["README.md", "--policy", "no/such/policy"], "no/such/policy cannot be read"),
    ],
)
def test_what_cannot_be_begun_is_one_sentence(triage, args, sentence: str):
    status, answers, complaints = triage(*args)
    assert (status > 0, answers) == (True, [])
    assert sentence in " ".join(complaints.split())


FAULTS = [
    (
        "nonsense",
        'line: invalid JSON: expected ident at line 1 column 2; write one JSON object: {"',
    ),
    ("[]", "line: input should be an object; write one JSON object"),
    ('{"subject": "x"}', "id: field required; give every ticket an id"),
    ('{"id": 1, "at": "2026-01-01"}', "at: input should have timezone info; write an instant with"),
    ('{"id": 1, "body": 7}', "body: input should be a valid string; write a text"),
    (
        '{"id": 1, "customer": {"tier": "gold"}}',
        "customer.tier: input should be 'standard' or 'key'; write standard or key",
    ),
    ('{"id": [], "body": 7}', "id: input should be a valid string; give every ticket an id; body"),
    ('{"id": 1, "customer": 7}', "customer: input should be"),
    ('{"id": 1, "customer": {"churn_risk": NaN}}', "customer.churn_risk: "),
    ('{"id": 1, "history": [{"by": "bot"}]}', "history[0].by: input should be 'customer' or"),
    ('{"id": 1, "severity": "sev1"}', "write critical, high, medium, low"),
    ('{"id": 1, "waiting": "3w"}', "waiting: '3w' is not a span"),
    ('{"id": 1, "waiting": -1}', "waiting: -1 is no span; write 3d, 4h or open seconds"),
    ('{"id": 1, "waiting": []}', "waiting: [] is no span"),
    ('{"id": 1, "automation_confidence": 2}', "automation_confidence: input should be less than"),
]


@pytest.mark.parametrize(("line", "said"), FAULTS)
def test_a_complaint_names_field_and_remedy(line: str, said: str):
    with pytest.raises(Unreadable) as wrong:
        parsed(line.encode())
    assert str(wrong.value).startswith(said) or said in str(wrong.value)


def test_times_that_no_calendar_reaches_are_said_of_their_line(triage, tmp_path):
    lines = tmp_path / "tickets.jsonl"
    lines.write_text('{"id": "far", "waiting": "99999999d"}\n{"id": "b"}\n', encoding="utf-8")
    code, answers, complaints = triage(str(lines))
    assert (code, [answer["id"] for answer in answers]) == (1, ["b"])
    assert ":1: at, waiting, history: calendar: 99999999 days take over 40 years" in complaints


def test_null_and_labels_of_the_askers_own_are_as_good_as_nothing():
    assert parsed(b'{"id": 1, "product": null, "mine": 3}') == parsed(b'{"id": 1}')


def test_the_policy_knows_customers_and_the_line_knows_better():
    policy = ruled(accounts={"acme": Account(tier="key", plan="gold", revenue=5, is_vip=True)})

    def account(customer: object) -> Account:
        told = TicketLine.model_validate({"id": 1, "customer": customer})
        return case_of(told, policy, lambda _: Reading()).account

    assert account("acme") == Account("acme", "key", plan="gold", revenue=5, is_vip=True)
    told = {"name": "acme", "tier": "standard", "plan": "tin", "vip": False}
    assert account(told) == Account("acme", plan="tin", revenue=5)
    assert account({"tier": "key"}) == Account(tier="key")
    assert account("") == Account()


def test_words_of_the_customer_are_read_one_after_the_other():
    moods = iter((0.8, -0.6))
    history = [
        {"by": "agent", "text": "Please wait."},
        {"by": "customer", "text": "I waited. A data leak!"},
    ]
    ticket = TicketLine.model_validate(
        {"id": 1, "subject": "s", "body": "b", "history": history, "severity_raised": 2}
    )
    seen: list[str] = []

    def read(text: str) -> Reading:
        seen.append(text)
        return Reading(sentiment=next(moods))

    told = case_of(ticket, QUIET, read)
    assert seen == ["s\nb", "I waited. A data leak!"]
    assert (told.moods, told.replies, told.raised) == ((0.8, -0.6), 1, 2)
    assert told.text == "s\nb\nI waited. A data leak!"


def at(hour: int) -> str:
    return datetime(2026, 3, 2, hour, tzinfo=UTC).isoformat()  # a Monday; open from 8 to 17


HELLO, ANSWER = {"by": "customer", "text": "hello?"}, {"by": "agent", "text": "soon"}
TIMES: list[tuple[dict[str, Any], float, float]] = [
    ({}, 0, 0),
    ({"waiting": 60}, 60, 60),
    ({"waiting": "1d"}, 9 * HOUR_S, 9 * HOUR_S),
    ({"at": "2026-03-06T15:00:00Z", "waiting": "1d"}, 9 * HOUR_S, 9 * HOUR_S),
    ({"at": at(8), "history": [{**HELLO, "at": at(12)}]}, 4 * HOUR_S, 4 * HOUR_S),
    ({"at": at(8), "history": [{**ANSWER, "at": at(12)}]}, 0, 4 * HOUR_S),
    (
        {
            "at": at(8),
            "history": [
                {**ANSWER, "at": at(9)},
                {**HELLO, "at": at(10)},
                {**HELLO, "at": at(12)},
            ],
        },
        2 * HOUR_S,
        4 * HOUR_S,
    ),
    ({"at": at(8), "history": [{**HELLO, "at": at(20)}]}, 9 * HOUR_S, 9 * HOUR_S),
    ({"history": [{**HELLO, "at": at(12)}]}, 0, 0),
    ({"at": at(12), "history": [{**HELLO, "at": at(9)}]}, 0, 0),
]


@pytest.mark.parametrize(("fields", "waiting_s", "open_s"), TIMES)
def test_how_long_they_wait_is_told_or_counted(fields, waiting_s: float, open_s: float):
    told = case(**fields)
    assert (told.waiting_s, told.open_s) == (waiting_s, open_s)


def test_an_answer_is_printed_before_the_next_line_is_read(triage, capsys, monkeypatch):
    printed: list[str] = []

    def asked():
        for n in range(3):
            yield b'{"id": %d}\n' % n
            printed.append(capsys.readouterr().out)

    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=asked()))
    assert triage("-")[0] == 0
    assert [json.loads(line)["id"] for line in printed] == [0, 1, 2]


def test_the_benchmark_measures_real_tickets():
    assert len(lines()) >= 150
    assert all(parsed(line).id for line in lines())
