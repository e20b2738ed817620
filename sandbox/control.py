"""The control side: what people do in a helpdesk, deliveries once more, and faults."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox import linear
from sandbox.asking import Ask, Unknown, WebhookAsk
from sandbox.callbacks import Callback, Courier, told
from sandbox.desks import Desk, NewTicket, Reply, TicketChange
from sandbox.faults import Fault, Faults
from sandbox.record import Present


class Redeliver(Ask):
    """A vendor delivers once more what it delivered already, under the same id."""

    delivery_id: str


# What is asked, and the parameters of the path, in; the webhooks it causes, out.
Act = Callable[[Any, Mapping[str, str]], list[Callback]]


def desk_routes(desks: Sequence[Desk], courier: Courier, present: Present) -> list[Route]:
    """What people do in helpdesks; each call answers with what became of the webhooks."""

    def one(desk: Desk) -> list[Route]:
        tickets = f"/control/{desk.name}/tickets"
        acts: list[tuple[str, type[Ask], Act]] = [
            (tickets, NewTicket, lambda ask, _: desk.opened(ask, present.reach(ask.at))),
            (
                f"{tickets}/{{id}}/reply",
                Reply,
                lambda ask, where: desk.replied(where["id"], ask, present.reach(ask.at)),
            ),
            (
                f"{tickets}/{{id}}",
                TicketChange,
                lambda ask, where: desk.changed(where["id"], ask, present.reach(ask.at)),
            ),
        ]
        return [doing(path, courier, kind, act) for path, kind, act in acts]

    return [route for desk in desks for route in one(desk)]


def redelivery(courier: Courier) -> Route:
    """A delivery once more."""

    def again(ask: Redeliver, _: Mapping[str, str]) -> list[Callback]:
        callback = courier.known(ask.delivery_id)
        if callback is None:
            raise Unknown(f"no delivery {ask.delivery_id}")
        return [callback]

    return doing("/control/redeliver", courier, Redeliver, again)


def doing(path: str, courier: Courier, kind: type[Ask], act: Act) -> Route:
    """A route that makes a vendor speak."""

    async def endpoint(request: Request) -> Response:
        try:
            ask = kind.model_validate_json(await request.body() or b"{}")
            callbacks = act(ask, request.path_params)
        except ValidationError as error:
            return JSONResponse({"error": str(error)}, status_code=400)
        except (Unknown, linear.Refused) as error:
            return JSONResponse({"error": str(error)}, status_code=404)
        if not callbacks:
            return JSONResponse({"error": "nothing would change"}, status_code=409)
        if isinstance(ask, WebhookAsk) and ask.silent:
            return JSONResponse(told([], []))
        if ask.send:
            return JSONResponse(told(callbacks, await courier.deliver_all(callbacks)))
        return JSONResponse({"requests": courier.signed(callbacks)})

    return Route(path, endpoint, methods=["POST"])


def fault_routes(faults: Faults) -> list[Route]:
    """Order trouble, see what is ordered, have it over with."""

    async def endpoint(request: Request) -> Response:
        if request.method == "DELETE":
            faults.clear()
        if request.method == "POST":
            try:
                faults.order(Fault.model_validate_json(await request.body()))
            except (ValidationError, Unknown) as error:
                return JSONResponse({"error": str(error)}, status_code=400)
        return JSONResponse({"faults": faults.standing()})

    return [Route("/control/faults", endpoint, methods=["GET", "POST", "DELETE"])]
