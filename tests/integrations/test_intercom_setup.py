"""What an Intercom workspace lacks is found, and said so that a person can do it."""

from datetime import UTC, datetime

import httpx
import pytest

from integrations.errors import Rejected
from integrations.helpdesk.intercom.client import open_client
from integrations.helpdesk.intercom.setup import IntercomSetup
from integrations.helpdesk.intercom.webhook import TOPICS
from tests.integrations.fake_intercom import HOST, TOKEN, FakeIntercom

URL = "https://handrail.acme.test/"


def setup_of(
    fake: httpx.AsyncBaseTransport, token: str = TOKEN, admin_id: str = ""
) -> IntercomSetup:
    return IntercomSetup(open_client(HOST, token, fake), {"snoozed": "pending"}, admin_id)


def answering(answers: dict[str, httpx.Response]) -> httpx.MockTransport:
    """A workspace that answers some paths so, and all else with nothing in it."""

    def answer(request: httpx.Request) -> httpx.Response:
        return answers.get(request.url.path) or httpx.Response(200, json={"id": "1"})

    return httpx.MockTransport(answer)


async def test_what_is_there_is_there_and_what_has_no_api_is_done_by_hand():
    steps = {s.what: s for s in await setup_of(FakeIntercom()).steps(URL)}
    assert {what: step.state for what, step in steps.items()} == {
        "webhook topics of the app": "by_hand",
        "permissions of the app": "by_hand",
        "teammate that Handrail writes as": "there",
        "conversation attribute handrail_tier": "there",
        "conversation attribute handrail_severity": "there",
    }
    webhooks = steps["webhook topics of the app"].how
    assert "https://handrail.acme.test/webhooks/intercom" in webhooks
    assert all(topic in webhooks for topic in TOPICS)
    assert "Write conversations" in steps["permissions of the app"].how
    assert "Handrail" in steps["teammate that Handrail writes as"].how


async def test_a_missing_or_archived_attribute_is_said_with_its_options():
    archived = {"name": "handrail_tier", "custom": True, "archived": True}
    listed = httpx.Response(200, json={"type": "list", "data": [archived]})
    steps = await setup_of(answering({"/data_attributes": listed})).steps(URL)
    tier, severity = steps[-2:]
    assert (tier.state, severity.state) == ("by_hand", "by_hand")
    assert "l1, l2, engineering, product, security, leadership" in tier.how
    assert "critical, high, medium, low" in severity.how


async def test_a_teammate_that_is_not_there_differs():
    steps = await setup_of(FakeIntercom(), admin_id="404").steps(URL)
    (teammate,) = (step for step in steps if "teammate" in step.what)
    assert teammate.state == "differs"
    assert "correct HANDRAIL_INTERCOM_ADMIN_ID" in teammate.how


async def test_the_permissions_that_are_lacking_are_named():
    denied = httpx.Response(403, json={"type": "error.list", "errors": [{"code": "forbidden"}]})
    fake = answering({"/admins": denied, "/teams": denied, "/tags": denied})
    assert await setup_of(fake).lacking() == ["Read admins", "Read tags"]
    assert await setup_of(FakeIntercom()).lacking() == []
    with pytest.raises(Rejected, match="HANDRAIL_INTERCOM_TOKEN"):
        await setup_of(FakeIntercom(), token="wrong").lacking()


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("Mon, 02 Mar 2026 09:00:00 GMT", datetime(2026, 3, 2, 9, tzinfo=UTC)),
        ("soon", None),
        (None, None),
    ],
)
async def test_intercoms_clock_comes_with_any_answer(written: str | None, at: datetime | None):
    headers = {"Date": written} if written else {}
    fake = answering({"/me": httpx.Response(200, json={}, headers=headers)})
    assert await setup_of(fake).clock() == at


async def test_states_teams_and_fields_are_what_the_policy_may_name():
    fake = FakeIntercom()
    fields = {"ticket.area": "x", "organization.region": "EU", "requester.seats": "7"}
    await fake.open(fields=fields)
    await fake.change(group="Payments")
    setup = setup_of(fake)
    assert await setup.statuses() == {"open": "open", "snoozed": "pending", "closed": "solved"}
    assert list((await setup.groups()).values()) == ["Payments"]
    known = await setup.fields()
    assert {"organization.plan", "ticket.page", "ticket.handrail_tier", *fields} <= known
    context = await fake.client().context((await fake.state())["id"])
    assert {name for name, _ in context.fields} <= known
