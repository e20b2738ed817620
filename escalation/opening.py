"""How it begins, and who takes it."""

from dataclasses import replace
from datetime import timedelta

from escalation import (
    asking,
    brief_versions,
    chain,
    commands,
    handover,
    people,
    proposing,
    recency,
    sealing,
    triaging,
    triggers,
)
from escalation.actions import AssignTicket
from escalation.events import Acknowledged, Assigned, Opened, Repeated
from escalation.terms import ClockKind, Tier
from escalation.turn import Refusal, Turn

FIRST_LATE = timedelta(hours=1)  # a first webhook later than that is a repeat of another kind


def open_(turn: Turn, command: commands.Open) -> None:
    """Begin; a second `open` for the same ticket is a repeat and changes nothing."""
    if turn.e.opened_at:
        if turn.e.ticket and turn.e.ticket.id == command.ticket.id:
            _opened_earlier(turn, command)
            turn.events.append(Repeated(turn.at, "It is open already"))
            return
        raise Refusal("it was opened for another ticket")
    turn.change(
        opened_at=turn.at,
        ticket=command.ticket,
        customer=command.customer or command.ticket.requester,
        severity=command.severity,
        tier=command.tier,
        tiers_seen=(command.tier,),
        contact=command.ticket.assignee,
        triaged=replace(turn.e.triaged, automation_confidence=command.automation_confidence),
    )
    triaging.remember(turn, command.reading, is_reply=False)
    severity, because = triaging.open_severity(turn.e)
    said = f"Opened at {command.tier}, {severity}"
    if because:
        said += f", raised from {command.severity}: {because}"
        turn.note(said, severity=severity)
    turn.change(severity=severity, came=said)
    turn.e = recency.hear_ticket(turn.e, command.ticket, turn.at)
    sealing.seal(turn, command.tier)
    turn.happened(Opened(turn.at, said))
    turn.start(ClockKind.FIRST_RESPONSE)
    turn.start(ClockKind.RESOLUTION)
    arrive(turn)
    if turn.e.tier != Tier.L1:
        brief_versions.keep(turn)
        handover.log(turn, said)
    triggers.on_open(turn)
    if turn.e.tier == Tier.L1:
        proposing.look(turn)


def _opened_earlier(turn: Turn, command: commands.Open) -> None:
    """Another fact of the ticket was told first: what counts from the beginning counts from it."""
    opened_at = turn.e.opened_at
    if not command.at or not opened_at or not opened_at - FIRST_LATE < command.at < opened_at:
        return
    turn.at = command.at
    turn.change(opened_at=command.at)
    for kind in (ClockKind.FIRST_RESPONSE, ClockKind.RESOLUTION):
        clock = turn.e.clock(kind)
        if clock and clock.is_live and clock.started_at == opened_at:
            turn.begin_earlier(clock)
    turn.at = opened_at


def arrive(turn: Turn) -> None:
    """Start what a tier owes from the moment it is accountable."""
    turn.change(owner="", acknowledged_by="")
    if turn.e.tier == Tier.L1:
        triggers.arm(turn)
        return
    if not turn.e.contact:
        turn.change(contact=next(iter(people.support_on_duty(turn.e, turn.at)), ""))
    turn.start(ClockKind.INTERNAL_FOLLOW_UP)
    clock = turn.e.clock(ClockKind.CUSTOMER_UPDATE)
    if not clock or not clock.is_owed:
        turn.start(ClockKind.CUSTOMER_UPDATE)
    asking.begin(turn)


def acknowledge(turn: Turn, command: commands.Acknowledge) -> None:
    """The accountable tier has it; with `tier`, an engaged tier has it."""
    if command.tier and command.tier != turn.e.tier:
        _engaged_acknowledges(turn, command.tier, command.actor)
        return
    if turn.e.acknowledged_by:
        raise Refusal(f"{turn.who(turn.e.acknowledged_by)} has it already")
    _has_it(turn, command.actor)


def assign(turn: Turn, command: commands.Assign) -> None:
    """A person takes it. Assigning oneself acknowledges; assigning another asks that person."""
    if command.to == command.actor and not turn.e.acknowledged_by and turn.e.tier != Tier.L1:
        _has_it(turn, command.actor)
        return
    turn.change(owner=command.to)
    asking.took(turn, command.to)
    _assign_ticket(turn, command.to)
    turn.happened(Assigned(turn.at, f"{turn.who(command.actor)} assigned {turn.who(command.to)}"))
    asked = () if command.to == command.actor else (command.to,)
    turn.tell(f"Assigned to {turn.who(command.to)} by {turn.who(command.actor)}", ask=asked)
    triggers.moved(turn)


def _assign_ticket(turn: Turn, to: str) -> None:
    """In support, who has it here has the ticket, and with it the customer."""
    person = turn.e.policy.people.get(to)
    if turn.e.tier in (Tier.L1, Tier.L2) and to != turn.e.contact and person and person.email:
        turn.change(contact=to)
        turn.do(AssignTicket, person=to, email=person.email)


def _has_it(turn: Turn, actor: str) -> None:
    turn.change(owner=actor, acknowledged_by=actor)
    turn.keep(ClockKind.ACKNOWLEDGE)
    asking.took(turn, actor)
    said = f"{turn.who(actor)} has it ({turn.e.tier})"
    turn.happened(Acknowledged(turn.at, said))
    turn.tell(said)
    triaging.progressed(turn)
    triggers.moved(turn)


def _engaged_acknowledges(turn: Turn, tier: Tier, actor: str) -> None:
    engagement = turn.e.engagement(tier)
    if not engagement:
        raise Refusal(f"{tier} is not engaged")
    if engagement.acknowledged_by:
        raise Refusal(f"{turn.who(engagement.acknowledged_by)} has it already")
    chain.acknowledged(turn, tier, actor)
    said = f"{turn.who(actor)} works alongside ({tier})"
    turn.happened(Acknowledged(turn.at, said))
    turn.tell(said, tier=tier)
