"""It came back as not a bug: counted against who let it through, told, and taken off their board.

Engineering says so with one click. The rule that sent it there (none: a person) is answerable, the
customer hears from support, and our own issue is cancelled; one that others had before us is not.
"""

from dataclasses import replace

from escalation import following, people
from escalation.actions import Button, UpdateIssue
from escalation.commands import DeEscalate
from escalation.events import CameBack
from escalation.references import CANCELED, ENDED
from escalation.terms import Category, Tier
from escalation.turn import Turn


def came_back(turn: Turn, before: Tier, command: DeEscalate) -> None:
    """Count it, take it off the board, and see to it that the customer hears of it."""
    if command.category != Category.NOT_A_BUG:
        return
    rule = dict(turn.e.triaged.rules).get(before, "")
    by = f"the rule “{rule}” had let it through" if rule else "people had let it through"
    said = f"{before} sent it back as not a bug: {by}"
    turn.happened(CameBack(turn.at, said, rule, command.category, before))
    _cancel(turn)
    if not (command.workaround or command.customer_text):
        _tell_customer(turn)


def reopen(turn: Turn) -> None:
    """It goes up once more: our issue, cancelled then, is open again."""
    issue = turn.e.issue
    if issue and not issue.is_followed and issue.state == CANCELED:
        turn.change(issue=replace(issue, state="started", at=turn.at))
        turn.do(UpdateIssue, severity=turn.e.severity, reopen=True)


def _cancel(turn: Turn) -> None:
    issue = turn.e.issue
    if issue and not issue.is_followed and issue.state not in ENDED:
        # Known from here on: that Linear tells it, too, asks nobody what to do.
        turn.change(issue=replace(issue, state=CANCELED, at=turn.at))
        turn.do(UpdateIssue, severity=turn.e.severity, ends=CANCELED)


def _tell_customer(turn: Turn) -> None:
    """A draft for a person to send, or the policy's text at once."""
    text = turn.e.policy.texts.not_a_bug
    if turn.e.policy.customer_updates == "send":
        following.write_to_customer(turn, text)
        return
    said = f"The customer should hear why it came back. Draft: {text}"
    buttons = (Button.UPDATE_CUSTOMER,)
    turn.tell(said, ask=people.contact(turn.e, turn.at), buttons=buttons)
