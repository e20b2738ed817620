"""Whether vendors reach the gateway: its public address answers, and refuses what nobody signed.

This machine asks in their place: a firewall that lets only us through is not seen.
"""

from collections.abc import Sequence

import httpx

from integrations import http
from integrations.errors import VendorError
from integrations.http import Vendor
from starter.doctor.checked import Checked
from starter.public import is_safe

PART = "gateway"
GATEWAY = Vendor("The gateway", "HANDRAIL_PUBLIC_URL", "HANDRAIL_PUBLIC_URL")
SET = "set HANDRAIL_PUBLIC_URL to the address at which vendors reach the gateway"
START = "start `handrail gateway`, and let HANDRAIL_PUBLIC_URL lead to it"
ROUTE = "let what stands before the gateway pass this on as it is, and run this version of it"
_UNSIGNED = frozenset({401})


async def examine(url: str, paths: Sequence[str]) -> list[Checked]:
    """Look at our public address as vendors do; `paths` are what they call there."""
    if not url:
        return [_line("address", "is not set: no webhook reaches us", SET)]
    if not is_safe(url):
        return [_line(url, "is no public https address: customers' words go there", SET)]
    async with http.open_client(url, {}) as client:
        try:
            request = client.build_request("GET", "/healthz")
            found = http.read_object(await http.send(client, request, GATEWAY), GATEWAY)
        except VendorError as error:
            return [_line(url, error.reason, START)]
        if found.get("ok") is not True:
            return [_line(url, "what answers is not the gateway", START)]
        lines = [_line(url, "answers")]
        return lines + [await _refusing(client, path) for path in paths]


async def _refusing(client: httpx.AsyncClient, path: str) -> Checked:
    """A word that nobody signed must be refused, by the gateway and for that reason."""
    request = client.build_request("POST", path, json={})
    try:
        answer = await http.send(client, request, GATEWAY, _UNSIGNED)
    except VendorError as error:
        return _line(path, error.reason, ROUTE)
    if answer.status_code in _UNSIGNED:
        return _line(path, "answers, and refuses what is not signed")
    return _line(path, "takes what nobody signed, so it is not the gateway", ROUTE)


def _line(subject: str, found: str, remedy: str = "") -> Checked:
    return Checked(PART, subject, found, remedy)
