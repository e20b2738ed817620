"""Sums of money in a text: figures with a currency beside them, or a scale beside a money word."""

import re
from itertools import chain

CURRENCY = (
    r"(?:[$€£¥]|\b(?:usd|eur|gbp|chf|aud|cad|sek|nok|dkk|pln|inr|jpy|euros?|dollars?|pounds?"
    r"|francs?)\b)"
)
FIGURE = r"\d[\d.,' \u00a0]{0,14}\d|\d"
SCALE = r"(?:(?P<scale>k|m|mio|thousand|million|billion|bn)\b)?"
SUM = re.compile(
    rf"{CURRENCY}\s?(?P<after>{FIGURE})\s?{SCALE}"
    rf"|(?<![\w.,])(?P<before>{FIGURE})\s?{SCALE.replace('scale', 'scale_before')}\s?{CURRENCY}"
)
# "1.3 million" may be of anything: without a currency it is money only next to a word of money.
MONEY = (
    r"(?:worth|revenue|turnover|contract|deal|budget|arr|mrr|sales|losses|loss|costs?|costing|paid"
    r"|pay|pays|paying|invoices?|bill|price|spend|spending)"
)
SCALED = r"(?P<{0}>\d[\d.,]{{0,12}}) ?(?P<scale_{0}>k|m|mio|thousand|million|billion|bn)\b"
WORTH = re.compile(
    rf"\b{MONEY}(?: (?:of|is|are|was|us|about|around|over|some)){{0,2}} {SCALED.format('said')}"
    rf"|(?<![\w.,]){SCALED.format('of')}(?: (?:of|in|a|an|annual|yearly)){{0,2}} {MONEY}\b"
)
TIMES = {
    "k": 1e3,
    "thousand": 1e3,
    "m": 1e6,
    "mio": 1e6,
    "million": 1e6,
    "bn": 1e9,
    "billion": 1e9,
}
NO_DIGIT = re.compile(r"\D")
GROUPED = re.compile(r"[.,' \u00a0](?=\d{3}(?:\D|$))")


def largest(text: str) -> float:
    """The largest sum named in a text in lower case, 0 when none is."""
    sums = chain(map(_value, SUM.finditer(text)), map(_worth, WORTH.finditer(text)))
    return max(sums, default=0.0)


def _value(match: re.Match[str]) -> float:
    figure = match["after"] or match["before"]
    times = TIMES.get(match["scale"] or match["scale_before"] or "", 1.0)
    return _number(figure) * times


def _worth(match: re.Match[str]) -> float:
    return _number(match["said"] or match["of"]) * TIMES[match["scale_said"] or match["scale_of"]]


def _number(figure: str) -> float:
    """The number in English, German or Swiss writing: what groups three digits is dropped."""
    whole, _, cents = GROUPED.sub("", figure).replace(",", ".").partition(".")
    return float(f"{NO_DIGIT.sub('', whole) or 0}.{NO_DIGIT.sub('', cents) or 0}")
