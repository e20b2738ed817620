"""Every way a request can end is one of the three errors, with the setting to look at."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from integrations.errors import RateLimited, Rejected, Transient, VendorError
from integrations.http import (
    RETRY_AFTER_DEFAULT,
    RETRY_AFTER_MAX,
    Vendor,
    open_client,
    read_object,
    retry_at,
    send,
)

ACME = Vendor("Acme", "HANDRAIL_ACME_TOKEN", "HANDRAIL_ACME_BASE_URL")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


async def ask(answer: httpx.Response | Exception, method: str = "POST") -> httpx.Response:
    def wire(_request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    async with open_client("https://acme.test", {}, httpx.MockTransport(wire)) as client:
        return await send(client, client.build_request(method, "/things"), ACME)


async def test_a_success_is_given_back():
    answer = await ask(httpx.Response(201, json={"a": 1}))
    assert read_object(answer, ACME) == {"a": 1}


@pytest.mark.parametrize(
    ("error", "unclear"),
    [
        (httpx.ConnectError("refused"), False),
        (httpx.ConnectTimeout("slow"), False),
        (httpx.PoolTimeout("busy"), False),
        (httpx.ReadTimeout("no answer"), True),
        (httpx.WriteError("cut"), True),
        (httpx.RemoteProtocolError("closed"), True),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
async def test_a_broken_wire_is_transient_and_unclear_only_once_something_was_sent(
    error: Exception, unclear: bool
):
    with pytest.raises(Transient, match="Acme") as failed:
        await ask(error)
    assert failed.value.unclear is unclear


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504])
async def test_a_vendor_in_trouble_is_transient_and_a_write_unclear(status: int):
    for method, unclear in (("POST", True), ("GET", False)):
        with pytest.raises(Transient) as failed:
            await ask(httpx.Response(status), method)
        assert failed.value.unclear is unclear


@pytest.mark.parametrize(
    ("status", "remedy"),
    [
        (401, "set HANDRAIL_ACME_TOKEN to a valid credential"),
        (403, "give the owner of HANDRAIL_ACME_TOKEN the right"),
        (404, "HANDRAIL_ACME_BASE_URL is right"),
        (302, "set HANDRAIL_ACME_BASE_URL to the address"),
        (422, "see what Acme says"),
        (400, "see what Acme says"),
    ],
)
async def test_a_refusal_names_the_setting_to_fix(status: int, remedy: str):
    with pytest.raises(Rejected, match=remedy):
        await ask(httpx.Response(status))


async def test_the_vendors_words_are_one_short_line():
    with pytest.raises(Rejected) as failed:
        await ask(httpx.Response(422, json={"error": "RecordInvalid", "description": "a\nb " * 99}))
    assert failed.value.reason.startswith("Acme answered 422: RecordInvalid, a b")
    assert len(failed.value.reason) < 230
    assert "\n" not in failed.value.reason


async def test_a_limit_says_when_to_come_back():
    before = datetime.now(UTC)
    with pytest.raises(RateLimited) as failed:
        await ask(httpx.Response(429, headers={"Retry-After": "30"}))
    wait = failed.value.retry_at - before
    assert timedelta(seconds=30) <= wait < timedelta(seconds=35)


@pytest.mark.parametrize(
    ("written", "wait"),
    [
        ("7", timedelta(seconds=7)),
        ("0.5", timedelta(seconds=0.5)),
        ("Mon, 02 Mar 2026 09:00:20 GMT", timedelta(seconds=20)),
        ("Mon, 02 Mar 2026 08:00:00 GMT", timedelta()),
        ("9" * 400, RETRY_AFTER_MAX),
        ("Mon, 02 Mar 2099 08:00:00 GMT", RETRY_AFTER_MAX),
        ("soon", RETRY_AFTER_DEFAULT),
        ("²", RETRY_AFTER_DEFAULT),
        ("-5", RETRY_AFTER_DEFAULT),
        ("nan", RETRY_AFTER_DEFAULT),
    ],
)
def test_retry_after_is_read_in_both_forms_and_bounded(written: str, wait: timedelta):
    assert retry_at({"Retry-After": written}, NOW) == NOW + wait


def test_a_limit_without_a_time_waits_the_default():
    assert retry_at({}, NOW) == NOW + RETRY_AFTER_DEFAULT


@pytest.mark.parametrize("body", [b"<html>", b"[1]", b"\xff", b"[" * 5000])
async def test_an_answer_that_is_no_json_object_is_not_the_vendors(body: bytes):
    with pytest.raises(Rejected, match="HANDRAIL_ACME_BASE_URL"):
        read_object(await ask(httpx.Response(200, content=body)), ACME)


async def test_half_of_a_surrogate_pair_keeps_no_ticket_from_being_read():
    answer = read_object(await ask(httpx.Response(200, content=rb'{"said": "broke \ud83d"}')), ACME)
    assert answer == {"said": "broke ?"}


async def test_an_address_without_a_scheme_is_a_setting_to_fix():
    async with open_client("acme.test", {}) as client:
        with pytest.raises(Rejected, match="correct HANDRAIL_ACME_BASE_URL"):
            await send(client, client.build_request("GET", "/things"), ACME)


async def test_proxies_of_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    async with open_client("https://acme.test", {}) as client:
        assert client.trust_env is False


def test_all_three_are_vendor_errors_that_say_why():
    three: list[VendorError] = [
        Transient("down"),
        RateLimited("slow down", NOW),
        Rejected("no", "ask the admin"),
    ]
    assert [str(error) for error in three] == ["down", "slow down", "no; ask the admin"]
