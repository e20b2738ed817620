"""What is wrong with the judgement of a policy: triggers, impact, accounts."""

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from escalation.clocks import BREACH, REMINDERS
from escalation.finding import Finding, Path, nearest, unknown, wrong_spans
from escalation.policy import Policy, Trigger
from escalation.terms import ClockKind, Severity, Tier
from escalation.triage import conditions, patterns
from escalation.triage.said import WITHOUT

WARN = "warn"
CLOCKS = [f"{kind} {at}" for kind in ClockKind if kind not in REMINDERS for at in (WARN, BREACH)]

# The least and most of every threshold, and what to write instead.
SHARE = (0.0, 1.0, "write a share of 1, like 0.6")
COUNT = (1, 1_000, "write 1 or more, like 3")
MOOD = (-1.0, 1.0, "write -1 (bad) to 1 (good), like -0.5")
MONEY = (0, 1e12, "write whole units of money, like 500")
RANGES: Mapping[str, tuple[float, float, str]] = {
    "sentiment_max": MOOD,
    "sentiment_fall_min": (0.05, 2.0, "write more than 0 and at most 2, like 0.8"),
    "replies_min": COUNT,
    "reopened_min": COUNT,
    "raised_min": COUNT,
    "systems_min": COUNT,
    "similar_min": COUNT,
    "amount_min": MONEY,
    "confidence_max": SHARE,
    "model_confidence_min": SHARE,
    "solved_days_max": (1, 366, "write days, like 90"),
    "count": COUNT,
    "revenue_min": MONEY,
    "revenue": MONEY,
    "lifetime_value_min": MONEY,
    "lifetime_value": MONEY,
    "churn_risk_min": SHARE,
    "churn_risk": SHARE,
}
_TIMES = ("unanswered_for", "idle_for", "unresolved_for")
_TEXTS = ("words", "tags", "categories", "products")


def _triggers(policy: Policy) -> Iterator[Finding]:
    names = [trigger.name for trigger in policy.triggers]
    for i, trigger in enumerate(policy.triggers):
        path: Path = ("triggers", i)
        if not trigger.name or trigger.name in names[:i]:
            yield Finding((*path, "name"), "is empty or taken", "give every trigger its own name")
        if trigger.to == Tier.L1:
            yield Finding((*path, "to"), "l1 has it already", "name a tier above l1")
        yield from _conditions(path, trigger)
        yield from _texts(path, trigger)
        yield from _out_of_range(path, trigger)
        yield from _pattern(path, trigger)
        yield from _customer(path, trigger)


def _conditions(path: Path, trigger: Trigger) -> Iterator[Finding]:
    given = conditions.given(trigger)
    if not any(key != WITHOUT for key in given):
        known = ", ".join(key for key in conditions.CONDITIONS if key != WITHOUT)
        yield Finding(path, "has no condition", f"give it one of {known}")
    times = [key for key in _TIMES if key in given]
    if len(times) > 1:
        problem = f"has {' and '.join(times)}: a trigger counts one time"
        yield Finding(path, problem, "write a trigger for each")
    for key in times:
        yield from wrong_spans((*path, key), getattr(trigger, key))
    for i, clock in enumerate(trigger.own_clock):
        if clock not in CLOCKS:
            remedy = nearest(clock, CLOCKS, "write a clock and warn or breach: resolution warn")
            yield Finding((*path, "own_clock", i), f"“{clock}” is no threshold", remedy)
    for i, sign in enumerate(trigger.without):
        if sign in (*trigger.signs, *trigger.also):
            problem = f"“{sign}” is wanted as well"
            yield Finding((*path, WITHOUT, i), problem, "wish it or rule it out, not both")


def _texts(path: Path, trigger: Trigger) -> Iterator[Finding]:
    for key in _TEXTS:
        for i, text in enumerate(getattr(trigger, key)):
            if not text.strip():  # an empty word stands in every ticket
                yield Finding((*path, key, i), "is empty", "write a word, or leave it out")


def _pattern(path: Path, trigger: Trigger) -> Iterator[Finding]:
    if trigger.pattern:
        yield from _out_of_range((*path, "pattern"), trigger.pattern)
        if found := patterns.fault(trigger.pattern.regex):
            yield Finding((*path, "pattern", "regex"), *found)


def _customer(path: Path, trigger: Trigger) -> Iterator[Finding]:
    wanted = trigger.customer
    if wanted is None:
        return
    yield from _out_of_range((*path, "customer"), wanted)
    thresholds = (wanted.revenue_min, wanted.lifetime_value_min, wanted.churn_risk_min)
    if not (wanted.tiers or wanted.plans or wanted.is_vip) and set(thresholds) == {None}:
        yield Finding((*path, "customer"), "is empty: nobody is one", "write tiers: [key]")


def _out_of_range(path: Path, holder: object) -> Iterator[Finding]:
    """Thresholds that cannot be meant; what holds them names them as `RANGES` does."""
    for key, (least, most, remedy) in RANGES.items():
        value = getattr(holder, key, None)
        if isinstance(value, int | float) and not least <= value <= most:
            yield Finding((*path, key), f"{value:g} is out of range", remedy)


def _impact(policy: Policy) -> Iterator[Finding]:
    rules, path = policy.impact, ("impact", "least")
    yield from _out_of_range(("impact",), rules)
    wanted = [severity for severity in Severity if severity in rules.least]
    for severe, mild in pairwise(wanted):
        if rules.least[severe] <= rules.least[mild]:
            problem = f"{severe} is reached no later than {mild}, so {mild} never is"
            yield Finding((*path, severe), problem, f"write more than {rules.least[mild]}")
    if rules.raises and not rules.least:
        problem = "is empty: impact never says how bad it is"
        yield Finding(path, problem, "write {critical: 6, high: 4, medium: 1, low: 0}")


def _accounts(policy: Policy) -> Iterator[Finding]:
    for name, account in policy.accounts.items():
        path = ("accounts", name)
        yield from _out_of_range(path, account)
        if account.owner:
            yield from unknown((*path, "owner"), account.owner, "person", policy.people)
        if account.name and account.name != name:
            problem = f"“{account.name}” stands under another name"
            yield Finding((*path, "name"), problem, "leave it out")
        if account.language and (len(account.language), account.language.islower()) != (2, True):
            problem = f"“{account.language}” is no ISO 639-1 code"
            yield Finding((*path, "language"), problem, "write two letters, like de")


RULES: tuple[Callable[[Policy], Iterator[Finding]], ...] = (_triggers, _impact, _accounts)
