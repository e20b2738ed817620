"""Only the vendor's own bytes, and only fresh ones, are believed."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.helpdesk.port import Sent
from integrations.helpdesk.zendesk import webhook as zendesk
from integrations.linear import webhook as linear
from integrations.slack import webhook as slack
from integrations.webhooks import Forged, Malformed, Stale
from tests.integrations.signing import NOW, SECRET, body_of, by_linear, by_slack, by_zendesk

MILLISECONDS = int(NOW.timestamp() * 1000)
BODY = body_of({"webhookTimestamp": MILLISECONDS, "text": "Grüße, ünd more"})


class Signed(NamedTuple):
    """One vendor's check, and its headers for BODY as sent at NOW."""

    verify: Callable[[Mapping[str, str], bytes, str, datetime], None]
    headers: dict[str, str]
    signature: str
    fresh_for: timedelta


def verify_zendesk(headers: Mapping[str, str], body: bytes, secret: str, now: datetime) -> None:
    zendesk.verify(Sent(headers, body), secret, now)


VENDORS = {
    "zendesk": Signed(
        verify_zendesk, by_zendesk(BODY), "x-zendesk-webhook-signature", timedelta(hours=1)
    ),
    "linear": Signed(linear.verify, by_linear(BODY), "linear-signature", timedelta(seconds=60)),
    "slack": Signed(slack.verify, by_slack(BODY), "x-slack-signature", timedelta(seconds=300)),
}
each_vendor = pytest.mark.parametrize("vendor", VENDORS.values(), ids=VENDORS.keys())


def test_slacks_own_example_is_believed():
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
        b"&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
        b"&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands"
        b"%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    headers = {
        "X-Slack-Request-Timestamp": "1531420618",
        "X-Slack-Signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    }
    slack.verify(headers, body, SECRET, datetime.fromtimestamp(1531420618, UTC))


@each_vendor
def test_what_was_signed_is_believed_while_it_is_fresh(vendor: Signed):
    for age in (timedelta(), vendor.fresh_for, -vendor.fresh_for):
        vendor.verify(vendor.headers, BODY, SECRET, NOW + age)


@each_vendor
def test_what_is_too_old_or_from_the_future_is_stale(vendor: Signed):
    for age in (vendor.fresh_for + timedelta(seconds=1), -vendor.fresh_for - timedelta(seconds=1)):
        with pytest.raises(Stale):
            vendor.verify(vendor.headers, BODY, SECRET, NOW + age)


@each_vendor
@given(place=st.integers(0, len(BODY) - 1), flip=st.integers(1, 255))
def test_any_flipped_byte_of_the_body_is_refused(vendor: Signed, place: int, flip: int):
    forged = bytearray(BODY)
    forged[place] ^= flip
    with pytest.raises(Forged):
        vendor.verify(vendor.headers, bytes(forged), SECRET, NOW)


@each_vendor
@given(place=st.integers(0, 200), flip=st.integers(1, 127))
def test_any_flipped_byte_of_the_signature_is_refused(vendor: Signed, place: int, flip: int):
    right = vendor.headers[vendor.signature]
    place %= len(right)
    wrong = right[:place] + chr(ord(right[place]) ^ flip) + right[place + 1 :]
    with pytest.raises(Forged):
        vendor.verify({**vendor.headers, vendor.signature: wrong}, BODY, SECRET, NOW)


@each_vendor
@given(given_=st.text(max_size=80))
def test_no_text_passes_for_a_signature(vendor: Signed, given_: str):
    with pytest.raises(Forged):
        vendor.verify({**vendor.headers, vendor.signature: given_}, BODY, SECRET, NOW)


@each_vendor
def test_missing_headers_another_secret_and_no_secret_are_refused(vendor: Signed):
    for headers, secret in (({}, SECRET), (vendor.headers, "other"), (vendor.headers, "")):
        with pytest.raises(Forged):
            vendor.verify(headers, BODY, secret, NOW)


@each_vendor
def test_an_empty_secret_is_no_secret_even_when_somebody_signs_with_it(vendor: Signed):
    signers = {verify_zendesk: by_zendesk, linear.verify: by_linear, slack.verify: by_slack}
    with pytest.raises(Forged, match="no secret is set"):
        vendor.verify(signers[vendor.verify](BODY, secret=""), BODY, "", NOW)


def test_the_time_is_part_of_what_is_signed():
    later = (NOW + timedelta(days=1)).isoformat()
    moved = {**by_zendesk(BODY), "x-zendesk-webhook-signature-timestamp": later}
    with pytest.raises(Forged):
        verify_zendesk(moved, BODY, SECRET, NOW + timedelta(days=1))
    stamp = str(int((NOW + timedelta(days=1)).timestamp()))
    with pytest.raises(Forged):
        slack.verify({**by_slack(BODY), "x-slack-request-timestamp": stamp}, BODY, SECRET, NOW)


@pytest.mark.parametrize("sent", [None, "soon", True, 1e300, "nan", [], -1e20])
def test_a_signed_linear_body_without_a_time_is_malformed(sent: object):
    body = body_of({"webhookTimestamp": sent})
    with pytest.raises((Malformed, Stale)):
        linear.verify(by_linear(body), body, SECRET, NOW)
