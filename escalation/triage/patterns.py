"""Whether an operator's regular expression may run away on what a customer writes.

A pattern is tried at each of the first `SEARCHED_MAX` characters, and what its repeats and forks
can take multiplies: `a+b+` may take 2,000 times 2,000 steps from each. Anybody may write a ticket,
and the workflow reads it; so a pattern has a budget, and what is exponential, a repeat of a repeat,
has none (OWASP, "Regular expression Denial of Service").
"""

import re

SEARCHED_MAX = 2_000  # characters of a ticket that a pattern looks at
LENGTH_MAX = 200  # characters of a pattern
WORK_MAX = 4_000  # steps from one place: with all places, less than a second at the very worst
ONCE_OR_NOT = 2  # ways to take a `?`

_TOKEN = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]"  # masked, or a class: whatever stands in it is literal
    r"|(?P<open>\(\??)|(?P<close>\))|(?P<fork>\|)"
    r"|(?P<repeat>(?:[*+?]|\{\d*,\d*\}|\{\d+\})[?+]?)",
    re.DOTALL,
)
_BACK = re.compile(r"\\\d|\(\?P=")


def fault(regex: str) -> tuple[str, str] | None:
    """What is wrong with a pattern, and what to write instead; None when it may be used."""
    if len(regex) > LENGTH_MAX:
        return f"is longer than {LENGTH_MAX} characters", "write two triggers"
    try:
        compiled = re.compile(regex)
    except (re.error, OverflowError) as error:
        return f"is no regular expression: {error}", "mask what is meant literally, as in \\$"
    if compiled.match(""):
        return "is found in every text, the empty one too", "write what must stand there"
    return _running_away(regex)


def _running_away(regex: str) -> tuple[str, str] | None:
    work, closed_at = 1, -1
    forks, is_busy = [1], [False]  # of each open group: its alternatives; whether one repeats
    was_busy = False
    for token in _TOKEN.finditer(regex):
        if _BACK.match(regex, token.start()):
            return "refers back to a group, which is tried at every length", "write it out"
        if token["open"]:
            forks.append(1)
            is_busy.append(False)
        elif token["close"]:
            ways, was_busy = forks.pop(), is_busy.pop()
            was_busy |= ways > 1
            is_busy[-1] |= was_busy
            work *= ways
            closed_at = token.end()
        elif token["fork"]:
            forks[-1] += 1
        elif token["repeat"]:
            ways = _ways(token[0])
            if was_busy and closed_at == token.start() and ways > ONCE_OR_NOT:
                return f"repeats a group that repeats or forks: “{token[0]}”", "write it out"
            is_busy[-1] = True
            work *= ways
    if work > WORK_MAX:
        return "may run away: its repeats multiply", "write {1,20} in place of + and *"
    return None


def _ways(repeat: str) -> int:
    """How many ways there are to take a repeat; one without an end may take all that is there."""
    if repeat[0] in "*+" or ",}" in repeat:
        return SEARCHED_MAX
    counts = re.findall(r"\d+", repeat)
    return int(counts[-1]) + 1 if counts else ONCE_OR_NOT
