"""REST: who may call, what they are told, and how every mistake is named."""

import httpx
import pytest

from escalation.terms import Severity, Status, Tier
from tests.gateway.conftest import SYSTEM, Gateway

TICKET = {"helpdesk": "zendesk", "id": 4711, "subject": "Export hangs"}
AT = "2026-03-02T09:12:00+00:00"


async def opened(rest: httpx.AsyncClient, **fields) -> httpx.Response:
    return await rest.post("/escalations", json={"ticket": TICKET, **fields})


async def sent(rest: httpx.AsyncClient, type_: str, **fields) -> httpx.Response:
    return await rest.post("/escalations/zendesk-4711/commands", json={"type": type_, **fields})


async def test_an_escalation_is_opened_once(gateway: Gateway, rest: httpx.AsyncClient):
    first = await opened(rest, severity="critical", tier="l2")
    again = await opened(rest, severity="critical", tier="l2")
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json() == {"escalation": "zendesk-4711"}
    e = gateway["zendesk-4711"]
    assert (e.severity, e.tier, e.status) == (Severity.CRITICAL, Tier.L2, Status.UNACKNOWLEDGED)
    assert sum("Opened" in line.text for line in e.history) == 1


async def test_a_command_is_answered_with_what_followed(rest: httpx.AsyncClient):
    await opened(rest)
    answer = await sent(rest, "escalate", to="l2", reason="needs logs", actor="agent-7")
    assert answer.status_code == 200
    told = answer.json()
    assert (told["status"], told["tier"]) == ("unacknowledged", "l2")
    assert "agent-7 escalated l1 → l2: needs logs" in told["events"]


async def test_a_command_that_comes_again_says_so(rest: httpx.AsyncClient):
    await opened(rest)
    answers = [await sent(rest, "note", text="once", command_id="n1") for _ in range(2)]
    assert [answer.json()["is_repeat"] for answer in answers] == [False, True]


async def test_a_refused_command_says_why_and_what_is_possible(rest: httpx.AsyncClient):
    await opened(rest)
    answer = await sent(rest, "confirm")
    assert answer.status_code == 409
    assert "not possible while watching; possible now: " in answer.json()["reason"]


async def test_opening_a_closed_escalation_names_the_way_back(rest: httpx.AsyncClient):
    await opened(rest)
    await sent(rest, "close")
    answer = await opened(rest)
    assert answer.status_code == 409
    assert answer.json()["reason"] == "zendesk-4711 is closed; send it a reopen"
    reopened = await sent(rest, "reopen", reason="came back")
    assert reopened.json()["escalation"] == "zendesk-4711~2"


async def test_when_it_happened_counts_from_systems_only(gateway: Gateway, rest: httpx.AsyncClient):
    answer = await opened(rest, at=AT)
    assert answer.json()["dropped"] == ["at"]
    async with gateway.client(SYSTEM) as system:
        body = {"ticket": {**TICKET, "id": "4712"}, "at": AT}
        assert "dropped" not in (await system.post("/escalations", json=body)).json()
    assert "at" not in gateway.temporal.signals[0][1]
    assert gateway["zendesk-4712"].opened_at.isoformat() == AT


async def test_who_sends_without_a_name_is_named_by_the_token(gateway, rest: httpx.AsyncClient):
    await opened(rest)
    await sent(rest, "note", text="from a script")
    assert gateway["zendesk-4711"].notes[0].actor == "desk"


async def test_a_field_nobody_knows_is_named(rest: httpx.AsyncClient):
    await opened(rest)
    answer = await sent(rest, "note", text="x", colour="red")
    assert answer.json()["unknown"] == ["colour"]


