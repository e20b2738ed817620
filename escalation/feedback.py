"""A refused command is answered: why, and what is possible instead; what they saw is made true."""

from escalation.actions import Answer, Tell
from escalation.buttons import buttons
from escalation.card import stub, withheld_by
from escalation.commands import Command
from escalation.turn import Turn


def refused(turn: Turn, command: Command, why: str) -> None:
    """Tell only the asker, and refresh the message they stood before."""
    if not command.reply_to:
        return
    stood_at = [m.tier for m in turn.e.messages if m.channel in command.reply_to.split(":")]
    reader = next(iter(stood_at), None)
    asked, reason = command.type.replace("_", " ").capitalize(), why.partition("; possible now")[0]
    possible = ", ".join(b.replace("_", " ") for b in buttons(turn.e, reader)) or "nothing"
    if holder := withheld_by(turn.e, reader):
        reason, possible = stub(holder), "nothing here"
    said = f"{asked} was refused: {reason}. Possible now: {possible}."
    turn.do(Answer, reply_to=command.reply_to, text=said)
    for tier in stood_at:
        turn.do(Tell, tier=tier, text="")
