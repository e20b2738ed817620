"""One factory for HTTP clients, and one mapping of what comes back to the three errors.

Every httpx client of ours is made here, so that a move to its successor begins in one file.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import httpx
from pydantic import ValidationError

from integrations.errors import Absent, RateLimited, Rejected, Transient, VendorError
from integrations.wire import Wire, loads

TIMEOUT = httpx.Timeout(
    connect=5,  # s: a vendor that is up accepts within a second
    read=20,  # s: Zendesk takes some 10 for a ticket with many triggers
    write=10,  # s: our largest body is some 60 kB
    pool=10,  # s: a batch queues behind the others of its worker
)
LIMITS = httpx.Limits(max_connections=20)  # a worker's activities of one vendor, with room
RETRY_AFTER_DEFAULT = timedelta(seconds=30)  # where a vendor limits without saying how long
RETRY_AFTER_MAX = timedelta(hours=1)  # every vendor here counts by the hour or less
SAID_MAX = 200  # characters of a vendor's words: one line of a failed delivery

Answer = TypeVar("Answer", bound=Wire)

_counts: ContextVar["Count | None"] = ContextVar("counts", default=None)
_ABSENT = frozenset({httpx.codes.NOT_FOUND, httpx.codes.GONE})
# Nothing left this machine: the request had no effect.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


@dataclass(frozen=True)
class Vendor:
    """Whom a refusal names, and the settings that its remedy points at."""

    name: str
    credential: str
    address: str


@dataclass
class Count:
    """How many requests were sent, whatever came back."""

    requests: int = 0


@contextmanager
def counted() -> Iterator[Count]:
    """Count the requests that this task and those it begins send within the block."""
    count = Count()
    before = _counts.set(count)
    try:
        yield count
    finally:
        _counts.reset(before)


def open_client(
    base_url: str,
    headers: Mapping[str, str],
    transport: httpx.AsyncBaseTransport | None = None,
) -> httpx.AsyncClient:
    """A client for one vendor; the caller closes it. The environment's proxies are ignored."""
    return httpx.AsyncClient(
        base_url=base_url,
        headers=dict(headers),
        timeout=TIMEOUT,
        limits=LIMITS,
        trust_env=False,  # only settings.py reads the environment
        transport=transport,
    )


async def send(
    client: httpx.AsyncClient,
    request: httpx.Request,
    vendor: Vendor,
    accept: frozenset[int] = frozenset(),
) -> httpx.Response:
    """Send one request; a status of 2xx or in `accept` returns. Raises VendorError."""
    is_write = request.method not in ("GET", "HEAD")
    if count := _counts.get():
        count.requests += 1
    try:
        response = await client.send(request)
    except _NOT_SENT as error:
        raise Transient(f"{vendor.name} cannot be reached: {type(error).__name__}") from error
    except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
        unusable = f"{vendor.name} has no usable address"
        raise Rejected(unusable, f"correct {vendor.address}") from error
    except httpx.HTTPError as error:
        said = f"{vendor.name} did not answer: {type(error).__name__}"
        raise Transient(said, unclear=is_write) from error
    if response.is_success or response.status_code in accept:
        return response
    raise refusal(response, vendor, datetime.now(UTC))


def refusal(response: httpx.Response, vendor: Vendor, now: datetime) -> VendorError:
    """What an answer that is no success means. `now` is aware UTC."""
    status = response.status_code
    reason = f"{vendor.name} answered {status}: {said(response)}"
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return RateLimited(reason, retry_at(response.headers, now))
    if status == httpx.codes.REQUEST_TIMEOUT or response.is_server_error:
        # A gateway gives up before the vendor does: the write may yet be done.
        return Transient(reason, unclear=response.request.method != "GET")
    kind = Absent if status in _ABSENT else Rejected
    return kind(reason, _remedy(status, vendor))


def read_object(response: httpx.Response, vendor: Vendor) -> dict[str, Any]:
    """The JSON object of an answer. Raises Rejected: what answers there is not the vendor."""
    if (answer := _object(response)) is not None:
        return answer
    raise Rejected(f"{vendor.name} answered without a JSON object", f"correct {vendor.address}")


def read(model: type[Answer], response: httpx.Response, vendor: Vendor) -> Answer:
    """An answer as we know it. Raises Rejected: what answers there is not the vendor."""
    return known(model, read_object(response, vendor), vendor)


def known(model: type[Answer], found: object, vendor: Vendor) -> Answer:
    """A part of an answer as we know it. Raises Rejected."""
    try:
        return model.model_validate(found)
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"])) or "an object"
        unknown = f"{vendor.name} answered without {where} as we know it"
        raise Rejected(unknown, f"correct {vendor.address}") from error


def written(model: type[Answer], response: httpx.Response, vendor: Vendor) -> Answer:
    """The answer to a write. Raises Transient: another answer leaves it open what was done."""
    try:
        return read(model, response, vendor)
    except Rejected as error:
        raise Transient(error.reason, unclear=True) from error


def clock(response: httpx.Response) -> datetime | None:
    """The vendor's clock as an answer tells it, to the second, aware UTC."""
    try:
        at = parsedate_to_datetime(response.headers.get("Date", ""))
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else None


def retry_at(headers: Mapping[str, str], now: datetime) -> datetime:
    """When `Retry-After` (RFC 9110, section 10.2.3: seconds or a date) allows the next request."""
    written = headers.get("Retry-After", "").strip()
    wait = RETRY_AFTER_DEFAULT
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", written):
        wait = timedelta(seconds=min(float(written), RETRY_AFTER_MAX.total_seconds()))
    elif written:
        wait = _until(written, now)
    return now + min(max(wait, timedelta()), RETRY_AFTER_MAX)


def said(response: httpx.Response) -> str:
    """The vendor's own words, one short line."""
    answer = _object(response) or {}
    words = [answer.get(name) for name in ("error", "description", "message")]
    text = ", ".join(w for w in words if isinstance(w, str)) or response.reason_phrase
    return " ".join(text.split())[:SAID_MAX]


def _object(response: httpx.Response) -> dict[str, Any] | None:
    try:
        answer = loads(response.content)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


def _until(written: str, now: datetime) -> timedelta:
    try:
        at = parsedate_to_datetime(written)
    except ValueError:
        return RETRY_AFTER_DEFAULT
    return (at if at.tzinfo else at.replace(tzinfo=UTC)) - now


def _remedy(status: int, vendor: Vendor) -> str:
    match status:
        case httpx.codes.UNAUTHORIZED:
            return f"set {vendor.credential} to a valid credential"
        case httpx.codes.FORBIDDEN:
            return f"give the owner of {vendor.credential} the right to do this"
        case httpx.codes.NOT_FOUND | httpx.codes.GONE:
            return f"check that the record still exists and that {vendor.address} is right"
        case _ if 300 <= status < 400:
            return f"set {vendor.address} to the address that it redirects to"
        case _:
            return f"see what {vendor.name} says about it; nothing was changed"
