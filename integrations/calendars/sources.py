"""Where feeds are read: an address, which is as good as a password, or a file."""

from dataclasses import dataclass

from pydantic import SecretStr

SETTING = "HANDRAIL_ROSTER_FEEDS"


@dataclass(frozen=True)
class Source:
    """One source of the feed `name`; several of one name are read as one feed."""

    name: str
    address: SecretStr

    @property
    def url(self) -> str:
        """The address over HTTP; empty for a file. `webcal://` is how calendars write https."""
        written = self.address.get_secret_value()
        if written.startswith("webcal://"):
            return f"https://{written.removeprefix('webcal://')}"
        return written if written.startswith(("https://", "http://")) else ""
