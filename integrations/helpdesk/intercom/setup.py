"""What an Intercom workspace needs before it works with us, looked at by its API.

Its API makes neither webhook subscriptions nor attributes of conversations ("Create a data
attribute": for contacts and companies), so those steps are a person's.
"""

from collections.abc import Mapping
from datetime import datetime

import httpx

from escalation.terms import Severity, TicketStatus, Tier
from integrations import http
from integrations.errors import Rejected
from integrations.helpdesk.intercom.calls import Calls
from integrations.helpdesk.intercom.context import STANDARD
from integrations.helpdesk.intercom.people import Admins, People
from integrations.helpdesk.intercom.webhook import TOPICS
from integrations.helpdesk.intercom.words import SEVERITY, STATUS, TIER
from integrations.setup import Step
from integrations.webhooks import Wire

HUB = "https://app.intercom.com/a/apps/_/developer-hub"
CHOICES = {TIER: tuple(Tier), SEVERITY: tuple(Severity)}
# What we ask for, and the permission that lets it ("OAuth scopes"). That we may write nobody can
# see without writing: those permissions are named by the step about the app.
READS = {
    "/admins": "Read admins",
    "/teams": "Read admins",
    "/conversations?per_page=1": "Read conversations",
    "/contacts?per_page=1": "Read one user and one company",
    "/tags": "Read tags",
    "/data_attributes?model=conversation": "Read conversation data attributes",
}
WRITES = ("Write conversations", "Write tags")


class _Attribute(Wire):
    name: str
    custom: bool = False
    archived: bool = False


class _Attributes(Wire):
    data: tuple[_Attribute, ...] = ()


class IntercomSetup:
    """A workspace's set-up. Every call raises VendorError and nothing else."""

    name = "intercom"

    def __init__(
        self,
        client: httpx.AsyncClient,
        statuses: Mapping[str, TicketStatus] | None = None,
        admin_id: str = "",
    ) -> None:
        self._calls = Calls(client)
        self._people = People(self._calls)
        self._statuses = statuses or {}
        self._me = admin_id

    async def steps(self, url: str) -> list[Step]:
        """The app's webhooks and rights, the teammate we write as, our two attributes."""
        return [_webhooks(url), _rights(), await self._teammate(), *await self._fields()]

    async def lacking(self) -> list[str]:
        """The permissions to read that our token lacks; a wrong token raises Rejected."""
        lacking = [
            permission
            for path, permission in READS.items()
            if (await self._calls.ask(path)).status_code == httpx.codes.FORBIDDEN
        ]
        return list(dict.fromkeys(lacking))

    async def clock(self) -> datetime | None:
        """Intercom's clock, to the second."""
        return http.clock(await self._calls.ask("/me"))

    async def statuses(self) -> Mapping[str, TicketStatus | None]:
        """The three states of a conversation; no workspace has others."""
        return {**STATUS, **{k: v for k, v in self._statuses.items() if k in STATUS}}

    async def groups(self) -> Mapping[str, str]:
        """The teams."""
        return {team.id: team.name or team.id for team in await self._people.teams()}

    async def fields(self) -> frozenset[str]:
        """Intercom's own fields that we read, and the workspace's attributes."""
        found = set(STANDARD)
        models = {"conversation": "ticket", "company": "organization", "contact": "requester"}
        for model, whose in models.items():
            found |= {f"{whose}.{name}" for name in await self._attributes(model)}
        return frozenset(found)

    async def _attributes(self, model: str) -> list[str]:
        listed = await self._calls.get(_Attributes, "/data_attributes", {"model": model})
        return [each.name for each in listed.data if each.custom and not each.archived]

    async def _teammate(self) -> Step:
        me = self._me or await self._people.me()
        admins = (await self._calls.get(Admins, "/admins")).admins
        found = next((admin for admin in admins if admin.id == me), None)
        if found is None:
            how = f"no teammate has the id {me}: correct HANDRAIL_INTERCOM_ADMIN_ID"
            return Step("teammate that Handrail writes as", "differs", how)
        how = f"all that {found.name} writes is taken for ours, so nobody else may work as them"
        return Step("teammate that Handrail writes as", "there", how)

    async def _fields(self) -> list[Step]:
        try:
            known = await self._attributes("conversation")
        except Rejected as error:
            known, why = [], f" ({error})"
        else:
            why = ""
        return [_field(name, name in known, why) for name in CHOICES]


def _webhooks(url: str) -> Step:
    how = (
        f"in {HUB} open the app, Configure, Webhooks; "
        f"endpoint {url.rstrip('/')}/webhooks/intercom; topics {', '.join(TOPICS)}; "
        "API version 2.5 or newer; then set HANDRAIL_INTERCOM_CLIENT_SECRET "
        "to the client secret of Basic information"
    )
    return Step("webhook topics of the app", "by_hand", how)


def _rights() -> Step:
    wanted = ", ".join(dict.fromkeys((*READS.values(), *WRITES)))
    how = f"in {HUB} open the app, Configure, Authentication: {wanted}"
    return Step("permissions of the app", "by_hand", how)


def _field(name: str, is_there: bool, why: str) -> Step:
    what = f"conversation attribute {name}"
    if is_there:
        return Step(what, "there")
    how = (
        "in Intercom open Settings, Data, Conversations, Create attribute: a list named "
        f"{name} with the options {', '.join(CHOICES[name])}{why}"
    )
    return Step(what, "by_hand", how)
