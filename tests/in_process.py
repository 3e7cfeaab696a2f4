"""Mounts emulators behind `requests` without sockets: the real clients talk to them at the speed of a call."""

from __future__ import annotations

import threading
from collections.abc import Callable, Coroutine, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import unquote, urlsplit

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from starlette.types import ASGIApp, Message, Scope
from urllib3 import HTTPResponse

from netsuite_client.emulator.refusals import ConnectionDropped
from stripe_client.emulator.app import DROP

Around = Callable[[requests.PreparedRequest], AbstractContextManager[object]]
"""What happens about a request: it may end the process before it or after it."""


class HandClock:
    """Time that passes only when somebody sleeps or a test moves it. `slept` is all that passed, in seconds."""

    def __init__(self, start: datetime) -> None:
        self._now = self._start = start
        self.slept = 0.0
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The present moment, in UTC."""
        return self._now

    def timestamp(self) -> float:
        """The present moment in POSIX seconds."""
        return self._now.astimezone(UTC).timestamp()

    def sleep(self, seconds: float) -> None:
        """Let time pass at once."""
        with self._lock:
            self._now += timedelta(seconds=seconds)
            self.slept += seconds

    def elsewhere(self) -> float:
        """What clocks that nobody set show, in POSIX seconds."""
        return self._start.timestamp() + self.slept

    def jump(self, by: timedelta) -> None:
        """Somebody sets the clock: no time passes."""
        with self._lock:
            self._now += by


class Network:
    """Applications at addresses such as `https://netsuite.test`. One request at a time reaches each of them.

    A connection that is cut before any answer is a time-out, and takes as long as the client waits for one.
    """

    def __init__(self, clock: HandClock, applications: Mapping[str, ASGIApp]) -> None:
        self._clock = clock
        self._applications = dict(applications)
        self._locks = {address: threading.Lock() for address in applications}

    def put(self, address: str, application: ASGIApp) -> None:
        """Let another application answer at an address."""
        self._applications[address] = application

    def session(self, around: Around = lambda _: nullcontext()) -> requests.Session:
        """A session that knows these addresses and no others."""
        session = requests.Session()
        session.trust_env = False
        session.adapters.clear()
        for address in self._applications:
            session.mount(address, _Adapter(self, address, around))
        return session

    def exchange(self, address: str, request: requests.PreparedRequest, timeout: object) -> _Answer:
        """What the application answers. Raises what `requests` raises when a line breaks."""
        answer = _Answer()
        try:
            with self._locks[address]:
                _run_to_end(self._applications[address](_scope(request), _said(request), answer.take))
        except (ConnectionDropped, _Cut) as cut:
            if answer.status:
                raise requests.exceptions.ChunkedEncodingError("the answer broke off", request=request) from cut
            self._clock.sleep(timeout[1] if isinstance(timeout, tuple) else 0)
            raise requests.ReadTimeout("no answer", request=request) from cut
        return answer


class _Adapter(BaseAdapter):
    """Hands requests to an application instead of a socket."""

    def __init__(self, network: Network, address: str, around: Around) -> None:
        super().__init__()
        self._network, self._address, self._around = network, address, around
        self._reading = HTTPAdapter()

    def send(self, request: requests.PreparedRequest, *_: Any, timeout: object = None, **__: Any) -> requests.Response:
        """The answer, as it would have come over a line."""
        with self._around(request):
            answer = self._network.exchange(self._address, request, timeout)
        raw = HTTPResponse(
            body=BytesIO(answer.body), headers=answer.headers, status=answer.status, preload_content=False
        )
        return self._reading.build_response(request, raw)

    def close(self) -> None:
        """There is nothing to let go of."""


@dataclass
class _Answer:
    """What an application sends, as it comes."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    async def take(self, message: Message) -> None:
        """ASGI's `send`."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self.body += message.get("body", b"")


class _Cut(BaseException):
    """The Stripe emulator cuts the connection; nothing in between may turn that into an answer."""


def _cut() -> None:
    raise _Cut


def _scope(request: requests.PreparedRequest) -> Scope:
    url = urlsplit(str(request.url))
    return {
        "type": "http",
        "http_version": "1.1",
        "method": request.method,
        "scheme": url.scheme,
        "path": unquote(url.path),
        "raw_path": url.path.encode(),
        "query_string": url.query.encode(),
        "headers": [(b"host", url.netloc.encode())]
        + [(name.lower().encode(), _bytes(value)) for name, value in request.headers.items()],
        "server": (url.hostname, url.port or 80),
        "client": ("127.0.0.1", 1),
        "root_path": "",
        "extensions": {DROP: _cut},
    }


def _said(request: requests.PreparedRequest) -> Callable[[], Coroutine[Any, Any, Message]]:
    async def receive() -> Message:
        return {"type": "http.request", "body": _bytes(request.body or b""), "more_body": False}

    return receive


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else bytes(text)


def _run_to_end(work: Coroutine[Any, Any, None]) -> None:
    """Drives an application that waits for nothing but its own turn; one that wants real time needs a server."""
    try:
        while work.send(None) is None:
            pass
    except StopIteration:
        return
    finally:
        work.close()
    raise AssertionError("the application waits for something; give its faults `hold_seconds` 0")
