"""One thing that was looked at, and what a person does about it when it is wrong."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Checked:
    """What was found of a subject; a remedy makes it a fault.

    A note is no fault: what was not looked at and why, or what only a person can see.
    """

    part: str
    subject: str
    found: str
    remedy: str = ""
    is_note: bool = False

    @property
    def is_ok(self) -> bool:
        """Whether nothing needs to be done."""
        return self.is_note or not self.remedy

    @property
    def mark(self) -> str:
        """How its line begins."""
        return "note" if self.is_note else "ok" if self.is_ok else "fault"
