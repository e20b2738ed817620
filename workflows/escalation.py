"""One escalation, from its first word to its last: a thin, durable shell around `decide`.

Messages are synchronous: a signal or an update passes its command to `decide`, takes the new state
and queues the actions. The main loop alone awaits: it lets time pass, publishes what operators see,
sends what waits, arms one timer, and sleeps until something wakes it. There is no polling and no
lock; two messages can never interleave, as nothing awaits between them.

Signals never raise: a command that cannot be read or is refused becomes state, is shown, and is
answered to whoever asked. An update's validator is `decide` itself, so a refused update leaves no
trace in the history.

A run ends by continue-as-new when the server suggests it: no new delivery is begun, those under way
get a minute, and everything else, the outbox included, is carried over.
"""

from dataclasses import replace
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError

with workflow.unsafe.imports_passed_through():
    from escalation import outcomes
    from escalation.actions import Action
    from escalation.card import Card, card, markdown, next_step
    from escalation.commands import Command
    from escalation.lifecycle import Decision, decide
    from escalation.model import Escalation
    from escalation.outcomes import Outcome
    from escalation.preview import Preview, preview
    from escalation.terms import Status, Tier
    from escalation.why import why
    from integrations.envelope import Malformed, parse
    from workflows import attributes, options
    from workflows.receipt import Receipt, malformed, receipt, unknown_named
    from workflows.start import Start, interned

from workflows.deliveries import Deliveries
from workflows.timer import DeadlineTimer


