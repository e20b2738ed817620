"""The words owed and given: notes inside, replies and updates to the customer, promises.

Any word from the accountable tier starts the next internal follow-up early; our own messages never
do. A public word to the customer keeps the response clocks and the promises, and starts the next
customer update.
"""

from datetime import datetime

from escalation import clocks, commands, conversation, people, recency, triggers
from escalation.actions import Button, CommentIssue, ReplyToCustomer
from escalation.card import stub
from escalation.events import CustomerTold, Ignored, Noted, Repeated
from escalation.instants import written
from escalation.model import CYCLES_MAX, Note
from escalation.terms import ClockKind, PauseReason, Status, TicketStatus, Tier
from escalation.turn import Refusal, Turn

NO_ANSWER = "no_answer"  # the end that a customer's word, however late, undoes
EXCERPT_MAX = 300  # characters of a word in the story and in threads; the ticket has all of it
PROMISES_MAX = 50  # promises kept by clocks at once: more than one customer can be told to wait for


def word_from(turn: Turn, actor: str) -> None:
    """Somebody said something; from the accountable tier it is the word owed."""
    triggers.moved(turn)
    if not turn.e.is_open or turn.e.tier == Tier.L1:
        return
    if actor == turn.e.owner or actor in turn.e.policy.members(turn.e.tier):
        turn.keep(ClockKind.INTERNAL_FOLLOW_UP)
        turn.start(ClockKind.INTERNAL_FOLLOW_UP)


def promise(turn: Turn, command: commands.Promise) -> None:
    """A named instant becomes a clock of its own."""
    if command.due_at <= turn.at:
        raise Refusal(f"{command.due_at.isoformat()} is past: promise an instant to come")
    if command.due_at > turn.at + clocks.FAR:
        raise Refusal(f"{command.due_at.isoformat()} is too far ahead for a promise")
    owed = [c for c in turn.e.clocks if c.kind == ClockKind.PROMISE and c.is_owed]
    if len(owed) >= PROMISES_MAX:
        raise Refusal(f"{PROMISES_MAX} promises are open: keep one before making another")
    _forget_settled_promises(turn)
    subject = f"{command.due_at:%Y-%m-%dT%H:%M:%S}"
    turn.start_until(ClockKind.PROMISE, subject, command.due_at)
    by = written(command.due_at)
    said = f"{turn.who(command.actor)} promised by {by}: {excerpt(command.text)}"
    turn.happened(Noted(turn.at, said))
    turn.tell(said)


def _forget_settled_promises(turn: Turn) -> None:
    """Each promise is a clock of its own: the latest are kept, as the cycles of any other."""
    settled = [c for c in turn.e.clocks if c.kind == ClockKind.PROMISE and not c.is_owed]
    forgotten = settled[:-CYCLES_MAX]
    turn.change(clocks=tuple(c for c in turn.e.clocks if c not in forgotten))


def customer_replied(turn: Turn, command: commands.CustomerReplied) -> None:
    """The customer wrote: a wait for them is over, an answer is owed.

    A word that is told late may have been answered, or overtaken by the end, meanwhile.
    """
    if _is_known(turn, command):
        return
    if command.public:
        turn.e = recency.hear(turn.e, recency.CUSTOMER, turn.at)
    if turn.e.status == Status.CLOSED:
        _comes_back(turn, command)
        return
    said = f"The customer wrote: {excerpt(command.text)}"
    turn.happened(Noted(turn.at, said))
    is_overtaken = any(
        recency.is_late(turn.e, aspect, turn.at) for aspect in (recency.AGENT, recency.RESOLVED)
    )
    if not is_overtaken:
        _owe_answer(turn)
    if turn.e.status == Status.RESOLVED and not is_overtaken:
        triggers.on_text(turn, command.text, command.reading)
        if turn.e.status == Status.RESOLVED:
            _ask_if_fixed(turn, said)
        else:
            turn.tell(said)
        return
    if _ends_wait(turn):
        reason = PauseReason.WAITING_FOR_CUSTOMER
        turn.follow(commands.Resume(escalation=turn.e.id, actor=command.actor, reason=reason))
    turn.tell(said)
    triggers.moved(turn)
    if not is_overtaken:
        triggers.asked(turn)
    triggers.on_text(turn, command.text, command.reading)


def _owe_answer(turn: Turn) -> None:
    first = turn.e.clock(ClockKind.FIRST_RESPONSE)
    owed = turn.e.clock(ClockKind.NEXT_RESPONSE)
    if first and first.is_owed:
        return
    if not owed or not owed.is_owed:
        turn.start(ClockKind.NEXT_RESPONSE)
    elif owed.is_live and owed.started_at > turn.at:
        turn.begin_earlier(owed)


def _ends_wait(turn: Turn) -> bool:
    """Whether the customer was waited for when they wrote."""
    waits = (p for p in turn.e.waits if p.reason == PauseReason.WAITING_FOR_CUSTOMER)
    return any(p.at <= turn.at for p in waits) and not recency.is_late(turn.e, "status", turn.at)


def _is_known(turn: Turn, command: commands.CustomerReplied | commands.AgentReplied) -> bool:
    """Whether this very comment was told already; it is remembered."""
    if command.ref and command.ref in turn.e.words:
        turn.events.append(Repeated(turn.at, f"The comment {command.ref} is known"))
        return True
    turn.e = conversation.hear(recency.hear_word(turn.e, command.ref), command, turn.at)
    return False


