"""The brief reaches whoever has it now, its gaps are asked for once per tier, and people fill them.

What the ticket says is known only when it has been read, so nobody is asked before: what the
customer wrote already is no gap.
"""

from dataclasses import fields

from escalation import brief_render, following, people
from escalation.actions import Button
from escalation.brief import missing
from escalation.brief_sheet import label
from escalation.commands import FillBrief
from escalation.context import Brief, merged
from escalation.events import Noted
from escalation.model import Escalation
from escalation.terms import Tier
from escalation.turn import Refusal, Turn


def ask(turn: Turn) -> None:
    """The tier's thread gets the brief; who keeps the customer's side is asked for its gaps.

    Security begins without; in first line's stead the note in the ticket asks, which lists them.
    """
    e = turn.e
    if not e.is_open or e.tier == Tier.L1 or e.tier in e.brief_asked:
        return
    turn.change(brief_asked=(*e.brief_asked, e.tier))
    asked = _asked(turn) if missing(e) and e.tier != Tier.SECURITY else ()
    text = brief_render.slack(e)
    if not asked:
        turn.tell(text)
        return
    said = f"{text}\nPlease fill in what is missing: nobody has said it, nor does the ticket."
    turn.tell(said, ask=asked, buttons=(Button.FILL_BRIEF,))


def _asked(turn: Turn) -> tuple[str, ...]:
    """The contact, else who had it before; nobody who is not to be found in Slack."""
    e = turn.e
    before = e.brief_versions[-1].owner if e.brief_versions else ""
    asked = (before,) if before and not e.contact else people.contact(e, turn.at)
    return tuple(person for person in asked if _is_in_slack(e, person))


def _is_in_slack(e: Escalation, person: str) -> bool:
    """First line works in the helpdesk, unless its people are of another tier, too."""
    known = e.policy.people.get(person)
    of = [tier for tier in Tier if person in e.policy.members(tier)]
    return known is not None and bool(known.slack) and of != [Tier.L1]


def fill(turn: Turn, command: FillBrief) -> None:
    """People's own words for what was missing, over whatever was read.

    They stand in the ticket and in Linear once, and the thread is told.
    """
    brief = merged(turn.e.brief, command.brief)
    filled = [f.name for f in fields(Brief) if getattr(brief, f.name) != _before(turn, f.name)]
    if not filled:
        raise Refusal("nothing of it is new in the brief")
    turn.change(brief=brief)
    said = f"{turn.who(command.actor)} filled in the brief: {', '.join(map(label, filled))}"
    turn.happened(Noted(turn.at, said))
    turn.tell(said)
    turn.note(brief_render.filled_plain(said, brief, filled))
    following.comment(turn, brief_render.filled_markdown(said, brief, filled))
    following.word_from(turn, command.actor)


def _before(turn: Turn, name: str) -> str:
    return str(getattr(turn.e.brief, name))
