"""Serves an emulator over real HTTP: in a thread for tests and the demo, or until somebody stops it."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from stripe_client.emulator.app import DROP

if TYPE_CHECKING:
    from stripe_client.emulator.emulator import StripeEmulator

START_SECONDS_MAX = 10.0


@contextmanager
def serving_app(app: Starlette, host: str, port: int) -> Iterator[str]:
    """Serves in a thread for as long as the block runs, and yields the base address; port 0 takes a free one."""
    listener = _listener(host, port)
    server = uvicorn.Server(_config(app))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True, name="stripe-emulator")
    thread.start()
    try:
        _wait_until_started(server, thread)
        yield f"http://{host}:{listener.getsockname()[1]}"
    finally:
        server.should_exit = server.force_exit = True
        thread.join()
        listener.close()


def serve(emulator: StripeEmulator, host: str = "127.0.0.1", port: int = 12111) -> None:
    """Serves an emulator until the process is told to stop."""
    with _listener(host, port) as listener:
        uvicorn.Server(_config(emulator.app)).run([listener])


def _listener(host: str, port: int) -> socket.socket:
    """A socket whose answers go out at once; with delay each would wait 40 ms for an acknowledgement."""
    listener = socket.create_server((host, port))
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _config(app: Starlette) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=_DroppableConnection,
        lifespan="off",
        ws="none",
        access_log=False,
        log_level="critical",
        date_header=False,  # Stripe has a clock of its own
    )


def _wait_until_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + START_SECONDS_MAX
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("the Stripe emulator did not start")
        time.sleep(0.002)


class _DroppableConnection(H11Protocol):
    """Lets the application cut its connection without an answer, as a broken network does."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self.app = _with_drop(self.app, self.transport)


def _with_drop(app: ASGIApp, transport: object) -> ASGIApp:
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("extensions", {})[DROP] = getattr(transport, "abort", None)
        await app(scope, receive, send)

    return application
