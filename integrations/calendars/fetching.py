"""How one feed is fetched: over HTTP, asked whether it changed, never more than it may be long.

A private address is a password. httpx writes every address into its log and its errors; so it gets
one that says nothing, and the real one is put in below, by the transport.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self, cast

import httpx

from integrations.calendars.copies import Copy
from integrations.calendars.ical import BYTES_MAX
from integrations.calendars.sources import SETTING, Source
from integrations.errors import Transient
from integrations.http import LIMITS, Vendor, open_client, send

_ADDRESS = "address"  # the extension of a request that carries the real one
_CHECKS = (("If-None-Match", "etag"), ("If-Modified-Since", "last_modified"))


class Fetching:
    """Reads sources; the caller closes it."""

    def __init__(self, transport: httpx.AsyncBaseTransport | None = None) -> None:
        inner = transport or httpx.AsyncHTTPTransport(trust_env=False, limits=LIMITS)
        bounded = _Bounded(inner)
        self._client = open_client("", {"Accept-Encoding": "identity"}, bounded)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self._client.aclose()

    async def fetch(self, source: Source, known: Copy | None, now: datetime) -> Copy:
        """What the source says now (UTC). Raises VendorError, which never tells the address."""
        if not source.url:
            return Copy(await asyncio.to_thread(_file, source), now)
        checks = {header: getattr(known, field, "") for header, field in _CHECKS}
        request = self._client.build_request(
            "GET",
            "https://feed.invalid",
            headers={header: value for header, value in checks.items() if value},
            extensions={_ADDRESS: source.url},
        )
        vendor = Vendor(f"feed {source.name}", SETTING, SETTING)
        response = await send(self._client, request, vendor, frozenset({httpx.codes.NOT_MODIFIED}))
        if response.status_code == httpx.codes.NOT_MODIFIED and known:
            return replace(known, read_at=now)
        etag, changed = response.headers.get("ETag", ""), response.headers.get("Last-Modified", "")
        return Copy(response.content, now, etag, changed)


def _file(source: Source) -> bytes:
    path = Path(source.address.get_secret_value().removeprefix("file://"))
    try:
        with path.open("rb") as file:
            return file.read(BYTES_MAX + 1)
    except OSError as error:
        raise Transient(f"feed {source.name} cannot be read: {error.strerror}") from None


class _Bounded(httpx.AsyncBaseTransport):
    """Cuts off an answer that is too long, or packed, as nobody knows how long that becomes."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        headers = [(name, value) for name, value in request.headers.items() if name != "host"]
        address = request.extensions[_ADDRESS]
        extensions = {k: v for k, v in request.extensions.items() if k != _ADDRESS}
        real = httpx.Request(request.method, address, headers=headers, extensions=extensions)
        response = await self._inner.handle_async_request(real)
        if response.headers.get("Content-Encoding", "identity") != "identity":
            await response.aclose()
            raise httpx.DecodingError("packed, though it was asked not to be")
        response.stream = _Counted(cast(httpx.AsyncByteStream, response.stream))
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()


class _Counted(httpx.AsyncByteStream):
    def __init__(self, inner: httpx.AsyncByteStream) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        length = 0
        async for part in self._inner:
            length += len(part)
            if length > BYTES_MAX:
                raise httpx.ReadError("longer than a feed may be")
            yield part

    async def aclose(self) -> None:
        await self._inner.aclose()
