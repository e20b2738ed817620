"""An instant as every text of ours writes it; each place that shows the text may localise it."""

from datetime import datetime


def written(at: datetime) -> str:
    """`Mon 2026-03-02 10:08 UTC`: to the minute, with everything it takes to read it back."""
    return f"{at:%a %Y-%m-%d %H:%M} UTC"
