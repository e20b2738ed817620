"""The doctor against a whole set-up: well when it is well, and every planted fault by its name."""

import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from tests.starter.town import Handrail, Town, settings_of, standing, written_policy

pytestmark = pytest.mark.server
VENDORS = ("linear", "zendesk", "intercom", "freshdesk", "hubspot")
OURS = ("ledger", "rosters")
OLD = "https://old.example.com"
SECRET = re.compile("TOKEN|KEY|SECRET")
DEAD = "http://127.0.0.1:1"  # nobody listens there


@pytest.fixture
async def town(workers) -> AsyncIterator[Town]:
    async with standing() as there:
        yield there


@pytest.fixture
def handrail(town: Town, client, temporal_server, monkeypatch, capsys) -> Handrail:
    """The command line of an operator who has set everything."""
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal_server.address)
    monkeypatch.setenv("TEMPORAL_NAMESPACE", client.namespace)
    handrail = Handrail(monkeypatch, capsys)
    handrail.settle(settings_of(town.url))
    return handrail


def without_tier(found: Any) -> Any:
    """HubSpot's properties, from which somebody has deleted ours."""
    return {"results": [row for row in found["results"] if row["name"] != "handrail_tier"]}


def with_status_odd(fields: Any) -> Any:
    """Freshdesk's fields, with a status of the account's own."""
    (status,) = (row for row in fields if row["name"] == "status")
    status["choices"]["42"] = ["Odd", "Odd"]
    return fields


async def test_what_was_connected_is_well(handrail: Handrail):
    for vendor in VENDORS:
        await handrail.run("connect", vendor)
    status, out = await handrail.run("doctor", "--json")
    found = json.loads(out)
    assert (status, [each for each in found if not each["ok"]]) == (0, [])
    parts = {each["part"] for each in found}
    assert parts == {"slack", "temporal", "policy", "gateway", *OURS, *VENDORS}


# What the doctor must say of each fault, and what it says to do.
FAULTS = (
    ("linear webhook of all public teams: is missing", "run `handrail connect linear`"),
    ("linear team SPU: is missing", "name another in the policy, or make it in Linear"),
    (f"zendesk webhook “Handrail”: it calls {OLD}/webhooks/zendesk", "`handrail connect zendesk`"),
    ("intercom credential: Intercom answered 401", "set HANDRAIL_INTERCOM_TOKEN to a valid"),
    ("freshdesk rights: our credential lacks View companies", "have an administrator"),
    ("freshdesk status Odd: is not mapped", 'in the policy: helpdesk: {statuses: {"Odd": '),
    ("hubspot clock: 60", "set this machine's clock, best by NTP"),
    ("hubspot property “Handrail tier” (handrail_tier): is missing", "`handrail connect hubspot`"),
    ("hubspot webhook secret: is not set", "set HANDRAIL_HUBSPOT_CLIENT_SECRET: Settings ›"),
    ("policy group Prodcut: is not in zendesk, freshdesk, hubspot", "correct `groups`"),
    ("policy field organization.plna: is not in zendesk, fre", "correct `helpdesk.fields`"),
    (f"gateway {DEAD}: The gateway cannot be reached", "start `handrail gateway`"),
)


async def test_every_planted_fault_is_named_with_its_remedy_and_nothing_else(
    town: Town, handrail: Handrail, tmp_path
):
    wrong = {
        "  fields: {}": "  fields: {plan: [organization.plna]}",
        '"Product": product': '"Prodcut": product',
        "linear_team: SUP": "linear_team: SPU",
    }
    handrail.settle({"POLICY": written_policy(tmp_path, wrong), "PUBLIC_URL": DEAD})
    for vendor in ("zendesk", "freshdesk", "hubspot"):
        await handrail.run("connect", vendor, "--url", OLD if vendor == "zendesk" else DEAD)
    handrail.settle({"INTERCOM_TOKEN": "wrong", "HUBSPOT_CLIENT_SECRET": ""})
    town.refused.append("/freshdesk/api/v2/companies")
    town.late["/hubspot"] = timedelta(minutes=10)
    town.rewritten["/freshdesk/api/v2/ticket_fields"] = with_status_odd
    town.rewritten["/hubspot/crm/v3/properties/tickets"] = without_tier
    status, out = await handrail.run("doctor")
    faults = [line.removeprefix("fault  ") for line in out.splitlines() if line.startswith("fault")]
    assert (status, len(faults)) == (1, len(FAULTS)), "\n".join(faults)
    for line, (named, remedy) in zip(faults, FAULTS, strict=True):
        found, _, told = line.partition("; ")
        assert found.startswith(named)
        assert remedy in told


async def test_no_secret_is_ever_printed_but_the_one_just_made(
    handrail: Handrail, town: Town, caplog
):
    caplog.set_level("DEBUG")
    secrets = [value for name, value in settings_of(town.url).items() if SECRET.search(name)]
    handrail.settle({"LINEAR_WEBHOOK_SECRET": ""})
    _, made = await handrail.run("connect", "linear")
    (new,) = re.findall(r"set HANDRAIL_LINEAR_WEBHOOK_SECRET to (\S+)", made)
    printed = [
        await handrail.run("connect", vendor) for vendor in ("intercom", "hubspot", "linear")
    ]
    printed += [await handrail.run("doctor", *how) for how in ((), ("--json",))]
    written = caplog.text + "".join(out for _, out in printed)
    assert [secret for secret in (new, *secrets) if secret in written] == []
    assert [secret for secret in secrets if secret in made] == []
