"""What keeps a file from being learnt from, or a model from being asked: one clear sentence."""

from pathlib import Path


class Unusable(Exception):  # noqa: N818 - it is an answer to the operator, not a crash
    """A file (or "the ledger") that cannot be used: where it is wrong, what to do instead."""

    def __init__(self, file: Path | str, field: str, problem: str, remedy: str) -> None:
        place = f"{file}: {field}" if field else f"{file}"
        super().__init__(f"{place}: {problem}; {remedy}")
        self.file, self.field, self.problem, self.remedy = file, field, problem, remedy
