"""Plays the week: every act at its instant, and between two acts everything that falls due."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import httpx

from starter.demo import acts, story
from starter.demo.clock import TownClock
from starter.demo.patience import patiently
from starter.demo.stage import Stage
from starter.demo.summary import Fate, fate
from starter.demo.timeline import Timeline
from starter.demo.week import Week
from starter.escalations import Escalations

OnAct = Callable[[int, datetime, int], Awaitable[None]]  # its number, its instant, how many open


@dataclass(frozen=True)
class Cast:
    """Who plays: the escalations, their clock, the stage, the timeline, and where to look."""

    escalations: Escalations
    clock: TownClock
    stage: Stage
    timeline: Timeline
    http: httpx.AsyncClient
    sandbox: str


def in_order(
    week: Week, tickets: Sequence[acts.Ticket] = story.WEEK
) -> list[tuple[datetime, acts.Ticket, acts.Act]]:
    """Every act of the story with its instant (UTC), the earliest first."""
    all_acts = [(week.at(act.at), ticket, act) for ticket in tickets for act in ticket.acts]
    return sorted(all_acts, key=lambda one: one[0])


async def play(cast: Cast, week: Week, before_act: OnAct) -> list[Fate]:
    """Live through the week; what became of each ticket.

    Raises WentWrong when an act was refused, StillDown when something did not come back.
    """
    await act_out(cast, week, story.WEEK, before_act)
    cast.timeline.happened(await cast.clock.advance(week.at(story.ENDS_AT)), cast.stage.names)
    return await fates(cast, story.WEEK)


async def act_out(
    cast: Cast, week: Week, tickets: Sequence[acts.Ticket], before_act: OnAct
) -> None:
    """Do every act at its instant, and what falls due in between. Raises as `play`."""
    names = cast.stage.names
    for number, (at, ticket, act) in enumerate(in_order(week, tickets)):
        cast.timeline.happened(await cast.clock.advance(at), names)
        await before_act(number, at, cast.clock.open_count)
        cast.timeline.deed(ticket, act.deed, at)
        id_ = await cast.stage.perform(ticket, act, at)
        said = getattr(act.deed, "text", "")
        cast.timeline.happened(await cast.clock.began(id_, at), names, said)


async def fates(cast: Cast, tickets: Sequence[acts.Ticket]) -> list[Fate]:
    """What became of each ticket, from its last state and the sandbox's helpdesk."""
    answer = await patiently(lambda: cast.http.get(f"{cast.sandbox}/control/state"))
    comments = {t["id"]: t["comments"] for t in answer.json()["zendesk"]["tickets"]}

    async def of(ticket: acts.Ticket) -> Fate:
        last = await patiently(lambda: cast.escalations.state(ticket.series))
        lines = cast.timeline.chronicle.of(ticket.series)
        return fate(ticket, last, lines, comments[str(ticket.id)], cast.timeline.speech)

    return [await of(ticket) for ticket in tickets]
