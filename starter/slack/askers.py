"""Who asks in Slack, by every name the policy's roles may know; and who may not ask at all."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass

from escalation.policy import Policy
from escalation.terms import Tier
from integrations.errors import Rejected, VendorError
from integrations.slack.client import Identity
from integrations.slack.workspace import Member, Workspace
from starter.people import of_slack
from starter.slack.kept import Kept, Seconds

ANSWER_WITHIN_S = 2.5  # s, of the 3 that Slack waits: half a second is the way there and back
MEMBER_FOR_S = 600  # s
GROUPS_FOR_S = 300  # s: somebody who has joined a group to be allowed to do it tries again soon
MEMBERS_MAX = 10_000  # accounts kept, some 300 bytes each
GROUP = "@"  # how a role names a user group
IDENTITY_FOR_S = 3_600  # s: it changes when the app is installed anew


class Unwelcome(Exception):  # noqa: N818 - it is an answer, not a crash
    """Somebody who may not steer escalations; the sentence is for them."""


class NotNow(Unwelcome):
    """Slack cannot be asked who it is."""


@dataclass(frozen=True)
class Asker:
    """Who asks: Slack's id; the policy's, or else Slack's again; and every name of theirs.

    `by` is when they must have an answer, in the seconds of the event loop.
    """

    user: str
    person: str
    names: tuple[str, ...]
    by: float

    def left(self, within_s: float, keeping_s: float = 0.0) -> float:
        """Seconds for one question: at most so many, some kept for what follows it."""
        left = self.by - keeping_s - asyncio.get_running_loop().time()
        return round(max(0.0, min(within_s, left)), 1)

    def tiers(self, policy: Policy) -> tuple[Tier, ...]:
        """The tiers that may ask them, or that they lead."""
        return tuple(tier for tier in Tier if self.person in policy.members(tier))

    def leads(self, policy: Policy) -> tuple[Tier, ...]:
        """The tiers whose risks are theirs to see; for leadership it is all of them."""
        if self.person in policy.members(Tier.LEADERSHIP):
            return tuple(Tier)
        return tuple(tier for tier in Tier if policy.tiers[tier].lead == self.person)


class Askers:
    """The accounts of one workspace, kept for some minutes."""

    def __init__(self, policy: Policy, slack: Workspace, clock: Seconds = time.monotonic) -> None:
        self._policy = policy
        self._members = Kept(slack.member, MEMBER_FOR_S, MEMBERS_MAX, clock)
        self._groups = Kept(slack.groups, GROUPS_FOR_S, 1, clock)
        self._own = Kept(slack.identity, IDENTITY_FOR_S, 1, clock)

    async def own(self) -> Identity:
        """Who we are. Raises VendorError."""
        return await self._own.get()

    async def who(self, user: str) -> Asker:
        """Give who asks. Raises Unwelcome.

        While Slack cannot be asked, the people of the policy pass, and no group is known: others
        whom a group may have let in try again.
        """
        by = asyncio.get_running_loop().time() + ANSWER_WITHIN_S
        person = of_slack(self._policy, user)
        names = tuple(dict.fromkeys((user, person)))
        objection, groups = await asyncio.gather(self._objection(user), self._handles(user))
        if objection:
            raise Unwelcome(objection)
        is_unclear = objection is None or (groups is None and self._groups_decide_on(user))
        if is_unclear and person == user:
            raise NotNow("Slack does not say just now who you are: try again in a minute.")
        return Asker(user, person, (*names, *(groups or ())), by)

    def _groups_decide_on(self, user: str) -> bool:
        """Whether a role names a group, and none names them directly."""
        named = {name for names in self._policy.roles.values() for name in names}
        return user not in named and any(name.startswith(GROUP) for name in named)

    async def _objection(self, user: str) -> str | None:
        """Why somebody may not ask, empty for a full member; None: Slack does not say."""
        try:
            member, own = await asyncio.gather(self._members.get(user), self.own())
        except VendorError:
            return None
        return _objection(member, own)

    async def _handles(self, user: str) -> tuple[str, ...] | None:
        """The groups of theirs; None: Slack does not say just now."""
        try:
            groups: Mapping[str, tuple[str, ...]] = await self._groups.get()
        except Rejected:  # it never will: `handrail doctor slack` names the remedy
            return ()
        except VendorError:
            return None
        return tuple(handle for handle, users in groups.items() if user in users)


def _objection(member: Member | None, own: Identity) -> str:
    if member is None or member.is_gone:
        return "This account is not known in the workspace: ask somebody who is a member."
    if member.is_bot:
        return "Escalations are for people: an app cannot steer them."
    if member.is_stranger or member.team not in ("", own.team):
        return "Escalations are steered from their own workspace: ask your contact there."
    if member.is_guest:
        return "Guests cannot steer escalations: ask a full member of the workspace."
    return ""
