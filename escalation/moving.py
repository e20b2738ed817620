"""Accountability moves: up to somebody who can do more, down again, or somebody comes alongside."""

from escalation import (
    asking,
    bouncing,
    brief_versions,
    chain,
    commands,
    following,
    handover,
    opening,
    people,
    roles,
    sealing,
    triaging,
    waiting,
)
from escalation.actions import Button
from escalation.context import merged
from escalation.events import Moved
from escalation.terms import ALONGSIDE, Ability, Category, ClockKind, PauseReason, Tier
from escalation.triage import remembering
from escalation.turn import Refusal, Turn

USUAL = {
    Tier.L1: (Tier.L2, Tier.SECURITY, Tier.LEADERSHIP),
    Tier.L2: (Tier.ENGINEERING, Tier.PRODUCT, Tier.SECURITY, Tier.LEADERSHIP),
    Tier.ENGINEERING: (Tier.PRODUCT, Tier.SECURITY, Tier.LEADERSHIP),
    Tier.PRODUCT: (Tier.ENGINEERING, Tier.SECURITY, Tier.LEADERSHIP),
    Tier.SECURITY: (Tier.LEADERSHIP,),
    Tier.LEADERSHIP: (Tier.SECURITY,),
}
RETURNED_MAX = 50  # reasons remembered as sent back: more than one problem ever has


def escalate(turn: Turn, command: commands.Escalate) -> None:
    """Up, or sideways to an equal; a jump over tiers is allowed and recorded.

    Never to itself, with one exception: in the next run of a series nobody was asked yet, so the
    first move may name the inherited tier, and asks it anew.
    """
    before = turn.e.tier
    if command.to == before and not turn.e.is_inherited:
        raise Refusal(f"{before} has it already")
    if command.to.rank < before.rank:
        raise Refusal(f"{command.to} is below {before}: use de_escalate")
    reason = " ".join(command.reason.casefold().split())
    if (command.to, reason) in turn.e.returned:
        raise Refusal(f"{command.to} sent this back for the same reason: give a new one")
    if command.brief:
        turn.change(brief=merged(turn.e.brief, command.brief))
    turn.change(triaged=remembering.sent_by(turn.e.triaged, command.to, ""))
    others = tuple(kept for kept in turn.e.climb_reasons if kept[0] != command.to)
    turn.change(ups=turn.e.ups + 1, climb_reasons=(*others, (command.to, reason)))
    is_jump = command.to not in USUAL[before]
    jumped = " (jumped)" if is_jump else ""
    said = f"{turn.who(command.actor)} escalated {before} → {command.to}{jumped}: {command.reason}"
    _move(turn, command.to, said, is_jump=is_jump)
    turn.tell(said, tier=before)
    handover.log(turn, said)
    triaging.doubt(turn)


def de_escalate(turn: Turn, command: commands.DeEscalate) -> None:
    """Down; everyone who was pulled in is told, and the customer when there is a workaround."""
    before, left_owner = turn.e.tier, turn.e.owner
    if command.tier not in (None, before):
        raise Refusal(f"{command.tier} does not have it any more: {before} does")
    if command.to.rank >= before.rank:
        raise Refusal(f"{command.to} is not below {before}: use escalate")
    if command.category != Category.OTHER:
        sent_back = tuple(kept for kept in turn.e.climb_reasons if kept[0] == before)
        turn.change(returned=(*turn.e.returned, *sent_back)[-RETURNED_MAX:])
    turn.change(downs=turn.e.downs + 1)
    way = f"{before} → {command.to} ({command.category})"
    said = f"{turn.who(command.actor)} de-escalated {way}: {command.reason}"
    if command.workaround:
        said += f"\nWorkaround: {command.workaround}"
    if command.learned:
        said += f"\nLearned: {command.learned}"
    asked = (left_owner,) if left_owner else ()
    turn.tell(said, tier=before, ask=asked)
    for engagement in turn.e.engaged:
        turn.tell(said, tier=engagement.tier)
        if not command.keep_engaged:
            sealing.release(turn, engagement.tier)
            chain.disengage(turn, engagement.tier)
    sealing.release(turn, before)
    _move(turn, command.to, said, is_jump=False)
    following.comment(turn, said)
    turn.note(said, fields=handover.shown(turn))
    bouncing.came_back(turn, before, command)
    if command.workaround or command.customer_text:
        following.write_to_customer(
            turn, command.customer_text or command.workaround, command.actor
        )
    if command.severity and command.severity != turn.e.severity:
        reason = f"de-escalated: {command.reason}"
        turn.follow(
            commands.SetSeverity(
                escalation=turn.e.id, actor=command.actor, severity=command.severity, reason=reason
            )
        )


def taken_along(turn: Turn, actor: str, to: Tier, reason: str) -> None:
    """The ticket or the issue went to the people of `to`, and the escalation goes with it.

    Out of a restricted tier it goes with those only who may release it; else its owner is asked.
    """
    move: type[commands.Escalate | commands.DeEscalate] = (
        commands.Escalate if to.rank >= turn.e.tier.rank else commands.DeEscalate
    )
    command = move(escalation=turn.e.id, actor=actor, to=to, reason=reason)
    release = Ability.RELEASE_SECURITY
    if release in roles.needed(command, turn.e) and not roles.may(turn.e.policy, (actor,), release):
        asked = people.owner(turn.e) or people.lead(turn.e, turn.e.tier, turn.at)
        said = f"{reason[0].upper()}{reason[1:]}. Should it be released to {to}?"
        turn.tell(said, ask=asked, buttons=(Button.DE_ESCALATE,))
        return
    turn.follow(command)


def engage(turn: Turn, command: commands.Engage) -> None:
    """Security or leadership works alongside; accountability stays."""
    if command.tier not in ALONGSIDE:
        raise Refusal(f"{command.tier} does not work alongside: security and leadership do")
    if not chain.engage(turn, command.tier, command.reason):
        raise Refusal(f"{command.tier} is there already")
    turn.tell(f"{turn.who(command.actor)} engaged {command.tier}: {command.reason}")


def disengage(turn: Turn, command: commands.Disengage) -> None:
    """A tier that worked alongside is released."""
    if not turn.e.engagement(command.tier):
        raise Refusal(f"{command.tier} is not engaged")
    sealing.release(turn, command.tier)
    chain.disengage(turn, command.tier)


def _move(turn: Turn, to: Tier, said: str, *, is_jump: bool) -> None:
    before = turn.e.tier
    turn.call_off(ClockKind.TRIGGER)
    turn.call_off(ClockKind.ACKNOWLEDGE, subject="")
    turn.call_off(ClockKind.INTERNAL_FOLLOW_UP)
    asking.left(turn, before)
    triaging.progressed(turn)
    if turn.e.engagement(to):
        chain.disengage(turn, to)
    turn.change(is_inherited=False, came=said)
    sealing.seal(turn, to)
    turn.change(tier=to, tiers_seen=tuple(dict.fromkeys((*turn.e.tiers_seen, to))))
    turn.happened(Moved(turn.at, said, before, to, is_jump))
    waiting.end(turn, PauseReason.SNOOZED, "The snooze ended with the move")
    brief_versions.keep(turn, turn.e.owner)
    opening.arrive(turn)
