"""Sends one person their warnings as one direct message.

The message carries a key of its own and those of its warnings: so a repeat finds what stands
already, also when a warning was handed on again after its message had gone out. Whoever cannot be
written to directly is pinged in the threads instead: no warning is lost.
"""

import asyncio
from collections.abc import Collection, Sequence
from datetime import timedelta
from weakref import WeakValueDictionary

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.batches import DIGEST_SEND, Digest
from activities.failure import attempt
from activities.line import in_line, is_unsent
from activities.saying import Workspace
from escalation.noise import Notice
from integrations.errors import Rejected
from integrations.slack.client import Content
from integrations.slack.digest_message import digest_message, named, reminder
from integrations.slack.direct import Direct
from integrations.slack.finding import Look
from integrations.slack.lines import Ticket
from integrations.slack.pace import POST, Call

LOOK_BACK = timedelta(days=2)  # as long as a delivery is tried, and one more run of it
# Some 4,000 characters: how much `metadata` Slack takes is written nowhere. A warning beyond it is
# told again if it is handed on again.
KEYS_MAX = 100


class DigestActivities:
    """Digests of one workspace."""

    def __init__(self, workspace: Workspace, direct: Direct) -> None:
        self._to = workspace
        self._direct = direct
        self._at_work: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @activity.defn(name=DIGEST_SEND)
    async def send(self, digest: Digest) -> None:
        """Send what was not sent before. Raises ApplicationError: to retry, or for good."""
        # A try that the server gave up on, as no heartbeat reached it, may still be at it.
        alone = self._at_work.setdefault(_own_key(), asyncio.Lock())
        async with attempt(self._to.now), in_line(self._to.pace) as ticket, alone:
            sending = _Sending(self._to, self._direct, ticket)
            try:
                await sending.directly(digest)
            except Rejected as refused:
                await sending.in_threads(digest.notices, str(refused))


class _Sending:
    """One try at a digest."""

    def __init__(self, workspace: Workspace, direct: Direct, ticket: Ticket) -> None:
        self._to = workspace
        self._direct = direct
        self._ticket = ticket
        self._is_first = is_unsent()
        self._since = workspace.pace.time()

    async def directly(self, digest: Digest) -> None:
        """One message for all that stand in none yet. Raises VendorError."""
        notices, own_key = digest.notices, _own_key()
        account = notices[0].account
        if not self._is_first or any(notice.is_repeat for notice in notices):
            channel = await self._direct.channel_with(account)
            sent = await self._sent([own_key, *(n.key for n in notices)], channel)
            if own_key in sent:
                return
            notices = tuple(notice for notice in notices if notice.key not in sent)
        if notices:
            links = await self._links(notices)
            content = digest_message(notices, digest.gathered_s, links)
            keys = [own_key, *(notice.key for notice in notices)][:KEYS_MAX]
            await self._post(account, content, keys)

    async def in_threads(self, notices: Sequence[Notice], reason: str) -> None:
        """Each where it belongs.

        Raises Transient, or ApplicationError whose details are the keys that can be said nowhere.
        """
        failed = {}
        for notice in notices:
            try:
                await self._in_thread(notice, reason)
            except Rejected as error:
                failed[notice.key] = f"{notice.key}: {error}"
        if failed:
            said = "; ".join(failed.values())
            raise ApplicationError(said, *failed, type="Rejected", non_retryable=True)

    async def _in_thread(self, notice: Notice, reason: str) -> None:
        key = f"{notice.key}/{notice.person}"
        is_known = self._is_first and not notice.is_repeat
        if is_known or not await self._sent([key], notice.channel, notice.ts):
            await self._post(notice.channel, reminder(notice, reason), [key], notice.ts)

    async def _links(self, notices: Sequence[Notice]) -> dict[str, str]:
        return {n.key: await self._direct.permalink(n.channel, n.ts) for n in named(notices)}

    async def _sent(self, keys: Collection[str], channel: str, thread: str = "") -> set[str]:
        oldest = self._to.now() - LOOK_BACK
        look = Look(channel, thread, oldest, self._since, self._ticket)
        return set(await self._to.finder.find(keys, look))

    async def _post(
        self, channel: str, content: Content, keys: list[str], thread: str | None = None
    ) -> None:
        async def prepare(_waited_s: float) -> Content:
            return content

        async def send(content: Content) -> None:
            await self._to.client.post(channel, content, keys, thread)

        await self._to.pace.in_turn(self._ticket, Call(POST, channel), prepare, send)


def _own_key() -> str:
    info = activity.info()
    return f"{info.workflow_id}/{info.workflow_run_id}/{info.activity_id}"
