"""How well judgement reads, groups and learns: `python -m bench.quality SHARED`.

Wanted is the least that is acceptable; the baseline says what a simple way reaches (one keyword,
VADER as it comes). The texts are development halves: what was not looked at will do a little worse.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from bench import quality_learning, quality_similar, quality_text
from bench.quality_row import Row

PARTS = (quality_text, quality_similar, quality_learning)


def measures(shared: Path) -> Iterator[Row]:
    """Every measure of every part."""
    for part in PARTS:
        yield from part.rows(shared)


def line(measure: Row) -> str:
    """A measure as a row of a Markdown table."""
    verdict = "" if measure.ours >= measure.wanted else " (missed)"
    return (
        f"| {measure.name} | {measure.wanted:.2f} | {measure.ours:.3f}{verdict} "
        f"| {measure.baseline:.3f} |"
    )


def main(shared: Path) -> int:
    """Print the table of the labelled texts in a folder; 1 when something is missed."""
    if not (shared / "data" / "text").is_dir():
        print(f"no labelled texts in {shared}: set HANDRAIL_SHARED to theirs", file=sys.stderr)
        return 1
    print("| measure | wanted | ours | baseline |\n|---|---|---|---|")
    missed = 0
    for measure in measures(shared):
        missed += measure.ours < measure.wanted
        print(line(measure), flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
