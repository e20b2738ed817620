"""Several words of one batch become one message in the thread, where many wait to be sent."""

from dataclasses import replace

from escalation.actions import Tell

TOGETHER_MAX = 3_000  # characters of the entries that one message joins: what people read at once


def together(tells: list[Tell]) -> list[Tell]:
    """The first ones, in order, that fit into one message; at least one."""
    length, count = 0, 0
    for tell in tells:
        length += len(tell.text)
        if count and length > TOGETHER_MAX:
            break
        count += 1
    return tells[:count]


def joined(tells: list[Tell]) -> Tell:
    """One entry that says them all in order, asks all they ask, with the newest buttons."""
    return replace(
        tells[0],
        text="\n".join(tell.text for tell in tells),
        ask=tuple(dict.fromkeys(person for tell in tells for person in tell.ask)),
        buttons=next((tell.buttons for tell in reversed(tells) if tell.buttons), ()),
    )
