"""What a sandbox is told at its start: secrets, addresses, and who and what exists in it."""

import hashlib
import uuid
import zlib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Channel:
    """One Slack channel; `name` stands without its hash sign."""

    id: str
    name: str
    private: bool = False


@dataclass(frozen=True)
class Person:
    """A member of the Slack workspace and of the Linear one; `handle` is the short name."""

    id: str
    handle: str
    name: str
    email: str


@dataclass(frozen=True)
class Team:
    """One Linear team; its key begins the identifiers of its issues."""

    key: str
    name: str


CHANNELS = (
    Channel("C0SUPPORT2", "support-l2"),
    Channel("C0LEADS", "support-leads"),
    Channel("C0ENGINEER", "engineering"),
    Channel("C0PRODUCT", "product"),
    Channel("C0SECURITY", "security", private=True),
    Channel("C0LEADERS", "leadership"),
    Channel("C0ALARMS", "handrail-alarms"),
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
    "zendesk.comment" and "linear.comment". `clock_url` is the clock of the town around it, if any.
    `limits` keeps Slack's rate limits, which count real seconds: not for a town that skips time.
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
    echo: frozenset[str] = frozenset({"zendesk.comment"})
    channels: tuple[Channel, ...] = CHANNELS
    people: tuple[Person, ...] = PEOPLE
    teams: tuple[Team, ...] = TEAMS
    clock_url: str = ""
    limits: bool = False


def stable_uuid(*parts: str) -> str:
    """The same words give the same UUID v4, so that two runs of a sandbox can be compared."""
    digest = hashlib.sha256("\0".join(parts).encode()).digest()
    return str(uuid.UUID(bytes=digest[:16], version=4))


def stable_number(name: str) -> int:
    """The Zendesk id of a person, group or organization of that name; digits are an id already."""
    return int(name) if name.isdigit() else 9_000_000_000 + zlib.crc32(name.lower().encode())
