"""`slack manifest`: the file that makes the Slack app."""

from typing import Annotated
from urllib.parse import urlsplit

import typer
import yaml
from rich.text import Text

from integrations.slack.manifest import manifest
from starter.cli import printed
from starter.cli.options import AsJson, AskedWrongly


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    slack = typer.Typer(help="The Slack app.", no_args_is_help=True)
    slack.command("manifest")(print_manifest)
    slack.callback()(lambda: None)  # or Typer folds a single command into its group
    app.add_typer(slack, name="slack")


def print_manifest(
    url: Annotated[str, typer.Option(help="The gateway's public address, https://…")] = "",
    socket: Annotated[
        bool, typer.Option("--socket", help="Socket Mode, as without --url: no address is needed")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Print the manifest of the Slack app; give it to Slack at "Create New App"."""
    made = manifest(_public(url), is_socket=socket or not url)
    written = yaml.safe_dump(made, sort_keys=False, allow_unicode=True)
    printed.answer(as_json, made, Text(written.rstrip()))


def _public(url: str) -> str:
    """Slack calls no other addresses than these ("App manifest reference")."""
    if not url:
        return ""
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        raise AskedWrongly(f"{url!r} is no public address; write https://handrail.example.com")
    return url.rstrip("/")
