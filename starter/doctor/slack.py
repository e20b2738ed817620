"""Whether Slack is set up: tokens, scopes, clock, and whom and what the policy names there."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from pydantic import SecretStr
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler

from escalation.policy import Policy
from escalation.roles import ANYONE
from integrations.errors import Rejected, VendorError
from integrations.slack import scopes
from integrations.slack.checks import Channel, Checks, Introduction
from integrations.slack.client import open_session, open_web_client
from integrations.slack.workspace import Member, Workspace
from settings import Settings
from starter.doctor.checked import Checked
from starter.vendors import wall_clock

SKEW_MAX = timedelta(seconds=60)  # of the 300 s after which a signature counts as stale
WAITS_MAX = 3  # of a minute: a policy may name more people than may be asked for in one
MAKE = "make the app from `handrail slack manifest`"
UPDATE = "give the app the manifest of `handrail slack manifest` and install it again"
TOKEN = "install the app and set HANDRAIL_SLACK_BOT_TOKEN to its bot token (xoxb-)"  # noqa: S105
APP_TOKEN = "set HANDRAIL_SLACK_APP_TOKEN to one (xapp-) with connections:write"  # noqa: S105
SECRET = "set HANDRAIL_SLACK_SIGNING_SECRET: the app's page, Basic Information"  # noqa: S105
INVITE = "/invite @{app} in the channel"
AGAIN = "try again, or correct HANDRAIL_SLACK_BASE_URL"
_MEMBER_ID = ("U", "W")


async def examine(chosen: Settings, policy: Policy) -> list[Checked]:
    """Look at everything, changing nothing; without a working token at what needs none."""
    token = chosen.slack_bot_token.get_secret_value()
    async with open_session() as session:
        web = open_web_client(token, chosen.slack_base_url, session)
        web.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=WAITS_MAX))
        look, workspace = Checks(web), Workspace(web)
        said = await _receiving(chosen, look)
        if not token:
            return [_line("token", "is not set", f"{MAKE}, {TOKEN}"), *said]
        try:
            us = await look.introduction()
        except VendorError as error:
            return [_unanswered("token", error), *said]
        said = [*introduced(us, wall_clock()), *said]
        said += await _channels(look, policy, us)
        said += await _groups(workspace, policy)
        return said + await _people(workspace, policy, us.team_id)


def introduced(us: Introduction, now: datetime) -> list[Checked]:
    """Judge who the token is, what it may, and Slack's clock against ours (`now`, aware UTC)."""
    whose = f"{us.name} in {us.team}"
    token = _line("token", whose) if us.is_bot else _line("token", f"{whose} is a person", TOKEN)
    lacking = [scope for scope in scopes.needed() if scope not in us.scopes]
    named = ", ".join(f"{scope} (for {scopes.used_by(scope)[0]})" for scope in lacking)
    granted = f"{len(scopes.needed())} needed, all granted"
    allowed = _line("scopes", f"lacks {named}", UPDATE) if lacking else _line("scopes", granted)
    return [token, allowed, *_clock(us.at, now)]


def _clock(at: datetime | None, now: datetime) -> list[Checked]:
    if at is None:
        return []
    apart = abs(now - at)
    found = f"{apart.total_seconds():.0f} s from Slack's"
    remedy = "set this machine's clock, best by NTP: what Slack signs would count as stale"
    return [_line("clock", found, remedy if apart > SKEW_MAX else "")]


async def _receiving(chosen: Settings, look: Checks) -> list[Checked]:
    """How Slack reaches us: by Socket Mode, which needs no signatures, or by signed requests."""
    app_token = chosen.slack_app_token.get_secret_value()
    if not app_token:
        return [_signing_secret(chosen.slack_signing_secret)]
    try:
        await look.open_socket(app_token)
    except Rejected as error:
        return [_line("app token", error.reason, APP_TOKEN)]
    except VendorError as error:
        return [_unanswered("app token", error)]
    return [_line("app token", "Socket Mode opens")]


