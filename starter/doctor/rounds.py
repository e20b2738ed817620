"""The doctor's rounds: who is looked at, and what only shows when all have been."""

import asyncio
from collections.abc import Sequence
from enum import StrEnum

from connections import HELPDESKS
from escalation.policy import Policy
from settings import Settings
from starter.accounts import (
    ACCOUNTS,
    Vendor,
    connected,
    has_secret,
    is_connected,
    unset,
    variable,
)
from starter.doctor import gateway, ledger, rosters, slack, temporal
from starter.doctor.checked import Checked
from starter.doctor.fit import fit
from starter.doctor.vendor import Seen, look
from starter.reach import policy_at
from starter.vendors import wall_clock

PATH, SLACK_PATH = "/webhooks/{}", "/slack/events"


class Part(StrEnum):
    """What can be examined by itself; a vendor with the gateway's part in it."""

    SLACK = "slack"
    TEMPORAL = "temporal"
    LINEAR = "linear"
    ZENDESK = "zendesk"
    INTERCOM = "intercom"
    FRESHDESK = "freshdesk"
    HUBSPOT = "hubspot"
    GATEWAY = "gateway"
    LEDGER = "ledger"
    ROSTERS = "rosters"


async def examine(part: Part | None, chosen: Settings) -> list[Checked]:
    """Look at one part, or at everything that is connected. Raises WrongSetting, PolicyErrors."""
    policy = policy_at(chosen.policy).policy
    match part:
        case None:
            found = await slack.examine(chosen, policy) + await temporal.examine(chosen)
            found += await ledger.examine(chosen, policy) + await rosters.examine(chosen, policy)
            return found + await _vendors(chosen, policy) + await _reached(chosen, _present(chosen))
        case Part.SLACK:
            return await slack.examine(chosen, policy)
        case Part.TEMPORAL:
            return await temporal.examine(chosen)
        case Part.LEDGER:
            return await ledger.examine(chosen, policy)
        case Part.ROSTERS:
            return await rosters.examine(chosen, policy)
        case Part.GATEWAY:
            return await _reached(chosen, _present(chosen) or tuple(Vendor))
        case _:
            return await _alone(Vendor(part), chosen, policy)


def _present(chosen: Settings) -> tuple[Vendor, ...]:
    return tuple(vendor for vendor in Vendor if is_connected(vendor, chosen))


async def _vendors(chosen: Settings, policy: Policy) -> list[Checked]:
    seen = await asyncio.gather(*(_seen(v, chosen, policy) for v in _present(chosen)))
    absent = [vendor for vendor in Vendor if not is_connected(vendor, chosen)]
    return [
        *(line for each in seen for line in each.found),
        *(Checked(vendor, "account", "is not connected", is_note=True) for vendor in absent),
        *fit(policy, [each for each in seen if each.part in HELPDESKS]),
    ]


async def _alone(vendor: Vendor, chosen: Settings, policy: Policy) -> list[Checked]:
    """One vendor. The policy's groups and fields may be in another helpdesk's account."""
    seen = await _seen(vendor, chosen, policy)
    others = [v for v in _present(chosen) if v in HELPDESKS and v != vendor]
    fits = [] if others or vendor not in HELPDESKS else fit(policy, [seen])
    return [*seen.found, *fits, *await _reached(chosen, [vendor])]


async def _seen(vendor: Vendor, chosen: Settings, policy: Policy) -> Seen:
    account = ACCOUNTS[vendor]
    if lacking := unset(vendor, chosen):
        seen = Seen(vendor)
        named = " and ".join(lacking)
        seen.say("account", f"without {named} nothing can be asked", f"set {named}")
    else:
        async with connected(vendor, chosen, policy) as connection:
            seen = await look(connection, chosen.public_url, wall_clock)
    if has_secret(vendor, chosen):
        seen.say("webhook secret", "is set")
    else:
        remedy = f"set {variable(account.secret)}: {account.secret_at}"
        seen.say("webhook secret", "is not set: nothing from there is believed", remedy)
    return seen


async def _reached(chosen: Settings, callers: Sequence[Vendor]) -> list[Checked]:
    if not callers and not chosen.public_url:
        return []
    paths = [PATH.format(vendor) for vendor in callers]
    if chosen.slack_signing_secret and not chosen.slack_app_token:
        paths.append(SLACK_PATH)
    return await gateway.examine(chosen.public_url, paths)
