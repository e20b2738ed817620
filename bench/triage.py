"""How many tickets `handrail triage` decides in a second: `python -m bench.triage`.

The tickets are those of the decision tables, 4 to 150 words long, with their histories, again and
again; everything from a line to its answer counts, with the policy that comes with Handrail.
"""

import json
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from time import process_time
from typing import Any

import yaml

from escalation.policy import Policy
from integrations.reading.reader import Reader
from starter.reach import policy_at
from starter.triage_lines import answer, parsed

ROOT = Path(__file__).parents[1]
TABLES = ROOT / "tests" / "domain" / "triage"
TICKETS = 10_000
WANTED = 1_000  # tickets a second, on one core


def lines() -> list[bytes]:
    """Give every ticket of the decision tables as a line, without the decision."""
    tickets: Iterator[dict[str, Any]] = (
        ticket
        for name in ("decisions.yaml", "decisions_by_another.yaml")
        for ticket in yaml.safe_load((TABLES / name).read_text(encoding="utf-8"))
    )
    return [json.dumps({k: v for k, v in one.items() if k != "expect"}).encode() for one in tickets]


def rate(policy: Policy, count: int = TICKETS) -> float:
    """Give tickets a second of one core, after one round in which patterns are compiled."""
    read, every = Reader().read, lines()
    for line in every:
        answer(parsed(line), policy, read)
    begun = process_time()
    for line in islice(cycle(every), count):
        json.dumps(answer(parsed(line), policy, read))
    return count / (process_time() - begun)


def main() -> None:
    """Print tickets a second, and how many words they have."""
    policy = policy_at(ROOT / "policies" / "default.yaml").policy
    words = [len(line.split()) for line in lines()]
    print(f"{rate(policy):,.0f} tickets a second of one core, wanted {WANTED:,}")
    print(f"words of a line: {sum(words) / len(words):.0f} on average, {max(words)} at most")


if __name__ == "__main__":
    main()
