"""A form as Slack shows it: what it is about, its fields as filled in, and what would follow."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, replace
from enum import StrEnum
from typing import assert_never

from escalation.brief import REQUIRED
from escalation.preview import Move, Preview
from escalation.terms import Tier
from integrations.slack import blocks
from integrations.slack.blocks import Block, line, mention, plain, words
from integrations.slack.escape import sound
from integrations.slack.forms.fields import Choice, Field, Person, Text, When, fields
from integrations.slack.forms.form import NOTHING, Form, Known, Place, Values, View
from integrations.slack.message import clock_name

MOVES_SHOWN = 20  # deadlines; an escalation counts a dozen, each promise one more
ASKED_MAX = 20  # people
WORDS_MAX = 1_000  # characters of a notice, of the words it is about, of the last word
TAKERS_MAX = 100  # options of a `static_select` ("Select menu element")
TAKER_MAX = 75  # characters of an option's text ("Option object")
LATEST_S = 9_999_999_999  # Unix seconds: the most a `datetimepicker` takes

_TITLES = {  # and what the button says; at most 24 characters each (Slack, "Views")
    Form.OPEN: ("Open an escalation", "Open"),
    Form.ESCALATE: ("Escalate", "Escalate"),
    Form.DE_ESCALATE: ("De-escalate", "De-escalate"),
    Form.PAUSE: ("Pause", "Pause"),
    Form.SET_SEVERITY: ("Change severity", "Change"),
    Form.PROMISE: ("Promise the customer", "Promise"),
    Form.ASSIGN: ("Assign", "Assign"),
    Form.ENGAGE: ("Bring alongside", "Ask them"),
    Form.DISENGAGE: ("Release from alongside", "Release"),
    Form.UPDATE_CUSTOMER: ("Update the customer", "Send"),
    Form.RESOLVE: ("Resolve", "Resolve"),
    Form.FILL_BRIEF: ("Fill in the brief", "Fill in"),
}
_TIERS = (Form.OPEN, Form.ESCALATE, Form.DE_ESCALATE, Form.ENGAGE, Form.DISENGAGE)  # they ask one
_NOBODY = {  # what is said where there is none to choose from
    Form.OPEN: "There is no tier that it can go to.",
    Form.ESCALATE: "There is no tier that it can go to.",
    Form.DE_ESCALATE: "There is no tier that it can go to.",
    Form.ENGAGE: "Whoever can work alongside is there already.",
    Form.DISENGAGE: "Nobody works alongside.",
    Form.ASSIGN: "The policy names nobody who could take it.",
    Form.FILL_BRIEF: "Nothing is missing in the brief.",
}
_AGAIN = {  # what else is asked, or what would follow, depends on these
    Form.OPEN: ("to",),
    Form.ESCALATE: ("to",),
    Form.DE_ESCALATE: ("to",),
    Form.ENGAGE: ("to",),
    Form.DISENGAGE: ("to",),
    Form.PAUSE: ("reason", "until"),
    Form.SET_SEVERITY: ("severity",),
}


def asks_again(form: Form, action_id: str) -> bool:
    """Whether a change of this field makes another form of it, so that it is built again."""
    return action_id in _AGAIN.get(form, ())


def build(form: Form, place: Place, known: Known, given: Values = NOTHING) -> View:
    """The modal, with what is known in its fields and over it what is `given` so far."""
    if known.card and known.card.is_stub:
        return _view(form, place, [blocks.section("Only those who work on it see what it is.")])
    if form in _NOBODY and not _offered(form, place, known):
        return _view(form, place, [blocks.section(_NOBODY[form])])
    if known.card:  # the tier it stands at now, which a stale message may not know
        place = replace(place, tier=known.card.tier)
    values = {**_expected(form, place, known), **given}
    if form in _TIERS and values["to"] not in known.tiers:
        values["to"] = known.tiers[0]
    shown = [*_about(form, place, known)]
    shown += [_input(form, f, values.get(f.name), known) for f in fields(form, place.tier, values)]
    shown += _what_follows(known)
    return _view(form, place, shown)


def _offered(form: Form, place: Place, known: Known) -> Collection[str]:
    """What a form that asks for one of several has to offer."""
    match form:
        case Form.ASSIGN:
            return _takers(known)
        case Form.FILL_BRIEF:
            return _expected(form, place, known)
        case _:
            return known.tiers


def _view(form: Form, place: Place, shown: list[Block]) -> View:
    title, submit = _TITLES[form]
    view = {
        "type": "modal",
        "callback_id": str(form),
        "title": plain(title),
        "close": plain("Cancel"),
        "private_metadata": place.write(),
        "blocks": shown,
    }
    has_fields = any(block["type"] == "input" for block in shown)
    return {**view, "submit": plain(submit)} if has_fields else view


def _expected(form: Form, place: Place, known: Known) -> dict[str, str | None]:
    """What stands in the fields before anybody has touched them."""
    match form:
        case Form.OPEN | Form.ESCALATE:
            title = known.card.title if known.card else ""
            brief = asdict(known.brief)
            return {**brief, "summary": known.brief.summary or title, "to": known.tiers[0]}
        case Form.DE_ESCALATE | Form.ENGAGE | Form.DISENGAGE:
            return {"to": known.tiers[0]}
        case Form.UPDATE_CUSTOMER:
            return {"text": known.draft}
        case Form.FILL_BRIEF:
            needed = REQUIRED[Tier(place.tier)] if place.tier in tuple(Tier) else ()
            return dict.fromkeys(known.card.gaps if known.card else needed)
        case Form.PAUSE | Form.SET_SEVERITY | Form.PROMISE | Form.RESOLVE | Form.ASSIGN:
            return {}
        case _:
            assert_never(form)


def _about(form: Form, place: Place, known: Known) -> Iterator[Block]:
    """What the form is about, on top of it."""
    if known.notice.strip():
        yield blocks.section(f":warning: {words(known.notice, WORDS_MAX)}")
    if known.card:
        stands = line(f"{known.card.severity} at {known.card.tier}, {known.card.status}")
        yield blocks.context(f"*{line(known.card.title or known.card.id, 300)}*\n{stands}")
        if form == Form.UPDATE_CUSTOMER and known.card.last_word.strip():
            last = blocks.quote(words(known.card.last_word, WORDS_MAX))
            yield blocks.section(f"*Last word to the customer*\n{last}")
    for wait in known.waits if form == Form.PAUSE else ():
        until = f" until {blocks.date(wait.until)}" if wait.until else ""
        yield blocks.context(f"It waits already: {_said(wait.reason)}{until}")
    if place.context.strip():
        yield blocks.section(f"*About*\n{blocks.quote(words(place.context, WORDS_MAX))}")


def _input(form: Form, field: Field, value: str | None, known: Known) -> Block:
    shown: Block = {
        "type": "input",
        "block_id": field.name,
        "label": plain(field.label),
        "element": {**_element(field, (value or "").strip(), known), "action_id": field.name},
        "optional": not field.needed,
    }
    return {**shown, "dispatch_action": True} if asks_again(form, field.name) else shown


def _element(field: Field, value: str, known: Known) -> Block:
    match field:
        case Text():
            element = {
                "type": "plain_text_input",
                "multiline": not field.is_line,
                "max_length": field.max_length,
            }
            return element | _filled("initial_value", sound(value)[: field.max_length])
        case Choice(kind=kind):
            offered = known.tiers if kind is Tier else tuple(kind)
            return _select({str(each): _said(each) for each in offered}, value)
        case Person():
            return _select(_takers(known), value)
        case When():
            seconds = int(value) if value.isdecimal() else 0
            chosen = seconds if seconds <= LATEST_S else 0
            return {"type": "datetimepicker"} | _filled("initial_date_time", chosen)
        case _:
            assert_never(field)


def _select(offered: Mapping[str, str], value: str) -> Block:
    options = {each: {"text": plain(said), "value": each} for each, said in offered.items()}
    element = {"type": "static_select", "options": list(options.values())}
    return element | _filled("initial_option", options.get(value))


def _takers(known: Known) -> dict[str, str]:
    """Who can take it, by id, as far as Slack lists them."""
    fit = [each for each in known.takers.items() if len(each[0]) <= blocks.OPTION_MAX]
    return {id_: line(name, TAKER_MAX) or line(id_, TAKER_MAX) for id_, name in fit[:TAKERS_MAX]}


def _said(word: StrEnum) -> str:
    """A word of a closed set, as people write it."""
    return word.replace("_", " ").capitalize()


def _filled(name: str, value: object) -> Block:
    return {name: value} if value else {}


def _what_follows(known: Known) -> Iterator[Block]:
    """What the command would do, before somebody confirms it."""
    if known.preview and known.preview.refused:
        refused = words(known.preview.refused, WORDS_MAX)
        yield blocks.section(f":no_entry: This would be refused: {refused}")
    elif known.preview:
        yield from blocks.sections("\n".join(_moves(known.preview)))
        yield from _pulled_in(known.preview, known.people)


def _moves(preview: Preview) -> Iterator[str]:
    if not preview.clocks:
        yield "No deadline moves."
        return
    yield "*Deadlines that move*"
    yield from map(_move, preview.clocks[:MOVES_SHOWN])
    if len(preview.clocks) > MOVES_SHOWN:
        yield f"and {len(preview.clocks) - MOVES_SHOWN} more"


def _move(move: Move) -> str:
    before, after = (blocks.date(at) if at else "not running" for at in (move.before, move.after))
    return f"• {clock_name(move.name)}: {before} → {after}"


def _pulled_in(preview: Preview, people: Mapping[str, str]) -> Iterator[Block]:
    asked = [mention(person, people) for person in preview.asked[:ASKED_MAX]]
    if asked:
        more = len(preview.asked) - len(asked)
        rest = f" and {more} more" if more else ""
        yield blocks.section(f"*Who is asked*\n{', '.join(asked)}{rest}")
