"""Calendar feeds as each product writes them, made up for tests."""

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//EN\r\n"
BERLIN = """\
BEGIN:VTIMEZONE
TZID:{name}
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""


def event(*lines: str) -> str:
    """One event; its UID is what it says, so that two of them are two."""
    uid = f"UID:{abs(hash(lines))}"
    is_named = any(line.startswith("UID:") for line in lines)
    written = ("BEGIN:VEVENT", *([] if is_named else [uid]), *lines, "END:VEVENT", "")
    return "\r\n".join(written)


def calendar(*events: str, head: str = HEAD) -> bytes:
    return f"{head}{''.join(events)}END:VCALENDAR\r\n".encode()


# https://support.pagerduty.com "Schedules in Apps": addresses without mailto:, the type written out
PAGERDUTY = calendar(
    event(
        "DTEND;VALUE=DATE-TIME:20260330T070000Z",
        "DTSTART;VALUE=DATE-TIME:20260328T080000Z",
        "ATTENDEE:ANA@example.com",
        "UID:Q1S46N8B8ADP9D",
        "URL:https://example.pagerduty.com/schedules#PSCHED1",
        "SUMMARY:On Call - Ana R. - Primary",
    ),
    event(
        "DTEND;VALUE=DATE-TIME:20260406T070000Z",
        "DTSTART;VALUE=DATE-TIME:20260330T070000Z",
        "ATTENDEE:gone@example.com",
        "UID:Q1S46N8B8ADP9E",
        "SUMMARY:On Call - Gus Gone - Primary",
    ),
    head=(
        "BEGIN:VCALENDAR\r\n"
        "PRODID;X-RICAL-TZSOURCE=TZINFO:-//com.denhaven2/NONSGML ri_cal gem//EN\r\n"
        "CALSCALE:GREGORIAN\r\nVERSION:2.0\r\nX-WR-CALNAME:On Call Schedule for Primary\r\n"
    ),
)
# target/goalert, calsub/renderdata.go: the name stands before the title, and nobody attends
GOALERT = calendar(
    event(
        "UID:4c7d37bf",
        "SUMMARY:Ana Ribeiro On-Call (GoAlert: Support)",
        "DTSTAMP:20260320T050000Z",
        "DTSTART:20260328T080000Z",
        "DTEND:20260330T070000Z",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:REMINDER",
        "TRIGGER:-PT5M",
        "END:VALARM",
    ),
    event(
        "UID:39514a8d",
        "SUMMARY:Bo On-Call (GoAlert: Support) Begins*",
        "DESCRIPTION:The end time of this shift is unknown.",
        "DTSTART:20260330T070000Z",
        "DTEND:20260406T070000Z",
    ),
    head="BEGIN:VCALENDAR\r\nPRODID:-//GoAlert//v0.33//EN\r\nVERSION:2.0\r\nMETHOD:PUBLISH\r\n",
)
# Grafana OnCall's export: a user's name or address is the whole title
GRAFANA = calendar(
    event("SUMMARY:ana@example.com", "DTSTART:20260328T080000Z", "DTEND:20260330T070000Z"),
    event("SUMMARY:BO", "DTSTART:20260330T070000Z", "DTEND:20260406T070000Z"),
    head="BEGIN:VCALENDAR\r\nPRODID:-//web schedule//oncall//\r\nVERSION:2.0\r\n",
)
# Google's private address: a zone of its own, a series with a gap, one day moved to somebody else
GOOGLE = calendar(
    BERLIN.format(name="Europe/Berlin"),
    event(
        "UID:series@google.com",
        "DTSTART;TZID=Europe/Berlin:20260327T090000",
        "DTEND;TZID=Europe/Berlin:20260328T090000",
        "RRULE:FREQ=DAILY;UNTIL=20260402T070000Z",
        "EXDATE;TZID=Europe/Berlin:20260330T090000",
        "ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED;CN=Ana:mailto:ana@example.com",
        "ATTENDEE;PARTSTAT=DECLINED;CN=Bo:mailto:bo@example.com",
        "SUMMARY:Support on call",
    ),
    event(
        "UID:series@google.com",
        "RECURRENCE-ID;TZID=Europe/Berlin:20260331T090000",
        "DTSTART;TZID=Europe/Berlin:20260331T100000",
        "DTEND;TZID=Europe/Berlin:20260401T090000",
        "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:bo@example.com",
        "SUMMARY:Support on call",
    ),
    event(
        "UID:series@google.com",
        "RECURRENCE-ID;TZID=Europe/Berlin:20260401T090000",
        "DTSTART;TZID=Europe/Berlin:20260401T090000",
        "DTEND;TZID=Europe/Berlin:20260402T090000",
        "STATUS:CANCELLED",
        "SUMMARY:Support on call",
    ),
    head=(
        "BEGIN:VCALENDAR\r\nPRODID:-//Google Inc//Google Calendar 70.9054//EN\r\n"
        "VERSION:2.0\r\nMETHOD:PUBLISH\r\nX-WR-TIMEZONE:Europe/Berlin\r\n"
    ),
)
