"""Feeds are asked now and then; a broken one keeps its last copy and says how old that is."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from escalation.policy import Person, Roster
from integrations.calendars.copies import Copies, Copy
from integrations.calendars.feeds import SHIFTS_MAX, Feeds, open_feeds
from integrations.calendars.ical import BYTES_MAX
from integrations.calendars.sources import Source
from tests.integrations import calendar_feeds as feeds
from tests.integrations.calendar_feeds import calendar, event
from tests.policies import POLICY

AT = datetime(2026, 3, 28, 9, 0, tzinfo=UTC)
SECRET = "https://calendar.test/private-8f3a/basic.ics"
POLICY_FED = replace(
    POLICY,
    people={
        "ana": Person("Ana Ribeiro", email="ana@example.com"),
        "bo": Person("Bo", email="bo@example.com"),
    },
    rosters={
        "call": Roster(("ana", "bo"), turns="weekly", timezone="Europe/Berlin", feed="pd"),
        "other": Roster(("ana", "bo"), timezone="UTC", feed="pd"),
    },
)


class World:
    """A feed's server, and the clock on our wall."""

    def __init__(self, folder: Path) -> None:
        self.now = AT
        self.folder = folder
        self.answer: httpx.Response | Exception = httpx.Response(200)
        self.delay_s = 0.0
        self.asked: list[httpx.Request] = []

    async def serve(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        await asyncio.sleep(self.delay_s)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def says(self, body: bytes, **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answer = httpx.Response(200, content=body, headers=named)

    def later(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now

    def open(self, *sources: Source, policy=POLICY_FED):
        transport = httpx.MockTransport(self.serve)
        named = sources or (Source("pd", SecretStr(SECRET)),)
        return open_feeds(named, policy, self.folder, lambda: self.now, transport)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "feeds")


@pytest.fixture
async def pd(world: World) -> AsyncIterator[Feeds]:
    async with world.open() as opened:
        yield opened


def said(shifts) -> list[tuple[str, str, str]]:
    return [(s.person, f"{s.start:%m-%dT%H:%M}", f"{s.end:%m-%dT%H:%M}") for s in shifts.shifts]


async def test_a_feed_becomes_shifts_that_a_roster_understands(world: World, pd: Feeds):
    world.says(feeds.GRAFANA)
    shifts = await pd.shifts(["pd"], AT)
    assert said(shifts) == [
        ("ana", "03-28T08:00", "03-30T07:00"),
        ("bo", "03-30T07:00", "04-06T07:00"),
    ]
    assert (shifts.read_at, shifts.stale) == (AT, ())
    roster = POLICY_FED.rosters["call"]
    assert roster.on_duty(AT, shifts) == ("ana",)
    assert roster.on_duty(AT + timedelta(days=2), shifts) == ("bo",)


async def test_it_is_asked_again_after_five_minutes_and_only_whether_it_changed(
    world: World, pd: Feeds
):
    world.says(feeds.GRAFANA, ETag='"1"', Last_Modified="Sat, 28 Mar 2026 08:00:00 GMT")
    first = await pd.shifts(["pd"], AT)
    assert await pd.shifts(["pd"], world.later(minutes=4)) == replace(first, read_at=AT)
    assert len(world.asked) == 1
    world.answer = httpx.Response(304)
    again = await pd.shifts(["pd"], world.later(minutes=1))
    assert (again.shifts, again.read_at) == (first.shifts, world.now)
    assert [r.headers.get("If-None-Match") for r in world.asked] == [None, '"1"']
    assert world.asked[1].headers["If-Modified-Since"] == "Sat, 28 Mar 2026 08:00:00 GMT"
    world.says(feeds.GOOGLE)
    await pd.shifts(["pd"], world.later(minutes=5))
    assert world.asked[2].headers["If-None-Match"] == '"1"'
    assert said(await pd.shifts(["pd"], world.now))[0][2] == "03-30T07:00"


class Trickle(httpx.AsyncByteStream):
    """An answer that comes in pieces, as over a real wire."""

    def __init__(self, *parts: bytes) -> None:
        self.parts = parts
        self.taken = 0
        self.is_closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self.parts:
            self.taken += 1
            yield part

    async def aclose(self) -> None:
        self.is_closed = True


async def test_an_answer_is_cut_off_where_it_becomes_too_long(world: World, pd: Feeds):
    half = len(feeds.GRAFANA) // 2
    whole = Trickle(feeds.GRAFANA[:half], feeds.GRAFANA[half:])
    world.answer = httpx.Response(200, stream=whole)
    first = await pd.shifts(["pd"], AT)
    assert len(first.shifts) == 2
    endless = Trickle(*[b" " * (BYTES_MAX // 4)] * 100)
    world.answer = httpx.Response(200, stream=endless)
    assert (await pd.shifts(["pd"], world.later(minutes=5))).shifts == first.shifts
    assert (endless.taken, endless.is_closed, whole.is_closed) == (5, True, True)
    packed = Trickle(feeds.GRAFANA)
    world.answer = httpx.Response(200, stream=packed, headers={"Content-Encoding": "gzip"})
    assert (await pd.shifts(["pd"], world.later(minutes=1))).shifts == first.shifts
    assert (packed.taken, packed.is_closed) == (0, True)
    assert world.asked[0].headers["Accept-Encoding"] == "identity"


BROKEN = [
    httpx.Response(503),
    httpx.Response(404),
    httpx.Response(302, headers={"Location": SECRET}),
    httpx.Response(200, content=b"<html>Please sign in</html>"),
    httpx.Response(200, content=b" " * (BYTES_MAX + 1)),
    httpx.Response(200, content=feeds.GRAFANA, headers={"Content-Encoding": "br"}),
    httpx.Response(304),
    httpx.ConnectError("refused"),
    httpx.ReadTimeout("slow"),
]


@pytest.mark.parametrize("broken", BROKEN, ids=str)
async def test_a_broken_feed_keeps_its_old_copy_and_raises_alarm_after_a_day(
    world: World, pd: Feeds, broken
):
    world.says(feeds.GRAFANA)
    first = await pd.shifts(["pd"], AT)
    world.answer = broken
    at = world.later(hours=23)
    kept = await pd.shifts(["pd"], at)
    assert kept.shifts == first.shifts
    if isinstance(broken, httpx.Response) and broken.status_code == 304:
        assert kept.read_at == at  # it says that nothing has changed
        return
    assert (kept.read_at, kept.stale) == (AT, ())
    old = await pd.shifts(["pd"], world.later(hours=1))
    assert old.shifts == first.shifts
    (line,) = old.stale
    assert line.startswith("feed pd was last read 24 h ago, Sat 2026-03-28 09:00 UTC: feed pd ")
    gone = await pd.shifts(["pd"], world.later(days=6))
    assert gone.shifts == ()
    assert gone.stale[0].endswith("; it counts no more")
    assert POLICY_FED.rosters["call"].on_duty(world.now, gone) == ("ana",)  # turns, not the copy


async def test_an_answer_that_is_too_slow_does_not_hold_up_whoever_asks(
    world: World, pd: Feeds, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("integrations.calendars.feeds.READ_WITHIN_S", 0.01)
    world.delay_s = 5.0
    both = await asyncio.gather(pd.shifts(["pd"], AT), pd.shifts(["pd"], AT))
    assert [one.stale for one in both] == [
        ("feed pd was never read: feed pd took over 0.01 s",)
    ] * 2
    assert len(world.asked) == 1  # the second did not try again at once


async def test_what_was_asked_for_is_read_even_when_whoever_asked_has_gone(world: World, pd: Feeds):
    world.says(feeds.GRAFANA)
    world.delay_s = 0.05
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await pd.shifts(["pd"], AT)
    assert len((await pd.shifts(["pd"], AT)).shifts) == 2
    assert len(world.asked) == 1


async def test_what_is_being_read_ends_with_the_feeds(world: World):
    world.delay_s = 60.0
    async with world.open() as opened:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await opened.shifts(["pd"], AT)
        assert len(asyncio.all_tasks()) > 1
    assert len(asyncio.all_tasks()) == 1


async def test_a_broken_feed_is_tried_again_after_a_minute_or_when_it_says(world: World, pd: Feeds):
    world.answer = httpx.Response(500)
    await pd.shifts(["pd"], AT)
    await pd.shifts(["pd"], world.later(seconds=59))
    assert len(world.asked) == 1
    world.answer = httpx.Response(429, headers={"Retry-After": "600"})
    await pd.shifts(["pd"], world.later(seconds=1))
    assert len(world.asked) == 2


async def test_a_new_worker_has_the_copy_of_the_last_one(world: World, pd: Feeds):
    world.says(feeds.GRAFANA, ETag='"1"')
    first = await pd.shifts(["pd"], AT)
    world.answer = httpx.ConnectError("refused")
    world.later(hours=2)
    async with world.open() as another:
        kept = await another.shifts(["pd"], world.now)
    assert (kept.shifts, kept.read_at) == (first.shifts, AT)
    (file,) = world.folder.iterdir()
    assert file.stat().st_mode & 0o077 == 0
    assert "private-8f3a" not in file.read_text() + file.name
    file.write_text("{}")
    async with world.open() as third:
        assert (await third.shifts(["pd"], world.now)).stale != ()


def test_a_disk_that_refuses_is_no_failure(tmp_path: Path):
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    copies = Copies(in_the_way / "feeds")
    copies.save(SECRET, Copy(b"", AT))
    assert copies.load(SECRET) is None


async def test_a_copy_that_was_spoilt_is_told(world: World):
    Copies(world.folder).save(SECRET, Copy(b"spoilt", AT))
    async with world.open() as opened:
        (heard,) = await opened.hear(["pd"], AT)
    assert heard.failed.startswith("feed pd is no calendar")
    assert (heard.read.shifts, heard.is_believed) == ((), False)


async def test_a_copy_that_cannot_be_worked_out_later_is_told_and_read_anew(
    world: World, pd: Feeds
):
    hours = ",".join(map(str, range(24)))
    series = (
        "DTSTART:20260601T080000Z",
        "DTEND:20260601T080500Z",
        f"RRULE:FREQ=DAILY;BYHOUR={hours}",
    )
    world.says(calendar(*(event(f"UID:{n}", "SUMMARY:ana", *series) for n in range(8))), ETag='"1"')
    assert (await pd.shifts(["pd"], AT)).stale == ()
    world.answer = httpx.Response(304)
    later = AT + timedelta(days=70)
    assert "is too big" in (await pd.shifts(["pd"], later)).stale[0]
    world.says(feeds.GRAFANA)
    world.later(minutes=5)
    assert (await pd.shifts(["pd"], AT)).stale == ()
    assert "If-None-Match" not in world.asked[-1].headers


async def test_overlapping_feeds_of_one_name_are_all_on_each_once(world: World, tmp_path: Path):
    spans = ("DTSTART:20260328T080000Z", "DTEND:20260328T200000Z")
    both = calendar(event("SUMMARY:ana", *spans), event("SUMMARY:bo", *spans))
    file = tmp_path / "own.ics"
    file.write_bytes(both)
    world.says(calendar(event("SUMMARY:ana", *spans)))
    sources = (
        Source("pd", SecretStr(SECRET.replace("https", "webcal"))),
        Source("pd", SecretStr(f"file://{file}")),
        Source("else", SecretStr(str(tmp_path / "none.ics"))),
    )
    async with world.open(*sources) as opened:
        shifts = await opened.shifts(["pd"], AT)
        missing = await opened.shifts(["else", "nowhere"], AT)
    assert said(shifts) == [
        ("ana", "03-28T08:00", "03-28T20:00"),
        ("bo", "03-28T08:00", "03-28T20:00"),
    ]
    assert world.asked[0].url.scheme == "https"
    roster = POLICY_FED.rosters["call"]
    assert roster.on_duty(AT, shifts) == ("ana", "bo")
    assert any("overlap: all of them are on" in line for line in roster.explain(AT, shifts))
    assert missing.stale == (
        "feed nowhere: HANDRAIL_ROSTER_FEEDS does not name it",
        "feed else was never read: feed else cannot be read: No such file or directory",
    )


async def test_a_stranger_on_duty_is_told_at_once(world: World, pd: Feeds):
    world.says(feeds.PAGERDUTY)
    assert (await pd.shifts(["pd"], AT)).stale == ()
    assert (await pd.shifts(["pd"], AT + timedelta(days=3))).stale == (
        "feed pd: “On Call - Gus Gone - Primary” is on, and nobody in the policy is that",
    )


async def test_an_instant_far_from_the_last_is_worked_out_anew(world: World, pd: Feeds):
    series = event(
        "SUMMARY:ana", "DTSTART:20260101T080000Z", "DTEND:20260101T200000Z", "RRULE:FREQ=DAILY"
    )
    world.says(calendar(series))
    for at in (AT, AT + timedelta(days=300), AT - timedelta(days=30)):
        assert said(await pd.shifts(["pd"], at))[0][1] == f"{at:%m-%d}T08:00"
    assert len(world.asked) == 1


async def test_what_goes_with_an_escalation_is_bounded(world: World, pd: Feeds):
    hours = ",".join(map(str, range(24)))
    series = [
        event(
            f"SUMMARY:{who}",
            f"DTSTART:202603{day}T00{minute}00Z",
            f"DTEND:202603{day}T00{minute + 5}00Z",
            f"RRULE:FREQ=DAILY;BYHOUR={hours}",
        )
        for who, day, minute in (("ana", 20, 10), ("bo", 20, 30))
    ]
    world.says(calendar(*series))
    shifts = await pd.shifts(["pd"], AT)
    assert len(shifts.shifts) == SHIFTS_MAX
    assert shifts.stale == ("feeds have 336 shifts: those after 200 are left out",)


@pytest.mark.parametrize(
    "address",
    [SECRET, "https://user:private-8f3a@[broken", "ftp://private-8f3a", "http://private-8f3a\x00"],
)
@pytest.mark.parametrize("answer", [httpx.Response(403), httpx.ConnectError("private-8f3a")])
async def test_an_address_is_never_told(world: World, caplog, address: str, answer):
    caplog.set_level(logging.DEBUG)
    world.answer = answer
    async with world.open(Source("pd", SecretStr(address))) as opened:
        shifts = await opened.shifts(["pd"], AT)
        heard = await opened.hear(["pd"], AT)
    assert shifts.stale
    told: Callable[[object], str] = lambda value: f"{value} {value!r}"  # noqa: E731
    assert "8f3a" not in told(shifts) + told(heard) + caplog.text


async def test_where_clocks_are_skipped_ages_are_still_the_walls(world: World, pd: Feeds):
    world.says(feeds.GRAFANA)
    ahead = AT + timedelta(days=2)
    await pd.shifts(["pd"], ahead)
    world.answer = httpx.Response(500)
    world.later(hours=2)
    shifts = await pd.shifts(["pd"], ahead)
    assert shifts.read_at == ahead - timedelta(hours=2)
    assert POLICY_FED.rosters["call"].on_duty(ahead, shifts) == ("bo",)
