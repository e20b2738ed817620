"""Linear's webhooks, and what else a set-up looks at once.

linear.app/developers/webhooks: only admins, or an OAuth app with the scope `admin`, read and make
webhooks; one hears all public teams, or one team, which may be private.
"""

from datetime import datetime

from integrations.linear import documents
from integrations.linear.calls import Calls, given, read
from integrations.linear.failures import NotAllowed
from integrations.linear.models import Team, Webhook, Webhooks

RESOURCES = ("Issue", "Comment", "Attachment")  # a relation has no webhook; its issue moves
LABEL = "Handrail"


class Hooks(Calls):
    """The calls of a set-up."""

    async def webhooks(self) -> tuple[Webhook, ...]:
        """Every webhook of the workspace. Raises NotAllowed for who is no admin."""
        return read(Webhooks, await self._ask(documents.WEBHOOKS, {}), "webhooks").nodes

    async def create_webhook(self, url: str, secret: str, team: Team | None) -> None:
        """Have `url` told of one team, or of all that are public."""
        wanted = {
            "url": url,
            "label": LABEL,
            "secret": secret,
            "resourceTypes": list(RESOURCES),
            "teamId": team.id if team else None,
            "allPublicTeams": None if team else True,
        }
        await self._ask(documents.CREATE_WEBHOOK, {"input": given(wanted)}, True)

    async def correct_webhook(self, webhook: Webhook, url: str, secret: str) -> None:
        """Have it call `url` of what it hears and what we need, signed with `secret`."""
        types = dict.fromkeys((*webhook.resourceTypes, *RESOURCES))
        wanted = {"url": url, "secret": secret, "resourceTypes": list(types), "enabled": True}
        variables = {"id": webhook.id, "input": given(wanted)}
        await self._ask(documents.UPDATE_WEBHOOK, variables, True)

    async def has_customers(self) -> bool:
        """Whether the workspace's plan has customer requests."""
        try:
            await self._ask(documents.CUSTOMERS, {})
        except NotAllowed:
            return False
        return True

    async def clock(self) -> datetime | None:
        """Linear's clock, to the second."""
        return await self._clock(documents.VIEWER)
