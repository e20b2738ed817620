"""A policy file as short as can be, and how tests spoil it."""

import pytest

from integrations.policy_file import PolicyErrors, parse

SMALL = """\
version: 7
calendars:
  office:
    timezone: Europe/Berlin
    hours: {mon: [[09:00, 18:30]], fri: [["22:00", "02:00+1"]]}
    holidays: [2026-12-24]
    overrides:
      2026-12-31: [[10:00, 12:00]]
support_calendar: office
people:
  no: {name: Nora, slack: U0NORA}
rosters:
  on: {people: [no], turns: weekly, since: 2026-01-05, is_always_on: true}
tiers:
  l1: {channel: "#l1", calendar: office, lead: no}
  l2: {channel: "#l2", calendar: office, lead: no, steps: [{ask: on, wait: 10m}]}
  engineering: {channel: "#eng", calendar: office, lead: no, steps: [{ask: no}]}
  product: {channel: "#prd", calendar: office, lead: no, steps: [{ask: on}]}
  security: {channel: "#sec", calendar: office, lead: no, steps: [{ask: on}]}
  leadership: {channel: "#ldr", calendar: office, lead: no, steps: [{ask: on}]}
clocks:
  acknowledge:
    targets: {critical: 15m, high: 1h, medium: 4h, low: 1d}
    warn: [75%]
    stops: [on_hold]
fallback_channel: "#alarms"
groups: {2: l2}
"""


def small(before: str, after: str) -> str:
    assert SMALL.count(before) == 1, f"the test's text holds {before!r} once"
    return SMALL.replace(before, after)


def errors(text: str) -> list[str]:
    with pytest.raises(PolicyErrors) as refused:
        parse(text, "p.yaml")
    return str(refused.value).split("\n")
