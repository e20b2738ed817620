"""What a sandbox is told at its start: secrets, addresses, and who and what exists in it."""

import hashlib
import uuid
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from integrations.slack.manifest import COMMAND, manifest
from integrations.slack.scopes import EVENTS, needed


@dataclass(frozen=True)
class Channel:
    """One Slack channel; `name` stands without its hash sign.

    `members` are all of a private channel, and of a public one those who are no full members of
    the workspace. `user` is whom a direct message is with. Without `has_bot` the app is outside.
    """

    id: str
    name: str
    private: bool = False
    members: tuple[str, ...] = ()
    has_bot: bool = True
    user: str = ""

    @property
    def label(self) -> str:
        """As people write it."""
        return f"@{self.name}" if self.user else f"#{self.name}"


@dataclass(frozen=True)
class Person:
    """Somebody in the Slack workspace, members in the Linear one too; `handle` is the short name.

    A stranger is of another workspace and shares a channel (Slack Connect).
    """

    id: str
    handle: str
    name: str
    email: str
    kind: Literal["member", "guest", "stranger", "deactivated", "bot"] = "member"
    tz: str = "Europe/Berlin"


@dataclass(frozen=True)
class Group:
    """A Slack user group; `handle` stands without its at sign, `users` are ids."""

    id: str
    handle: str
    name: str
    users: tuple[str, ...]


@dataclass(frozen=True)
class Team:
    """One Linear team; its key begins the identifiers of its issues."""

    key: str
    name: str


CHANNELS = (
    Channel("C0SUPPORT2", "support-l2", members=("U0GUS", "U0STELLA")),
    Channel("C0LEADS", "support-leads"),
    Channel("C0ENGINEER", "engineering"),
    Channel("C0PRODUCT", "product"),
    Channel("C0SECURITY", "security", private=True, members=("U0HIRO", "U0ZOE")),
    Channel("C0LEADERS", "leadership"),
    Channel("C0ALARMS", "handrail-alarms"),
    # Where the app is not: what it may not do there is Slack's answer to the careless.
    Channel("C0GENERAL", "general", has_bot=False),
)

# Those of policies/default.yaml, so that a demo finds everybody at home.
PEOPLE = tuple(
    Person(f"U0{handle.upper()}", handle, name, f"{handle}@example.com")
    for handle, name in (
        ("ana", "Ana Ribeiro"),
        ("ben", "Ben Okafor"),
        ("chloe", "Chloé Martin"),
        ("desk", "The desk"),
        ("dev", "Dev Patel"),
        ("emma", "Emma Lindqvist"),
        ("grace", "Grace Kim"),
        ("hiro", "Hiro Tanaka"),
        ("ines", "Inés Navarro"),
        ("jonas", "Jonas Weber"),
        ("karin", "Karin Holm"),
        ("leyla", "Leyla Demir"),
        ("luis", "Luis Ortega"),
        ("marek", "Marek Nowak"),
        ("nadia", "Nadia Haddad"),
        ("oscar", "Oscar Lund"),
        ("paul", "Paul Girard"),
        ("priya", "Priya Nair"),
        ("sofia", "Sofia Rossi"),
        ("tom", "Tom Fischer"),
        ("viktor", "Viktor Novák"),
        ("yuki", "Yuki Mori"),
        ("zoe", "Zoe Adler"),
    )
)

# Those who may nothing, so that it can be tried.
OUTSIDERS = (
    Person("U0GUS", "gus", "Gus Adeyemi", "gus@agency.example", "guest"),
    Person("U0STELLA", "stella", "Stella Stern", "stella@customer.example", "stranger"),
    Person("U0DORA", "dora", "Dora Lang", "dora@example.com", "deactivated"),
)

GROUPS = (
    Group("S0SUPPORT2", "support-l2", "Second line", ("U0ANA", "U0BEN", "U0PRIYA", "U0TOM")),
    Group("S0LEADS", "support-leads", "Support leads", ("U0GRACE",)),
    Group("S0ENGINEER", "engineering", "Engineering", ("U0DEV", "U0EMMA", "U0SOFIA", "U0VIKTOR")),
    Group("S0PRODUCT", "product", "Product", ("U0INES", "U0PAUL")),
    Group("S0SECURITY", "security-team", "Security", ("U0HIRO", "U0ZOE")),
    Group("S0LEADERS", "leadership-team", "Leadership", ("U0KARIN", "U0LUIS")),
)

DESKS = ("zendesk", "intercom", "freshdesk", "hubspot")

TEAMS = (
    Team("ENG", "Engineering"),
    Team("PRD", "Product"),
    Team("SEC", "Security"),
    Team("LDR", "Leadership"),
    Team("SUP", "Support"),
)


@dataclass(frozen=True)
class SandboxConfig:
    """Everything a sandbox depends on. Addresses carry no trailing slash.

    `contracts` is the folder of the vendors' contracts (`linear/schema.graphql` is read in it), or
    None. `echo` names what our own writes send back as webhooks, as the real vendors do:
    "zendesk.comment", "zendesk.field" and so for each helpdesk, "linear.comment" and
    "slack.message". `clock_url` is the clock of the town
    around it, if any. `limits` keeps Slack's rate limits, which count real seconds: not for a town
    that skips time. The Slack app is installed from our own manifest: its scopes, its events, its
    command and its shortcuts.
    """

    slack_token: str
    slack_signing_secret: str
    linear_key: str
    linear_webhook_secret: str
    zendesk_email: str
    zendesk_token: str
    zendesk_webhook_secret: str
    gateway_url: str
    public_url: str
    contracts: Path | None = None
    echo: frozenset[str] = frozenset(f"{desk}.comment" for desk in DESKS)
    channels: tuple[Channel, ...] = CHANNELS
    people: tuple[Person, ...] = PEOPLE
    teams: tuple[Team, ...] = TEAMS
    clock_url: str = ""
    limits: bool = False
    outsiders: tuple[Person, ...] = OUTSIDERS
    groups: tuple[Group, ...] = GROUPS
    scopes: tuple[str, ...] = field(default_factory=needed)
    events: tuple[str, ...] = tuple(EVENTS)
    commands: tuple[str, ...] = (COMMAND,)
    # Words for stand-ins, not secrets: nothing real answers to them.
    intercom_token: str = field(default="sandbox-intercom-token")
    intercom_secret: str = field(default="sandbox-intercom-secret")
    freshdesk_key: str = field(default="sandbox-freshdesk-key")
    freshdesk_secret: str = field(default="sandbox-freshdesk-secret")
    hubspot_token: str = field(default="sandbox-hubspot-token")
    hubspot_secret: str = field(default="sandbox-hubspot-secret")

    @property
    def shortcuts(self) -> list[dict[str, str]]:
        """What people find in Slack's menus: name, type and callback_id."""
        shown: list[dict[str, str]] = manifest("", is_socket=False)["features"]["shortcuts"]
        return shown


def stable_uuid(*parts: str) -> str:
    """The same words give the same UUID v4, so that two runs of a sandbox can be compared."""
    digest = hashlib.sha256("\0".join(parts).encode()).digest()
    return str(uuid.UUID(bytes=digest[:16], version=4))


def stable_number(name: str) -> int:
    """The Zendesk id of a person, group or organization of that name; digits are an id already."""
    return int(name) if name.isdigit() else 9_000_000_000 + zlib.crc32(name.lower().encode())
