"""A word that only one person sees: in the channel they are in, or directly from us."""

from slack_sdk.web.async_client import AsyncWebClient

from integrations.errors import Rejected
from integrations.slack.calls import answer


async def whisper(web: AsyncWebClient, channel: str, user: str, text: str) -> None:
    """Say it; a `channel` that is the user's id is their conversation with us.

    Also where we may not speak, as in a channel that we are not in: a command or a shortcut can be
    used there. It is not kept, so it can be neither found nor repeated. Raises VendorError.
    """
    if channel != user:
        try:
            call = web.chat_postEphemeral(channel=channel, user=user, text=text)
            await answer(call, is_write=True)
            return
        except Rejected:
            pass  # what is wrong for both is said by the second
    await answer(web.chat_postMessage(channel=user, text=text), is_write=True)
