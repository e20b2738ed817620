"""The gateway as vendors find it: at its public address, believing nobody who does not sign."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from starter.doctor.checked import Checked
from starter.doctor.gateway import examine

PATHS = ("/webhooks/zendesk", "/webhooks/linear")


@asynccontextmanager
async def standing(health: dict[str, bool], answers: dict[str, int]) -> AsyncIterator[str]:
    """What answers at the public address; gives that address, with a path of its own."""

    async def healthz(_: Request) -> JSONResponse:
        return JSONResponse(health)

    async def webhook(request: Request) -> JSONResponse:
        return JSONResponse({"error": "no"}, answers[request.path_params["vendor"]])

    routes = [
        Route("/handrail/healthz", healthz),
        Route("/handrail/webhooks/{vendor}", webhook, methods=["POST"]),
    ]
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), log_level="critical"))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/handrail"
        finally:
            server.should_exit = server.force_exit = True
            await serving


def faults(found: list[Checked]) -> list[tuple[str, str]]:
    return [(each.subject, each.found) for each in found if not each.is_ok]


async def test_a_gateway_that_refuses_what_is_not_signed_is_well():
    async with standing({"ok": True}, {"zendesk": 401, "linear": 401}) as url:
        found = await examine(url, PATHS)
    assert [(each.subject, each.is_ok) for each in found] == [
        (url, True),
        ("/webhooks/zendesk", True),
        ("/webhooks/linear", True),
    ]


async def test_a_gateway_that_takes_anything_or_lacks_a_route_is_named():
    async with standing({"ok": True}, {"zendesk": 200, "linear": 404}) as url:
        found = await examine(url, PATHS)
    assert faults(found) == [
        ("/webhooks/zendesk", "takes what nobody signed, so it is not the gateway"),
        ("/webhooks/linear", "The gateway answered 404: no"),
    ]
    assert all("pass this on as it is" in each.remedy for each in found if not each.is_ok)


async def test_another_program_at_the_address_is_one_fault():
    async with standing({"up": True}, {}) as url:
        assert faults(await examine(url, PATHS)) == [(url, "what answers is not the gateway")]


async def test_nobody_at_the_address_is_one_fault():
    (fault,) = await examine("http://127.0.0.1:1", PATHS)
    assert fault.found == "The gateway cannot be reached: ConnectError"
    assert fault.remedy.startswith("start `handrail gateway`")


async def test_without_an_address_no_webhook_can_come():
    (fault,) = await examine("", PATHS)
    assert (fault.subject, fault.found) == ("address", "is not set: no webhook reaches us")
    assert fault.remedy.startswith("set HANDRAIL_PUBLIC_URL")


async def test_customers_words_do_not_go_over_plain_http():
    (fault,) = await examine("http://handrail.example.com", PATHS)
    assert fault.found == "is no public https address: customers' words go there"
