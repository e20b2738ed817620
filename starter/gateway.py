"""The gateway: signed webhooks, Slack's clicks and REST in, durable facts out.

A webhook is answered 200 or 202 once its fact is durable, and not before: with Temporal away it is
a 503, so that the vendor sends it again. The gateway keeps no memory but its counters.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from fastapi import FastAPI
from starlette.responses import JSONResponse

from settings import ApiToken
from starter import answers, rest, webhooks
from starter.body_limit import BodyLimit
from starter.escalations import Escalations
from starter.readiness import missing
from starter.slack.intake import Intake
from starter.tally import Tally
from starter.vendors import Vendors

ABOUT = "Moves a customer's problem up the ladder of support tiers and never lets go of it."


@dataclass(frozen=True)
class Deps:
    """What a gateway stands on."""

    escalations: Escalations
    vendors: Vendors
    tokens: Sequence[ApiToken] = ()
    tally: Tally = field(default_factory=Tally)


def create_app(deps: Deps, intake: Intake) -> FastAPI:
    """Give the ASGI application; what comes from Slack goes to `intake`."""
    tally = deps.tally
    app = FastAPI(title="Handrail", description=ABOUT, redoc_url=None)
    app.add_middleware(BodyLimit, tally)
    answers.register(app, tally)
    app.include_router(webhooks.routes(deps.escalations, deps.vendors, tally, intake))
    app.include_router(rest.routes(deps.escalations, deps.tokens))

    @app.get("/healthz", tags=["health"])
    async def healthz() -> dict[str, Any]:
        """Say that the gateway lives, and what it refused and ignored since it started."""
        return {"ok": True, "refused": dict(tally.refused), "ignored": dict(tally.ignored)}

    @app.get("/readyz", tags=["health"], responses={503: {"description": "Something is missing"}})
    async def readyz() -> JSONResponse:
        """Say whether work can be done, or which dependency is missing and the remedy."""
        found = await missing(deps.escalations.client)
        body = {
            "ready": not found,
            "policy": deps.escalations.policy.version,
            "missing": [asdict(each) for each in found],
        }
        return JSONResponse(body, 503 if found else 200)

    return app
