"""What finding the same issue costs: `python -m bench.similar SENTENCES.csv [TICKETS]`.

The tickets mix the sentences of the file's first column (BANKING77's training questions are meant)
to 30 to 100 words, so that some thousand words are frequent in all of them. With --outages, nine of
ten tickets say one of twenty things, each with a number and a sentence of their own. Seconds are
those of one core, whatever else the machine does.
"""

import argparse
import csv
import random
import resource
from collections.abc import Iterator
from pathlib import Path
from time import process_time

from escalation.similar.groups import groups
from escalation.similar.index import Index
from escalation.similar.marks import Text

SEED = 7
TICKETS = 50_000
WORDS = (30, 100)
OUTAGES, OUTAGE_SHARE = 20, 0.9


def tickets(sentences: list[str], count: int, outages: bool) -> Iterator[Text]:
    """Give `count` tickets, the same ones each time."""
    chance = random.Random(SEED)
    told = [" ".join(chance.sample(sentences, 4)) for _ in range(OUTAGES)]
    for number in range(count):
        if outages and chance.random() < OUTAGE_SHARE:
            body = [chance.choice(told), f"Ticket {number}.", chance.choice(sentences)]
        else:
            body, wanted = [], chance.randint(*WORDS)
            while sum(len(sentence.split()) for sentence in body) < wanted:
                body.append(chance.choice(sentences))
        yield Text(chance.choice(body), " ".join(body))


def main() -> None:
    """Print seconds for each part, and the peak of memory in MiB."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("sentences", type=Path)
    asked.add_argument("tickets", type=int, nargs="?", default=TICKETS)
    asked.add_argument("--outages", action="store_true")
    given = asked.parse_args()
    with given.sentences.open(encoding="utf-8", newline="") as lines:
        sentences = [row[0] for row in csv.reader(lines)][1:]
    texts = list(tickets(sentences, given.tickets, given.outages))
    begun = process_time()
    index = Index(texts)
    built = process_time()
    near = index.nearest()
    looked = process_time()
    found = groups(index)
    ended = process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    grouped = sum(len(group.places) for group in found)
    print(f"{len(texts):,} tickets; {sum(map(len, near)):,} neighbours; {len(found):,} groups")
    most = max((len(group.places) for group in found), default=0)
    print(f"{grouped / len(texts):.0%} grouped, the largest group has {most}")
    for name, seconds in (
        ("index", built - begun),
        ("nearest", looked - built),
        ("groups", ended - looked),
        ("all", ended - begun),
    ):
        print(f"{name:<8} {seconds:6.1f} s")
    print(f"{'peak':<8} {peak:6.0f} MiB")


if __name__ == "__main__":
    main()
