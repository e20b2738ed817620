"""Reading at the edge: language, signs, mood, and a kind that was learnt if somebody taught one.

What is read here travels in the command, so the workflow never asks a lexicon or a model.
"""

from dataclasses import dataclass, field, replace
from typing import Protocol

from escalation.triage.case import Reading
from escalation.triage.reading import ENGLISH, read
from escalation.triage.words import Kind
from integrations.reading.language import language
from integrations.reading.mood import Vader


class Sentiment(Protocol):
    """Scores the mood of an English text, -1 (bad) to 1 (good)."""

    def score(self, text: str) -> float:
        """The mood of a text."""


class KindModel(Protocol):
    """Tells what a text is about, as it learnt from labelled texts."""

    @property
    def name(self) -> str:
        """What decisions name it by."""

    def kind(self, text: str) -> tuple[Kind, float, tuple[str, ...]]:
        """The kind, how sure (0 to 1; 0: it cannot tell), and the words that say so."""


@dataclass(frozen=True)
class Reader:
    """Reads texts; a model, if there is one, tells the kind instead of the key words.

    Signs do not change with a model: what is security stays security.
    """

    sentiment: Sentiment = field(default_factory=Vader)
    model: KindModel | None = None

    def read(self, text: str) -> Reading:
        """What a text shows. The mood is None where the language is not English, or not known."""
        spoken = language(text)
        reading = read(text, spoken)
        if spoken == "en":
            reading = replace(reading, sentiment=round(self.sentiment.score(text), 3))
        return self._taught(reading, text) if spoken in ENGLISH else reading

    def _taught(self, reading: Reading, text: str) -> Reading:
        if self.model is None:
            return reading
        kind, confidence, because = self.model.kind(text)
        if not confidence:
            return reading
        return replace(
            reading, kind=kind, kind_by=self.model.name, confidence=confidence, because=because
        )
