"""How often, and after which pauses, a question to Stripe is asked again. Reads only: asking twice changes nothing."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

import requests
import stripe
import tenacity

LIMITED_TRIES_MAX = 8
LIMITED_PAUSE_SECONDS_MAX = 30.0
TROUBLE_TRIES_MAX = 4
TROUBLE_PAUSE_SECONDS_MAX = 5.0
FIRST_PAUSE_SECONDS = 0.5


def patience(sleep: Callable[[float], None]) -> tenacity.Retrying:
    """Asks again where it may help, and raises the last error when it is enough."""
    return tenacity.Retrying(
        retry=tenacity.retry_if_exception(lambda error: _tries_worthwhile(error) > 1),
        stop=_is_enough,
        wait=_pause_seconds,
        sleep=sleep,
        reraise=True,
    )


def header(error: BaseException | None, name: str) -> str:
    """A header of the answer that an error of the SDK stands for, empty if there is none."""
    headers: Mapping[str, str] = (error.headers or {}) if isinstance(error, stripe.StripeError) else {}
    return next((value for key, value in headers.items() if key.lower() == name), "")


def _tries_worthwhile(error: BaseException) -> int:
    """Too many requests pass soonest; a broken line or a fault of Stripe's may pass; a refusal does not."""
    match error:
        case stripe.StripeError() if header(error, "stripe-should-retry") == "false":
            return 1
        case stripe.RateLimitError():
            return LIMITED_TRIES_MAX
        case stripe.APIConnectionError():
            return 1 if _is_distrusted(error) else TROUBLE_TRIES_MAX
        case stripe.StripeError() if _is_trouble(error):
            return TROUBLE_TRIES_MAX
        case _:
            return 1


def _is_distrusted(error: stripe.APIConnectionError) -> bool:
    """Certificates that do not fit, and addresses that are none, stay so."""
    hopeless = (requests.exceptions.SSLError, requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema)
    return isinstance(error.__cause__, (*hopeless, requests.exceptions.MissingSchema))


def _is_trouble(error: stripe.StripeError) -> bool:
    """Stripe's own faults, its conflicts, and answers that are no JSON."""
    status = error.http_status or 0
    is_garbage = type(error) is stripe.APIError and status < 300
    return status >= 500 or status == 409 or is_garbage or header(error, "stripe-should-retry") == "true"


def _is_enough(state: tenacity.RetryCallState) -> bool:
    error = state.outcome.exception() if state.outcome is not None else None
    return error is None or state.attempt_number >= _tries_worthwhile(error)


def _pause_seconds(state: tenacity.RetryCallState) -> float:
    """What Stripe asks for, else longer each time; jitter keeps several readers apart."""
    error = state.outcome.exception() if state.outcome is not None else None
    is_limit = isinstance(error, stripe.RateLimitError)
    longest = LIMITED_PAUSE_SECONDS_MAX if is_limit else TROUBLE_PAUSE_SECONDS_MAX
    grown = min(FIRST_PAUSE_SECONDS * 2.0 ** (state.attempt_number - 1), longest)
    asked = header(error, "retry-after")
    wish = min(float(asked), LIMITED_PAUSE_SECONDS_MAX) if asked.isdigit() else 0.0
    return max(wish, grown * random.uniform(0.5, 1.0))  # noqa: S311 - spreads load, keeps no secret
