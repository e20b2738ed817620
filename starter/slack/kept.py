"""Answers of Slack that are kept for a while: who somebody is changes rarely."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Generic, ParamSpec, TypeVar

from integrations.errors import VendorError
from starter.vendors import in_time

Question = ParamSpec("Question")
Answer = TypeVar("Answer")

ASK_WITHIN_S = 1.0  # s: of the 3 that Slack waits for us

Seconds = Callable[[], float]  # a clock that only goes forward


class Kept(Generic[Question, Answer]):
    """One answer for each question; an old one serves while Slack gives no other."""

    def __init__(
        self,
        ask: Callable[Question, Awaitable[Answer]],
        for_s: float,
        limit: int,
        clock: Seconds,
    ) -> None:
        self._ask = ask
        self._for_s = for_s
        self._limit = limit
        self._clock = clock
        self._kept: OrderedDict[object, tuple[float, Answer]] = OrderedDict()

    async def get(self, *asked: Question.args, **named: Question.kwargs) -> Answer:
        """Give the answer. Raises VendorError when there is none, not even an old one."""
        known = self._kept.get(asked)
        if known and self._clock() - known[0] < self._for_s:
            self._kept.move_to_end(asked)
            return known[1]
        try:
            found = await in_time(self._ask(*asked, **named), ASK_WITHIN_S)
        except VendorError:
            if known is None:
                raise
            return known[1]
        self._kept[asked] = (self._clock(), found)
        self._kept.move_to_end(asked)
        if len(self._kept) > self._limit:
            self._kept.popitem(last=False)
        return found
