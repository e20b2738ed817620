"""Key words with one letter wrong, so that "ooerator" and "compliant" still ask for what they ask.

Only few words deserve it: those by which somebody asks for a person or complains.
"""

from collections.abc import Iterator
from functools import cache

from escalation.triage.lexicon import WORD, Text, told

KEY_WORDS = (
    "talk chat speak speaking talking chatting contact contacting agent human person operator"
    " assistant someone somebody supervisor complaint claim reclamation lodge lodging"
)
# One letter away from a key word, and words of their own.
WORDS = (
    "agents agent's regent aged agency aget event humans humane persons parson pearson persson"
    " operators assistants contacts contacted context contract contracts contracting contain"
    " complaints compliant complain complains plaint claims clam claim's clair stalking walking"
    " taking speaks speck steak spear sneak sneaking spearing peak lodged lodger lodges dodge"
    " lodgings dodging hedging logging longing supervisors charting arent"
)
LONG = 5
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def mended(text: Text) -> Text:
    """The text with key words that have one letter wrong written right."""
    wrong = _misspelt()
    if wrong.keys().isdisjoint([word[0] for word in text.words]):
        return text
    return told(WORD.sub(lambda word: wrong.get(word[0], word[0]), text.text))


@cache
def _misspelt() -> dict[str, str]:
    keys = KEY_WORDS.split()
    right = {*WORDS.split(), *keys}
    return {typo: word for word in keys for typo in _typos(word) if typo not in right}


def _typos(word: str) -> Iterator[str]:
    """Two letters swapped or one doubled; in longer words also one dropped, replaced or added.

    One letter away from a short word stands another word too often: talk, tall, walk.
    """
    for at in range(len(word)):
        head, letter, tail = word[:at], word[at], word[at + 1 :]
        yield f"{head}{letter}{letter}{tail}"
        yield f"{head}{tail[:1]}{letter}{tail[1:]}"
        if len(word) >= LONG:
            yield f"{head}{tail}"
            yield from (f"{head}{other}{tail}" for other in LETTERS)
            yield from (f"{head}{other}{letter}{tail}" for other in LETTERS)
