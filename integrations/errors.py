"""A request to a vendor fails in one of three ways; callers need to know no others.

VendorError
├── Transient     try again; `unclear`: it may have taken effect, so look before sending again
├── RateLimited   try again at `retry_at`; it had no effect
└── Rejected      never again: `remedy` says what a person changes first
    └── Absent    what was asked for is not there, or not for us to see
"""

from datetime import datetime


class VendorError(Exception):
    """A vendor did not do what was asked; `reason` is one sentence that may be shown."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Transient(VendorError):  # noqa: N818 - the three are answers, named as people say them
    """The same request may succeed later."""

    def __init__(self, reason: str, unclear: bool = False) -> None:
        super().__init__(reason)
        self.unclear = unclear


class RateLimited(VendorError):  # noqa: N818
    """Too much was asked; the same request may succeed from `retry_at` (aware UTC) on."""

    def __init__(self, reason: str, retry_at: datetime) -> None:
        super().__init__(reason)
        self.retry_at = retry_at


class Rejected(VendorError):  # noqa: N818
    """The same request never succeeds."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.reason}; {self.remedy}"


class Absent(Rejected):
    """What was asked for is not there, or not for our credential to see."""
