"""What HTTP itself says, when NetSuite's service does not: statuses, broken connections, wishes to wait."""

from __future__ import annotations

import math
from urllib.parse import urlsplit

import requests
from requests.exceptions import BaseHTTPError  # type: ignore[attr-defined]  # the stubs hide it

from netsuite_client.errors import Busy, LoginRefused, NetSuiteError, RequestRefused, Unreachable

NoAnswer = (OSError, BaseHTTPError)
"""Whatever can break between us and an answer; `requests.RequestException` is an OSError."""

CONNECT_SECONDS_MAX = 20.0
"""How long a connection may take to come about."""

_NEVER_CONNECTED = frozenset({"NewConnectionError", "NameResolutionError", "ConnectTimeoutError"})
"""What a ConnectionError of requests gives as its reason when there was never a connection."""

_ADDRESS_OR_LOGIN = frozenset({401, 403, 404, 407})
_NOBODY_KNOWS = frozenset({408})


def nothing_was_sent(broken: Exception) -> bool:
    """Whether the request never left: no name, no connection, an untrusted certificate, an impossible address."""
    if isinstance(broken, requests.ConnectTimeout | requests.exceptions.ProxyError):
        return True
    if isinstance(broken, requests.exceptions.SSLError):
        return "CERTIFICATE_VERIFY_FAILED" in str(broken)
    if isinstance(broken, requests.ConnectionError):
        exhausted = broken.args[0] if broken.args else None
        return type(getattr(exhausted, "reason", None)).__name__ in _NEVER_CONNECTED
    return isinstance(
        broken,
        requests.exceptions.InvalidURL
        | requests.exceptions.MissingSchema
        | requests.exceptions.InvalidSchema
        | requests.exceptions.InvalidHeader,
    )


def status_error(response: requests.Response) -> NetSuiteError | None:
    """The exception that a status stands for; None when the status promises an answer.

    `Unreachable` says that the server failed: a read may be repeated, a write may have been done.
    """
    status = response.status_code
    if status == 429:
        return Busy("NetSuite is busy (HTTP 429)", retry_after_seconds=retry_after_seconds(response))
    if status in _ADDRESS_OR_LOGIN:
        return LoginRefused(f"{_host(response)} does not let us in (HTTP {status}): check account, address and keys")
    if status >= 500 or status in _NOBODY_KNOWS:
        return Unreachable(
            f"{_host(response)} failed (HTTP {status})", retry_after_seconds=retry_after_seconds(response)
        )
    if status >= 400:
        return RequestRefused(code=f"HTTP_{status}", message=response.reason or "no reason given")
    return None


def retry_after_seconds(response: requests.Response) -> float | None:
    """How long the server asks us to wait, in seconds; None when it does not say, or names a date."""
    try:
        seconds = float(response.headers.get("Retry-After", ""))
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None


def reason(broken: Exception) -> str:
    """What broke, in one word for people; the address and the request stay out of it."""
    return type(broken).__name__


def _host(response: requests.Response) -> str:
    return urlsplit(response.url).hostname or "the address"