def agent_replied(turn: Turn, command: commands.AgentReplied) -> None:
    """An agent wrote; only a public word counts for the customer."""
    if _is_known(turn, command):
        return
    if turn.e.status == Status.CLOSED:
        ignore(turn, "an agent's word")
        return
    how = "to the customer" if command.public else "inside"
    turn.happened(Noted(turn.at, f"{turn.who(command.actor)} wrote {how}: {excerpt(command.text)}"))
    if command.public:
        told(turn, command.actor, command.text)
    turn.tell(f"{turn.who(command.actor)} wrote {how}: {excerpt(command.text)}")
    word_from(turn, command.actor)


def update_customer(turn: Turn, command: commands.UpdateCustomer) -> None:
    """An update goes out."""
    write_to_customer(turn, command.text, command.actor)
    turn.tell(f"{turn.who(command.actor)} updated the customer: {excerpt(command.text)}")
    word_from(turn, command.actor)


def write_to_customer(
    turn: Turn,
    text: str,
    actor: str = triggers.HANDRAIL,
    status: TicketStatus | None = None,
) -> None:
    """Send a public word that leaves the ticket in `status`, and count it as one."""
    turn.do(ReplyToCustomer, text=text, status=status)
    if turn.e.ticket and not turn.e.ticket.is_in_helpdesk:
        asked = people.contact(turn.e, turn.at)
        turn.tell(f"There is no ticket to write in. Please tell the customer: {text}", ask=asked)
    told(turn, actor, text)


def told(turn: Turn, actor: str, text: str) -> None:
    """The customer was told something: what was owed to them is kept, the next update begins."""
    if not recency.is_late(turn.e, recency.AGENT, turn.at):
        turn.change(last_word=Note(turn.at, actor, excerpt(text)))
    turn.happened(CustomerTold(turn.at, f"The customer was told: {excerpt(text)}"))
    if actor != triggers.HANDRAIL:  # a text we send by ourselves answers nobody
        turn.e = recency.hear(turn.e, recency.AGENT, turn.at)
        _answered(turn)
    update = turn.e.clock(ClockKind.CUSTOMER_UPDATE)
    is_hurried = recency.is_late(turn.e, recency.HURRIED, turn.at)
    if update and turn.e.is_open and not is_hurried:
        turn.keep(ClockKind.CUSTOMER_UPDATE)
        turn.start(ClockKind.CUSTOMER_UPDATE)


def _answered(turn: Turn) -> None:
    turn.keep(ClockKind.FIRST_RESPONSE)
    turn.keep(ClockKind.NEXT_RESPONSE)
    for clock in turn.e.clocks:
        if clock.kind == ClockKind.PROMISE and clock.is_owed:
            turn.keep(ClockKind.PROMISE, clock.subject)
    triggers.answered(turn)
    asked = recency.heard(turn.e, recency.CUSTOMER)
    if asked and asked.at > turn.at:
        _ask_since(turn, asked.at)
        return
    confirmation = turn.e.clock(ClockKind.CONFIRMATION)
    if turn.e.status == Status.RESOLVED and not (confirmation and confirmation.is_live):
        turn.start(ClockKind.CONFIRMATION)


def _ask_since(turn: Turn, asked_at: datetime) -> None:
    """The answer was told late: what the customer wrote after it still waits for one."""
    answered_at, turn.at = turn.at, asked_at
    _owe_answer(turn)
    triggers.asked(turn)
    turn.at = answered_at


def wrote_since(turn: Turn) -> None:
    """It was resolved before what the customer wrote last, and we hear of it after that."""
    asked = recency.heard(turn.e, recency.CUSTOMER)
    if asked and asked.at > turn.at:
        _ask_since(turn, asked.at)
        _ask_if_fixed(turn, "The customer wrote after it was resolved")


def _ask_if_fixed(turn: Turn, said: str) -> None:
    turn.call_off(ClockKind.CONFIRMATION)
    asked = people.contact(turn.e, turn.at)
    turn.tell(said, ask=asked, buttons=(Button.CONFIRM, Button.REOPEN))


def comment(turn: Turn, text: str) -> None:
    """A word in Linear, once the escalation is logged there.

    What a restricted tier holds is a stub in an issue of a team that does not work on it.
    """
    if not turn.e.is_logged:
        return
    policy, team = turn.e.policy, turn.e.issue.team if turn.e.issue else ""
    working = (policy.tiers[tier] for tier in (turn.e.tier, *turn.e.sealed))
    if (
        turn.e.sealed
        and team
        and all(team != (t.linear_team or policy.linear_team) for t in working)
    ):
        text = stub(turn.e.sealed[0])
    turn.do(CommentIssue, text=text)


def excerpt(text: str) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT_MAX else line[: EXCERPT_MAX - 1] + "…"


def _comes_back(turn: Turn, command: commands.CustomerReplied) -> None:
    is_answered = turn.e.ending != NO_ANSWER and recency.is_late(turn.e, recency.ENDED, turn.at)
    if not command.public or is_answered:
        ignore(turn, "a word from before the end" if command.public else "a private word")
        return
    reason = f"the customer wrote again: {excerpt(command.text)}"
    turn.follow(commands.Reopen(escalation=turn.e.id, actor=command.actor, reason=reason))
    turn.start(ClockKind.NEXT_RESPONSE)
    triggers.asked(turn)
    triggers.on_text(turn, command.text, command.reading)


def ignore(turn: Turn, what: str) -> None:
    """Count what comes after the end, and leave it."""
    turn.change(ignored=turn.e.ignored + 1)
    turn.happened(Ignored(turn.at, f"Counted and left: {what} on a closed escalation"))
