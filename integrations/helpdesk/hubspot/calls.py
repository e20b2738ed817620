"""One request to HubSpot and its answer, in the ways that all of our calls share."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import httpx

from integrations import http
from integrations.errors import RateLimited, Rejected, Transient, VendorError
from integrations.helpdesk.hubspot.records import (
    Associations,
    CrmObject,
    CrmObjects,
    Me,
    Owner,
    Owners,
)
from integrations.http import Vendor
from integrations.wire import Wire

HUBSPOT = Vendor("HubSpot", "HANDRAIL_HUBSPOT_TOKEN", "HANDRAIL_HUBSPOT_BASE_URL")
BATCH = 100  # records: the most that HubSpot reads at once
PAGE = 500  # associations or owners: the most that HubSpot gives at once
PAGES_MAX = 10  # 5,000 notes or owners: beyond, a ticket or an account is not what we know
NOT_NOW = frozenset({423, 429, 477})  # locked, too many, moving house: none had an effect
WINDOW = timedelta(seconds=10)  # what HubSpot counts in, but for a day's limit
UNTIL_TOMORROW = timedelta(hours=1)  # a day's limit ends at the account's midnight: ask hourly

Answer = TypeVar("Answer", bound=Wire)


def open_client(
    base_url: str, token: str, transport: httpx.AsyncBaseTransport | None = None
) -> httpx.AsyncClient:
    """An HTTP client for one account; `token` is a private app's."""
    return http.open_client(base_url, {"Authorization": f"Bearer {token}"}, transport)


class Calls:
    """Every method raises VendorError and nothing else."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._me: Me | None = None

    async def send(
        self,
        request: httpx.Request,
        accept: frozenset[int] = frozenset(),
    ) -> httpx.Response:
        """Send one request; 2xx and `accept` return."""
        response = await http.send(self._client, request, HUBSPOT, accept | NOT_NOW)
        if response.status_code in NOT_NOW:
            raise RateLimited(_said(response), _again_at(response, datetime.now(UTC)))
        return response

    async def get(
        self, model: type[Answer], path: str, params: Mapping[str, str] | None = None
    ) -> Answer:
        """Read something."""
        request = self._client.build_request("GET", path, params=params)
        return http.read(model, await self.send(request), HUBSPOT)

    async def seek(
        self, model: type[Answer], path: str, params: Mapping[str, str] | None = None
    ) -> Answer | None:
        """Read something that may not be there."""
        request = self._client.build_request("GET", path, params=params)
        response = await self.send(request, frozenset({404}))
        is_there = response.status_code != httpx.codes.NOT_FOUND
        return http.read(model, response, HUBSPOT) if is_there else None

    async def write(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any],
        accept: frozenset[int] = frozenset(),
    ) -> httpx.Response:
        """Write a record. An answer that does not show it is no answer: it may yet be done."""
        request = self._client.build_request(method, path, json=body)
        response = await self.send(request, accept)
        if response.status_code in accept:
            return response
        try:
            is_done = bool({"id", "name"} & http.read_object(response, HUBSPOT).keys())
        except Rejected:
            is_done = False
        if not is_done:
            raise Transient("HubSpot's answer does not show what was written", unclear=True)
        return response

    def refused(self, response: httpx.Response) -> VendorError:
        """What an answer that was accepted first means after all."""
        return http.refusal(response, HUBSPOT, datetime.now(UTC))

    async def many(
        self, kind: str, ids: Sequence[str], properties: Sequence[str]
    ) -> list[CrmObject]:
        """At most BATCH records of a kind; those that are gone are left out."""
        if not ids:
            return []
        body = {
            "inputs": [{"id": id_} for id_ in ids],
            "properties": list(properties),
            "propertiesWithHistory": [],
        }
        request = self._client.build_request(
            "POST", f"/crm/v3/objects/{kind}/batch/read", json=body
        )
        return list(http.read(CrmObjects, await self.send(request), HUBSPOT).results)

    async def associated(self, kind: str, id_: str, to: str) -> list[str]:
        """The ids of the associated records of a kind, the newest first: ids only grow."""
        path, found = f"/crm/v4/objects/{kind}/{id_}/associations/{to}", set[str]()
        params = {"limit": str(PAGE)}
        for _ in range(PAGES_MAX):
            page = await self.get(Associations, path, params)
            found |= {each.id for each in page.results}
            if page.paging is None or page.paging.next is None:
                break
            params["after"] = page.paging.next.after
        return sorted(found, key=lambda each: (len(each), each), reverse=True)

    async def owners(self) -> list[Owner]:
        """Everybody to whom a ticket can belong."""
        params, found = {"limit": str(PAGE)}, list[Owner]()
        for _ in range(PAGES_MAX):
            page = await self.get(Owners, "/crm/v3/owners/", params)
            found += page.results
            if page.paging is None or page.paging.next is None:
                break
            params["after"] = page.paging.next.after
        return found

    @property
    def account(self) -> str:
        """The id of the account; empty until `me` was asked."""
        return self._me.hub_id if self._me else ""

    async def me(self) -> Me:
        """Whose token ours is; asked once, as a token's app and account never change.

        HubSpot, "Legacy private apps", section on validating and introspecting a token.
        """
        if self._me is None:
            self._me = await self.me_now()
        return self._me

    async def me_now(self) -> Me:
        """The same with the scopes of this moment."""
        token = self._client.headers["Authorization"].removeprefix("Bearer ")
        path = "/oauth/v2/private-apps/get/access-token-info"
        request = self._client.build_request("POST", path, json={"tokenKey": token})
        return http.read(Me, await self.send(request), HUBSPOT)


def _said(response: httpx.Response) -> str:
    return f"HubSpot answered {response.status_code}: {http.said(response)}"


def _again_at(response: httpx.Response, now: datetime) -> datetime:
    """HubSpot, "API usage guidelines and limits": the policy says which limit it was."""
    if "Retry-After" in response.headers:
        return http.retry_at(response.headers, now)
    return now + (UNTIL_TOMORROW if '"DAILY"' in response.text else WINDOW)
