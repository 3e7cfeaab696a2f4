"""The web application around the emulator: requests in, answers out, spoilt where a fault says so."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from stripe_client.emulator.book import BookError
from stripe_client.emulator.faults import FaultKind, read_fault
from stripe_client.emulator.surface import Asked

if TYPE_CHECKING:
    from stripe_client.emulator.emulator import Answer, StripeEmulator

DROP = "emulator.drop"
"""The extension of a scope by which a server lets the emulator cut the connection."""

_GARBAGE = b"<html><body>upstream connect error</body></html>"


def make_app(emulator: StripeEmulator) -> Starlette:
    """The application: Stripe's API, and the emulator's controls under /_emulator/."""
    return Starlette(
        routes=[
            Route("/_emulator/{control}", _Controls(emulator)),
            Route("/{path:path}", _StripeApi(emulator)),
        ]
    )


class _StripeApi:
    """Everything but the controls."""

    def __init__(self, emulator: StripeEmulator) -> None:
        self._emulator = emulator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        asked = Asked(
            method=request.method,
            path=request.url.path,
            query=request.url.query,
            headers=dict(request.headers),
            body=(await request.body()).decode(errors="replace"),
        )
        answer = self._emulator.answer(asked)
        await _send(answer, scope, receive, send)


async def _send(answer: Answer, scope: Scope, receive: Receive, send: Send) -> None:
    """Sends an answer, or what a fault makes of it."""
    response = Response(answer.body, answer.status, answer.headers)
    fault = answer.fault
    match None if fault is None else fault.kind:
        case FaultKind.TIMEOUT_BEFORE | FaultKind.TIMEOUT_AFTER if fault is not None:
            await asyncio.sleep(fault.hold_seconds)
            await _drop(scope)
        case FaultKind.SLOW if fault is not None:
            await asyncio.sleep(fault.hold_seconds)
            await response(scope, receive, send)
        case FaultKind.BROKEN:
            await send({"type": "http.response.start", "status": answer.status, "headers": response.raw_headers})
            await send({"type": "http.response.body", "body": answer.body[: len(answer.body) // 2], "more_body": True})
            await _drop(scope)
        case FaultKind.GARBAGE:
            await Response(_GARBAGE, 200, {"content-type": "text/html"})(scope, receive, send)
        case _:
            await response(scope, receive, send)


async def _drop(scope: Scope) -> None:
    """Cuts the connection; a server that cannot do that gets an exception and does what it does then."""
    drop = scope.get("extensions", {}).get(DROP)
    if drop is None:
        raise ConnectionAbortedError("the emulator was told to break this connection")
    drop()
    await asyncio.sleep(0.01)  # so that the server sees the loss before we return without an answer


class _Controls:
    """POST book, POST faults, GET requests, POST reset."""

    def __init__(self, emulator: StripeEmulator) -> None:
        self._emulator = emulator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        response = self._answer(request.method, request.path_params["control"], await request.body())
        await response(scope, receive, send)

    def _answer(self, method: str, control: str, body: bytes) -> Response:
        try:
            match method, control:
                case "POST", "book":
                    changes = self._emulator.merge(json.loads(body))
                    return JSONResponse({"merged": len(changes)})
                case "POST", "faults":
                    return self._add_faults(json.loads(body))
                case "GET", "requests":
                    counts = dict(self._emulator.counts)
                    return JSONResponse(
                        {"count": sum(counts.values()), "counts": counts, "log": list(self._emulator.log)}
                    )
                case "POST", "reset":
                    self._emulator.reset()
                    return JSONResponse({"reset": True})
                case _:
                    return JSONResponse({"error": f"there is no {method} /_emulator/{control}"}, 404)
        except BookError as error:
            return JSONResponse({"error": str(error), "problems": list(error.problems)}, 400)
        except ValueError as error:
            return JSONResponse({"error": str(error)}, 400)

    def _add_faults(self, plain: object) -> Response:
        """One fault, or a list of them."""
        faults = [read_fault(one) for one in (plain if isinstance(plain, list) else [plain])]
        self._emulator.faults.extend(faults)
        return JSONResponse({"faults": len(self._emulator.faults)})
