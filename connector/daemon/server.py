"""Serves the daemon's web application in a thread for as long as the daemon runs."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

START_SECONDS_MAX = 10.0


class PortTaken(Exception):
    """The address cannot be listened on."""


@contextmanager
def serving(app: Starlette, listen: str) -> Iterator[str]:
    """Serve while the block runs; gives the base address. Port 0 takes a free one. Raises PortTaken."""
    host, _, port = listen.rpartition(":")
    try:
        listener = socket.create_server((host, int(port)))
    except OSError as error:
        raise PortTaken(f"The daemon cannot listen on {listen}: {error.strerror}.") from None
    config = uvicorn.Config(app, lifespan="off", ws="none", access_log=False, log_level="critical")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True, name="daemon-web")
    thread.start()
    try:
        _wait(server, thread)
        yield f"http://{host}:{listener.getsockname()[1]}"
    finally:
        server.should_exit = server.force_exit = True
        thread.join()
        listener.close()


def _wait(server: uvicorn.Server, thread: threading.Thread) -> None:
    """Until it answers; the system's own time, as no clock of a test moves a thread."""
    until = time.monotonic() + START_SECONDS_MAX
    while not server.started and thread.is_alive() and time.monotonic() < until:
        time.sleep(0.01)
