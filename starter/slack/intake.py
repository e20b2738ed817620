"""What people do in Slack reaches its escalation: HTTP and Socket Mode both come through here.

Durable first, then answered, within the 3 s that Slack waits; what can wait is done after it.
"""

import time
from typing import Any, assert_never

from integrations.slack import facts
from starter.escalations import Escalations
from starter.slack.askers import Askers
from starter.slack.clicks import Clicks
from starter.slack.commands import Commands
from starter.slack.desk import Desk
from starter.slack.forms import Forms
from starter.slack.home import HomeTab
from starter.slack.kept import Seconds
from starter.slack.later import Later
from starter.slack.shortcuts import Shortcuts
from starter.slack.threads import Threads
from starter.tally import Tally
from starter.vendors import Vendors

FINISH_WITHIN_S = 5.0  # s: what is under way when the gateway stops


class Intake:
    """One workspace's facts, each taken by whoever knows what it means."""

    def __init__(
        self,
        escalations: Escalations,
        vendors: Vendors,
        tally: Tally,
        clock: Seconds = time.monotonic,
    ) -> None:
        self._tally = tally
        self._later = Later()
        askers = Askers(escalations.policy, vendors.slack, clock)
        desk = Desk(escalations, vendors, tally, askers, self._later)
        self._home = HomeTab(desk)
        self._forms = Forms(desk, self._home)
        self._clicks = Clicks(desk, self._forms, self._home)
        self._commands = Commands(desk, self._forms)
        self._threads = Threads(desk, clock)
        self._shortcuts = Shortcuts(desk, self._forms, self._threads)

    async def take(self, fact: facts.Fact) -> dict[str, Any] | None:  # noqa: C901
        """Take a fact; gives the JSON of the answer, None for an empty one.

        Raises Malformed (webhooks); Unreachable and VendorError: send it again.
        """
        match fact:
            case facts.UrlVerification(challenge=challenge):
                return {"challenge": challenge}
            case facts.Submitted():
                return await self._forms.submitted(fact)
            case facts.SlashCommand():
                return await self._commands.take(fact)
            case facts.Click():
                await self._clicks.take(fact)
            case facts.Shortcut() | facts.MessageShortcut():
                await self._shortcuts.take(fact)
            case facts.Said():
                await self._threads.said(fact)
            case facts.Reacted():
                await self._threads.reacted(fact)
            case facts.HomeOpened(user=user):
                self._later.soon(self._home.opened(user))
            case facts.Closed():
                self._tally.ignore("slack", "a form dismissed")
            case facts.Ignored(kind=kind):
                self._tally.ignore("slack", kind)
            case _:
                assert_never(fact)
        return None

    async def finish(self) -> None:
        """Wait for what is done after the answers."""
        await self._later.finish(FINISH_WITHIN_S)
