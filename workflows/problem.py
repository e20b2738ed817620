"""A problem, as long as anybody waits for it: a thin, durable shell around `decide_problem`.

It is built as an escalation is (`escalation.py`): messages are synchronous, the loop alone awaits.
Its channels, its card and its list entry are those of an escalation, which it shows itself as
(`escalation/problem_face.py`). It has no timer: whoever waits has clocks of their own.
"""

from dataclasses import replace
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from escalation.actions import Action
    from escalation.card import Card, card, markdown
    from escalation.model import Escalation
    from escalation.outcomes import Outcome
    from escalation.policy import NO_POLICY
    from escalation.preview import Preview
    from escalation.problem import Member, Problem, decide_problem, refusal
    from escalation.problem_face import face
    from escalation.problem_members import MemberState
    from escalation.problem_outcomes import settle_problem
    from escalation.problem_work import Work
    from escalation.terms import Status, Tier
    from integrations.envelope import Malformed, parse
    from workflows import attributes
    from workflows.problem_start import PROBLEM, TELL, ProblemStart
    from workflows.receipt import Receipt
    from workflows.start import interned

from workflows.deliveries import Deliveries

Decided = tuple[Problem, tuple[Action, ...]]


@workflow.defn(name=PROBLEM)
class ProblemWorkflow:
    """One cause behind several escalations, and one fix for all of them."""

    @workflow.init
    def __init__(self, start: ProblemStart) -> None:
        policy = interned(start.policy)
        begun = start.problem or Problem(workflow.info().workflow_id, policy)
        self._p = replace(begun, policy=policy)
        self._roll_at = start.roll_at
        self._published = workflow.info().typed_search_attributes
        self._deliveries = Deliveries(start.outbox, self._settle, begun.messages)
        self._is_awake = True
        self._late: list[dict[str, str]] = []
        for raw in start.told:
            self._take_member(raw)

    @workflow.run
    async def run(self, start: ProblemStart) -> Escalation:
        """Live until nobody waits; the result is how it looked then."""
        while not self._is_over:
            self._is_awake = False
            self._publish()
            if self._should_roll():
                await self._roll(problem=self._bare)
            self._deliveries.spawn(face(self._p))
            await workflow.wait_condition(lambda: self._is_awake or self._is_over)
        self._publish()
        if self._late:  # the cause came back before this run was closed
            await self._roll(told=tuple(self._late))
        await workflow.wait_condition(workflow.all_handlers_finished)
        return face(self._p).bare

    # -- messages ---------------------------------------------------------------------------------

    @workflow.signal(name=TELL, description="How one of its escalations stands")
    def member(self, raw: dict[str, str]) -> None:
        """Take in what an escalation tells of itself. Never raises."""
        self._take_member(raw)
        self._is_awake = True

    @workflow.signal(description="Commands in the one envelope: an object, or a list of them")
    def deliver(self, raw: Any) -> None:
        """Take commands that are facts already: from webhooks and Slack. Never raises."""
        for one in raw if isinstance(raw, list) else [raw]:
            try:
                command = parse(one).command
            except Malformed as error:
                self._note(f"A command could not be read: {error}")
                continue
            self._apply(decide_problem(self._p, command, workflow.now()))
        self._is_awake = True

    @workflow.update(description="One command in the one envelope; a refusal says why")
    def command(self, raw: dict[str, Any]) -> Receipt:
        """Take a command somebody waits for."""
        before, command = len(self._p.history), parse(raw).command
        is_repeat = command.command_id in self._p.command_ids
        self._apply(decide_problem(self._p, command, workflow.now()))
        self._is_awake = True
        events = tuple(line.text for line in self._p.history[before:])
        tier = self._p.policy.problems.tier
        return Receipt(self._p.id, self._p.status, tier, events, is_repeat)

    @command.validator
    def _may_command(self, raw: dict[str, Any]) -> None:
        try:
            command = parse(raw).command
        except Malformed as error:
            raise ApplicationError(str(error), type="Malformed", non_retryable=True) from None
        if refused := refusal(self._p, command):
            said = f"{command.type} refused: {refused}"
            raise ApplicationError(said, type="Refused", non_retryable=True)

    @workflow.query(description="How it looks as an escalation, for whatever shows those")
    def state(self) -> Escalation:
        """What `show` prints."""
        return face(self._p).bare

    @workflow.query(description="The whole state")
    def problem(self) -> Problem:
        """The problem as it stands, with no more of the policy than its version."""
        return self._bare

    @workflow.query(description="Why it is worked on or not yet; it has no clocks")
    def explain(self, name: str = "") -> list[dict[str, Any]]:
        """What `why` prints: who joined when, and how many it takes."""
        told = [{"decision": "problem", "because": list(self._p.because)}]
        return told if name in ("", "problem") else []

    @workflow.query(description="The card as a tier may see it; no tier: all of it")
    def card(self, tier: str = "") -> Card:
        """What people are shown."""
        return card(face(self._p), Tier(tier) if tier else None)

    @workflow.query(description="Why a command would be refused; it has no deadlines to move")
    def preview(self, raw: dict[str, Any]) -> Preview:
        """A command tried. Raises Malformed."""
        return Preview(refusal(self._p, parse(raw).command))

    # -- deciding ---------------------------------------------------------------------------------

    def _take_member(self, raw: dict[str, str]) -> None:
        if self._p.status == Status.CLOSED:
            # Only who joins begins it anew: nobody would ever end a run without members.
            if self._late or raw.get("state") == MemberState.JOINED:
                self._late.append(raw)
            return
        try:
            told = Member.told_by(raw)
        except (KeyError, ValueError) as error:
            self._note(f"A member could not be read: {error!r}")
            return
        self._apply(decide_problem(self._p, told, workflow.now()))

    def _settle(self, sent: tuple[Action, ...], came: list[Outcome]) -> None:
        self._apply(settle_problem(self._p, sent, came, workflow.now()))
        self._is_awake = True

    def _apply(self, decided: Decided) -> None:
        self._p, actions = decided
        self._deliveries.add(actions)

    def _note(self, text: str) -> None:
        work = Work(self._p, workflow.now())
        work.happened(text)
        self._p = work.p

    # -- showing and ending -----------------------------------------------------------------------

    @property
    def _bare(self) -> Problem:
        return replace(self._p, policy=replace(NO_POLICY, version=self._p.policy.version))

    def _publish(self) -> None:
        shown = face(self._p)
        workflow.set_current_details(markdown(shown))
        indexed = attributes.of(shown)
        if attributes.differ(indexed, self._published):
            workflow.upsert_search_attributes(attributes.changes(indexed))
            self._published = indexed

    @property
    def _is_over(self) -> bool:
        is_closed = self._p.status == Status.CLOSED
        return is_closed and not self._deliveries.outbox and self._deliveries.is_idle

    def _should_roll(self) -> bool:
        """When a run is long and nothing is under way: that is never for long."""
        info = workflow.info()
        is_long = 0 < self._roll_at <= info.get_current_history_length()
        return (is_long or info.is_continue_as_new_suggested()) and self._deliveries.is_idle

    async def _roll(self, **carried: Any) -> None:
        await workflow.wait_condition(workflow.all_handlers_finished)
        outbox = tuple(self._deliveries.outbox)
        start = ProblemStart(self._p.policy, outbox=outbox, roll_at=self._roll_at, **carried)
        workflow.continue_as_new(start)
