"""The sandbox as one ASGI app: its faces, the control side, and a page to look at."""

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from sandbox.callbacks import Courier
from sandbox.config import SandboxConfig
from sandbox.control import desk_routes, fault_routes, redelivery
from sandbox.desks import Desk
from sandbox.faults import Faults, Manners, limited_in_linear, limited_in_slack
from sandbox.freshdesk_desk import FreshdeskDesk
from sandbox.hubspot_desk import HubSpotDesk
from sandbox.intercom_desk import IntercomDesk
from sandbox.linear import Linear
from sandbox.linear_control import linear_control
from sandbox.linear_face import LinearFace
from sandbox.overview import looking
from sandbox.pages import page_routes
from sandbox.record import Present, Record
from sandbox.slack import Slack
from sandbox.slack_control import slack_control
from sandbox.slack_limits import limit_routes
from sandbox.zendesk_desk import ZendeskDesk

ANY_METHOD = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def create_app(config: SandboxConfig) -> Starlette:
    """A sandbox with nothing in it yet. It keeps everything in memory; one process serves it."""
    present = Present(lambda: datetime.now(UTC))
    record, faults = Record(present), Faults()
    courier = Courier(config, httpx.AsyncClient(trust_env=False), present)
    slack = Slack(config, record, present, courier.deliver_behind)
    linear = Linear(config)
    graphql = LinearFace(config, linear, courier, record, present)
    desks: list[Desk] = [
        ZendeskDesk(config, record, courier, present),
        HubSpotDesk(config, record, courier, present),
        IntercomDesk(config, record, courier, present),
        FreshdeskDesk(config, record, courier, present),
    ]
    for desk in desks:
        courier.meet(desk.name, desk.sign)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await courier.close()

    slack_answer = faults.around("slack", _slack_method, slack.answer, Manners(limited_in_slack))
    linear_answer = faults.around("linear", _document, graphql.answer, Manners(limited_in_linear))
    return Starlette(
        lifespan=lifespan,
        routes=[
            Route("/slack/api/{method}", slack_answer, methods=["GET", "POST"]),
            Route("/slack/response/{channel}/{user}/{trigger}", slack.respond, methods=["POST"]),
            Route("/linear/graphql", linear_answer, methods=["POST"]),
            *(_api(desk, faults) for desk in desks),
            *desk_routes(desks, courier, present),
            *linear_control(linear, graphql, courier, present),
            redelivery(courier),
            *slack_control(slack, courier),
            *fault_routes(faults),
            *limit_routes(slack.limits),
            *looking(slack, linear, desks, record),
            *page_routes(config.clock_url, present),
        ],
    )


def _api(desk: Desk, faults: Faults) -> Route:
    manners = Manners(desk.limited, desk.conflict)
    answer = faults.around(desk.name, _verb_and_path, desk.answer, manners)
    return Route(f"{desk.root}/{{path:path}}", answer, methods=ANY_METHOD)


async def _slack_method(request: Request) -> str:
    return str(request.path_params["method"])


async def _document(request: Request) -> str:
    return (await request.body()).decode(errors="replace")


async def _verb_and_path(request: Request) -> str:
    return f"{request.method} {request.path_params['path']}"
