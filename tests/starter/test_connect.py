"""Connecting a vendor: everything is made once, said once, and what is left is named."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from integrations.errors import RateLimited, Rejected, Transient
from starter.cli.connect import public_address
from starter.cli.options import AskedWrongly
from starter.connecting import Made, connect
from tests.starter.fake_setup import FIELD, SECRET, FakeSetup
from tests.starter.town import Handrail, settings_of, standing

URL = "https://handrail.example.com"


async def run(setup: FakeSetup, **how: bool) -> list[Made]:
    return [each async for each in connect(setup, URL, **how)]


def outcomes(made: list[Made]) -> list[tuple[str, str]]:
    return [(each.what, each.outcome) for each in made]


async def test_what_is_missing_is_made_once_and_its_secret_is_said_once():
    setup = FakeSetup()
    made = await run(setup)
    assert outcomes(made) == [("webhook", "made"), (FIELD, "made")]
    assert [each.keep for each in made] == [f"set HANDRAIL_ZENDESK_WEBHOOK_SECRET to {SECRET}", ""]
    again = await run(setup)
    assert outcomes(again) == [("webhook", "there"), (FIELD, "there")]
    assert (setup.made, [each.keep for each in again]) == (["webhook", "field"], ["", ""])


async def test_a_secret_is_in_no_repr():
    assert SECRET not in repr(await run(FakeSetup()))


async def test_what_differs_is_corrected():
    setup = FakeSetup(webhook="https://old.example.com", has_field=True)
    made = await run(setup)
    assert outcomes(made) == [("webhook", "corrected"), (FIELD, "there")]
    assert (made[0].how, setup.webhook) == ("calls https://old.example.com", URL)


async def test_a_dry_run_only_looks():
    setup = FakeSetup(webhook="https://old.example.com", rule="by_hand")
    made = await run(setup, is_dry_run=True)
    assert outcomes(made) == [("webhook", "to correct"), (FIELD, "to make"), ("rule", "by hand")]
    assert setup.made == []


@pytest.mark.parametrize("state", ["by_hand", "missing", "differs"])
async def test_what_the_vendor_has_no_api_for_is_said_exactly(state):
    made = await run(FakeSetup(rule=state))
    assert made[-1] == Made("rule", "by hand", "Admin › Rules: add one")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Rejected("Zendesk answered 403", "make its owner an admin"), "make its owner an admin"),
        (Transient("Zendesk answered 502"), "run it again: what is made stays"),
        (
            RateLimited("Zendesk answered 429", datetime(2026, 3, 2, 9, 1, 30, tzinfo=UTC)),
            "run it again after 09:01:30 UTC",
        ),
    ],
)
async def test_a_step_that_fails_keeps_no_other_from_being_made(error, said: str):
    setup = FakeSetup(refusals={"webhook": error})
    made = await run(setup)
    assert outcomes(made) == [("webhook", "failed"), (FIELD, "made")]
    assert error.reason in made[0].how
    assert said in made[0].how
    setup.refusals.clear()
    assert outcomes(await run(setup)) == [("webhook", "made"), (FIELD, "there")]


async def test_a_vendor_that_shows_nothing_is_a_failure_and_not_a_success():
    refused = Rejected("Zendesk answered 401", "set HANDRAIL_ZENDESK_TOKEN")
    made = await run(FakeSetup(refusals={"steps": refused}))
    assert [replace(each, what="") for each in made] == [Made("", "failed", str(refused))]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://handrail.example.com/", "https://handrail.example.com"),
        ("https://example.com/handrail", "https://example.com/handrail"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://gateway:8080", "http://gateway:8080"),
    ],
)
def test_an_address_is_taken_as_vendors_may_call_it(written: str, meant: str):
    assert public_address(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        "",
        "handrail.example.com",
        "http://handrail.example.com",
        "http://203.0.113.7",
        "https://handrail.example.com/?a=1",
        "ftp://localhost",
        "https://",
    ],
)
def test_an_address_that_is_not_safe_or_not_whole_is_refused(written: str):
    with pytest.raises(AskedWrongly, match=r"https://handrail\.example\.com"):
        public_address(written)


@pytest.fixture
async def handrail(monkeypatch, capsys) -> AsyncIterator[Handrail]:
    """The command line beside a sandbox; no secret of Linear's is set yet."""
    async with standing() as town:
        handrail = Handrail(monkeypatch, capsys)
        handrail.settle({**settings_of(town.url), "LINEAR_WEBHOOK_SECRET": ""})
        yield handrail


async def test_linear_is_connected_once_and_the_secret_of_its_webhook_is_printed_once(handrail):
    status, out = await handrail.run("connect", "linear", "--dry-run")
    assert (status, "to make     webhook of all public teams\n" in out) == (0, True)
    status, out = await handrail.run("connect", "linear")
    assert (status, "made        webhook of all public teams\n" in out) == (0, True)
    assert out.count("now set HANDRAIL_LINEAR_WEBHOOK_SECRET to ") == 1
    status, out = await handrail.run("connect", "linear")
    assert (status, "there       webhook of all public teams\n" in out) == (0, True)
    assert "SECRET" not in out


@pytest.mark.parametrize("vendor", ["linear", "zendesk", "freshdesk", "hubspot", "intercom"])
async def test_a_second_run_changes_nothing(handrail, vendor: str):
    first = await handrail.said("connect", vendor)
    second = await handrail.said("connect", vendor)
    assert {each["outcome"] for each in first} <= {"made", "there", "by hand"}
    assert {each["outcome"] for each in second} <= {"there", "by hand"}
    assert [each["keep"] for each in second if each["keep"]] == []


async def test_what_is_left_for_a_person_is_a_status_of_1_with_exact_words(handrail):
    status, out = await handrail.run("connect", "hubspot", "--json")
    (left,) = [each for each in json.loads(out) if each["outcome"] == "by hand"]
    assert (status, left["what"]) == (1, "webhooks of the app")
    assert "/gateway/webhooks/hubspot" in left["how"]


async def test_a_refused_credential_is_a_failure_that_says_which(handrail):
    handrail.settle({"ZENDESK_TOKEN": "wrong"})
    status, out = await handrail.run("connect", "zendesk")
    assert status == 1
    assert out.startswith("failed      looking: Zendesk answered 401")
    assert "set HANDRAIL_ZENDESK_TOKEN to a valid credential" in out


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"HUBSPOT_TOKEN": ""}, "HANDRAIL_HUBSPOT_TOKEN: hubspot cannot be asked without"),
        ({"PUBLIC_URL": ""}, "where is the gateway? Write --url https://handrail.example.com"),
    ],
)
async def test_what_cannot_be_begun_is_asked_wrongly(handrail, settings, said: str):
    handrail.settle(settings)
    status, out, complaint = await handrail.ran("connect", "hubspot")
    assert (status, out) == (2, "")
    assert said in complaint
