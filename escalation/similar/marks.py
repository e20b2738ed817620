"""What makes a text recognisable: its words, its pairs of words, the spelling of its heading."""

from dataclasses import dataclass
from itertools import pairwise

from escalation.similar.words import is_number, spellings, words

HEADING_WORDS_MAX = 16  # of a text without subject: about as long as subjects are


@dataclass(frozen=True)
class Text:
    """What was written: a subject and a body, either may be empty."""

    subject: str
    body: str = ""


@dataclass(frozen=True, order=True)
class Marks:
    """A text's words and its heading's three-letter pieces, in their order."""

    words: tuple[str, ...]
    spelling: tuple[str, ...]

    @property
    def pairs(self) -> list[str]:
        """Words beside each other, numbers passed over."""
        plain = (word for word in self.words if not is_number(word))
        return [f"{one} {other}" for one, other in pairwise(plain)]


def marks(text: Text) -> Marks:
    """Find a text's marks; a subject beside a body counts twice, as it says what matters."""
    said, told = words(text.subject), words(text.body)
    both = said + said + told if said and told else said or told
    heading = text.subject if said else " ".join(text.body.split()[:HEADING_WORDS_MAX])
    return Marks(both, spellings(heading))
