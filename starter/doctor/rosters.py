"""Whether the feeds of the rosters can be read, how old they are, and whom nobody knows there."""

from collections.abc import Iterator

from escalation.policy import Policy
from escalation.rosters import spoken
from integrations.calendars.feeds import COPIES, Heard, open_feeds
from integrations.calendars.sources import SETTING
from settings import Settings
from starter.doctor.checked import Checked
from starter.vendors import wall_clock

PART = "rosters"
NAME = f"name its address in {SETTING}"
READ = f"correct its address in {SETTING}, or mend what answers there"
KNOW = "write how the feed names them under `people`, as `name` or `email`"
FILL = "plan somebody whom the policy knows"


async def examine(chosen: Settings, policy: Policy) -> list[Checked]:
    """Read each feed that a roster names, or that the settings do."""
    wanted = dict.fromkeys(roster.feed for roster in policy.rosters.values() if roster.feed)
    named = dict.fromkeys(source.name for source in chosen.roster_feeds)
    folder = chosen.cache / COPIES
    async with open_feeds(chosen.roster_feeds, policy, folder, wall_clock) as feeds:
        heard = await feeds.hear([*wanted], wall_clock())
    found = [line for one in heard for line in _judged(one)]
    found += [_line(name, "has no address", NAME) for name in wanted if name not in named]
    unread = [name for name in named if name not in wanted]
    found += [_note(name, "is read by no roster of the policy") for name in unread]
    return found or [Checked(PART, "feeds", "no roster of the policy reads one", is_note=True)]


def _judged(heard: Heard) -> Iterator[Checked]:
    name, read = heard.name, heard.read
    age = f"was read {spoken(heard.age)} ago" if heard.read_at else "was never read"
    if heard.failed:
        yield _line(name, f"{age}: {heard.failed}", READ)
    elif not read.shifts:
        yield _line(name, f"{age}, and has no shift of anybody in the policy", FILL)
    else:
        yield _line(name, age)
    for who in dict.fromkeys(shift.person for shift in read.strangers):
        yield _line(name, f"nobody in the policy is “{who}”", KNOW)
    for note in read.notes:
        yield _note(name, note)


def _line(name: str, found: str, remedy: str = "") -> Checked:
    return Checked(PART, f"feed {name}", found, remedy)


def _note(name: str, found: str) -> Checked:
    return Checked(PART, f"feed {name}", found, is_note=True)
