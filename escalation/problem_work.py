"""One decision on a problem under way: as it changes, and the actions so far."""

from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from escalation.actions import (
    Action,
    Button,
    CommentIssue,
    OpenIssue,
    PassOn,
    Tell,
    UpdateIssue,
)
from escalation.model import HISTORY_MAX, LINE_MAX, Line
from escalation.problem_members import Member, Problem
from escalation.references import COMPLETED, Issue
from escalation.terms import Status

A = TypeVar("A", bound=Action)


class Work:
    """The working copy of one decision, at `now` (UTC)."""

    def __init__(self, problem: Problem, now: datetime) -> None:
        self.p = problem
        self.now = now
        self.actions: list[Action] = []

    def change(self, **fields: Any) -> None:
        """Replace fields of the problem."""
        self.p = replace(self.p, **fields)

    def do(self, action: type[A], **fields: Any) -> None:
        """Queue an action under the next effect id."""
        self.change(effects=self.p.effects + 1)
        self.actions.append(action(effect=f"{self.era}e{self.p.effects}", **fields))

    @property
    def era(self) -> str:
        """What tells this problem's effects from those of one of the same name that is over."""
        return f"{self.p.began_at:%Y%m%d%H%M%S}/" if self.p.began_at else ""

    def who(self, person: str) -> str:
        """What people call somebody."""
        return self.p.policy.name_of(person) or "somebody"

    def happened(self, text: str) -> None:
        """A line of the story."""
        self.change(history=(*self.p.history, Line(self.now, text[:LINE_MAX]))[-HISTORY_MAX:])

    def say(self, text: str, *buttons: Button) -> None:
        """A line of the story, told in the tier's thread; with a button its lead is asked."""
        self.happened(text)
        tier = self.p.policy.problems.tier
        lead = self.p.policy.tiers[tier].lead
        ask = (lead,) if buttons and lead else ()
        self.do(Tell, tier=tier, text=text, ask=ask, buttons=buttons)

    def pass_on(self, member: Member, what: str, **fields: str) -> None:
        """Tell a member something, once however often it is sent."""
        command = {
            "type": what,
            "escalation": member.escalation,
            "actor": self.p.id,
            "command_id": f"{self.p.id}:{self.era}{what}:{self.p.effects}",
            **fields,
        }
        self.do(PassOn, to=member.escalation, commands=(command,))

    def open_issue(self) -> None:
        """One issue for all, in the team of the tier that works on problems."""
        p = self.p
        rule = p.policy.tiers[p.policy.problems.tier]
        self.do(
            OpenIssue,
            team=rule.linear_team or p.policy.linear_team,
            title=p.title,
            body=f"One cause behind these; a fix here is told to each of them.\n\n{p.roll}",
            severity=p.severity,
            labels=rule.linear_labels,
            project=rule.linear_project,
        )

    def link(self) -> None:
        """Every open member follows the one issue; its own becomes a duplicate of it."""
        issue = self.p.issue
        if issue is None or self.p.status == Status.CLOSED:
            return
        for member in self.p.waiting:
            if member.escalation not in self.p.linked:
                self.change(linked=(*self.p.linked, member.escalation))
                self.pass_on(member, "link_issue", issue=issue.id, relation="duplicate")

    def complete(self, issue: Issue) -> None:
        """One fix, one state: the issue of a problem that is fixed is completed."""
        self.change(issue=replace(issue, state=COMPLETED, at=self.now))
        self.do(UpdateIssue, severity=self.p.severity, ends=COMPLETED)

    def close(self, said: str) -> None:
        """It is over; one that told nobody of itself ends as quietly."""
        was_quiet = self.p.status == Status.WATCHING
        self.change(status=Status.CLOSED)
        if was_quiet:
            self.happened(said)
            return
        self.say(said)
        if self.p.issue:
            self.do(CommentIssue, text=said)
