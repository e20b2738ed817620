"""Mood by VADER with the words that support hears; outage words are signs, not moods.

VADER was made for tweets: `please`, `help` and `support` please it, `refund` and `crash` do not
trouble it (https://github.com/cjhutto/vaderSentiment). It costs 0.4 ms for 100 words, so only the
beginning of a text is scored.
"""

import re
from itertools import islice

from vaderSentiment.vaderSentiment import (  # type: ignore[import-untyped]
    SentimentIntensityAnalyzer,
)

SENTENCES_MAX = 10
CHARS_MAX = 1_200
SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")

# Said to everybody, whatever the mood.
PLEASANTRIES = re.compile(
    r"\b(?:have an? (?:nice|great|good|lovely) (?:day|evening|weekend|week|one)"
    r"|good (?:morning|afternoon|evening|day)|(?:kind|best|warm|kindest|warmest) (?:regards|wishes)"
    r"|(?:many )?thanks in advance|thank you in advance|i hope you(?:'re| are) (?:well|fine)"
    r"|yours sincerely|dear \w+)\b[.!, ]*",
    re.IGNORECASE,
)
# Asking politely, or naming the matter, is no mood.
NEUTRAL = (
    "help help helping helped please support supporting supported security secure share shared"
    " kind"
    " like urgent urgently important matter"
    " free number active create created play top alert yes"
)
# Weights on VADER's scale, -4 to 4: what a product or a desk is praised and blamed for.
BLAME: dict[float, str] = {
    -2.5: "unusable useless unacceptable defective",
    -2.0: "crash crashes crashed crashing buggy faulty unreliable lousy junk garbage crap poorly"
    " disappointing disappointed nonsense annoying unprofessional incompetent",
    -1.5: "broken broke slow sluggish freezes froze hangs glitch glitches unresponsive refund wrong"
    " fail fails failed failing failure difficult confusing clunky cumbersome overpriced flimsy"
    " complaint complaints complain complained ignored unanswered unfortunately died dies noisy"
    " overcharged mistake inconsistent incorrect",
    -1.0: "bug bugs issue issues error errors stuck unable missing lost lack lacks lacking returned"
    " returning waiting weak awkward avoid mediocre complicated drawback downside slower expired",
    -0.5: "cannot can't never nobody waited hard stopped stops replaced replacement expensive",
}
PRAISE: dict[float, str] = {
    2.5: "flawless flawlessly superb excellent",
    2.0: "impressed pleased recommended",
    1.5: "reliable smooth smoothly intuitive sturdy durable easy easily convenient solved"
    " versatile",
    1.0: "fast faster quick quickly responsive solid resolved fixed works simple clear handy"
    " crisp affordable",
}


class Vader:
    """VADER with our words; reads its lexicon once, when it is made (about 50 ms)."""

    def __init__(self) -> None:
        self._analyzer = SentimentIntensityAnalyzer()
        lexicon = self._analyzer.lexicon
        for word in NEUTRAL.split():
            lexicon.pop(word, None)
        for weights in (BLAME, PRAISE):
            lexicon.update({word: w for w, words in weights.items() for word in words.split()})

    def score(self, text: str) -> float:
        """-1 (bad) to 1 (good), by the first SENTENCES_MAX sentences of an English text."""
        scores: dict[str, float] = self._analyzer.polarity_scores(beginning(text))
        return scores["compound"]


def beginning(text: str) -> str:
    """The first sentences of a text without pleasantries, all that is scored."""
    said = PLEASANTRIES.sub("", text[:CHARS_MAX])
    sentences = islice(SENTENCE.finditer(said), SENTENCES_MAX)
    return "".join(sentence[0] for sentence in sentences).strip()
