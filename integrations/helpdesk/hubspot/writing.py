"""What is set on a ticket beside a word: priority, stage, owner, tags, and the fields of ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from escalation.terms import TicketStatus
from integrations.errors import VendorError
from integrations.helpdesk.hubspot.calls import Calls
from integrations.helpdesk.hubspot.records import CrmObject
from integrations.helpdesk.hubspot.stages import Stages
from integrations.helpdesk.hubspot.words import FIELDS, PRIORITY, TAGS, tags_as, tags_in
from integrations.helpdesk.port import Wanted

UNKNOWN = "PROPERTY_DOESNT_EXIST"  # HubSpot's error for a property that the account has not


@dataclass
class Change:
    """Properties to set, and sentences on what this account cannot show."""

    properties: dict[str, str] = field(default_factory=dict)
    unmet: list[str] = field(default_factory=list)


def change(wanted: Wanted, seen: CrmObject | None, stages: Stages | None, owner: str) -> Change:
    """The properties that show what is wanted; tags need `seen`, a status `stages` besides."""
    made = Change({FIELDS[name]: value for name, value in wanted.fields.items() if name in FIELDS})
    if wanted.severity:
        made.properties["hs_ticket_priority"] = PRIORITY[wanted.severity]
    if owner:
        made.properties["hubspot_owner_id"] = owner
    elif wanted.assignee:
        made.unmet.append(f"Nobody in HubSpot has the address {wanted.assignee}: not assigned.")
    if wanted.tags and seen:
        made.properties[TAGS] = tags_as((*tags_in(seen.value(TAGS)), *wanted.tags))
    if wanted.status and seen and stages:
        _move(made, wanted.status, seen, stages)
    return made


def _move(made: Change, status: TicketStatus, seen: CrmObject, stages: Stages) -> None:
    now = seen.value("hs_pipeline_stage")
    stage = stages.towards(seen.value("hs_pipeline"), now, status)
    if stage is None:
        made.unmet.append(f"No stage of this pipeline means {status.replace('_', ' ')}: not moved.")
    elif stage != now:
        made.properties["hs_pipeline_stage"] = stage


async def apply(calls: Calls, path: str, properties: Mapping[str, str]) -> VendorError | None:
    """Set them all, or without those of ours that the account has not; what it refuses to set.

    An account may demand fields before a stage, or have other priorities: a word does not wait
    for that. Raises VendorError for all other failures.
    """
    if not properties:
        return None
    body = {"properties": dict(properties)}
    response = await calls.write("PATCH", path, body, frozenset({400}))
    if response.is_success:
        return None
    standard = {k: v for k, v in properties.items() if k not in (TAGS, *FIELDS.values())}
    if UNKNOWN not in response.text or standard == properties:
        return calls.refused(response)
    return await apply(calls, path, standard)
