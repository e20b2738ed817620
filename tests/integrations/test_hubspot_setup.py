"""What a HubSpot account needs is looked at, made once, or said to a person."""

from datetime import UTC, datetime

import httpx
import pytest

from escalation.terms import TicketStatus
from integrations.errors import Rejected, Transient
from integrations.helpdesk.hubspot.records import Pipelines
from integrations.helpdesk.hubspot.setup import SCOPES, HubSpotSetup
from integrations.helpdesk.hubspot.stages import Stages
from integrations.setup import Step
from tests.integrations.fake_hubspot import GATEWAY, FakeHubSpot, lost, set_up, setup_of

MADE = ["handrail_tier", "handrail_severity", "handrail_tags"]


async def states(setup: HubSpotSetup) -> list[str]:
    return [step.state for step in await setup.steps(GATEWAY)]


async def test_three_properties_are_made_and_a_second_time_nothing_is():
    fake = FakeHubSpot()
    setup = setup_of(fake)
    assert await states(setup) == ["missing", "missing", "missing", "by_hand"]
    await set_up(fake)
    assert [body["name"] for _, body in fake.writes()] == MADE
    assert await states(setup) == ["there", "there", "there", "by_hand"]
    await set_up(fake)
    assert len(fake.writes()) == 3


async def test_a_property_that_somebody_made_meanwhile_is_there():
    fake = FakeHubSpot()
    first, *_ = await setup_of(fake).steps(GATEWAY)
    await set_up(fake)
    assert first.make
    assert await first.make() == ""


async def test_a_property_whose_answer_got_lost_is_there_the_next_time():
    fake = FakeHubSpot(done=[lost])
    with pytest.raises(Transient):
        await set_up(fake)
    await set_up(fake)
    assert (await states(setup_of(fake)))[:3] == ["there"] * 3


async def test_a_property_of_another_type_is_for_a_person():
    fake = FakeHubSpot()
    number = {"name": "handrail_tier", "label": "x", "type": "number", "fieldType": "number"}
    await fake.calls("/hubspot/crm/v3/properties/tickets", number | {"groupName": "g"})
    step, *_ = await setup_of(fake).steps(GATEWAY)
    assert (step.state, step.make) == ("differs", None)
    assert "holds a number" in step.how


async def test_webhooks_are_described_down_to_the_address_and_each_property():
    *_, step = await setup_of(FakeHubSpot()).steps(GATEWAY)
    assert isinstance(step, Step)
    for said in (f"{GATEWAY}/webhooks/hubspot", "hs_pipeline_stage", "HANDRAIL_PUBLIC_URL"):
        assert said in step.how


async def test_the_scopes_that_are_missing_are_named_as_hubspot_names_them():
    fake = FakeHubSpot()
    assert await setup_of(fake).lacking() == []
    told = {"appId": 1, "userId": 2, "hubId": 3, "scopes": ["tickets", *SCOPES[3:]]}
    bare = httpx.MockTransport(lambda _: httpx.Response(200, json=told))
    http = httpx.AsyncClient(
        transport=bare, base_url="https://x.test", headers={"Authorization": "Bearer t"}
    )
    lacking = ["crm.objects.contacts.read", "crm.objects.contacts.write"]
    assert await HubSpotSetup(http).lacking() == lacking


async def test_its_clock_is_the_date_of_an_answer():
    at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    for written, read in (("Mon, 02 Mar 2026 09:00:00 GMT", at), ("soon", None), ("", None)):
        told = httpx.Response(200, json={"results": []}, headers={"Date": written})
        bare = httpx.MockTransport(lambda _, told=told: told)
        http = httpx.AsyncClient(transport=bare, base_url="https://x.test")
        assert await HubSpotSetup(http).clock() == read


async def test_statuses_groups_and_fields_are_those_of_the_account():
    fake = FakeHubSpot()
    await fake.opened(fields={"organization.plan": "gold", "ticket.page": "/pay"})
    await fake.changed(group="Second line")
    setup = setup_of(fake)
    assert await setup.statuses() == {
        "New": "open",
        "Waiting on contact": "pending",
        "Waiting on us": "open",
        "On hold": "on_hold",
        "Solved": "solved",
        "Closed": "closed",
    }
    assert list((await setup.groups()).values()) == ["Second line"]
    assert await setup.fields() >= {"organization.plan", "ticket.page", "organization.industry"}


async def test_another_token_is_rejected_with_a_remedy():
    fake = FakeHubSpot()
    setup = setup_of(fake)
    setup._client.headers["Authorization"] = "Bearer other"
    with pytest.raises(Rejected, match="HANDRAIL_HUBSPOT_TOKEN"):
        await setup.steps(GATEWAY)


def stages(*labels: str, ours: dict[str, TicketStatus] | None = None) -> Stages:
    """One pipeline; a label that ends in `!` is of a stage that HubSpot calls closed."""
    found = [
        {
            "id": f"s{n}",
            "label": label.rstrip("!"),
            "displayOrder": n,
            "metadata": {"ticketState": "CLOSED" if label.endswith("!") else "OPEN"},
        }
        for n, label in enumerate(labels)
    ]
    pipeline = {"id": "0", "label": "Support", "stages": found[::-1]}
    return Stages(Pipelines.model_validate({"results": [pipeline]}), ours or {})


DEFAULT = ("New", "Waiting on contact", "Waiting on us", "Closed!")


@pytest.mark.parametrize(
    ("labels", "ours", "expected"),
    [
        (DEFAULT, {}, ["open", "pending", "open", "solved"]),
        (("New", "Done!", "CLOSED!"), {}, ["open", "solved", "closed"]),
        (("Triage", "With vendor", "Closed!"), {}, [None, None, "solved"]),
        (
            ("Triage", "With vendor", "Closed!"),
            {"with VENDOR": "on_hold"},
            [None, "on_hold", "solved"],
        ),
        (DEFAULT, {"s2": "on_hold", "Closed": "closed"}, ["open", "pending", "on_hold", "closed"]),
    ],
    ids=["default", "two ends", "strange", "by label", "by id"],
)
def test_a_stage_means_what_the_policy_or_its_label_says(
    labels: tuple[str, ...], ours: dict[str, TicketStatus], expected: list[TicketStatus | None]
):
    assert [stage.status for stage in stages(*labels, ours=ours).all] == expected


@pytest.mark.parametrize(
    ("now", "wanted", "ours", "then"),
    [
        ("s0", "open", {}, "s0"),
        ("s3", "open", {}, "s2"),
        ("s3", "open", {"New": "open"}, "s0"),
        ("s0", "closed", {}, "s3"),
        ("s0", "solved", {"Closed": "closed"}, "s3"),
        ("s0", "on_hold", {}, None),
        ("s0", "deleted", {}, None),
    ],
)
def test_a_status_is_shown_by_the_stage_that_fits(
    now: str, wanted: TicketStatus, ours: dict[str, TicketStatus], then: str | None
):
    assert stages(*DEFAULT, ours=ours).towards("0", now, wanted) == then
    assert stages(*DEFAULT, ours=ours).towards("other", now, wanted) is None


def test_a_stage_nobody_named_is_open_and_one_that_is_gone_has_no_label():
    found = stages("Triage")
    assert (found.status("s0"), found.status("s9"), found.label("s9")) == ("open", "open", "")
