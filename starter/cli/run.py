"""`worker`, `gateway` and `demo`: what runs until it is stopped."""

import asyncio
import json
import logging
from datetime import UTC, datetime
from typing import Annotated

import typer

import settings
from starter.cli.options import AsJson
from starter.reach import policy_at

LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("demo")(demo)
    app.command("worker")(worker)
    app.command("gateway")(gateway)


def demo(
    once: Annotated[bool, typer.Option("--once", help="End by itself after the week")] = False,
    play: Annotated[
        bool, typer.Option("--play", help="Begin a morning instead, to be played in a browser")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Live through a working week of a support team in about a minute, or play a day of it."""
    from starter.demo import run

    run.main(once, as_json, play)


def worker(as_json: AsJson = False) -> None:
    """Run the worker until it is stopped; deliveries under way are finished first."""
    import worker as host

    _log(as_json)
    chosen = settings.load()
    asyncio.run(host.run(chosen, policy_at(chosen.policy).policy))


def gateway(as_json: AsJson = False) -> None:
    """Run the gateway for webhooks, Slack and REST until it is stopped."""
    from starter import serving

    _log(as_json)
    asyncio.run(serving.serve(settings.load()))


class _JsonLines(logging.Formatter):
    """One JSON object for each line of the log."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line; `at` is UTC."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "said": super().format(record),
        }
        return json.dumps(line, ensure_ascii=False)


def _log(as_json: bool) -> None:
    to_stderr = logging.StreamHandler()
    to_stderr.setFormatter(_JsonLines() if as_json else logging.Formatter(LOG_FORMAT))
    logging.basicConfig(level=logging.INFO, handlers=[to_stderr])