def _signing_secret(secret: SecretStr) -> Checked:
    if secret.get_secret_value():
        return _line("signing secret", "is set")
    return _line("signing secret", "is not set: nothing from Slack is believed", SECRET)


async def _channels(look: Checks, policy: Policy, us: Introduction) -> list[Checked]:
    try:
        known = await look.channels()
    except VendorError as error:
        return [_unanswered("channels", error)]
    tiers: dict[str, list[str]] = {}
    for tier, rule in policy.tiers.items():
        tiers.setdefault(rule.channel, []).append(str(tier))
    tiers.setdefault(policy.fallback_channel, []).append("fallback")
    restricted = {rule.channel for rule in policy.tiers.values() if rule.is_restricted}
    return [
        channel(f"{name} ({', '.join(uses)})", known.get(name), name in restricted, us.name)
        for name, uses in tiers.items()
    ]


def channel(subject: str, found: Channel | None, is_restricted: bool, app: str) -> Checked:
    """Judge one channel of the policy; what is worst comes first."""
    invite = INVITE.format(app=app)
    if found is None:
        problem = "is not there, or it is private and the app is not in it"
        return _line(subject, problem, f"create it, correct the policy, or {invite}")
    if found.is_archived:
        return _line(subject, "is archived", "unarchive it, or correct the policy")
    if is_restricted and not found.is_private:
        problem = "is public, but its tier is restricted: everybody could read along"
        return _line(subject, problem, "make it a private channel")
    if not found.has_us:
        return _line(subject, "the app is not in it", invite)
    return _line(subject, "private, the app is in it" if found.is_private else "the app is in it")


async def _groups(workspace: Workspace, policy: Policy) -> list[Checked]:
    named = sorted(name for name in _role_names(policy) if name.startswith("@"))
    if not named:
        return []
    try:
        known = await workspace.groups()
    except VendorError as error:
        return [_unanswered("user groups", error)]
    remedy = "create or enable the user group, or correct the policy's roles"
    return [
        _line(name, "is there")
        if name in known
        else _line(name, "is no user group of the workspace", remedy)
        for name in named
    ]


async def _people(workspace: Workspace, policy: Policy, team: str) -> list[Checked]:
    found = []
    for user, name in _users(policy).items():
        try:
            found.append(person(name, await workspace.member(user), team))
        except VendorError as error:
            found.append(_unanswered(name, error))
    return found


def person(subject: str, found: Member | None, team: str) -> Checked:
    """Judge somebody whom the policy names; `team` is the id of our workspace."""
    correct = "correct the id in the policy"
    if found is None:
        return _line(subject, "is nobody in the workspace", correct)
    if found.is_gone:
        return _line(subject, "is deactivated", "take the person out of the policy")
    if found.is_bot:
        return _line(subject, "is a bot", correct)
    if found.is_guest or found.is_stranger or found.team not in ("", team):
        kind = "a guest" if found.is_guest else "of another workspace"
        remedy = "make them a full member, or take them out of the policy"
        return _line(subject, f"is {kind}, and may not press a button", remedy)
    return _line(subject, "is there")


def _users(policy: Policy) -> Mapping[str, str]:
    """Every Slack user id that the policy names, and how it is spoken of."""
    people = {p.slack: f"{p.name} ({p.slack})" for p in policy.people.values() if p.slack}
    ids = (name for name in _role_names(policy) if name.startswith(_MEMBER_ID))
    return {**{id_: id_ for id_ in sorted(ids)}, **people}


def _role_names(policy: Policy) -> set[str]:
    named = {name for names in policy.roles.values() for name in names}
    return named - {ANYONE, *policy.people, *policy.rosters}


def _unanswered(subject: str, error: VendorError) -> Checked:
    return _line(subject, error.reason, getattr(error, "remedy", AGAIN))


def _line(subject: str, found: str, remedy: str = "") -> Checked:
    return Checked("slack", subject, found, remedy)
