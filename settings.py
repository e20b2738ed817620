"""The only reader of the environment and of files: HANDRAIL_…, `.env`, secrets, the policy file.

A secret may stand in a file of its own, as orchestrators mount them: HANDRAIL_SECRETS_DIR is their
folder, and each is named as its variable in small letters (`handrail_linear_api_key`). What the
environment or `.env` says comes before it.

Temporal's own settings (TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS_…) are
read by `temporalio.envconfig`, as every Temporal tool reads them.
"""

import getpass
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
    SettingsError,
)
from sqlalchemy import URL
from temporalio.envconfig import ClientConfig, ClientConnectConfig

from escalation.policy import Policy
from integrations import policy_file
from integrations.calendars.sources import Source
from integrations.policy_file import Expand, PolicyFile
from ledger.address import address, in_file

ROOT = Path(__file__).resolve().parent
PREFIX = "HANDRAIL_"
LEDGER = Path("~/.local/share/handrail/ledger.db")  # unless HANDRAIL_DATABASE_URL names another
NO_SECRET = SecretStr("")


class WrongSetting(Exception):  # noqa: N818 - it is an answer to the operator, not a crash
    """A setting cannot be used; the sentence names the variable and the remedy."""


@dataclass(frozen=True)
class ApiToken:
    """Who may call the REST interface. `system` may also say when something happened (`at`)."""

    name: str
    role: Literal["operator", "system"]
    token: SecretStr


class Settings(BaseSettings):
    """Everything an operator sets, each field by `HANDRAIL_` and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore")

    policy: Path = ROOT / "policies" / "default.yaml"
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=1, le=65535)
    api_tokens: Annotated[tuple[ApiToken, ...], NoDecode] = ()
    actor: str = Field(default_factory=getpass.getuser)
    cache: Path = Path("~/.cache/handrail")
    time_skipping: bool = False
    secrets_dir: Path | None = None
    public_url: str = ""
    temporal_ui_url: str = ""
    reconcile_every_min: int = Field(default=15, ge=0)
    roster_feeds: Annotated[tuple[Source, ...], NoDecode] = ()
    database_url: SecretStr = NO_SECRET
    triage_model: Path | None = None

    slack_base_url: str = "https://slack.com/api/"
    slack_bot_token: SecretStr = NO_SECRET
    slack_signing_secret: SecretStr = NO_SECRET
    slack_app_token: SecretStr = NO_SECRET

    linear_base_url: str = "https://api.linear.app"
    linear_api_key: SecretStr = NO_SECRET
    linear_webhook_secret: SecretStr = NO_SECRET

    zendesk_base_url: str = ""
    zendesk_subdomain: str = ""
    zendesk_email: str = ""
    zendesk_token: SecretStr = NO_SECRET
    zendesk_webhook_secret: SecretStr = NO_SECRET

    intercom_base_url: str = "https://api.intercom.io"
    intercom_token: SecretStr = NO_SECRET
    intercom_client_secret: SecretStr = NO_SECRET
    intercom_admin_id: str = ""

    freshdesk_base_url: str = ""
    freshdesk_domain: str = ""
    freshdesk_api_key: SecretStr = NO_SECRET
    freshdesk_webhook_secret: SecretStr = NO_SECRET

    hubspot_base_url: str = "https://api.hubapi.com"
    hubspot_token: SecretStr = NO_SECRET
    hubspot_client_secret: SecretStr = NO_SECRET

    @field_validator("api_tokens", mode="before")
    @classmethod
    def _tokens(cls, written: Any) -> Any:
        if not isinstance(written, str):
            return written
        return tuple(map(_token, filter(str.strip, written.split(","))))

    @field_validator("roster_feeds", mode="before")
    @classmethod
    def _feeds(cls, written: Any) -> Any:
        if not isinstance(written, str):
            return written
        return tuple(map(_source, filter(str.strip, written.split(","))))

    @field_validator("cache", mode="after")
    @classmethod
    def _home(cls, cache: Path) -> Path:
        return cache.expanduser()

    @field_validator("database_url", mode="after")
    @classmethod
    def _database(cls, written: SecretStr) -> SecretStr:
        if url := written.get_secret_value():
            address(url)
        return written

    @field_validator("public_url", "temporal_ui_url", mode="after")
    @classmethod
    def _address(cls, written: str) -> str:
        if written and not written.startswith(("https://", "http://")):
            raise ValueError("write an address that begins with https://")
        return written.rstrip("/")

    @field_validator("secrets_dir", mode="after")
    @classmethod
    def _folder(cls, named: Path | None) -> Path | None:
        if named and not named.is_dir():
            raise ValueError(f"{named} is no folder")
        return named

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Look for secrets where the sources that come before them say."""
        before = init_settings, env_settings, dotenv_settings
        said = next(filter(None, (source().get("secrets_dir") for source in before)), None)
        if said and Path(said).is_dir():
            file_secret_settings = SecretsSettingsSource(settings_cls, said)
        return (*before, file_secret_settings)

    @property
    def ledger_url(self) -> URL:
        """Where the ledger is: a file of our own, unless a database is set; a cache may be lost."""
        url = self.database_url.get_secret_value()
        return address(url) if url else in_file(LEDGER.expanduser())

    @property
    def zendesk_url(self) -> str:
        """Where Zendesk answers; empty when none is connected."""
        of_account = f"https://{self.zendesk_subdomain}.zendesk.com"
        return self.zendesk_base_url or (of_account if self.zendesk_subdomain else "")

    @property
    def freshdesk_url(self) -> str:
        """Where Freshdesk answers; empty when none is connected."""
        host = self.freshdesk_domain
        of_account = f"https://{host if '.' in host else f'{host}.freshdesk.com'}"
        return self.freshdesk_base_url or (of_account if host else "")


