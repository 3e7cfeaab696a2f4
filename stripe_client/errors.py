"""What can go wrong with Stripe: exceptions whose type says what to do next.

    StripeError
    ├── KeyRefused       Stripe does not know the key, or not any more: set a valid one
    ├── ScopeMissing     the key may not read `resource`: give it that permission
    ├── WrongAccount     the key belongs to another account than the configured one: correct one of them
    ├── RequestRefused   Stripe does not take this request; sent again it would be refused again
    │   └── ObjectMissing    what was asked for is not there (any more)
    ├── Unreachable      no answer, or Stripe is out of order: try again later
    ├── RateLimited      refused as too many, more often than we have patience for: try again later
    ├── ProtocolError    an answer that cannot be understood
    └── CursorUnknown    a cursor that this version cannot read: begin a first listing

Nothing here changes anything at Stripe, so all of it may be tried again. No message ever holds the key.
"""

from __future__ import annotations

import re

import stripe

from stripe_client.patience import header

_KEYS = re.compile(r"\b((?:sk|rk|pk)_(?:live|test)_|whsec_)[^\s'\",}\]]+")
_DETAIL_CHARACTERS_MAX = 300
_PERMISSION = re.compile(r"\brak_\w+")


class StripeError(Exception):
    """Something is broken between us and Stripe. `request_id` is Stripe's own, `detail` its words."""

    def __init__(self, sentence: str, *, detail: str = "", request_id: str | None = None) -> None:
        told = f"{sentence}: {detail}" if detail else f"{sentence}."
        super().__init__(told if request_id is None else f"{told} (Stripe request {request_id})")
        self.detail = detail
        self.request_id = request_id


class KeyRefused(StripeError):
    """Stripe does not know the key. The operator must set a valid one."""


class ScopeMissing(StripeError):
    """The key may not read `resource` (`permission` is Stripe's name of what it lacks, where it says so)."""

    def __init__(
        self, sentence: str, *, resource: str, permission: str = "", detail: str = "", request_id: str | None = None
    ) -> None:
        super().__init__(sentence, detail=detail, request_id=request_id)
        self.resource = resource
        self.permission = permission


class WrongAccount(StripeError):
    """The key belongs to `actual`, and the configuration says `expected`."""

    def __init__(self, *, expected: str, actual: str) -> None:
        super().__init__(f"The Stripe key belongs to account {actual}, but account {expected} is configured")
        self.expected = expected
        self.actual = actual


class RequestRefused(StripeError):
    """Stripe does not take the request; `code` and `param` are its own words for why."""

    def __init__(
        self,
        sentence: str,
        *,
        code: str | None = None,
        param: str | None = None,
        detail: str = "",
        request_id: str | None = None,
    ) -> None:
        super().__init__(sentence, detail=detail, request_id=request_id)
        self.code = code
        self.param = param


class ObjectMissing(RequestRefused):
    """An object that was asked for, or named in `param`, is not there (any more)."""


class Unreachable(StripeError):
    """No answer from Stripe, or one of its own faults, after all retries."""


class RateLimited(StripeError):
    """Stripe refused the request as too many, again and again."""


class ProtocolError(StripeError):
    """An answer that is not what Stripe's interface promises."""


class CursorUnknown(StripeError):
    """A cursor that this version of the client did not write."""


def scrubbed(text: str, api_key: str) -> str:
    """A text of others without keys, and not longer than a person reads."""
    shown = _KEYS.sub(r"\1…", text.replace(api_key, "…") if api_key else text)
    return shown if len(shown) <= _DETAIL_CHARACTERS_MAX else f"{shown[:_DETAIL_CHARACTERS_MAX]}…"


def failure_of(error: stripe.StripeError, path: str, api_key: str) -> StripeError:
    """What an error of the SDK means to us. It is not kept as the cause: its body could repeat what was sent."""
    detail = scrubbed(_told(error), api_key)
    request_id = header(error, "request-id") or None  # the SDK looks for it in small letters only
    match error:
        case stripe.AuthenticationError():
            return KeyRefused("Stripe refused the API key; set a valid one", detail=detail, request_id=request_id)
        case stripe.PermissionError():
            return _scope_missing(path, detail, request_id)
        case stripe.RateLimitError():
            return RateLimited("Stripe keeps refusing requests as too many", detail=detail, request_id=request_id)
        case stripe.InvalidRequestError():
            return _refused(error, path, detail, request_id)
        case stripe.APIConnectionError():
            return Unreachable("Stripe could not be reached", detail=detail, request_id=request_id)
        case _:
            return _out_of_order(error, path, detail, request_id)


def _told(error: stripe.StripeError) -> str:
    """Stripe's own words; of a connection, what broke it, without the SDK's advice."""
    if isinstance(error, stripe.APIConnectionError) and error.__cause__ is not None:
        return f"{type(error.__cause__).__name__}: {error.__cause__}"
    return error.user_message or type(error).__name__


def _resource(path: str) -> str:
    """`invoices` of `/v1/invoices/in_1/lines`: the name of a permission's row."""
    steps = path.strip("/").split("/")
    return steps[1] if len(steps) > 1 else path


def _scope_missing(path: str, detail: str, request_id: str | None) -> ScopeMissing:
    resource = _resource(path)
    permission = _PERMISSION.search(detail)
    return ScopeMissing(
        f"The Stripe key may not read {resource}; give it that permission",
        resource=resource,
        permission=permission[0] if permission else "",
        detail=detail,
        request_id=request_id,
    )


def _refused(error: stripe.InvalidRequestError, path: str, detail: str, request_id: str | None) -> RequestRefused:
    if error.code == "resource_missing" or error.http_status == 404:
        return ObjectMissing(
            f"Stripe does not have what {path} asks for",
            code=error.code,
            param=error.param,
            detail=detail,
            request_id=request_id,
        )
    return RequestRefused(
        f"Stripe refused GET {path}", code=error.code, param=error.param, detail=detail, request_id=request_id
    )


def _out_of_order(error: stripe.StripeError, path: str, detail: str, request_id: str | None) -> StripeError:
    """A fault of Stripe's own, or an answer that is none of Stripe's."""
    status = error.http_status or 0
    if status >= 500 or status == 409:
        return Unreachable(
            f"Stripe is out of order and answered {status} to GET {path}", detail=detail, request_id=request_id
        )
    return ProtocolError(f"Stripe's answer to GET {path} cannot be understood", detail=detail, request_id=request_id)
