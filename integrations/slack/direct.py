"""One person in Slack, spoken to alone, and links into the channels where others are."""

from slack_sdk.web.async_client import AsyncWebClient

from integrations.errors import Rejected
from integrations.slack.calls import answer


class Direct:
    """The calls we make for that. Every one raises VendorError and nothing else."""

    def __init__(self, web: AsyncWebClient) -> None:
        self._web = web

    async def channel_with(self, account: str) -> str:
        """The channel of our direct messages with somebody: whoever looks through it needs its id.

        Posting takes the member's id as well (Slack, "chat.postMessage").
        """
        answered = await answer(self._web.conversations_open(users=account), is_write=False)
        channel: str = answered["channel"]["id"]
        return channel

    async def permalink(self, channel: str, ts: str) -> str:
        """Where a message is read; empty when it is gone."""
        asked = self._web.chat_getPermalink(channel=channel, message_ts=ts)
        try:
            return str((await answer(asked, is_write=False))["permalink"])
        except Rejected:
            return ""
