"""What Slack tells of itself, its channels and its people to whoever looks: nothing is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from integrations.errors import Rejected
from integrations.slack.calls import answer

PAGE = 999  # channels: the most that conversations.list gives at once
PAGES_MAX = 20  # some 20,000 channels
RETRIES_MAX = 3  # waits of a minute: a policy may name more people than one minute allows
_UNKNOWN = ("user_not_found", "user_not_visible")


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


@dataclass(frozen=True)
class Member:
    """Somebody as Slack knows them; a guest is restricted, a stranger of another workspace."""

    is_deactivated: bool
    is_guest: bool
    is_stranger: bool
    is_bot: bool


class Checks:
    """The questions; each raises VendorError. Slack's rate limits are waited out."""

    def __init__(self, web: AsyncWebClient) -> None:
        self._web = web
        web.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=RETRIES_MAX))

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
            scopes=frozenset(filter(None, map(str.strip, _scopes(headers)))),
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

    async def groups(self) -> frozenset[str]:
        """The handles of the user groups that are not disabled."""
        listed = await answer(self._web.usergroups_list(), is_write=False)
        return frozenset(group["handle"] for group in listed["usergroups"])

    async def member(self, user: str, team_id: str) -> Member | None:
        """Somebody by their id, as seen from our workspace; None when Slack knows nobody."""
        try:
            said = await answer(self._web.users_info(user=user), is_write=False)
        except Rejected as error:
            if any(code in error.reason for code in _UNKNOWN):
                return None
            raise
        return _member(said["user"], team_id)


def _scopes(headers: Mapping[str, str]) -> list[str]:
    return headers.get("x-oauth-scopes", "").split(",")


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


def _member(said: Mapping[str, Any], team_id: str) -> Member:
    home = said.get("team_id") or team_id
    return Member(
        is_deactivated=bool(said.get("deleted")),
        is_guest=bool(said.get("is_restricted") or said.get("is_ultra_restricted")),
        is_stranger=bool(said.get("is_stranger")) or home != team_id,
        is_bot=bool(said.get("is_bot")),
    )
