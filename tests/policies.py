"""A small policy for tests: every tier has one person on duty around the clock."""

from dataclasses import replace

from escalation.calendar import Calendar
from escalation.policy import (
    ClockRule,
    OnBreach,
    Person,
    Policy,
    Roster,
    Step,
    TierRule,
    Trigger,
)
from escalation.terms import ClockKind, PauseReason, Severity, Tier

WEEK = ("mon", "tue", "wed", "thu", "fri")
OFFICE = Calendar("Europe/Berlin", dict.fromkeys(WEEK, (("09:00", "18:00"),)))


def by_severity(critical: str, high: str, medium: str, low: str) -> dict[Severity, str]:
    return dict(zip(Severity, (critical, high, medium, low), strict=True))


_CUSTOMER, _THIRD_PARTY, _HOLD, _SNOOZED = PauseReason
CLOCKS = {
    ClockKind.ACKNOWLEDGE: ClockRule(by_severity("15m", "1h", "4h", "1d"), ("75%",)),
    ClockKind.FIRST_RESPONSE: ClockRule(by_severity("30m", "2h", "8h", "2d"), ("75%",)),
    ClockKind.NEXT_RESPONSE: ClockRule(by_severity("1h", "4h", "1d", "2d"), ("75%",)),
    ClockKind.INTERNAL_FOLLOW_UP: ClockRule(
        by_severity("2h", "4h", "1d", "3d"), ("75%",), (_CUSTOMER, _HOLD, _SNOOZED)
    ),
    ClockKind.CUSTOMER_UPDATE: ClockRule(
        by_severity("2h", "4h", "1d", "5d"), ("75%",), (_CUSTOMER,)
    ),
    ClockKind.RESOLUTION: ClockRule(
        by_severity("8h", "2d", "5d", "10d"),
        ("50%", "75%", "90%"),
        (_CUSTOMER, _THIRD_PARTY, _HOLD),
    ),
    ClockKind.CONFIRMATION: ClockRule(by_severity("5d", "5d", "5d", "5d"), ("2d",)),
}


def tier_rule(tier: Tier) -> TierRule:
    return TierRule(
        channel=f"#{tier}",
        steps=(Step(f"{tier}-desk"), Step(f"{tier}-second")),
        lead=f"lead-{tier}",
        linear_team="ENG",
        is_restricted=tier == Tier.SECURITY,
    )


POLICY = Policy(
    version="test",
    calendars={"support": OFFICE},
    tiers={tier: tier_rule(tier) for tier in Tier},
    clocks=CLOCKS,
    fallback_channel="#alarms",
    people={
        name: Person(name, slack=f"U-{name}")
        for tier in Tier
        for name in (f"a-{tier}", f"b-{tier}", f"lead-{tier}")
    },
    rosters={
        **{f"{tier}-desk": Roster((f"a-{tier}",), is_always_on=True) for tier in Tier},
        **{f"{tier}-second": Roster((f"b-{tier}",), is_always_on=True) for tier in Tier},
    },
    triggers=(
        Trigger("security", Tier.SECURITY, words=("vulnerability", "data leak")),
        Trigger("asked-l2", Tier.L2, tags=("escalate_l2",)),
        Trigger("asked-engineering", Tier.ENGINEERING, tags=("escalate_engineering",)),
        Trigger("urgent", Tier.L2, severities=(Severity.CRITICAL,)),
        Trigger("unanswered", Tier.L2, unanswered_for=by_severity("15m", "1h", "6h", "1d")),
        Trigger("idle", Tier.L2, idle_for=by_severity("1h", "4h", "2d", "5d")),
    ),
    groups={"Support 2": Tier.L2, "Support 1": Tier.L1, "Engineering": Tier.ENGINEERING},
    issue_done_within=by_severity("1h", "4h", "1d", "1d"),
)
QUIET = replace(  # counts, but nothing climbs or closes by itself
    POLICY,
    version="quiet",
    triggers=(),
    on_breach=OnBreach(
        climb=(), engage_leadership=(), reopen_unanswered=False, engage_when_exhausted=False
    ),
    close_unconfirmed=False,
)
