"""The sandbox as one ASGI app: three faces, the control side, and a page to look at."""

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from sandbox.callbacks import Courier
from sandbox.config import SandboxConfig
from sandbox.control import Control, fault_routes
from sandbox.faults import Faults
from sandbox.linear import Linear
from sandbox.linear_face import LinearFace
from sandbox.overview import looking
from sandbox.pages import page_routes
from sandbox.record import Present, Record
from sandbox.slack import Slack
from sandbox.slack_control import slack_control
from sandbox.slack_limits import limit_routes
from sandbox.zendesk import Zendesk
from sandbox.zendesk_face import ZendeskFace


def create_app(config: SandboxConfig) -> Starlette:
    """A sandbox with nothing in it yet. It keeps everything in memory; one process serves it."""
    present = Present(lambda: datetime.now(UTC))
    record, faults = Record(present), Faults()
    courier = Courier(config, httpx.AsyncClient(trust_env=False), present)
    slack = Slack(config, record, present, courier.deliver_behind)
    linear = Linear(config)
    zendesk = Zendesk(config, record)
    tickets = ZendeskFace(config, zendesk, courier, present)
    graphql = LinearFace(config, linear, courier, record, present)
    control = Control(config, (linear, zendesk), courier, present)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await courier.close()

    any_method = ["GET", "POST", "PUT", "DELETE"]
    slack_answer = faults.around("slack", _slack_method, slack.answer)
    linear_answer = faults.around("linear", _document, graphql.answer)
    zendesk_answer = faults.around("zendesk", _verb_and_path, tickets.answer)
    return Starlette(
        lifespan=lifespan,
        routes=[
            Route("/slack/api/{method}", slack_answer, methods=["GET", "POST"]),
            Route("/slack/response/{channel}/{user}/{trigger}", slack.respond, methods=["POST"]),
            Route("/linear/graphql", linear_answer, methods=["POST"]),
            Route("/zendesk/api/v2/{path:path}", zendesk_answer, methods=any_method),
            *control.routes(),
            *slack_control(slack, courier),
            *fault_routes(faults),
            *limit_routes(slack.limits),
            *looking(slack, linear, zendesk, record),
            *page_routes(config.clock_url, present),
        ],
    )


async def _slack_method(request: Request) -> str:
    return str(request.path_params["method"])


async def _document(request: Request) -> str:
    return (await request.body()).decode(errors="replace")


async def _verb_and_path(request: Request) -> str:
    return f"{request.method} {request.path_params['path']}"
