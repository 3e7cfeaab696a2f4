"""Serves the emulator over HTTP: in a thread for tests and the demo, or until it is stopped."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from netsuite_client.emulator.refusals import ConnectionDropped

START_SECONDS_MAX = 10.0


@contextmanager
def serving(app: ASGIApp, host: str, port: int) -> Iterator[str]:
    """Serve in a thread; yields the address. Requests still open at the end are cut off."""
    with _listening(host, port) as listener:
        server = uvicorn.Server(_configuration(app))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            _wait_until_started(server, thread)
            yield f"http://{host}:{listener.getsockname()[1]}"
        finally:
            server.should_exit = server.force_exit = True
            thread.join()


def run_server(app: ASGIApp, host: str, port: int) -> None:
    """Serve until a signal stops it; raises OSError where the address cannot be had."""
    with _listening(host, port) as listener:
        uvicorn.Server(_configuration(app)).run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    """A bound socket. One that says TCP gets no delay from asyncio; else each answer waits 40 ms to be acknowledged."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    return listener


def _configuration(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        _over_uvicorn(app),
        lifespan="off",
        loop="asyncio",
        http="h11",
        ws="none",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        date_header=False,  # the account has a clock of its own
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
    )


def _wait_until_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + START_SECONDS_MAX
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("the server did not start")
        time.sleep(0.005)


def _over_uvicorn(app: ASGIApp) -> ASGIApp:
    """The app with its dropped connections closed: ASGI has no word for that, uvicorn's transport has."""

    async def served(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await app(scope, receive, send)
        except ConnectionDropped:
            cycle = getattr(send, "__self__", None)
            if cycle is None:
                raise
            cycle.transport.close()
            await asyncio.sleep(0)

    return served
