"""A request to the ledger fails in one of two ways."""


class Away(Exception):  # noqa: N818 - it is an answer: try again later
    """The database does not answer now, or is not ready; the same request may succeed later."""


class Absent(Away):
    """There is no ledger yet: the first worker that writes makes it."""


class Unfit(Exception):  # noqa: N818 - it is an answer: never again
    """The database refuses what was to be written; the same request never succeeds."""
