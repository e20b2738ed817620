"""Making what a vendor needs before it works with us, one step after the other."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Literal

from integrations.errors import RateLimited, Rejected, VendorError
from integrations.setup import Make, Setup, Step

Outcome = Literal["there", "made", "corrected", "by hand", "failed", "to make", "to correct"]
LEFT: frozenset[Outcome] = frozenset({"by hand", "failed"})  # for a person to do


@dataclass(frozen=True)
class Made:
    """What became of a step. `keep` may hold a secret just created: it is for one pair of eyes."""

    what: str
    outcome: Outcome
    how: str = ""
    keep: str = field(default="", repr=False)


async def connect(setup: Setup, url: str, *, is_dry_run: bool = False) -> AsyncIterator[Made]:
    """Make what is missing and correct what differs; a second time there is nothing to do.

    `url` is the gateway's public address. A step that fails keeps no other from being made. A dry
    run only looks.
    """
    try:
        steps = await setup.steps(url)
    except VendorError as error:
        yield Made("looking", "failed", _said(error))
        return
    for step in steps:
        if step.state == "there" or step.make is None or is_dry_run:
            yield _seen(step)
        else:
            yield await _made(step, step.make)


def _seen(step: Step) -> Made:
    match step.state:
        case "there":
            return Made(step.what, "there")
        case "missing" if step.make:
            return Made(step.what, "to make", step.how)
        case "differs" if step.make:
            return Made(step.what, "to correct", step.how)
        case "missing" | "differs" | "by_hand":
            return Made(step.what, "by hand", step.how)


async def _made(step: Step, make: Make) -> Made:
    try:
        keep = await make()
    except VendorError as error:
        return Made(step.what, "failed", _said(error))
    return Made(step.what, "corrected" if step.state == "differs" else "made", step.how, keep)


def _said(error: VendorError) -> str:
    match error:
        case Rejected():
            return str(error)
        case RateLimited(retry_at=at):
            return f"{error.reason}; run it again after {at:%H:%M:%S} UTC"
        case _:
            return f"{error.reason}; run it again: what is made stays, and is made once"
