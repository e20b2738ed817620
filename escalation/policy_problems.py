"""What is wrong with how a policy proposes one cause for several escalations."""

from collections.abc import Callable, Iterator

from escalation.finding import Finding, wrong_span
from escalation.policy import Policy

_HERE = "problems"
SHARED_MIN = 2  # customers: one alone shares nothing


def _problems(policy: Policy) -> Iterator[Finding]:
    rules = policy.problems
    if rules.window.endswith("d"):
        problem = f"“{rules.window}” is in business days: a cause keeps no hours"
        yield Finding((_HERE, "window"), problem, "write hours: 72h")
    else:
        yield from wrong_span((_HERE, "window"), rules.window)
    if not 0 < rules.score_min <= 1:
        problem = f"{rules.score_min} is no likeness"
        yield Finding((_HERE, "score_min"), problem, "write more than 0, at most 1: 0.5")
    if rules.customers < SHARED_MIN:
        problem = f"{rules.customers} is too few: one customer alone shares nothing"
        yield Finding((_HERE, "customers"), problem, f"write {SHARED_MIN} or more")
    tier = policy.tiers.get(rules.tier)
    if tier and tier.is_restricted:
        problem = f"{rules.tier} is restricted: whoever has the others may not read there"
        yield Finding((_HERE, "tier"), problem, "name a tier that all may read")
    for name in ("proposes", "tells_weekly"):
        if getattr(rules, name) and not policy.ledger:
            problem = "asks the ledger, which nothing is written into"
            yield Finding((_HERE, name), problem, "write ledger: true").as_warning


RULES: tuple[Callable[[Policy], Iterator[Finding]], ...] = (_problems,)
