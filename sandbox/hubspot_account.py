"""What a HubSpot account is set up with: its pipeline, its properties, its users and teams."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from integrations.helpdesk.hubspot.setup import SCOPES
from sandbox.asking import Unknown
from sandbox.config import stable_number
from sandbox.record import Json, zulu

PORTAL_ID = 246_777_241
APP_ID = 3_411_265
API_USER = 76_023_669  # who made the app
PIPELINE = "0"
SINCE = "2026-01-05T09:00:00.000Z"
# The pipeline that HubSpot begins with, and two stages that an account adds.
STAGES: Mapping[str, tuple[str, str]] = {
    "1": ("New", "OPEN"),
    "2": ("Waiting on contact", "OPEN"),
    "3": ("Waiting on us", "OPEN"),
    "5": ("On hold", "OPEN"),
    "6": ("Solved", "CLOSED"),
    "4": ("Closed", "CLOSED"),
}
STAGE_OF: Mapping[str, str] = {
    "new": "1",
    "pending": "2",
    "open": "3",
    "hold": "5",
    "solved": "6",
    "closed": "4",
}
PRIORITY_OF: Mapping[str, str] = {
    "low": "LOW",
    "normal": "MEDIUM",
    "high": "HIGH",
    "urgent": "URGENT",
}
HUBSPOTS: Mapping[str, tuple[str, ...]] = {
    "tickets": (
        "subject",
        "content",
        "hs_pipeline",
        "hs_pipeline_stage",
        "hs_ticket_priority",
        "hs_ticket_category",
        "hubspot_owner_id",
        "hubspot_team_id",
        "hs_merged_object_ids",
        "hs_snoozed_until",
        "notes_last_updated",
        "createdate",
        "hs_lastmodifieddate",
        "hs_object_id",
    ),
    "contacts": ("firstname", "lastname", "email", "jobtitle", "lifecyclestage", "hs_object_id"),
    "companies": ("name", "domain", "annualrevenue", "industry", "type", "hs_object_id"),
    "notes": (
        "hs_note_body",
        "hs_timestamp",
        "hs_created_by_user_id",
        "hs_object_source",
        "hs_object_source_id",
        "hs_object_id",
    ),
}
KIND_OF = {"ticket": "tickets", "organization": "companies", "requester": "contacts"}


@dataclass
class Account:
    """Its users, teams and properties; asked for by name, a user or team exists from then on."""

    owners: dict[str, Json] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)
    scopes: tuple[str, ...] = SCOPES  # of our app
    properties: dict[str, dict[str, Json]] = field(
        default_factory=lambda: {
            kind: {name: _property({"name": name}, True) for name in names}
            for kind, names in HUBSPOTS.items()
        }
    )

    def owner(self, name: str, email: str = "") -> Json:
        """The user of that name or address, to whom tickets can belong."""
        known = (o for o in self.owners.values() if name in (o["email"], _name(o)))
        if found := next(known, None):
            return found
        number = stable_number(name)
        first, _, last = name.partition("@")[0].partition(" ")
        usual = name if "@" in name else f"{name.lower().replace(' ', '.')}@example.com"
        return self.owners.setdefault(
            str(number),
            {
                "id": str(number),
                "email": email or usual,
                "type": "PERSON",
                "firstName": first,
                "lastName": last,
                "userId": user_of(number),
                "userIdIncludingInactive": user_of(number),
                "createdAt": SINCE,
                "updatedAt": SINCE,
                "archived": False,
                "teams": [],
            },
        )

    def team(self, name: str) -> str:
        """The id of the team of that name, which the support agent is in."""
        number = str(stable_number(name))
        if number not in self.teams:
            self.teams[number] = name
            of_agent = self.owner("Support Agent")["teams"]
            of_agent.append({"id": number, "name": name, "primary": not of_agent})
        return number

    def define(self, kind: str, given: Json, at: datetime | None = None) -> Json:
        """A property that the account makes."""
        made = _property(given, False, at)
        return self.properties[kind].setdefault(str(given["name"]), made)

    def named(self, dotted: str) -> tuple[str, str]:
        """The kind of record and the property for `ticket.page`; it is there from now on."""
        kind, _, name = dotted.partition(".")
        if kind not in KIND_OF or not name:
            raise Unknown(f"{dotted}: write ticket.…, organization.… or requester.…")
        self.define(KIND_OF[kind], {"name": name})
        return KIND_OF[kind], name


def _name(owner: Json) -> str:
    return f"{owner['firstName']} {owner['lastName']}".strip()


def user_of(owner: int) -> int:
    """A user has another id than the owner that they are."""
    return owner % 100_000_000 + 1


def pipelines() -> Json:
    """The account's only one."""
    stages = [
        {
            "id": id_,
            "label": label,
            "displayOrder": order,
            "metadata": {"ticketState": state, "isClosed": str(state == "CLOSED").lower()},
            "createdAt": SINCE,
            "updatedAt": SINCE,
            "archived": False,
            "writePermissions": "CRM_PERMISSIONS_ENFORCEMENT",
        }
        for order, (id_, (label, state)) in enumerate(STAGES.items())
    ]
    pipeline = {
        "id": PIPELINE,
        "label": "Support Pipeline",
        "displayOrder": 0,
        "stages": stages,
        "createdAt": SINCE,
        "updatedAt": SINCE,
        "archived": False,
    }
    return {"results": [pipeline]}


def _property(given: Json, is_hubspots: bool, at: datetime | None = None) -> Json:
    return {
        "type": "string",
        "fieldType": "text",
        "groupName": "ticketinformation",
        "description": "",
        "label": str(given["name"]),
        "options": [],
        "displayOrder": -1,
        "calculated": False,
        "externalOptions": False,
        "hasUniqueValue": False,
        "hidden": False,
        "formField": True,
        "archived": False,
        "hubspotDefined": is_hubspots,
        "createdAt": zulu(at) if at else SINCE,
        "updatedAt": zulu(at) if at else SINCE,
        **given,
    }
