"""Whether the ledger is there: its database answers, with the schema that we know."""

from escalation.policy import Policy
from ledger.errors import Absent, Away
from ledger.store import open_store
from settings import Settings
from starter.doctor.checked import Checked

PART = "ledger"
REMEDY = "correct HANDRAIL_DATABASE_URL, or let `handrail ledger upgrade` renew it"


async def examine(chosen: Settings, policy: Policy) -> list[Checked]:
    """Look at the database that the settings name, and change nothing there."""
    if not policy.ledger and not any(rule.routing for rule in policy.tiers.values()):
        return [Checked(PART, "database", "is not used: the policy has no ledger", is_note=True)]
    try:
        async with open_store(chosen.ledger_url, upgrades=False) as store, store.reading():
            return [Checked(PART, "database", "answers, and its schema is current")]
    except Absent as error:
        return [Checked(PART, "database", str(error), is_note=True)]
    except Away as error:
        return [Checked(PART, "database", str(error), REMEDY)]
