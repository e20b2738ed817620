"""Brings thousands of webhooks to a gateway over a Temporal in memory, well or badly."""

from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from random import Random

import httpx
from pydantic import SecretStr

from connections import open_helpdesks
from escalation.policy import ClockRule
from escalation.terms import ClockKind
from sandbox.config import SandboxConfig
from settings import Settings
from starter.vendors import wall_clock
from tests.e2e.traffic import (
    EMAIL,
    GATEWAY,
    LATE_S,
    SANDBOX,
    SECRETS,
    Desks,
    Sent,
    life,
    open_desks,
)
from tests.gateway.conftest import Gateway, standing
from tests.policies import POLICY, QUIET, by_severity

LATE, TWICE, MALFORMED = 0.05, 0.05, 0.01  # of all
END = datetime(2027, 3, 1, 20, tzinfo=UTC)  # of the story's day: the latest has been told
# Nothing climbs by the clock alone: an answer that is told too late cannot call that back.
CALM = replace(
    POLICY,
    version="calm",
    triggers=tuple(t for t in POLICY.triggers if not (t.unanswered_for or t.idle_for)),
    on_breach=QUIET.on_breach,
    clocks={**POLICY.clocks, ClockKind.ACKNOWLEDGE: ClockRule(by_severity("5d", "5d", "5d", "5d"))},
)


@dataclass
class Delivery:
    """How a run's webhooks are delivered, and what was answered; without `chance`, well."""

    there: Gateway
    gateway: httpx.AsyncClient
    desks: Desks
    chance: Random | None = None
    answered: Counter[int] = field(default_factory=Counter)
    refused: Counter[int] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    held: list[tuple[datetime, int, Sent]] = field(default_factory=list)

    async def bring(self, sent: Sent, at: datetime) -> None:
        """Deliver what was sent at an instant: then, or later, or twice, or spoiled as well."""
        chance = self.chance
        if chance and chance.random() < LATE:
            self._hold("late", sent, at)
            return
        await self._post(sent, self.answered)
        if chance and chance.random() < TWICE:
            self._hold("twice", sent, at)
        if chance and chance.random() < MALFORMED:
            self.counts["malformed"] += 1
            await self._post(self.desks.spoiled(sent, chance), self.refused)

    async def release(self, until: datetime) -> None:
        """Deliver what was held back until then; the vendor signs it anew."""
        while self.held and self.held[0][0] <= until:
            at, _, sent = heappop(self.held)
            self.there.temporal.now = at
            await self._post(self.desks.sent(sent.ticket, sent.callback), self.answered)

    def _hold(self, why: str, sent: Sent, at: datetime) -> None:
        assert self.chance
        self.counts[why] += 1
        late = timedelta(seconds=self.chance.randint(1, LATE_S))
        heappush(self.held, (at + late, self.counts.total(), sent))

    async def _post(self, sent: Sent, answers: Counter[int]) -> None:
        path, signed = sent.signed.url.removeprefix(GATEWAY), sent.signed
        answer = await self.gateway.post(path, content=signed.body, headers=signed.headers)
        answers[answer.status_code] += 1


async def lived(seed: int, tickets: int, acts: int, chance: Random | None = None) -> Delivery:
    """Let all of a life happen."""
    desks = open_desks()
    async with AsyncExitStack() as stack:
        there = await stack.enter_async_context(standing(policy=CALM))
        opened = open_helpdesks(_settings(), CALM, httpx.ASGITransport(desks.api))
        vendors = {
            "secrets": SECRETS,
            "linear_secret": SECRETS["linear"],
            "helpdesks": await stack.enter_async_context(opened),
            "linked": desks.linked,
            "public_url": GATEWAY,
            "now": wall_clock,
        }
        gateway = await stack.enter_async_context(there.client(**vendors))
        delivery = Delivery(there, gateway, desks, chance)
        for deed in life(seed, tickets, acts):
            await delivery.release(deed.at)
            there.temporal.now = deed.at
            for sent in desks.do(deed):
                await delivery.bring(sent, deed.at)
        await delivery.release(END)
    return delivery


def _settings() -> Settings:
    return Settings(
        _env_file=None,
        zendesk_base_url=f"{SANDBOX}/zendesk",
        zendesk_email=EMAIL,
        zendesk_token=SecretStr("zendesk"),
        intercom_base_url=f"{SANDBOX}/intercom",
        intercom_token=SecretStr(SandboxConfig.intercom_token),
        freshdesk_base_url=f"{SANDBOX}/freshdesk",
        freshdesk_api_key=SecretStr(SandboxConfig.freshdesk_key),
        hubspot_base_url=f"{SANDBOX}/hubspot",
        hubspot_token=SecretStr(SandboxConfig.hubspot_token),
    )
