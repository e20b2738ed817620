"""One thing that was looked at, and what a person does about it when it is wrong."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Checked:
    """What was found of a subject; a remedy makes it a fault."""

    part: str
    subject: str
    found: str
    remedy: str = ""

    @property
    def is_ok(self) -> bool:
        """Whether nothing needs to be done."""
        return not self.remedy
