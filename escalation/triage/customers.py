"""Who wrote: what makes a customer one that a rule speaks of, each with its reason."""

from escalation.rules import CustomerIs
from escalation.triage.case import Account
from escalation.triage.judgement import Reason


def matching(rule: str, wanted: CustomerIs, account: Account) -> tuple[Reason, ...]:
    """The reasons of everything that is named and true of the customer; empty when nothing is."""
    who, found = account.name or "the customer", []
    if account.tier in wanted.tiers:
        condition = "key_customer" if account.tier == "key" else "customer"
        found.append(Reason(rule, condition, f"{who} is a {account.tier} account"))
    if account.plan and account.plan in wanted.plans:
        found.append(Reason(rule, "plan", f"they have the plan {account.plan}"))
    if wanted.is_vip and account.is_vip:
        found.append(Reason(rule, "vip", f"{who} is a VIP"))
    worth, least_worth = account.lifetime_value, wanted.lifetime_value_min
    for condition, evidence, value, least in (
        ("revenue", "what they pay a year", account.revenue, wanted.revenue_min),
        ("lifetime_value", "what they are worth", worth, least_worth),
        ("churn_risk", "the risk that they leave", account.churn_risk, wanted.churn_risk_min),
    ):
        if least is not None and value >= least:
            found.append(Reason(rule, condition, evidence, f"{value:,g}", f"{least:,g}"))
    return tuple(found)
