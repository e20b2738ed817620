"""Notes: a word is kept, corrected or withdrawn where it was said, and copied into the ticket."""

from dataclasses import replace

from escalation import commands
from escalation.events import Noted
from escalation.following import excerpt, ignore, word_from
from escalation.model import NOTES_MAX, Note
from escalation.terms import Status, Tier
from escalation.turn import Refusal, Turn

NOTE_MAX = 4_000  # characters kept of a note: fifty of them stay far below Temporal's 2 MiB


def note(turn: Turn, command: commands.AddNote) -> None:
    """A word that is kept; said in a tier's own thread, it is not told there again."""
    if turn.e.status == Status.CLOSED:
        ignore(turn, "a note")
        return
    known = next((n for n in turn.e.notes if command.ref and n.ref == command.ref), None)
    if known:
        _again(turn, command, known)
        return
    if not command.text.strip():
        raise Refusal("there is no such note")
    kept = Note(turn.at, command.actor, command.text[:NOTE_MAX], command.ref)
    turn.change(notes=(*turn.e.notes, kept)[-NOTES_MAX:])
    if command.to_ticket:  # who shares a word need not have written it: nothing owed is given
        _say(turn, command, f"shared: {excerpt(command.text)}")
        _copy(turn, kept, " shared")
        return
    _say(turn, command, f"noted: {excerpt(command.text)}")
    word_from(turn, command.actor)


def _again(turn: Turn, command: commands.AddNote, known: Note) -> None:
    """The same words once more: corrected, withdrawn, or wanted in the ticket."""
    text = command.text[:NOTE_MAX]
    if command.to_ticket and text in ("", known.text):
        if known.in_ticket:
            raise Refusal("it stands in the ticket already")
        _copy(turn, known)
        return
    if text == known.text:
        return
    if not text.strip():
        turn.change(notes=tuple(n for n in turn.e.notes if n is not known))
        _say(turn, command, "withdrew a note")
        if known.in_ticket:
            turn.note(f"{turn.who(command.actor)} withdrew: {excerpt(known.text)}")
        return
    corrected = replace(known, text=text)
    _replace(turn, known, corrected)
    _say(turn, command, f"corrected a note: {excerpt(text)}")
    if known.in_ticket or command.to_ticket:
        _copy(turn, corrected)


def _copy(turn: Turn, kept: Note, how: str = "") -> None:
    """A private note in the ticket."""
    if not turn.e.ticket or not turn.e.ticket.is_in_helpdesk:
        raise Refusal("it has no ticket")
    _replace(turn, kept, replace(kept, in_ticket=True))
    turn.happened(Noted(turn.at, f"Copied into the ticket: {excerpt(kept.text)}"))
    turn.note(f"{turn.who(kept.actor)}{how}: {kept.text}")


def _replace(turn: Turn, old: Note, new: Note) -> None:
    turn.change(notes=tuple(new if n is old else n for n in turn.e.notes))


def _say(turn: Turn, command: commands.AddNote, said: str) -> None:
    """The story tells it; where it was said it needs no telling, and a restricted word stays."""
    said = f"{turn.who(command.actor)} {said}"
    turn.happened(Noted(turn.at, said))
    heard_in = _heard_in(turn, command.ref)
    is_told = heard_in == turn.e.tier or (heard_in and turn.e.policy.tiers[heard_in].is_restricted)
    turn.tell("" if is_told else said)


def _heard_in(turn: Turn, ref: str) -> Tier | None:
    """The tier in whose channel something was said."""
    places = {m.channel: m.tier for m in turn.e.messages}
    _, _, rest = ref.partition(":")
    return places.get(rest.partition(":")[0])
