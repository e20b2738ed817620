"""`roster`: who is on duty at an instant and why, and who takes over when."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.text import Text

import settings
from escalation.calendar import utc
from escalation.instants import written
from escalation.policy import Policy
from escalation.rosters import BELIEVED, spoken
from escalation.routing.handovers import Handover, handovers
from escalation.routing.wanted import Shifts
from integrations.calendars.feeds import COPIES, Heard, open_feeds
from settings import Settings
from starter.cli import printed
from starter.cli.options import AsJson, AskedWrongly
from starter.reach import policy_at

DAYS_MAX = 366  # further off, turns are guesses


@dataclass(frozen=True)
class Shown:
    """One roster at one instant (UTC)."""

    roster: str
    at: datetime
    on_duty: tuple[str, ...]
    because: tuple[str, ...]
    handovers: tuple[Handover, ...]
    feed: tuple[str, ...]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("roster")(roster)


def roster(
    name: Annotated[str, typer.Argument(metavar="NAME", help="One roster; else all")] = "",
    at: Annotated[str, typer.Option(help="An instant, 2026-03-29T01:30:00+01:00; else now")] = "",
    days: Annotated[int, typer.Option(min=0, max=DAYS_MAX, help="Handovers of so many days")] = 7,
    policy: Annotated[Path | None, typer.Option(help="A policy file; else HANDRAIL_POLICY")] = None,
    as_json: AsJson = False,
) -> None:
    """Say who is on duty at an instant and why, and who takes over when."""
    chosen = settings.load()
    read = policy_at(policy or chosen.policy).policy
    if name and name not in read.rosters:
        raise AskedWrongly(f"no roster {name!r}; there are {', '.join(read.rosters) or 'none'}")
    names = [name] if name else list(read.rosters)
    shown = asyncio.run(_shown(chosen, read, names, (_instant(at), timedelta(days=days))))
    printed.answer(as_json, [asdict(one) for one in shown], _lines(shown, read))


async def _shown(
    chosen: Settings, policy: Policy, names: Sequence[str], span: tuple[datetime, timedelta]
) -> list[Shown]:
    """The rosters at the start of a span, and their handovers within it."""
    at = span[0]
    fed = list(dict.fromkeys(policy.rosters[n].feed for n in names if policy.rosters[n].feed))
    folder = chosen.cache / COPIES
    async with open_feeds(chosen.roster_feeds, policy, folder, lambda: datetime.now(UTC)) as feeds:
        shifts = await feeds.shifts(fed, at) if fed else None
        heard = await feeds.hear(fed, at)
    return [_one(policy, name, span, (shifts, heard)) for name in names]


def _one(
    policy: Policy,
    name: str,
    span: tuple[datetime, timedelta],
    known: tuple[Shifts | None, tuple[Heard, ...]],
) -> Shown:
    roster, (at, long), (shifts, heard) = policy.rosters[name], span, known
    end = at + long
    if shifts and roster.on_shift(at, shifts) is not None:
        end = min(end, shifts.read_at + BELIEVED)  # after that turns count, which is no handover
    told = [line for one in heard if one.name == roster.feed for line in _told(one)]
    alarms = shifts.stale if shifts and roster.feed else ()
    stale = [alarm for alarm in alarms if f"feed {roster.feed}" in alarm]
    fresh = [line for line in told if not any(line in alarm for alarm in stale)]
    return Shown(
        roster=name,
        at=at,
        on_duty=roster.on_duty(at, shifts, policy.people),
        because=roster.explain(at, shifts, policy.people),
        handovers=handovers(roster, at, end, shifts, policy.people),
        feed=tuple(dict.fromkeys([*fresh, *stale])),
    )


def _told(heard: Heard) -> list[str]:
    """How old a feed is, and what of it is of no use."""
    lines = [f"feed {heard.name}: {note}" for note in heard.read.notes]
    unknown = dict.fromkeys(shift.person for shift in heard.read.strangers)
    lines += [f"feed {heard.name}: nobody in the policy is “{who}”" for who in unknown]
    if heard.read_at:
        lines.insert(0, f"feed {heard.name} was read {spoken(heard.age)} ago")
    return lines + ([heard.failed] if heard.failed else [])


def _instant(text: str) -> datetime:
    try:
        return utc(datetime.fromisoformat(text)) if text else datetime.now(UTC)
    except ValueError:
        remedy = "write it with its offset, 2026-03-29T01:30:00+01:00"
        raise AskedWrongly(f"--at: {text!r} is not an instant; {remedy}") from None


def _lines(shown: Sequence[Shown], policy: Policy) -> RenderableType:
    if not shown:
        return Text("The policy has no rosters.")
    return Group(*(line for one in shown for line in _of(one, policy)))


def _of(shown: Shown, policy: Policy) -> list[Text]:
    def named(people: tuple[str, ...]) -> str:
        return ", ".join(map(policy.name_of, people)) or "nobody"

    head = Text(f"{shown.roster}: {named(shown.on_duty)}", "bold")
    said = [Text(f"  {line}") for line in (*shown.because[:-1], *shown.feed)]
    coming = [Text(f"  {written(turn.at)}  {named(turn.people)}") for turn in shown.handovers]
    return [head, *said, *coming]
