"""What Linear is handed: the issue with what the ticket told, its links, and who needs it."""

from dataclasses import replace
from typing import Any

import pytest

from activities.batches import LinearBatch, LinearCustomer
from escalation.actions import Action, Channel, CommentIssue, FollowIssue, OpenIssue
from escalation.brief_render import markdown
from escalation.context import Link, TicketContext
from escalation.model import Escalation
from escalation.references import Issue, MessageRef
from escalation.terms import Severity, Tier
from tests.domain.story import at, taken
from workflows.batching import batch

BRIEF = f"a bug\n\n{markdown(taken(Tier.L2).e)}"
OPEN = OpenIssue(effect="e1", team="ENG", title="t", body=BRIEF, severity=Severity.HIGH)
FOLLOW = FollowIssue(effect="e2", issue="ENG-7", relation="related", text=BRIEF)
COMMENT = CommentIssue(effect="e3", text="a word")
CONTEXT = TicketContext(at("Mon 09:00"), organization="Acme")
URL = "https://desk/7"
THREAD = "https://slack.com/archives/C1/p1700000000000100"


def handed(e: Escalation, *actions: Action) -> LinearBatch:
    found = batch(Channel.LINEAR, actions, e, False)
    assert isinstance(found, LinearBatch)
    return found


def climbed(**fields: Any) -> Escalation:
    return taken(Tier.L2, url=URL, requester="Ada").e.changed(**fields)


def test_the_issue_tells_what_the_ticket_told_and_comments_do_not():
    e = climbed(context=CONTEXT)
    opened, followed, comment = handed(e, OPEN, FOLLOW, COMMENT).effects
    told = f"a bug\n\n{markdown(e)}"
    assert (opened.body, followed.text, comment) == (told, told, COMMENT)
    assert "- Organisation: Acme" in told


def test_what_a_restricted_tier_holds_goes_into_its_own_issue_only():
    found = handed(climbed(context=CONTEXT, sealed=(Tier.SECURITY,)), OPEN, FOLLOW)
    opened, followed = found.effects
    assert "Acme" in opened.body
    assert (followed, found.customer) == (FOLLOW, None)


def test_links_are_handed_until_the_issue_shows_them():
    message = MessageRef(Tier.L2, "C1", "1700000000.000100")
    ticket, thread = Link("Ticket", URL), Link("Slack thread", THREAD)
    assert handed(climbed(), OPEN).links == (ticket,)
    assert handed(climbed(messages=(message,)), OPEN).links == (ticket, thread)
    shown = Issue("uuid", links=(URL,))
    found = handed(climbed(messages=(message,), issue=shown), COMMENT)
    assert (found.issue, found.links) == ("uuid", (thread,))


@pytest.mark.parametrize(
    ("context", "customer"),
    [
        (None, LinearCustomer("zendesk:Ada", "Ada")),
        (CONTEXT, LinearCustomer("zendesk:Acme", "Acme")),
        (
            replace(CONTEXT, organization="", email="ada@acme.example"),
            LinearCustomer("zendesk:ada@acme.example", "Ada"),
        ),
        (
            replace(CONTEXT, fields=(("plan", "Gold"), ("revenue", "€ 120,000.50"))),
            LinearCustomer("zendesk:Acme", "Acme", 120_000, "Gold"),
        ),
        (replace(CONTEXT, fields=(("tier", "A"), ("plan", "Gold"))), "A"),
        (replace(CONTEXT, fields=(("revenue", "much"),)), LinearCustomer("zendesk:Acme", "Acme")),
    ],
)
def test_linear_learns_who_needs_it(context, customer):
    found = handed(climbed(context=context), OPEN).customer
    assert (found.tier if isinstance(customer, str) else found) == customer


@pytest.mark.parametrize(
    ("said", "revenue"),
    [
        ("120000", 120_000),
        ("$1,200,000.00", 1_200_000),
        ("1 200 000 EUR", 1_200_000),
        ("1.200.000,50", None),  # what a number means is not guessed
        ("1.2M", None),
        ("12k", None),
        ("-500", None),
        ("2024-10-01", None),
    ],
)
def test_a_revenue_is_a_plain_number_or_unknown(said: str, revenue: int | None):
    context = replace(CONTEXT, fields=(("revenue", said),))
    found = handed(climbed(context=context), OPEN).customer
    assert found
    assert found.revenue == revenue


def test_nobody_is_no_customer():
    assert handed(taken(Tier.L2).e, OPEN).customer is None
