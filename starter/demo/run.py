"""`handrail demo`: brings the town up, plays the week, shows what it came to, stays.

With `--play` a morning begins instead of the week, and whoever looks goes on from there.
"""

import asyncio
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from rich.console import Console
from rich.status import Status
from rich.text import Text

import settings
from devserver.__main__ import Progress
from devserver.find import find
from devserver.programs import Program, Unavailable
from starter.demo.clock_service import serve
from starter.demo.morning import begin
from starter.demo.opening import gathered, open_town, policy, while_kept
from starter.demo.patience import StillDown
from starter.demo.play import Cast, play
from starter.demo.stage import WentWrong
from starter.demo.staging import Addresses
from starter.demo.summary import Fate, shown
from starter.demo.telling import Speech
from starter.demo.timeline import Timeline
from starter.demo.town import CLOCK, usual_ports
from starter.demo.week import Week, next_week

PACE_S = 0.55  # for each act at a terminal: so the week takes a minute, and can be read
PLAIN_WIDTH = 120  # columns where there is no terminal to ask
FILTER = "EscalationSeverity = 'critical'"
BEN = "?as=U0BEN#C0SUPPORT2"  # a member and a channel of the sandbox


@dataclass(frozen=True)
class Show:
    """How a demo is shown, whether it ends by itself, and whether others play."""

    console: Console
    is_once: bool
    is_json: bool
    is_play: bool

    def say(self, sentence: str) -> None:
        """Tell the operator something; JSON stays JSON."""
        if not self.is_json:
            self.console.print(sentence, markup=False, highlight=False, soft_wrap=True)


def main(once: bool, as_json: bool = False, is_play: bool = False) -> None:
    """Live through the week, or let others play; status 1 when it did not go as the story says."""
    is_terminal = sys.stdout.isatty()
    console = Console() if is_terminal else Console(width=PLAIN_WIDTH)
    folder = Path(tempfile.mkdtemp(prefix="handrail-demo-"))
    try:
        asyncio.run(_demo(_program(), folder, Show(console, once, as_json, is_play)))
    except KeyboardInterrupt:
        print("\nThe demo is over.")
    except (Unavailable, WentWrong, StillDown) as error:
        said = f"handrail: {error}\nThe logs are in {folder}"
        Console(stderr=True, soft_wrap=True).print(said, markup=False, style="red")
        sys.exit(1)
    shutil.rmtree(folder, ignore_errors=True)


def _program() -> Program:
    progress = Progress()
    try:
        return find(settings.load().cache, progress)
    finally:
        progress.end()


async def _demo(program: Program, folder: Path, show: Show) -> None:
    show.say("Starting a Temporal server, the sandbox, a worker and the gateway …")
    chosen, told = usual_ports()
    for sentence in told:
        show.say(sentence)
    async with open_town(program, folder, chosen) as built:
        week = next_week(policy(), datetime.now(UTC))
        timeline = Timeline(show.console, week, Speech(policy(), week), as_json=show.is_json)
        async with gathered(built, timeline) as cast:
            playing = begin(cast, week) if show.is_play else _week(cast, week, show)
            await while_kept(built, playing)
            if not show.is_once:
                show.say(_links(built.addresses))
                show.say("Everything stays up until Ctrl-C.")
                await while_kept(built, serve(cast.clock, chosen[CLOCK]))


async def _week(cast: Cast, week: Week, show: Show) -> None:
    found = await _played(cast, week, show)
    if show.is_json:
        print(json.dumps({"summary": [asdict(one) for one in found]}, ensure_ascii=False))
    else:
        show.console.print(Text(), shown(found), Text())
    wrong = [str(one.ticket) for one in found if not one.is_as_told]
    if wrong:
        raise WentWrong(f"the week did not end as the story says: {', '.join(wrong)}")


async def _played(cast: Cast, week: Week, show: Show) -> Sequence[Fate]:
    # It spins beneath the timeline, and only at a terminal.
    status = Status("", console=show.console, spinner="line")
    began_at = time.monotonic()

    async def before_act(number: int, at: datetime, open_count: int) -> None:
        status.update(f"{week.written(at)}, {open_count} open")
        if show.console.is_terminal:
            await asyncio.sleep(max(0.0, began_at + number * PACE_S - time.monotonic()))

    with status:
        return await play(cast, week, before_act)


def _links(addresses: Addresses) -> str:
    listed = f"{addresses.ui}/namespaces/default/workflows?query={quote(FILTER)}"
    return "\n".join(
        [
            f"Slack, to act in as Ben of L2:    {addresses.sandbox}/{BEN}",
            f"Zendesk and Linear, beside it:    {addresses.sandbox}/#desk",
            f"Temporal UI, the critical ones:   {listed}",
            f"The gateway's REST interface:     {addresses.gateway}/docs",
        ]
    )
