"""Asks Stripe through its official SDK, and hands the answers over as plain objects with exact numbers."""

from __future__ import annotations

import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import stripe

from stripe_client.errors import KeyRefused, ProtocolError, StripeError, failure_of, scrubbed
from stripe_client.patience import patience
from stripe_client.throttle import Throttle

API_VERSION = "2026-10-28.endive"
CONNECT_SECONDS_MAX = 10
ANSWER_SECONDS_MAX = 80

_OUTCOMES = {429: "busy", 500: "busy", 502: "busy", 503: "busy", 504: "busy"}
"""What an HTTP status over 299 says; all others refuse."""

_KEY_FORM = re.compile(r"[A-Za-z0-9_]+")
_WHO = ("stripe-netsuite-connector", "0.1.0")


class MeteredClient(stripe.HTTPClient):
    """An HTTP client of the SDK that takes its turn before every try, counts them, and reads the answers exactly.

    The SDK would read them once more, into floats and ordered dictionaries that nobody uses: of an answer that could be
    read it gets an empty object, and `answer` is what was read.
    """

    name = "requests"

    def __init__(self, inner: stripe.HTTPClient, throttle: Throttle) -> None:
        super().__init__()
        self._inner = inner
        self._throttle = throttle
        self._last = threading.local()
        self.requests_sent = 0
        self.outcomes: Counter[str] = Counter()
        self.seconds = 0.0

    @property
    def answer(self) -> object:
        """What the last request of this thread was answered with, every decimal exact."""
        return self._last.answer

    def request(  # type: ignore[override]  # the SDK passes no more than these
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: object = None
    ) -> tuple[str, int, Mapping[str, str]]:
        """One try."""
        self._throttle.wait()
        self.requests_sent += 1
        began, outcome = time.monotonic(), "unanswered"
        try:
            body, code, answered = self._inner.request(method, url, headers, post_data)
            outcome = "ok" if code < 300 else _OUTCOMES.get(code, "refused")
        finally:
            self.outcomes[outcome] += 1
            self.seconds += time.monotonic() - began
        if not 200 <= code < 300:
            return body, code, answered
        try:
            self._last.answer = json.loads(body, parse_float=Decimal)
        except ValueError:
            return body, code, answered  # the SDK says what is wrong with it
        return "{}", code, answered

    def close(self) -> None:
        """Let go of this thread's connections."""
        self._inner.close()  # type: ignore[no-untyped-call]  # the SDK's own


class Wire:
    """The way to one Stripe account. It reads, and sets metadata: every request may be repeated."""

    def __init__(
        self,
        api_key: str,
        *,
        api_base: str | None,
        throttle: Throttle,
        sleep: Callable[[float], None] = time.sleep,
        http_client: stripe.HTTPClient | None = None,
    ) -> None:
        if not _KEY_FORM.fullmatch(api_key):
            raise KeyRefused("The Stripe API key is empty or holds characters that no key has")
        stripe.enable_telemetry = False
        stripe.set_app_info(_WHO[0], version=_WHO[1])
        inner = http_client or stripe.RequestsClient(timeout=(CONNECT_SECONDS_MAX, ANSWER_SECONDS_MAX))
        self._api_key = api_key
        self._http = MeteredClient(inner, throttle)
        self._sdk = stripe.StripeClient(
            api_key,
            stripe_version=API_VERSION,
            base_addresses={"api": api_base} if api_base else {},
            max_network_retries=0,  # we ask again ourselves: the SDK gives up at once where there are too many requests
            http_client=self._http,
        )
        self._patience = patience(sleep)

    def __repr__(self) -> str:
        return f"Wire({self.requests_sent} requests sent)"

    @property
    def requests_sent(self) -> int:
        """Every try of every request so far."""
        return self._http.requests_sent

    @property
    def outcomes(self) -> Mapping[str, int]:
        """How the tries were answered so far: `ok`, `busy`, `refused`, `unanswered`."""
        return dict(self._http.outcomes)

    @property
    def seconds(self) -> float:
        """How long that took in all."""
        return self._http.seconds

    def get(self, path: str, **params: Any) -> dict[str, Any]:
        """One object or one page of a list. Raises the errors of stripe_client.errors."""
        return self._ask("get", path, **params)

    def set_metadata(self, path: str, metadata: Mapping[str, str]) -> None:
        """Set these keys of an object's metadata and leave the others. Raises the errors of stripe_client.errors."""
        self._ask("post", path, metadata=dict(metadata))

    def _ask(self, method: str, path: str, **params: Any) -> dict[str, Any]:
        failure: StripeError | None = None
        try:
            answer = self._patience(self._sdk.raw_request, method, path, **params)
        except stripe.StripeError as error:
            failure = failure_of(error, path, self._api_key)
        if failure is not None:
            raise failure  # outside of the handler: the SDK's error must not hang on as its context
        plain = self._http.answer
        if not isinstance(plain, dict):
            raise ProtocolError(
                f"Stripe's answer to GET {path} is no object",
                detail=scrubbed(json.dumps(plain, default=str), self._api_key),
                request_id=answer.request_id,
            )
        return plain

    def close(self) -> None:
        """Let go of this thread's connections."""
        self._http.close()
