"""Labelled tickets, made up: enough of them to learn from, no two alike."""

import csv
import random
from pathlib import Path

from escalation.triage.words import Kind

SAID = {
    Kind.BUG: (
        "crash in {}",
        "{} fails",
        "After the update {} shows\n```\nError 5\n```\nand stops.",
    ),
    Kind.FEATURE: ("Add {}", "Support {} please", "It would be nice to have {} in the menu."),
    Kind.QUESTION: ("How to use {}?", "Is {} possible?", "I want {}. How can I do that?"),
}
THINGS = ("export", "login", "the search", "dark mode", "invoices", "the API", "sync", "reports")


def tickets(number: int, seed: int = 1) -> list[tuple[str, str, str]]:
    """As many rows of `subject, body, kind`, the kinds in turn; some speak as another kind does."""
    chance = random.Random(seed)
    rows = []
    for i in range(number):
        kind = list(SAID)[i % len(SAID)]
        first, second, body = SAID[kind if chance.random() > 0.1 else chance.choice(list(SAID))]
        thing = chance.choice(THINGS)
        subject = chance.choice((first, second)).format(thing)
        rows.append((f"{subject} {i}", f"{body.format(thing)} Ours is number {i}.", str(kind)))
    return rows


def write(path: Path, rows: list[tuple[str, str, str]]) -> Path:
    """A CSV of them, with its header."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("subject", "body", "kind"), *rows])
    return path
