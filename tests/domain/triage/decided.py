"""The decision tables: tickets with what a support lead would decide, and how far we agree."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

import yaml

from escalation.policy import Policy
from escalation.triage.judge import judge
from escalation.triage.judgement import Judgement
from integrations.policy_file import parse
from integrations.reading.reader import Reader
from starter.country import expanded, years_around
from starter.triage_lines import TicketLine, case_of

ROOT = Path(__file__).parents[3]
HERE = Path(__file__).parent
MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)

# The words of the labelling guide: for what is escalated, and for what stays at first line.
_ESCALATED = """
    security outage data_loss wants_human complaint angry mood_fell dispute legal press churn vip
    key_customer revenue churn_risk unanswered stuck reopened systems unsure_automation pattern
    defect raised_twice
"""
_STAYS = "question configuration workaround wish routine"
ESCALATED, STAYS = frozenset(_ESCALATED.split()), frozenset(_STAYS.split())


@dataclass(frozen=True)
class Row:
    """One ticket: what was wanted, and what was decided."""

    id: str
    expect: dict[str, Any]
    judged: Judgement

    @property
    def is_sent_right(self) -> bool:
        """Whether it is escalated or not, and to the tier, as wanted."""
        wanted = (self.expect["escalate"], self.expect["tier"])
        return (self.judged.escalate, self.judged.tier) == wanted

    @property
    def because(self) -> tuple[set[str], set[str]]:
        """The reasons that were wanted, and ours as far as the guide has a word for them."""
        known = ESCALATED if self.judged.escalate else STAYS
        ours = {str(reason.condition) for reason in self.judged.reasons}
        return set(self.expect["reasons"]), ours & known


@cache
def default() -> Policy:
    """The policy that comes with Handrail."""
    text = (ROOT / "policies" / "default.yaml").read_text(encoding="utf-8")
    return parse(text, "default.yaml", partial(expanded, years=years_around(MONDAY)))


@cache
def rows(name: str) -> tuple[Row, ...]:
    """Every ticket of a table, decided by the default policy."""
    read, written = Reader().read, (HERE / name).read_text(encoding="utf-8")
    return tuple(
        Row(
            ticket["id"],
            ticket["expect"],
            judge(case_of(TicketLine.model_validate(ticket), default(), read), default()),
        )
        for ticket in yaml.safe_load(written)
    )


def agreement(name: str) -> dict[str, float]:
    """The shares of a table on which we agree, to a percent; `overlap` is Jaccard's, on average."""
    table = rows(name)
    overlaps = [
        len(wanted & ours) / len(wanted | ours) if wanted | ours else 1.0
        for wanted, ours in (row.because for row in table)
    ]
    right = {
        "escalate": [row.judged.escalate == row.expect["escalate"] for row in table],
        "escalate and tier": [row.is_sent_right for row in table],
        "severity": [row.judged.severity == row.expect["severity"] for row in table],
        "kind": [row.judged.kind == row.expect["kind"] for row in table],
        "security": [row.judged.is_security == row.expect["security"] for row in table],
        "wants a human": [row.judged.wants_human == row.expect["wants_human"] for row in table],
        "complaint": [row.judged.is_complaint == row.expect["complaint"] for row in table],
        "reasons, all": [wanted == ours for wanted, ours in (row.because for row in table)],
        "reasons, overlap": overlaps,
    }
    return {what: round(sum(each) / len(table), 2) for what, each in right.items()}
