"""The doctor's parts by themselves: what is connected, half connected, and not at all."""

from collections.abc import AsyncIterator

import pytest

from tests.starter.town import Handrail, Town, settings_of, standing

NEEDED = {
    "linear": "HANDRAIL_LINEAR_API_KEY",
    "zendesk": "HANDRAIL_ZENDESK_SUBDOMAIN and HANDRAIL_ZENDESK_TOKEN",
    "intercom": "HANDRAIL_INTERCOM_TOKEN",
    "freshdesk": "HANDRAIL_FRESHDESK_DOMAIN and HANDRAIL_FRESHDESK_API_KEY",
    "hubspot": "HANDRAIL_HUBSPOT_TOKEN",
}


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with standing() as there:
        yield there


@pytest.fixture
def handrail(monkeypatch, capsys) -> Handrail:
    return Handrail(monkeypatch, capsys)


def only(town: Town, *vendors: str) -> dict[str, str]:
    """The settings of some vendors, and of the gateway."""
    of_all = settings_of(town.url)
    begins = ("PUBLIC", *(f"{vendor.upper()}_" for vendor in vendors))
    return {name: value for name, value in of_all.items() if name.startswith(begins)}


def faults(found: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [(each["part"], each["subject"]) for each in found if not each["ok"]]


@pytest.mark.parametrize("vendor", NEEDED)
async def test_a_vendor_that_nobody_connected_is_a_fault_when_asked_for(handrail, town, vendor):
    handrail.settle({"PUBLIC_URL": settings_of(town.url)["PUBLIC_URL"]})
    found = await handrail.said("doctor", vendor)
    assert faults(found) == [(vendor, "account"), (vendor, "webhook secret")]
    assert found[0]["found"] == f"without {NEEDED[vendor]} nothing can be asked"
    assert found[0]["remedy"] == f"set {NEEDED[vendor]}"


async def test_an_address_of_its_own_is_as_good_as_an_accounts_name(handrail, town):
    handrail.settle({**only(town, "zendesk"), "ZENDESK_TOKEN": ""})
    found = await handrail.said("doctor", "zendesk")
    assert found[0]["found"] == "without HANDRAIL_ZENDESK_TOKEN nothing can be asked"


async def test_groups_are_judged_by_the_one_helpdesk_there_is_but_not_by_one_of_several(
    handrail, town
):
    handrail.settle(only(town, "freshdesk"))
    alone = await handrail.said("doctor", "freshdesk")
    assert ("policy", "group Support 2") in faults(alone)
    handrail.settle(only(town, "zendesk"))
    assert "policy" not in {each["part"] for each in await handrail.said("doctor", "freshdesk")}


async def test_without_a_public_address_that_is_the_only_fault_of_the_gateways(handrail, town):
    handrail.settle({**only(town, "hubspot"), "PUBLIC_URL": ""})
    await handrail.run("connect", "hubspot", "--url", "https://handrail.example.com")
    found = [each for each in await handrail.said("doctor", "hubspot") if each["part"] != "policy"]
    assert faults(found) == [("gateway", "address")]
    assert "was not looked at, as HANDRAIL_PUBLIC_URL is not set" in str(found)


async def test_the_gateway_is_asked_at_every_vendors_path(handrail, town):
    handrail.settle({"PUBLIC_URL": settings_of(town.url)["PUBLIC_URL"]})
    found = await handrail.said("doctor", "gateway")
    assert [each["subject"] for each in found[1:]] == [f"/webhooks/{vendor}" for vendor in NEEDED]
    assert faults(found) == []


async def test_slacks_path_is_asked_where_slack_calls_us(handrail, town):
    handrail.settle(only(town, "slack"))
    assert "/slack/events" in [each["subject"] for each in await handrail.said("doctor", "gateway")]
    handrail.settle({"SLACK_APP_TOKEN": "xapp-1"})
    assert "/slack/events" not in str(await handrail.said("doctor", "gateway"))
