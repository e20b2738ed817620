"""What one person reads of their warnings: one line for one, a list by time left for several."""

from collections.abc import Mapping, Sequence
from math import ceil

from escalation.noise import Notice
from integrations.slack import blocks
from integrations.slack.blocks import date, line, link, words
from integrations.slack.message import Message

NAMED_MAX = 20  # warnings: more is a list that nobody reads; the threads have all of them
CHARACTERS_MAX = 9_000  # of the list: Slack takes some 13,200 in a message (slackapi/bolt-js#2509)
TEXT_MAX = 200  # characters, and fewer of what comes next
NEXT_MAX = 120
MINUTE_S = 60

Links = Mapping[str, str]


def digest_message(notices: Sequence[Notice], gathered_s: float, links: Links) -> Message:
    """Warnings for one person as the text of a notification and its blocks.

    They came within `gathered_s` seconds. `links` are addresses of living messages, by the
    warnings' keys. Raises ValueError without any warning.
    """
    first, *others = soonest(notices)
    if not others:
        ready = _line(first, links)
        return line(f"{first.title}: {first.text}", TEXT_MAX), [blocks.section(ready)]
    lines = [f"• {_line(notice, links)}" for notice in (first, *others)]
    shown = [ready for n, ready in enumerate(lines[:NAMED_MAX]) if _fits(lines[: n + 1])]
    said = f"{len(lines)} warnings within {_span(gathered_s)}, in one message"
    if left := len(lines) - len(shown):
        shown.append(f"and {left} more: each stands in the thread of its escalation")
    listed = blocks.sections("\n".join(shown))
    return f"{said}: {line(first.title)} and more", [blocks.section(said), *listed]


def reminder(notice: Notice, reason: str) -> Message:
    """The warning for the thread, where its reader has no direct messages; they are pinged there.

    `reason` is what Slack said.
    """
    said = f"<@{notice.account}> {words(notice.text, TEXT_MAX)}"
    why = f"Told here, as a direct message was refused: {words(reason, TEXT_MAX)}"
    return said, [blocks.section(said), blocks.context(why)]


def soonest(notices: Sequence[Notice]) -> list[Notice]:
    """In the order of the time left."""
    return sorted(notices, key=lambda notice: (notice.due_at, notice.key))


def named(notices: Sequence[Notice]) -> list[Notice]:
    """Those that a message names."""
    return soonest(notices)[:NAMED_MAX]


def _line(notice: Notice, links: Links) -> str:
    title = link(notice.title, links.get(notice.key, ""))
    next_step = f" Next: {line(notice.next_step, NEXT_MAX)}" if notice.next_step.strip() else ""
    return f"*by {date(notice.due_at)}* {title}: {line(notice.text, TEXT_MAX)}{next_step}"


def _fits(lines: Sequence[str]) -> bool:
    return sum(map(len, lines)) <= CHARACTERS_MAX


def _span(seconds: float) -> str:
    minutes = max(ceil(seconds / MINUTE_S), 1)
    return "a minute" if minutes == 1 else f"{minutes} minutes"
