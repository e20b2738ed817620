"""What each product exports becomes shifts; what nobody can read is told, and never takes long."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from escalation.rosters import Person
from integrations.calendars.ical import BYTES_MAX, EVENTS_MAX, Feed, FeedRead, read
from integrations.calendars.matching import Matching
from integrations.errors import Rejected
from tests.integrations import calendar_feeds as feeds
from tests.integrations.calendar_feeds import HEAD, calendar, event

PEOPLE = {
    "ana": Person("Ana Ribeiro", email="ana@example.com"),
    "anna": Person("Anna"),
    "bo": Person("Bo", email="bo@example.com"),
    "rib": Person("Ribeiro"),
    "eng-1": Person("Dev Patel", email="dev@example.com"),
}
MATCHING = Matching(PEOPLE)
FEED = Feed("pd", ZoneInfo("Europe/Berlin"), MATCHING)
START = datetime(2026, 3, 27, tzinfo=UTC)
HTML = b"<html><body>Please sign in</body></html>"


def shifts(body: bytes) -> list[tuple[str, str, str]]:
    return said(read(FEED, body, START))


def said(found: FeedRead) -> list[tuple[str, str, str]]:
    return [(s.person, f"{s.start:%m-%dT%H:%M}", f"{s.end:%m-%dT%H:%M}") for s in found.shifts]


def one(*lines: str, head: str = HEAD) -> bytes:
    return calendar(event("SUMMARY:ana", *lines), head=head)


def test_pagerduty_names_people_by_address_and_strangers_are_told():
    found = read(FEED, feeds.PAGERDUTY, START)
    assert said(found) == [("ana", "03-28T08:00", "03-30T07:00")]
    assert [s.person for s in found.strangers] == ["On Call - Gus Gone - Primary"]
    assert found.notes == ()


def test_goalert_names_people_in_the_title():
    found = read(FEED, feeds.GOALERT, START)
    assert said(found) == [("ana", "03-28T08:00", "03-30T07:00")]
    # “Bo” is too short a name to be looked for within a title.
    assert [s.person for s in found.strangers] == ["Bo On-Call (GoAlert: Support) Begins*"]


def test_grafana_oncall_names_people_alone():
    assert shifts(feeds.GRAFANA) == [
        ("ana", "03-28T08:00", "03-30T07:00"),
        ("bo", "03-30T07:00", "04-06T07:00"),
    ]


def test_googles_series_keep_their_gap_their_move_and_their_zone():
    assert shifts(feeds.GOOGLE) == [
        ("ana", "03-27T08:00", "03-30T07:00"),  # 9 to 9, with a night of 23 hours
        ("bo", "03-31T08:00", "04-01T07:00"),  # one day moved, the next cancelled
        ("ana", "04-02T07:00", "04-03T07:00"),
    ]


@pytest.mark.parametrize(
    ("body", "start", "end"),
    [
        (one("DTSTART:20260328T090000Z", "DTEND:20260329T090000Z"), "03-28T09:00", "03-29T09:00"),
        # Without a zone: the calendar's own, else the roster's.
        (one("DTSTART:20260328T090000", "DTEND:20260329T090000"), "03-28T08:00", "03-29T07:00"),
        (
            one(
                "DTSTART:20260328T090000",
                "DTEND:20260329T090000",
                head=f"{HEAD}X-WR-TIMEZONE:America/New_York\r\n",
            ),
            "03-28T13:00",
            "03-29T13:00",
        ),
        # Whole days are from midnight to midnight; the last one is not included.
        (
            one("DTSTART;VALUE=DATE:20260329", "DTEND;VALUE=DATE:20260330"),
            "03-28T23:00",
            "03-29T22:00",
        ),
        (one("DTSTART;VALUE=DATE:20260329"), "03-28T23:00", "03-29T22:00"),
        (
            one(
                "DTSTART;VALUE=DATE:20260329",
                head=f"{HEAD}X-WR-TIMEZONE:America/New_York\r\n",
            ),
            "03-29T04:00",
            "03-30T04:00",
        ),
        # A day by the wall, over the night in which the clocks go forward.
        (
            one("DTSTART;TZID=Europe/Berlin:20260328T090000", "DURATION:P1D"),
            "03-28T08:00",
            "03-29T07:00",
        ),
        # 02:30 does not exist on that day: an hour later.
        (
            one(
                "DTSTART;TZID=Europe/Berlin:20260329T023000",
                "DTEND;TZID=Europe/Berlin:20260329T093000",
            ),
            "03-29T01:30",
            "03-29T07:30",
        ),
        # Outlook's names of zones, and zones that the feed defines itself.
        (
            one(
                "DTSTART;TZID=W. Europe Standard Time:20260328T090000",
                "DTEND;TZID=W. Europe Standard Time:20260329T090000",
            ),
            "03-28T08:00",
            "03-29T07:00",
        ),
        (
            calendar(
                feeds.BERLIN.format(name="Our Office"),
                event(
                    "SUMMARY:ana",
                    "DTSTART;TZID=Our Office:20260328T090000",
                    "DTEND;TZID=Our Office:20260329T090000",
                ),
            ),
            "03-28T08:00",
            "03-29T07:00",
        ),
        # What began before we look is on.
        (one("DTSTART:20260301T090000Z", "DTEND:20260401T090000Z"), "03-01T09:00", "04-01T09:00"),
    ],
)
def test_times_become_instants(body, start, end):
    assert shifts(body) == [("ana", start, end)]


def test_back_in_autumn_a_day_by_the_wall_has_25_hours():
    series = one(
        "DTSTART;TZID=Europe/Berlin:20261024T090000",
        "DTEND;TZID=Europe/Berlin:20261025T090000",
        "RRULE:FREQ=DAILY;COUNT=1",
    )
    found = read(FEED, series, datetime(2026, 10, 20, tzinfo=UTC))
    assert said(found) == [("ana", "10-24T07:00", "10-25T08:00")]


def test_a_zone_that_nobody_defines_is_said():
    body = one("DTSTART;TZID=Mars/Base:20260328T090000", "DTEND;TZID=Mars/Base:20260329T090000")
    found = read(FEED, body, START)
    assert said(found) == [("ana", "03-28T08:00", "03-29T07:00")]
    assert found.notes == ("zone Mars/Base is not known; read as Europe/Berlin",)


def test_shifts_that_overlap_or_touch_are_joined_for_each_person():
    body = calendar(
        event("SUMMARY:ana", "DTSTART:20260328T080000Z", "DTEND:20260328T120000Z"),
        event("SUMMARY:ana", "DTSTART:20260328T100000Z", "DTEND:20260328T160000Z"),
        event("SUMMARY:ana", "DTSTART:20260328T160000Z", "DTEND:20260328T200000Z"),
        event("SUMMARY:bo", "DTSTART:20260328T100000Z", "DTEND:20260328T160000Z"),
        event("SUMMARY:ana", "DTSTART:20260328T210000Z"),  # of no length
        event("SUMMARY:stranger", "DTSTART:20260328T210000Z"),
    )
    assert shifts(body) == [
        ("ana", "03-28T08:00", "03-28T20:00"),
        ("bo", "03-28T10:00", "03-28T16:00"),
    ]
    assert read(FEED, body, START).strangers == ()


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART:soon",),
        (),
        ("DTSTART:20260329T090000Z", "DTEND:20260328T090000Z"),
        ("DTSTART:19700101T090000Z", "DTEND:19700101T091000Z", "RRULE:FREQ=SECONDLY"),
        ("DTSTART:19700101T090000Z", "DTEND:19700101T091000Z", "RRULE:FREQ=hourly"),
        (
            "DTSTART:20260101T090000Z",
            "DTEND:20260101T091000Z",
            "RRULE:FREQ=DAILY;BYMONTH=2,4;BYMONTHDAY=31",  # looked for until the year 9999
        ),
        ("DTSTART:19700101T090000Z", "DTEND:19700101T091000Z", "RRULE:FREQ=DAILY;BYSETPOS=2"),
        ("DTSTART:19700101T090000Z", "DTEND:19700101T091000Z", "RRULE:FREQ=DAILY;INTERVAL=0"),
        (
            "DTSTART:20260101T090000Z",
            "DTEND:20260101T091000Z",
            f"RRULE:FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE={','.join(map(str, range(9)))}",
        ),
        (
            "DTSTART:20260101T090000Z",
            "DTEND:20260101T091000Z",
            "RRULE:FREQ=DAILY",
            "RRULE:FREQ=MINUTELY",
        ),
    ],
)
def test_an_event_that_cannot_be_used_is_left_out_and_counted(lines):
    good = event("SUMMARY:bo", "DTSTART:20260328T080000Z", "DTEND:20260328T120000Z")
    found = read(FEED, calendar(event("SUMMARY:ana", *lines), good), START)
    assert said(found) == [("bo", "03-28T08:00", "03-28T12:00")]
    assert found.notes == ("events that cannot be read: 1",)


@pytest.mark.parametrize(
    "body",
    [HTML, b"", b"\xff\xfe\x00", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", event("X:1").encode()],
)
def test_what_is_no_calendar_is_refused(body):
    with pytest.raises(Rejected, match="feed pd is no calendar; name the address of an iCal"):
        read(FEED, body, START)


def test_what_is_too_big_is_refused():
    with pytest.raises(Rejected, match="pd is too big; export a shorter span"):
        read(FEED, b" " * (BYTES_MAX + 1), START)
    with pytest.raises(Rejected, match="pd is too big; export a shorter span"):
        read(FEED, calendar(*[event("X:1")] * (EVENTS_MAX + 1)), START)
    often = "RRULE:FREQ=DAILY;BYHOUR=" + ",".join(map(str, range(24)))
    series = [
        event(f"UID:{n}", "DTSTART:20260320T090000Z", "DTEND:20260320T091000Z", often)
        for n in range(8)
    ]
    with pytest.raises(Rejected, match="pd is too big; export fewer series"):
        read(FEED, calendar(*series), START)


@pytest.mark.parametrize(
    ("addresses", "title", "who"),
    [
        (["mailto:ANA@example.com"], "Bo", ("ana",)),
        (["MAILTO:bo@example.com", "ana@example.com"], "", ("ana", "bo")),
        (["mailto:x@example.com"], "On Call - Ana Ribeiro - Primary", ("ana",)),
        ([], "Ana Ribeiro", ("ana",)),  # and neither Anna nor Ribeiro
        ([], "[L1] eng-1", ("eng-1",)),
        ([], "ENG-1", ("eng-1",)),
        ([], "dev@example.com and ana ribeiro", ("ana", "eng-1")),
        ([], "eng-12", ()),
        ([], "Annabelle", ()),
        ([], "bo", ("bo",)),
        ([], "bo and somebody", ()),
        ([], "", ()),
    ],
)
def test_who_is_meant(addresses, title, who):
    assert MATCHING.who(addresses, title) == who


def test_where_the_policy_knows_nobody_nobody_is_meant():
    assert Matching({}).who(["ana@example.com"], "Ana") == ()
