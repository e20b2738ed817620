"""What the operator decides: targets, cadences, calendars, rules, rosters, channels.

A policy is data. It is parsed from YAML at the edge, and an escalation keeps the version it began
with. Spans are written as `15m`, `4h`, `2d`; `d` is a business day of the clock's calendar: the
next open day at the same local time, cut to its hours. Thresholds are such a span or a share of the
target, `75%`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Literal

from escalation.calendar import ALWAYS, Calendar
from escalation.manners import Noise as Noise
from escalation.manners import OnBreach as OnBreach
from escalation.manners import SlackRules as SlackRules
from escalation.manners import Texts as Texts
from escalation.rosters import Person as Person
from escalation.rosters import Roster as Roster
from escalation.routing.wanted import Shifts
from escalation.rules import ImpactRules
from escalation.rules import Trigger as Trigger
from escalation.terms import Ability, ClockKind, PauseReason, Severity, TicketStatus, Tier
from escalation.triage.case import NOBODY, Account

AROUND_THE_CLOCK = "always"
SPAN = re.compile(r"(\d+)([mhd])")
UNIT_S = {"m": 60, "h": 3600}
BriefField = Literal["plan", "tier", "revenue", "page", "automation"]


@lru_cache(maxsize=256)
def span(text: str) -> tuple[int, int]:
    """(seconds, business days) of a written span; one of the two is 0. Raises ValueError."""
    match = SPAN.fullmatch(text)
    if not match or int(match[1]) < 1:
        raise ValueError(f"{text!r} is not a span: write 15m, 4h or 2d (d: business days)")
    count, unit = int(match[1]), match[2]
    return (0, count) if unit == "d" else (count * UNIT_S[unit], 0)


@dataclass(frozen=True)
class Step:
    """Whom to ask (a roster or a person), and for how long before the next step is asked."""

    ask: str
    wait: str = ""


@dataclass(frozen=True)
class Routing:
    """How a tier finds one person before its steps are asked; without it the steps are.

    `skills` maps a product or an area (a category, a tag) to the skills it wants; `guidance` is
    what first line is told when nobody who knows it is free.
    """

    skills: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    guidance: str = ""


@dataclass(frozen=True)
class TierRule:
    """One tier: where it is told, in which hours it works, whom to ask in which order."""

    channel: str
    steps: tuple[Step, ...] = ()
    lead: str = ""
    calendar: str = "support"
    linear_team: str = ""
    linear_labels: tuple[str, ...] = ()
    linear_project: str = ""
    is_restricted: bool = False
    routing: Routing | None = None


@dataclass(frozen=True)
class ClockRule:
    """One kind of clock: target by severity (none: not counted), warnings, what stops it."""

    targets: Mapping[Severity, str] = field(default_factory=dict)
    warn: tuple[str, ...] = ()
    stops: tuple[PauseReason, ...] = ()


@dataclass(frozen=True)
class HelpdeskRules:
    """How the helpdesk's own words are read.

    `statuses` says what a status of the account means, by its label or id; `fields` where a fact
    for the brief stands (plan: organization.plan), the first that is filled counts.
    """

    statuses: Mapping[str, TicketStatus] = field(default_factory=dict)
    fields: Mapping[BriefField, tuple[str, ...]] = field(default_factory=dict)
    solves: bool = True


@dataclass(frozen=True)
class ProblemRules:
    """When several escalations are proposed as one cause, and when the cause gets its own workflow.

    `score_min` is the similarity from which they are alike; within `window` (hours and minutes, no
    business days), `customers` distinct ones make a problem that is worked on as one in `tier`.
    `tells_weekly`: on Mondays the product tier's channel reads which causes came again.
    """

    proposes: bool = False
    score_min: float = 0.5
    window: str = "72h"
    customers: int = 3
    tier: Tier = Tier.ENGINEERING
    tells_weekly: bool = False


@dataclass(frozen=True)
class Policy:
    """The operator's versioned file."""

    version: str
    calendars: Mapping[str, Calendar]
    tiers: Mapping[Tier, TierRule]
    clocks: Mapping[ClockKind, ClockRule]
    fallback_channel: str
    linear_team: str = ""
    support_calendar: str = "support"
    people: Mapping[str, Person] = field(default_factory=dict)
    roles: Mapping[Ability, tuple[str, ...]] = field(default_factory=dict)
    rosters: Mapping[str, Roster] = field(default_factory=dict)
    triage_duty: str = ""
    triggers: tuple[Trigger, ...] = ()
    groups: Mapping[str, Tier] = field(default_factory=dict)
    key_customers: tuple[str, ...] = ()
    on_breach: OnBreach = field(default_factory=OnBreach)
    always_on: tuple[Severity, ...] = (Severity.CRITICAL,)
    slack_severities: tuple[Severity, ...] = tuple(Severity)
    watch: Literal["all", "matching", "none"] = "all"
    customer_updates: Literal["draft", "send"] = "draft"
    reviews_after_days: tuple[int, ...] = (3, 14, 45, 120)
    close_unconfirmed: bool = True
    texts: Texts = field(default_factory=Texts)
    noise: Noise = field(default_factory=Noise)
    slack: SlackRules = field(default_factory=SlackRules)
    issue_done_within: Mapping[Severity, str] = field(default_factory=dict)
    linear_routes: Mapping[str, Tier] = field(default_factory=dict)
    helpdesk: HelpdeskRules = HelpdeskRules()
    accounts: Mapping[str, Account] = field(default_factory=dict)
    impact: ImpactRules = field(default_factory=ImpactRules)
    problems: ProblemRules = ProblemRules()
    ledger: bool = False

    def account(self, customer: str) -> Account:
        """What is known of a customer, as `open` names them; of others, whether they are key."""
        known = self.accounts.get(customer, NOBODY)
        return replace(known, tier="key") if customer in self.key_customers else known

    def calendar(self, name: str) -> Calendar:
        """A calendar by name; `always` needs no entry."""
        return ALWAYS if name == AROUND_THE_CLOCK else self.calendars[name]

    def rule(self, kind: ClockKind) -> ClockRule:
        """The rule of a clock; a kind the file leaves out is not counted."""
        return self.clocks.get(kind, _UNCOUNTED)

    def name_of(self, person: str) -> str:
        """What people call somebody; an id nobody wrote down stands for itself."""
        return self.people[person].name if person in self.people else person

    def members(self, tier: Tier) -> tuple[str, ...]:
        """Everybody a tier may ask, and its lead: whose word counts as the tier's word."""
        rule = self.tiers[tier]
        people = [p for s in rule.steps for p in self.behind(s.ask)]
        return tuple(dict.fromkeys(filter(None, [*people, rule.lead])))

    def behind(self, ask: str) -> tuple[str, ...]:
        """The people of a roster, or whoever else is named."""
        return self.rosters[ask].people if ask in self.rosters else (ask,)

    def on_duty(
        self, ask: str, at: datetime, severity: Severity, shifts: Shifts | None = None
    ) -> tuple[str, ...]:
        """The people behind a step at an instant (UTC), as ids; `shifts` are what feeds said.

        A severity that runs around the clock asks, outside the support calendar's hours, only
        rosters that are always on.
        """
        roster = self.rosters.get(ask)
        if self.is_out_of_hours(severity, at) and not (roster and roster.is_always_on):
            return ()
        if roster:
            return roster.on_duty(at, shifts, self.people)
        return (ask,) if ask in self.people else ()

    def is_out_of_hours(self, severity: Severity, at: datetime) -> bool:
        """Whether a severity runs around the clock while the support calendar is closed."""
        return severity in self.always_on and not self.calendar(self.support_calendar).is_open(at)

    def next_reminder_at(self, severity: Severity, at: datetime) -> datetime:
        """The earliest instant for a reminder: quiet hours hold what does not run day and night."""
        if severity in self.always_on:
            return at
        return self.calendar(self.support_calendar).next_open(at)


_UNCOUNTED = ClockRule()
NO_POLICY = Policy(version="", calendars={}, tiers={}, clocks={}, fallback_channel="")
