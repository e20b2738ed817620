"""Slack's pace: a second for each write to a channel, the urgent first, nobody ever refused."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from integrations.errors import RateLimited, Rejected, Transient, VendorError
from integrations.slack.lines import LeftLine, Ticket
from integrations.slack.pace import HISTORY, POST, UPDATE, WHISPER, Call, Pace

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CRITICAL, LOW = 1, 4


@dataclass
class Timer:
    """A call that is due; cancelled, it is not made."""

    due: float
    callback: Callable[..., Any]
    args: tuple[Any, ...]
    is_cancelled: bool = False

    def cancel(self) -> None:
        self.is_cancelled = True


@dataclass
class Clock:
    """Seconds that pass when a test lets them."""

    seconds: float = 100.0
    timers: list[Timer] = field(default_factory=list)

    def time(self) -> float:
        return self.seconds

    def call_later(self, delay: float, callback: Callable[..., Any], *args: Any) -> Timer:
        self.timers.append(Timer(self.seconds + delay, callback, args))
        return self.timers[-1]

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.seconds - 100)

    async def pass_by(self, seconds: float) -> None:
        """Everything that is due within these seconds happens at its instant."""
        end = self.seconds + seconds
        await settle()
        while due := [t for t in self.timers if not t.is_cancelled and t.due <= end]:
            first = min(due, key=lambda t: t.due)
            self.timers.remove(first)
            self.seconds = max(self.seconds, first.due)
            first.callback(*first.args)
            await settle()
        self.seconds = end


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


@dataclass
class Slack:
    """Notes what is called and when, in seconds since the beginning; an answer takes a while."""

    clock: Clock = field(default_factory=Clock)
    calls: list[tuple[float, str]] = field(default_factory=list)
    waits: dict[str, float] = field(default_factory=dict)
    errors: list[VendorError] = field(default_factory=list)
    answer_s: float = 0.0
    prepare_s: float = 0.0

    def __post_init__(self) -> None:
        self.pace = Pace(self.clock, self.clock.now)

    def say(
        self, name: str, method: str = POST, channel: str = "C1", ticket: Ticket | None = None
    ) -> "asyncio.Task[str | None]":
        ticket = ticket or self.pace.ticket(CRITICAL if name.startswith("critical") else LOW)

        async def prepare(waited_s: float) -> str | None:
            self.waits[name] = waited_s
            await self._pass(self.prepare_s)
            return None if name.startswith("needless") else name

        async def send(ready: str) -> str:
            self.calls.append((self.clock.time() - 100, ready))
            await self._pass(self.answer_s)
            if self.errors:
                raise self.errors.pop(0)
            return f"{ready} sent"

        saying = self.pace.in_turn(ticket, Call(method, channel), prepare, send)
        return asyncio.create_task(saying)

    async def _pass(self, seconds: float) -> None:
        over = asyncio.get_running_loop().create_future()
        self.clock.call_later(seconds, over.set_result, None)
        await over

    def names(self) -> list[str]:
        return [name for _, name in self.calls]


@pytest.fixture
def slack() -> Slack:
    return Slack()


async def test_a_channel_gets_one_write_a_second_whatever_the_method(slack: Slack):
    for method in (POST, UPDATE, POST, UPDATE):
        slack.say(method, method)
    slack.say("elsewhere", channel="C2")
    await slack.clock.pass_by(10)
    assert slack.calls == [(0, POST), (0, "elsewhere"), (1, UPDATE), (2, POST), (3, UPDATE)]


async def test_the_second_begins_with_the_answer(slack: Slack):
    slack.answer_s = 0.25
    for number in range(3):
        slack.say(str(number))
    await slack.clock.pass_by(10)
    assert slack.calls == [(0, "0"), (1.25, "1"), (2.5, "2")]


async def test_the_most_urgent_go_first_then_those_who_came_first(slack: Slack):
    for name in ("low 1", "low 2", "low 3"):
        slack.say(name)
    await slack.clock.pass_by(0)
    for name in ("critical 1", "critical 2"):
        slack.say(name)
    await slack.clock.pass_by(10)
    assert slack.names() == ["low 1", "critical 1", "critical 2", "low 2", "low 3"]


async def test_a_delivery_keeps_its_place_for_all_its_calls(slack: Slack):
    first = slack.pace.ticket(LOW)
    slack.say("first, message", ticket=first)
    slack.say("second")
    await slack.clock.pass_by(0.25)
    slack.say("first, entry", ticket=first)
    await slack.clock.pass_by(10)
    assert slack.names() == ["first, message", "first, entry", "second"]


async def test_whoever_waits_is_told_how_long(slack: Slack):
    for number in range(4):
        slack.say(str(number))
    await slack.clock.pass_by(10)
    assert slack.waits == {"0": 0, "1": 0.5, "2": 1.5, "3": 2.5}  # half a second to make the words


async def test_what_need_not_be_said_costs_no_second(slack: Slack):
    needless, said = slack.say("needless"), slack.say("said")
    await slack.clock.pass_by(0)
    assert slack.calls == [(0, "said")]
    assert (needless.result(), said.result()) == (None, "said sent")


async def test_updates_stay_within_the_minute_of_the_workspace_and_hold_up_no_message(
    slack: Slack,
):
    for number in range(60):
        slack.say(f"update {number}", UPDATE, f"C{number}")
    await slack.clock.pass_by(30)
    assert len(slack.calls) == 50
    slack.say("update behind", UPDATE, "C1")
    slack.say("message", POST, "C1")
    await slack.clock.pass_by(29)
    assert slack.names()[50:] == ["message"]
    await slack.clock.pass_by(2)
    assert len(slack.calls) == 62
    assert min(at for at, name in slack.calls[51:]) >= 60


@pytest.mark.parametrize("method", [HISTORY, WHISPER])
async def test_what_no_channel_shows_is_spread_over_the_minute(slack: Slack, method: str):
    for number in range(200):
        slack.say(str(number), method)
    await slack.clock.pass_by(59.9)
    assert len(slack.calls) == (50 if method == HISTORY else 100)


async def test_a_limited_channel_waits_as_long_as_slack_says_and_says_it_again(slack: Slack):
    slack.errors = [RateLimited("too much", slack.clock.now() + timedelta(seconds=30))]
    limited, behind = slack.say("limited"), slack.say("behind")
    slack.say("elsewhere", channel="C2")
    await slack.clock.pass_by(40)
    assert slack.calls == [(0, "limited"), (0, "elsewhere"), (30, "limited"), (31, "behind")]
    assert limited.result() == "limited sent"
    assert behind.done()


async def test_a_limited_method_holds_nothing_else(slack: Slack):
    slack.errors = [RateLimited("too much", slack.clock.now() + timedelta(seconds=30))]
    slack.say("update", UPDATE)
    slack.say("message")
    slack.say("another update", UPDATE, "C2")
    await slack.clock.pass_by(40)
    assert slack.calls[0] == (0, "update")
    assert {name: at for at, name in slack.calls} == {
        "message": 1,
        "update": 30,
        "another update": 0,  # it was under way when the first was refused
    }


async def test_a_critical_one_overtakes_while_the_channel_is_held(slack: Slack):
    slack.errors = [RateLimited("too much", slack.clock.now() + timedelta(seconds=30))]
    slack.say("low")
    await slack.clock.pass_by(20)
    slack.say("critical")
    await slack.clock.pass_by(20)
    assert slack.calls == [(0, "low"), (30, "critical"), (31, "low")]


async def test_where_the_pace_is_not_kept_nobody_waits_and_a_limit_is_raised(slack: Slack):
    slack.pace = Pace(slack.clock, slack.clock.now, is_kept=False)
    slack.errors = [RateLimited("too much", NOON)]
    said = [slack.say(str(number)) for number in range(3)]
    await slack.clock.pass_by(0)
    assert [at for at, _ in slack.calls] == [0, 0, 0]
    with pytest.raises(RateLimited):
        said[0].result()
    assert said[2].result() == "2 sent"


async def test_whoever_leaves_has_sent_nothing_and_holds_up_nobody(slack: Slack):
    tickets = [slack.pace.ticket(LOW) for _ in range(3)]
    said = [slack.say(str(n), ticket=ticket) for n, ticket in enumerate(tickets)]
    await slack.clock.pass_by(0.75)  # the second one makes its words by now
    tickets[1].leave()
    tickets[2].leave()
    after = slack.say("after")
    await slack.clock.pass_by(5)
    assert slack.calls == [(0, "0"), (1, "after")]
    for left in said[1:]:
        with pytest.raises(LeftLine):
            left.result()
    assert after.done()
    with pytest.raises(LeftLine):
        await slack.say("again", ticket=tickets[2])


async def test_what_is_begun_is_brought_to_its_end(slack: Slack):
    ticket = slack.pace.ticket(LOW)
    slack.say("message", ticket=ticket)
    await slack.clock.pass_by(0.25)
    ticket.leave()
    slack.say("entry", ticket=ticket)
    await slack.clock.pass_by(5)
    assert slack.names() == ["message", "entry"]


@pytest.mark.parametrize(
    ("error", "has_sent"),
    [
        (Transient("no answer", unclear=True), True),
        (Transient("not reached"), False),
        (Rejected("no such channel", "create it"), False),
    ],
    ids=["unclear", "clear", "refused"],
)
async def test_a_ticket_knows_whether_anything_may_have_been_sent(
    slack: Slack, error: VendorError, has_sent: bool
):
    ticket = slack.pace.ticket(LOW)
    update = slack.say("update", UPDATE, ticket=ticket)
    await slack.clock.pass_by(2)
    assert (update.done(), ticket.has_sent) == (True, False)  # its repeat is harmless
    slack.errors = [error]
    failed = slack.say("message", ticket=ticket)
    await slack.clock.pass_by(2)
    assert failed.exception() is error
    assert ticket.has_sent is has_sent


async def cancelled_after(slack: Slack, seconds: float) -> list[str]:
    slack.say("first")
    second = slack.say("second")
    slack.say("third")
    await slack.clock.pass_by(seconds)
    second.cancel()
    await slack.clock.pass_by(5)
    return slack.names()


@pytest.mark.parametrize("seconds", [0.25, 0.75], ids=["in line", "at its turn"])
async def test_a_cancelled_wait_frees_its_place(slack: Slack, seconds: float):
    assert await cancelled_after(slack, seconds) == ["first", "third"]


async def test_a_turn_that_comes_with_the_cancellation_goes_to_the_next(slack: Slack):
    slack.say("first")
    second = slack.say("second")
    slack.say("third")
    await slack.clock.pass_by(0.25)
    slack.clock.seconds += 0.25
    slack.clock.timers.pop().callback()  # the grant and the cancellation in one step
    second.cancel()
    await slack.clock.pass_by(5)
    assert slack.names() == ["first", "third"]


async def test_a_channel_has_one_line_under_its_name_and_its_id(slack: Slack):
    slack.say("by name", channel="#l2")
    slack.say("by name too", channel="#l2")
    slack.say("by id", channel="C1")
    slack.say("by id too", UPDATE, channel="C1")
    await slack.clock.pass_by(0.25)
    slack.pace.known_as("#l2", "C1")
    slack.say("afterwards", channel="C1")
    await slack.clock.pass_by(10)
    slack.pace.known_as("#l2", "C1")
    assert [at for at, _ in slack.calls] == [0, 0, 1, 2, 3]
    assert slack.names()[2:] == ["by name too", "by id too", "afterwards"]


async def test_a_call_taken_by_another_channel_holds_up_no_message(slack: Slack):
    for number in range(49):
        slack.say(f"update {number}", UPDATE, f"C{number}")
    await slack.clock.pass_by(0)
    slack.prepare_s = 0.1  # words take a while to make, and one call of the minute is left
    for channel in ("A", "B"):
        slack.say(f"update {channel}", UPDATE, channel)
    await settle()
    for channel in ("A", "B"):
        slack.say(f"critical {channel}", POST, channel)
    await slack.clock.pass_by(5)
    posts = [at for at, name in slack.calls if name.startswith("critical")]
    assert len(posts) == 2
    assert max(posts) < 3