@pytest.mark.parametrize(
    ("body", "field", "word"),
    [
        ({"type": "explode"}, "type", "'explode' is no command"),
        ({"type": "escalate", "to": "l9", "reason": "x"}, "to", "'l1', 'l2'"),
        ({"type": "escalate", "to": "l2"}, "reason", "required"),
        ({"type": "note", "text": "x" * 20_001}, "text", "longer than 20000 characters"),
        ({"type": "promise", "due_at": "2026-03-02T09:00:00", "text": "x"}, "due_at", "offset"),
        ({"type": "note", "text": "x", "escalation": "zendesk-1"}, "escalation", "zendesk-4711"),
    ],
)
async def test_a_command_that_cannot_be_read_names_field_problem_and_remedy(
    rest: httpx.AsyncClient, body, field: str, word: str
):
    answer = await rest.post("/escalations/zendesk-4711/commands", json=body)
    assert answer.status_code == 422
    told = answer.json()
    assert told["field"] == field
    assert word in told["problem"]
    assert told["remedy"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{not json", 400),
        (b"[]", 422),
        (b'{"ticket": {}}', 422),
        (b'{"ticket": {"helpdesk": "zendesk", "id": "1\' OR 1"}}', 422),
        (b'{"ticket": {"helpdesk": "zendesk", "id": "1~2"}}', 422),
        (b'{"ticket": {"helpdesk": "problem", "id": "zendesk-1"}}', 422),
        (b'{"pad": "' + b"x" * 2**20 + b'"}', 413),
    ],
    ids=["no JSON", "a list", "no ticket", "a quote", "a run", "a problem", "over 1 MiB"],
)
async def test_an_opening_that_cannot_be_read_opens_nothing(
    gateway: Gateway, rest: httpx.AsyncClient, body: bytes, status: int
):
    json = {"Content-Type": "application/json"}
    answer = await rest.post("/escalations", content=body, headers=json)
    assert answer.status_code == status
    assert gateway.temporal.runs == {}


@pytest.mark.parametrize("token", ["", "wrong", "operator's toke"])
async def test_an_unknown_caller_sees_nothing(gateway: Gateway, token: str):
    async with gateway.client(token) as client:
        answers = [
            await opened(client),
            await client.get("/escalations"),
            await client.get("/escalations/zendesk-4711"),
            await sent(client, "close"),
        ]
    assert {answer.status_code for answer in answers} == {401}
    assert answers[0].headers["WWW-Authenticate"] == "Bearer"
    assert gateway.temporal.runs == {}


async def test_an_unknown_escalation_is_not_found(rest: httpx.AsyncClient):
    for id_ in ("zendesk-9", "zendesk-9~2", "x' OR 1"):
        assert (await rest.get(f"/escalations/{id_}")).status_code == 404
    assert (
        await rest.post("/escalations/zendesk-9/commands", json={"type": "confirm"})
    ).status_code == 404


async def test_one_escalation_is_shown_whole_but_for_the_policy(rest: httpx.AsyncClient):
    await opened(rest, tier="l2")
    shown = (await rest.get("/escalations/zendesk-4711")).json()
    assert shown["policy"] == "test"
    assert shown["next_step"].startswith("Acknowledge by a-l2, due ")
    assert {"acknowledge", "resolution"} <= {clock["kind"] for clock in shown["clocks"]}
    assert "command_ids" not in shown


async def test_a_filter_that_fits_nothing_known_is_named(rest: httpx.AsyncClient):
    answer = await rest.get("/escalations", params={"severity": "awful"})
    assert answer.status_code == 422
    assert answer.json()["field"] == "severity"
    quoted = await rest.get("/escalations", params={"owner": "a' OR 'b"})
    assert (quoted.status_code, quoted.json()["field"]) == (422, "owner")


async def test_without_temporal_nothing_is_said_to_be_taken(gateway, rest: httpx.AsyncClient):
    gateway.temporal.is_down = True
    assert (await opened(rest)).status_code == 503
    assert (await sent(rest, "close")).status_code == 503


async def test_the_documentation_shows_examples_of_every_route(rest: httpx.AsyncClient):
    paths = (await rest.get("/openapi.json")).json()["paths"]
    body = paths["/escalations/{id_}/commands"]["post"]["requestBody"]["content"]
    assert "escalate" in body["application/json"]["examples"]
    assert {"/webhooks/zendesk", "/webhooks/linear", "/slack/interactivity"} <= paths.keys()
    assert (await rest.get("/docs")).status_code == 200