def load() -> Settings:
    """Read the environment and `.env`. Raises WrongSetting."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"{PREFIX}{first['loc'][0]}".upper()
        raise WrongSetting(f"{name}: {_plain(first)}; set it in the environment or .env") from None
    except (SettingsError, OSError, UnicodeDecodeError) as error:  # a secret's file, or .env
        remedy = "make its file readable for us, as UTF-8 text"
        raise WrongSetting(f"settings cannot be read: {error}; {remedy}") from None


def temporal() -> ClientConnectConfig:
    """Read Temporal's own settings; without any, a server on this machine. Raises WrongSetting."""
    try:
        found = ClientConfig.load_client_connect_config()
    except (RuntimeError, ValueError) as error:
        raise WrongSetting(f"TEMPORAL_…: {error}; see temporalio.envconfig") from None
    found.setdefault("target_host", "localhost:7233")
    return found


def policy(path: Path, expand: Expand | None = None) -> Policy:
    """Read a policy; as `read_policy`, without its warnings."""
    return read_policy(path, expand).policy


def read_policy(path: Path, expand: Expand | None = None) -> PolicyFile:
    """Read a policy file; `expand` makes dates of a country's holidays.

    Raises WrongSetting when it is unreadable, PolicyErrors when it is wrong.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problem = getattr(error, "strerror", None) or "it is not UTF-8 text"
        remedy = f"name another file or set {PREFIX}POLICY"
        raise WrongSetting(f"{path} cannot be read: {problem}; {remedy}") from None
    return policy_file.read(text, str(path), expand)


def _token(written: str) -> ApiToken:
    name, _, rest = written.strip().partition(":")
    role, _, token = rest.partition(":")
    if not name or not token or role not in ("operator", "system"):
        raise ValueError("write name:role:token, with the role operator or system, comma-separated")
    return ApiToken(name, "system" if role == "system" else "operator", SecretStr(token))


def _source(written: str) -> Source:
    name, _, address = written.strip().partition("=")
    if not name.strip() or not address.strip():
        raise ValueError(
            "write name=address, with the address of a feed or a file, comma-separated"
        )
    return Source(name.strip(), SecretStr(address.strip()))


def _plain(error: Any) -> str:
    """Pydantic's words without its prefix; never the value, which may be a secret."""
    said: str = error["msg"].removeprefix("Value error, ")
    return said[0].lower() + said[1:]
