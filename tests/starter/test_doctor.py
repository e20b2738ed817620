"""The doctor: each fault of a set-up is named, with its remedy."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from integrations.slack import scopes
from integrations.slack.checks import Channel, Introduction, Member
from starter.doctor.slack import channel, introduced, person

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
US = Introduction("handrail", "Sandbox", "T0", True, frozenset(scopes.needed()), NOW)
OURS = Channel("C0", is_private=False, is_archived=False, has_us=True)
MEMBER = Member(is_deactivated=False, is_guest=False, is_stranger=False, is_bot=False)


def test_a_token_with_every_scope_on_time_is_well():
    assert [(each.subject, each.is_ok) for each in introduced(US, NOW)] == [
        ("token", True),
        ("scopes", True),
        ("clock", True),
    ]
    assert [each.subject for each in introduced(replace(US, at=None), NOW)] == ["token", "scopes"]


@pytest.mark.parametrize(
    ("us", "subject", "found", "remedy"),
    [
        (replace(US, is_bot=False), "token", "handrail in Sandbox is a person", "xoxb-"),
        (
            replace(US, scopes=US.scopes - {"groups:read"}),
            "scopes",
            "lacks groups:read (for conversations.list)",
            "install it again",
        ),
        (replace(US, at=NOW + timedelta(seconds=61)), "clock", "61 s from Slack's", "NTP"),
        (replace(US, at=NOW - timedelta(seconds=61)), "clock", "61 s from Slack's", "NTP"),
    ],
)
def test_what_is_wrong_with_a_token_is_named(us, subject: str, found: str, remedy: str):
    (fault,) = [each for each in introduced(us, NOW) if not each.is_ok]
    assert (fault.subject, fault.found) == (subject, found)
    assert remedy in fault.remedy


@pytest.mark.parametrize(
    ("seen", "is_restricted", "found", "remedy"),
    [
        (OURS, False, "the app is in it", ""),
        (replace(OURS, is_private=True), True, "private, the app is in it", ""),
        (None, False, "is not there, or it is private and the app is not in it", "create it"),
        (replace(OURS, is_archived=True), False, "is archived", "unarchive"),
        (replace(OURS, has_us=False), False, "the app is not in it", "/invite @handrail"),
        (OURS, True, "is public, but its tier is restricted", "private"),
    ],
)
def test_a_channel_must_be_there_with_us_in_it_and_private_where_its_tier_is(
    seen, is_restricted: bool, found: str, remedy: str
):
    judged = channel("#l2 (l2)", seen, is_restricted, "handrail")
    assert judged.found.startswith(found)
    assert (judged.is_ok, remedy in judged.remedy) == (not remedy, True)


@pytest.mark.parametrize(
    ("seen", "found"),
    [
        (MEMBER, "is there"),
        (None, "is nobody in the workspace"),
        (replace(MEMBER, is_deactivated=True), "is deactivated"),
        (replace(MEMBER, is_bot=True), "is a bot"),
        (replace(MEMBER, is_guest=True), "is a guest, and may not press a button"),
        (replace(MEMBER, is_stranger=True), "is of another workspace, and may not press a button"),
    ],
)
def test_a_person_of_the_policy_must_be_a_full_member(seen, found: str):
    judged = person("Ana (U0ANA)", seen)
    assert (judged.found, judged.is_ok) == (found, seen == MEMBER)
