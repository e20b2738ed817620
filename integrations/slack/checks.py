"""What Slack tells of a token and of channels to whoever looks whether all is in place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from integrations.errors import Rejected
from integrations.slack.calls import answer

PAGE = 999  # channels: the most that conversations.list gives at once
PAGES_MAX = 20  # some 20,000 channels


@dataclass(frozen=True)
class Introduction:
    """Whose token it is, what it may do, and when Slack said so (aware UTC, if it did)."""

    name: str
    team: str
    team_id: str
    is_bot: bool
    scopes: frozenset[str]
    at: datetime | None


@dataclass(frozen=True)
class Channel:
    """A channel as far as the app sees it; private ones only where it is a member."""

    id: str
    is_private: bool
    is_archived: bool
    has_us: bool


class Checks:
    """The questions; each raises VendorError and nothing else."""

    def __init__(self, web: AsyncWebClient) -> None:
        self._web = web

    async def introduction(self) -> Introduction:
        """Who the token is, with the headers that `auth.test` carries."""
        kept: list[AsyncSlackResponse] = []

        async def asked() -> AsyncSlackResponse:
            kept.append(await self._web.auth_test())
            return kept[0]

        said = await answer(asked(), is_write=False)
        headers: Mapping[str, str] = {k.lower(): v for k, v in kept[0].headers.items()}
        return Introduction(
            name=said["user"],
            team=said["team"],
            team_id=said["team_id"],
            is_bot=bool(said.get("bot_id")),
            scopes=frozenset(map(str.strip, headers.get("x-oauth-scopes", "").split(","))),
            at=_date(headers.get("date", "")),
        )

    async def open_socket(self, app_token: str) -> None:
        """Ask for an address of Socket Mode, which shows that the app-level token works."""
        await answer(self._web.apps_connections_open(app_token=app_token), is_write=False)

    async def channels(self) -> dict[str, Channel]:
        """Every channel under its id and under its #name, archived ones too."""
        found: dict[str, Channel] = {}
        cursor = None
        for _ in range(PAGES_MAX):
            listing = self._web.conversations_list(
                types="public_channel,private_channel", limit=PAGE, cursor=cursor
            )
            page = await answer(listing, is_write=False)
            for channel in page["channels"]:
                seen = _channel(channel)
                # An archived channel may leave its name to a living one.
                if not seen.is_archived or f"#{channel['name']}" not in found:
                    found[f"#{channel['name']}"] = seen
                found[seen.id] = seen
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return found
        looked = f"{PAGES_MAX * PAGE} channels do not tell whether the policy's are there"
        raise Rejected(looked, "look in Slack, and write the channels' ids into the policy")


def _date(written: str) -> datetime | None:
    try:
        return parsedate_to_datetime(written)
    except ValueError:
        return None


def _channel(said: Mapping[str, Any]) -> Channel:
    return Channel(
        id=said["id"],
        is_private=bool(said.get("is_private")),
        is_archived=bool(said.get("is_archived")),
        has_us=bool(said.get("is_member")),
    )
