"""Key words with one letter wrong, so that "ooerator" and "compliant" still ask for what they ask.

Only few words deserve it: those by which somebody asks for a person or complains.
"""

from collections.abc import Iterator
from functools import cache

from escalation.triage.lexicon import WORD, Text, told

KEY_WORDS = (
    "agent",
    "human",
    "person",
    "operator",
    "assistant",
    "someone",
    "somebody",
    "supervisor",
    "complaint",
    "claim",
    "reclamation",
    "speak",
    "speaking",
    "talking",
    "chatting",
    "contact",
    "contacting",
    "lodge",
    "lodging",
    "filing",
)
# One letter away from a key word, and words of their own.
WORDS = (
    "agents agent's humans humane persons parson operators assistants contacts complaints"
    " compliant"
    " claims clam claim's filling fling sling filings firing fining riling tiling piling wiling"
    " talkings taking stalking walking speaks speck steak spear sneak lodged lodger lodges dodge"
    " lodgings dodging hedging logging longing clair clai regent aged agency aget event"
    " supervisors"
    " chattings charting contracting contract contracts context contacted contain"
)
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def mended(text: Text) -> Text:
    """The text with key words that have one letter wrong written right."""
    wrong = _misspelt()
    if wrong.keys().isdisjoint([word[0] for word in text.words]):
        return text
    return told(WORD.sub(lambda word: wrong.get(word[0], word[0]), text.text))


@cache
def _misspelt() -> dict[str, str]:
    right = {*WORDS.split(), *KEY_WORDS}
    return {typo: word for word in KEY_WORDS for typo in _typos(word) if typo not in right}


def _typos(word: str) -> Iterator[str]:
    """One letter dropped, swapped with the next, replaced or added; the first letter may"
    " differ."""
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        yield from (f"{head}{letter}{tail}" for letter in LETTERS)
        if tail:
            yield f"{head}{tail[1:]}"
            yield from (f"{head}{letter}{tail[1:]}" for letter in LETTERS)
        if len(tail) > 1:
            yield f"{head}{tail[1]}{tail[0]}{tail[2:]}"
