"""A refused command is answered: why, and what is possible instead; what they saw is made true."""

from escalation.actions import Answer, Tell
from escalation.buttons import buttons
from escalation.commands import Command
from escalation.turn import Turn


def refused(turn: Turn, command: Command, why: str) -> None:
    """Tell only the asker, and refresh the message they stood before."""
    if not command.reply_to:
        return
    asked, reason = command.type.replace("_", " ").capitalize(), why.partition("; possible now")[0]
    possible = ", ".join(button.replace("_", " ") for button in buttons(turn.e)) or "nothing"
    said = f"{asked} was refused: {reason}. Possible now: {possible}."
    turn.do(Answer, reply_to=command.reply_to, text=said)
    for message in turn.e.messages:
        if message.channel in command.reply_to.split(":"):
            turn.do(Tell, tier=message.tier, text="")
