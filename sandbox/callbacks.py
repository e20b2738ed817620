"""The vendors' calls to us: signed as each vendor signs, sent again until somebody answers."""

import asyncio
import base64
import hashlib
import hmac
import json
import uuid
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

import httpx

from sandbox.config import SandboxConfig
from sandbox.record import Face, Json, Present

AGAIN_S = 0.5  # seconds between attempts: a gateway that restarts misses nothing, and soon
GIVE_UP_S = 120.0  # seconds of wall time after which a delivery is lost
LANES = 20  # deliveries behind at a time: with the gateway down, 1,000 retrying take a whole core
EVENT_ATTEMPTS = 4  # Slack sends an event again three times, and nothing else (Events API)
KEPT = 10_000  # deliveries that can be asked for again
# How long a vendor waits for an answer, in seconds: docs.slack.dev/interactivity,
# linear.app/developers/webhooks, developer.zendesk.com/documentation/webhooks.
# developers.intercom.com/docs/webhooks, developers.hubspot.com/docs/api/webhooks; Freshdesk's
# pages name none.
PATIENCE_S: Mapping[Face, float] = {
    "slack": 3.0,
    "linear": 5.0,
    "zendesk": 12.0,
    "intercom": 5.0,
    "freshdesk": 12.0,
    "hubspot": 5.0,
}

EVENTS, COMMANDS = "/slack/events", "/slack/commands"


@dataclass(frozen=True)
class Callback:
    """One fact on its way to us; a repeat keeps the delivery id and gets a fresh signature.

    `path` is where it goes if not to the vendor's usual address. It is sent at most `attempts_max`
    times; None: for as long as the courier has patience.
    """

    face: Face
    body: Json
    delivery_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    path: str = ""
    attempts_max: int | None = None


@dataclass(frozen=True)
class Signed:
    """A request as it goes over the wire."""

    url: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """What came of a delivery; `status` is 0 where nobody answered."""

    delivery_id: str
    status: int
    body: str
    attempts: int

    @property
    def is_taken(self) -> bool:
        """Whether the gateway said yes."""
        return 200 <= self.status < 300


# Headers and body of a callback, signed at an instant (aware UTC) of the wall clock.
Sign = Callable[[Callback, datetime], tuple[dict[str, str], bytes]]


class Courier:
    """Has callbacks signed, each as its vendor does, and brings them to the gateway."""

    def __init__(self, config: SandboxConfig, http: httpx.AsyncClient, present: Present) -> None:
        self._config = config
        self._http = http
        self._present = present
        self._signs: dict[Face, Sign] = {
            "slack": lambda callback, at: _slack(callback, config, at),
            "linear": lambda callback, at: _linear(callback, config, at),
        }
        self._sent: OrderedDict[str, Callback] = OrderedDict()
        self._behind: set[asyncio.Task[Answer]] = set()
        self._lanes = asyncio.Semaphore(LANES)

    def meet(self, face: Face, sign: Sign) -> None:
        """From now on the callbacks of that face are signed so."""
        self._signs[face] = sign

    def sign(self, callback: Callback) -> Signed:
        """The request, signed now by the wall clock; remembered under its delivery id."""
        self._sent[callback.delivery_id] = callback
        if len(self._sent) > KEPT:
            self._sent.popitem(last=False)
        headers, body = self._signs[callback.face](callback, self._present.wall())
        return Signed(address(self._config, callback), headers, body)

    def signed(self, callbacks: list[Callback]) -> list[Json]:
        """The requests as JSON, for those who want to send them themselves."""
        return [as_request(callback, self.sign(callback)) for callback in callbacks]

    def known(self, delivery_id: str) -> Callback | None:
        """The delivery of that id, if it was made and is not too long ago."""
        return self._sent.get(delivery_id)

    async def deliver(self, callback: Callback) -> Answer:
        """Send until the gateway takes or refuses it: anything but silence, 5xx and 429.

        Slack takes no refusal of an event either.
        """
        give_up = asyncio.get_running_loop().time() + GIVE_UP_S
        again: dict[str, str] = {}
        attempts = 0
        while True:
            attempts += 1
            status, body = await self._attempt(callback, again)
            answer = Answer(callback.delivery_id, status, body, attempts)
            refused = 300 <= status < 500 and status != 429 and callback.path != EVENTS
            is_last = attempts == callback.attempts_max
            is_late = asyncio.get_running_loop().time() + AGAIN_S > give_up
            if answer.is_taken or refused or is_last or is_late:
                return answer
            again = _retry(callback, attempts, status)
            await asyncio.sleep(AGAIN_S)

    async def deliver_all(self, callbacks: list[Callback]) -> list[Answer]:
        """One after the other."""
        return [await self.deliver(callback) for callback in callbacks]

    def deliver_behind(self, callback: Callback) -> None:
        """Send without waiting, as a vendor does after an API write."""
        task = asyncio.create_task(self._deliver_in_lane(callback))
        self._behind.add(task)
        task.add_done_callback(self._behind.discard)

    async def close(self) -> None:
        """Drop what is still on its way."""
        for task in self._behind:
            task.cancel()
        await asyncio.gather(*self._behind, return_exceptions=True)
        await self._http.aclose()

    async def _deliver_in_lane(self, callback: Callback) -> Answer:
        async with self._lanes:
            return await self.deliver(callback)

    async def _attempt(self, callback: Callback, again: Mapping[str, str]) -> tuple[int, str]:
        signed, patience = self.sign(callback), PATIENCE_S[callback.face]
        try:
            answer = await self._http.post(
                signed.url,
                content=signed.body,
                headers={**signed.headers, **again},
                timeout=patience,
            )
        except httpx.TransportError as error:
            return 0, repr(error)
        return answer.status_code, answer.text


