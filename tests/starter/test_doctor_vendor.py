"""One vendor looked at: each fault is named with its remedy; what cannot be seen is no fault."""

from dataclasses import replace
from datetime import timedelta

import pytest

from escalation.policy import HelpdeskRules
from escalation.terms import Tier
from integrations.errors import Rejected, Transient
from starter.doctor.checked import Checked
from starter.doctor.fit import fit
from starter.doctor.vendor import Connection, Seen, look
from tests.gateway.senders import NOW
from tests.policies import POLICY
from tests.starter.fake_setup import FakeSetup

URL = "https://handrail.example.com"
WELL = {"webhook": URL, "has_field": True}
CONNECT = "run `handrail connect zendesk`"
FORBIDDEN = Rejected("Zendesk answered 403: Forbidden", "give the owner the right")
FITTING = replace(
    POLICY,
    groups={"Support 2": Tier.L2},
    helpdesk=HelpdeskRules(fields={"plan": ("organization.plan",)}),
)


async def seen(setup: FakeSetup, url: str = URL) -> Seen:
    return await look(Connection(setup.me, setup, setup), url, lambda: NOW)


def shown(found: list[Checked]) -> list[str]:
    return [f"{each.mark} {each.subject}: {each.found}" for each in found]


async def test_a_vendor_that_is_set_up_is_well():
    assert shown((await seen(FakeSetup(**WELL))).found) == [
        "ok credential: is valid, we are 4242",
        "ok rights: all granted",
        "ok clock: 0 s from theirs",
        "ok webhook: is there",
        'ok field "Handrail tier": is there',
        "ok statuses: 1, all mapped",
    ]


LATE, EARLY = NOW - timedelta(minutes=10), NOW + timedelta(seconds=61)
PLANTED = [
    ({"refusals": {"lacking": FORBIDDEN}}, "rights", FORBIDDEN.reason, FORBIDDEN.remedy),
    ({"lacks": ["tickets:write"]}, "rights", "our credential lacks tickets:write", "grant it"),
    ({"at": LATE}, "clock", "600 s from theirs", "set this machine's clock, best by NTP"),
    ({"at": EARLY}, "clock", "61 s from theirs", "set this machine's clock, best by NTP"),
    ({"webhook": ""}, "webhook", "is missing", CONNECT),
    ({"webhook": "https://a.example"}, "webhook", "calls https://a.example", CONNECT),
    ({"has_field": False}, 'field "Handrail tier"', "is missing", CONNECT),
    ({"rule": "missing"}, "rule", "is missing", "Admin › Rules: add one"),
    ({"known": {"Odd": None, "Open": "open"}}, "status Odd", "is not mapped", '"Odd": pending'),
    ({"refusals": {"statuses": Transient("502")}}, "statuses", "502", "try again in a minute"),
]


@pytest.mark.parametrize(("planted", "subject", "found", "remedy"), PLANTED)
async def test_a_planted_fault_is_named_and_no_other(planted, subject, found, remedy):
    faults = [each for each in (await seen(FakeSetup(**WELL | planted))).found if not each.is_ok]
    assert [each.subject for each in faults] == [subject]
    assert faults[0].found.startswith(found)
    assert remedy in faults[0].remedy


async def test_a_refused_credential_ends_the_look():
    wrong = Rejected("Zendesk answered 401", "set HANDRAIL_ZENDESK_TOKEN")
    came = await seen(FakeSetup(refusals={"me": wrong}))
    assert came.found == [Checked("zendesk", "credential", wrong.reason, wrong.remedy)]
    assert (came.groups, came.fields) == (None, None)


async def test_what_is_refused_for_want_of_a_right_is_a_note():
    came = await seen(FakeSetup(**WELL, lacks=["webhooks"], refusals={"steps": FORBIDDEN}))
    lines = {each.subject: each for each in came.found}
    assert [each.subject for each in came.found if not each.is_ok] == ["rights"]
    assert (lines["set-up"].mark, lines["set-up"].found) == (
        "note",
        "cannot be seen: Zendesk answered 403: Forbidden",
    )


async def test_what_only_a_person_sees_is_a_note_that_says_where():
    came = await seen(FakeSetup(**WELL, rule="by_hand"))
    (note,) = [each for each in came.found if each.is_note]
    assert (note.subject, note.is_ok) == ("rule", True)
    assert note.found == "is for a person to see to: `handrail connect zendesk` says how"


async def test_without_an_address_of_ours_no_webhook_is_judged():
    came = await seen(FakeSetup(), url="")
    (note,) = [each for each in came.found if each.is_note]
    assert note.found == "was not looked at, as HANDRAIL_PUBLIC_URL is not set"
    assert all(each.is_ok for each in came.found)


def test_a_name_of_the_policy_must_be_in_some_helpdesk():
    zendesk = Seen("zendesk", groups={"7": "Support 2"}, fields=frozenset())
    hubspot = Seen("hubspot", groups={}, fields=frozenset({"organization.plan"}))
    silent = Seen("intercom")
    assert shown(fit(FITTING, [zendesk, hubspot, silent])) == [
        "ok group Support 2: is in zendesk",
        "ok field organization.plan: is in hubspot",
    ]
    assert shown(fit(FITTING, [hubspot, silent])) == [
        "fault group Support 2: is not in hubspot",
        "ok field organization.plan: is in hubspot",
    ]
    assert fit(FITTING, [silent]) == []


def test_a_group_may_be_named_by_its_id():
    by_id = replace(FITTING, groups={"7": Tier.L2})
    zendesk = Seen("zendesk", groups={"7": "Support 2"})
    assert shown(fit(by_id, [zendesk])) == ["ok group 7: is in zendesk"]
