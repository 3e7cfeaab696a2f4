"""Stripe's refusals, in Stripe's envelope."""

from __future__ import annotations

from stripe_client.emulator.shapes.fields import Plain

_DOCUMENTED = frozenset(
    {
        "lock_timeout",
        "parameter_invalid_empty",
        "parameter_invalid_integer",
        "parameter_missing",
        "parameter_unknown",
        "rate_limit",
        "resource_missing",
    }
)


class Refusal(Exception):
    """A request that Stripe would refuse: the HTTP status and the members of `error`."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        kind: str = "invalid_request_error",
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.code, self.param, self.kind = status, message, code, param, kind

    def envelope(self, request_id: str, account: str) -> Plain:
        """The body of the answer."""
        documented = self.code if self.code in _DOCUMENTED else None
        error: Plain = {
            "type": self.kind,
            "code": self.code,
            "message": self.message,
            "param": self.param,
            "doc_url": f"https://docs.stripe.com/error-codes#{documented.replace('_', '-')}" if documented else None,
            "request_log_url": f"https://dashboard.stripe.com/{account}/test/workbench/logs?object={request_id}",
        }
        return {"error": {name: value for name, value in error.items() if value is not None}}


def missing(kind: str, name: str, *, param: str, status: int = 400) -> Refusal:
    """An id that Stripe does not know: 404 where the path names it, 400 where a parameter does."""
    return Refusal(status, f"No such {kind}: '{name}'", code="resource_missing", param=param)


def unknown_parameter(name: str) -> Refusal:
    """A parameter that the endpoint does not have."""
    return Refusal(400, f"Received unknown parameter: {name}", code="parameter_unknown", param=name)


def unrecognized_url(method: str, path: str) -> Refusal:
    """A method and path that Stripe does not serve."""
    return Refusal(
        404,
        f"Unrecognized request URL ({method}: {path}). If you are trying to list objects, remove the trailing slash. "
        "If you are trying to retrieve an object, make sure you passed a valid (non-empty) identifier in your code.",
    )
