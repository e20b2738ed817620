"""What makes a text recognisable: its words, its pairs of words, the spelling of its heading.

How often a word counts by where it stands was chosen on known duplicates among the reports of
Firefox, Eclipse and Hadoop.
"""

from dataclasses import dataclass
from itertools import pairwise

from escalation.similar.words import is_number, spellings, words

HEADING_WORDS_MAX = 16  # of a text without subject: about as long as subjects are
SUBJECT_COUNTS, LEAD_COUNTS = 4, 2  # beside the rest of a body, whose words count once
LEAD = 40  # words of a body that say what is wrong; versions, traces and logs come later
# What the forms of issue trackers ask for, in every report alike.
_FORM = frozenset(
    words(
        "actual result expected results steps to reproduce reproducible always user agent build"
        " identifier created attachment http https www com"
    )
)


@dataclass(frozen=True)
class Text:
    """What was written: a subject and a body, either may be empty."""

    subject: str
    body: str = ""


@dataclass(frozen=True, order=True)
class Marks:
    """A text's words and its heading's three-letter pieces, in their order."""

    subject: tuple[str, ...]
    body: tuple[str, ...]
    spelling: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The words as often as they count: a subject beside a body says what matters."""
        if not self.body:
            return self.subject
        lead, rest = self.body[:LEAD], self.body[LEAD:]
        return self.subject * SUBJECT_COUNTS + lead * LEAD_COUNTS + rest

    @property
    def pairs(self) -> list[str]:
        """Words beside each other, numbers passed over."""
        plain = (word for word in self.subject + self.body if not is_number(word))
        return [f"{one} {other}" for one, other in pairwise(plain)]


def marks(text: Text) -> Marks:
    """Find a text's marks; a body alone is taken for a subject."""
    said = words(text.subject)
    told = tuple(word for word in words(text.body) if word not in _FORM)
    heading = text.subject if said else " ".join(text.body.split()[:HEADING_WORDS_MAX])
    return Marks(said or told, told if said else (), spellings(heading))