def address(config: SandboxConfig, callback: Callback) -> str:
    """Where a callback goes."""
    usual = "/slack/interactivity" if callback.face == "slack" else f"/webhooks/{callback.face}"
    return config.gateway_url + (callback.path or usual)


def told(callbacks: list[Callback], answers: list[Answer]) -> Json:
    """What became of deliveries; the first answer that is no success speaks for all."""
    failed = [answer for answer in answers if not answer.is_taken]
    speaks = (failed or answers[-1:] or [Answer("", 200, "", 0)])[0]
    deliveries = [vars(a) | {"fact": c.body} for a, c in zip(answers, callbacks, strict=True)]
    return {"status": speaks.status, "body": speaks.body, "deliveries": deliveries}


def _retry(callback: Callback, count: int, status: int) -> dict[str, str]:
    """How Slack marks an event that it sends again (docs.slack.dev/apis/events-api)."""
    if callback.path != EVENTS:
        return {}
    reason = "http_error" if status else "http_timeout"
    return {"X-Slack-Retry-Num": str(count), "X-Slack-Retry-Reason": reason}


def as_request(callback: Callback, signed: Signed) -> Json:
    """A signed request as JSON, its body in base64, for those who want to send it themselves."""
    body = base64.b64encode(signed.body).decode()
    return {
        "delivery_id": callback.delivery_id,
        "url": signed.url,
        "headers": signed.headers,
        "body": body,
    }


def _slack(callback: Callback, config: SandboxConfig, at: datetime) -> tuple[dict[str, str], bytes]:
    # docs.slack.dev/authentication/verifying-requests-from-slack
    kind, body = _slack_body(callback)
    stamp = str(int(at.timestamp()))
    base = b"v0:" + stamp.encode() + b":" + body
    return {
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": "v0=" + hmac_sha256(config.slack_signing_secret, base).hex(),
    }, body


def _slack_body(callback: Callback) -> tuple[str, bytes]:
    """Events are JSON, commands a form, interactions a form with JSON in it."""
    if callback.path == EVENTS:
        return "application/json", json.dumps(callback.body).encode()
    form = callback.body if callback.path == COMMANDS else {"payload": json.dumps(callback.body)}
    return "application/x-www-form-urlencoded", urlencode(form).encode()


def _linear(
    callback: Callback, config: SandboxConfig, at: datetime
) -> tuple[dict[str, str], bytes]:
    # linear.app/developers/webhooks: the body says when it was sent, so each attempt has its own.
    sent_ms = int(at.timestamp() * 1000)
    body = json.dumps({**callback.body, "webhookTimestamp": sent_ms}).encode()
    return {
        "Content-Type": "application/json; charset=utf-8",
        "Linear-Delivery": callback.delivery_id,
        "Linear-Event": str(callback.body["type"]),
        "Linear-Timestamp": str(sent_ms),
        "Linear-Signature": hmac_sha256(config.linear_webhook_secret, body).hex(),
    }, body


def hmac_sha256(secret: str, message: bytes) -> bytes:
    """The digest that most vendors sign with."""
    return hmac.new(secret.encode(), message, hashlib.sha256).digest()
