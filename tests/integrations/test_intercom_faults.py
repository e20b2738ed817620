"""Whatever happens to one request of a write, trying again leaves each effect once."""

import httpx
import pytest

from escalation.terms import Severity
from integrations.errors import RateLimited, Rejected, Transient
from integrations.helpdesk.marks import mark
from integrations.helpdesk.port import Wanted
from tests.integrations.fake_intercom import CHAT, FakeIntercom

WANTED = Wanted(
    key="k1",
    note="L2 has it",
    tags=("escalated",),
    severity=Severity.CRITICAL,
    fields={"tier": "l2"},
    assignee="ana@example.com",
    status="on_hold",
)
SOLVED = Wanted(key="k1", reply="Fixed", status="solved")
KINDS = ("limit", "error", "drop", "malformed", "lost")
# How many requests each takes: who is meant, how it stands, who we are, and the writes.
REQUESTS = ((WANTED, 11), (SOLVED, 3))


class Unlucky(FakeIntercom):
    """Meets one fault at its nth request; the sandbox behind it does what reaches it."""

    def __init__(self, kind: str, at: int) -> None:
        super().__init__()
        self.kind, self.left = kind, at

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.left -= 1
        if self.left:
            return await super().handle_async_request(request)
        match self.kind:
            case "limit":
                return httpx.Response(429, headers={"X-RateLimit-Reset": "1"})
            case "error":
                return httpx.Response(500, text="Internal Server Error")
            case "drop":
                raise httpx.ReadError("dropped")
            case "malformed":
                return httpx.Response(200, html="<html>Maintenance</html>")
            case "lost":
                await super().handle_async_request(request)
                raise httpx.ReadTimeout("lost")
        raise AssertionError(self.kind)


async def written(fake: Unlucky, wanted: Wanted) -> bool:
    """Write as the activity does: after a failure look first, then try again."""
    for _ in range(3):
        try:
            await fake.client().write(CHAT, wanted)
        except (Transient, RateLimited):
            if await fake.client().find(CHAT, {wanted.key}):
                return True
        except Rejected:
            return False
        else:
            return True
    raise AssertionError("it never came through")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("wanted", "at"), [(wanted, n + 1) for wanted, count in REQUESTS for n in range(count)]
)
async def test_each_effect_is_there_once_or_the_refusal_is_clear(
    kind: str, wanted: Wanted, at: int
):
    fake = Unlucky(kind, at)
    await fake.open()
    is_done = await written(fake, wanted)
    effects = await fake.effects()
    assert is_done or kind == "malformed"
    words = [key for what, key in effects if what.startswith("comment")]
    assert words.count(mark("k1")) == len(words) <= 1
    if is_done:
        assert words == [mark("k1")]
        state = "snoozed" if wanted is WANTED else "closed"
        assert (await fake.state())["state"] == state
    acts = [what for what, _ in effects if what in ("ticket.status", "ticket.admin_assignee_id")]
    assert len(acts) == len(set(acts))


async def test_as_many_requests_are_tried_as_there_are():
    for wanted, count in REQUESTS:
        fake = Unlucky("none", 10_000)
        await fake.open()
        await fake.client().write(CHAT, wanted)
        assert len(fake.exchanges) == count