@workflow.defn(name="Escalation")
class EscalationWorkflow:
    """One customer problem and its whole climb."""

    @workflow.init
    def __init__(self, start: Start) -> None:
        policy = interned(start.policy)
        begun = start.escalation or Escalation(id=workflow.info().workflow_id, policy=policy)
        self._e = replace(begun, policy=policy)
        self._roll_at = start.roll_at
        self._published = workflow.info().typed_search_attributes
        self._deliveries = Deliveries(start.outbox, self._settle, begun.messages)
        self._timer = DeadlineTimer(self._wake)
        self._is_awake = True
        self._successor: list[dict[str, Any]] = []
        self._has_successor = False
        for raw in start.commands:
            self._take_raw(raw)

    @workflow.run
    async def run(self, start: Start) -> Escalation:
        """Live through the escalation; the result is its last state."""
        while not self._is_over:
            self._is_awake = False
            self._let_time_pass()
            self._publish()
            await self._hand_on()
            if self._should_roll():
                await self._roll()
            self._deliveries.spawn(self._e)
            self._timer.arm(self._e.next_at, next_step(self._e)[: options.SUMMARY_MAX])
            await workflow.wait_condition(lambda: self._is_awake or self._is_over)
        self._timer.cancel()
        self._publish()
        await workflow.wait_condition(workflow.all_handlers_finished)
        await self._hand_on()
        return self._e.bare

    # -- messages ---------------------------------------------------------------------------------

    @workflow.signal(description="Commands in the one envelope: an object, or a list of them")
    def deliver(self, raw: Any) -> None:
        """Take commands that are facts already: from webhooks and Slack. Never raises."""
        for one in raw if isinstance(raw, list) else [raw]:
            self._take_raw(one)
        self._wake()

    @workflow.update(description="One command in the one envelope; a refusal says why")
    def command(self, raw: dict[str, Any]) -> Receipt:
        """Take a command somebody waits for."""
        decision = self._take(parse(raw).command, raw)
        self._wake()
        return receipt(decision)

    @command.validator
    def _may_command(self, raw: dict[str, Any]) -> None:
        try:
            parsed = parse(raw)
        except Malformed as error:
            raise ApplicationError(str(error), type="Malformed", non_retryable=True) from None
        refused = decide(self._e, parsed.command, workflow.now()).refused
        if refused:
            raise ApplicationError(refused, type="Refused", non_retryable=True)

    @workflow.query(description="The whole state")
    def state(self) -> Escalation:
        """The escalation as it stands."""
        return self._e.bare

    @workflow.query(description="Why: triage, routing and every clock; give a name for one of them")
    def explain(self, name: str = "") -> list[dict[str, Any]]:
        """Every decision and every deadline explains itself."""
        return why(self._e, workflow.now(), name)

    @workflow.query(description="The card as a tier may see it; no tier: all of it")
    def card(self, tier: str = "") -> Card:
        """What people are shown."""
        return card(self._e, Tier(tier) if tier else None)

    @workflow.query(description="What would follow from a command; nothing is changed")
    def preview(self, raw: dict[str, Any]) -> Preview:
        """A command tried. Raises Malformed."""
        return preview(self._e, parse(raw).command, workflow.now())

    # -- deciding ---------------------------------------------------------------------------------

    def _take_raw(self, raw: Any) -> None:
        try:
            parsed = parse(raw)
        except Malformed as error:
            self._e = malformed(self._e, error, workflow.now())
            return
        self._e = unknown_named(self._e, parsed, workflow.now())
        self._take(parsed.command, raw)

    def _take(self, command: Command, raw: dict[str, Any]) -> Decision:
        decision = decide(self._e, command, workflow.now())
        if self._has_successor or decision.escalation.id != workflow.info().workflow_id:
            # It came back after its end and before this run was closed: the next run takes it.
            self._successor.append(raw)
            return decision
        self._apply(decision)
        return decision

    def _let_time_pass(self) -> None:
        if self._e.status != Status.NEW:
            self._apply(decide(self._e, None, workflow.now()))

    def _settle(self, sent: tuple[Action, ...], came: list[Outcome]) -> None:
        self._apply(outcomes.settle(self._e, sent, came, workflow.now()))
        self._wake()

    def _apply(self, decision: Decision) -> None:
        self._e = decision.escalation
        self._deliveries.add(decision.actions)

    def _wake(self) -> None:
        self._is_awake = True

    # -- showing ----------------------------------------------------------------------------------

    def _publish(self) -> None:
        workflow.set_current_details(markdown(self._e))
        indexed = attributes.of(self._e)
        if attributes.differ(indexed, self._published):
            workflow.upsert_search_attributes(attributes.changes(indexed))
            self._published = indexed

    # -- ending -----------------------------------------------------------------------------------

    @property
    def _is_over(self) -> bool:
        is_ended = self._e.status in (Status.CLOSED, Status.NEW)  # new: its `open` was refused
        return is_ended and not self._deliveries.outbox and self._deliveries.is_idle

    def _should_roll(self) -> bool:
        if self._e.status == Status.CLOSED:
            return False
        info = workflow.info()
        is_long = 0 < self._roll_at <= info.get_current_history_length()
        return is_long or info.is_continue_as_new_suggested()

    async def _roll(self) -> None:
        if not self._deliveries.is_idle:
            await self._finish_deliveries()
        self._timer.cancel()
        await workflow.wait_condition(workflow.all_handlers_finished)
        workflow.continue_as_new(
            Start(
                policy=self._e.policy,
                escalation=self._e.bare,
                outbox=tuple(self._deliveries.outbox),
                commands=tuple(self._successor),
                roll_at=self._roll_at,
            )
        )

    async def _finish_deliveries(self) -> None:
        try:
            await workflow.wait_condition(
                lambda: self._deliveries.is_idle,
                timeout=options.ROLL_WITHIN,
                timeout_summary="Let deliveries finish before the next run",
            )
        except TimeoutError:
            self._deliveries.cancel()

    async def _hand_on(self) -> None:
        """What comes in after the end begins the next run, or is told to it."""
        next_id = f"{self._e.series}~{self._e.run + 1}"
        while self._successor:
            told, self._successor = self._successor, []
            if self._has_successor:
                await self._tell(next_id, told)
                continue
            self._has_successor = True
            try:
                await workflow.start_child_workflow(
                    EscalationWorkflow.run,
                    Start(policy=self._e.policy, escalation=self._e.bare, commands=tuple(told)),
                    id=next_id,
                    parent_close_policy=workflow.ParentClosePolicy.ABANDON,
                )
            except WorkflowAlreadyStartedError:  # an edge was faster: it knows the same end
                await self._tell(next_id, told)

    async def _tell(self, next_id: str, told: list[dict[str, Any]]) -> None:
        try:
            await workflow.get_external_workflow_handle(next_id).signal("deliver", told)
        except ApplicationError as error:
            workflow.logger.warning("%s is over already: %s", next_id, error)
