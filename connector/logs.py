"""Logs are facts with ids, one JSON object a line; secrets and personal data are taken out on the way."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

REDACTED = "••••"

_SECRET_KEYS = re.compile(r"key|secret|token|password|signature|authorization|nonce", re.IGNORECASE)
_PERSONAL_KEYS = re.compile(r"email|phone|address|^name$|company_name|first_name|last_name", re.IGNORECASE)
_SECRETS = re.compile(
    r"\b(?:sk|rk|pk|whsec)_\w{8,}"  # Stripe's keys
    r"|\b(?:\d[ -]?){12,18}\d\b"  # card numbers
    r"|[\w.+-]+@[\w-]+\.[\w.-]+"  # mail addresses
)


def configure_logs(*, verbose: bool, informed: bool = False) -> None:
    """Write logs to standard error: everything when verbose, else warnings and worse; what happens when `informed`."""
    level = logging.DEBUG if verbose else logging.INFO if informed else logging.WARNING
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
            structlog.processors.format_exc_info if verbose else _without_trace,
            redact,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take secrets and personal data out, by the name of the field and by what a value looks like."""
    for key, value in event.items():
        if _SECRET_KEYS.search(key) or _PERSONAL_KEYS.search(key):
            event[key] = REDACTED
        elif isinstance(value, str):
            event[key] = without_secrets(value)
    return event


def _without_trace(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Stack traces are for those who asked for logs."""
    event.pop("exc_info", None)
    return event


def without_secrets(text: str) -> str:
    """The text with everything that looks like a key, a card number or a mail address taken out."""
    return _SECRETS.sub(REDACTED, text)
