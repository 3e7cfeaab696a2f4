"""Takes out of Stripe's objects whatever could tell whose they are, so that the same stays the same.

What is known to say nothing of anybody is kept; everything else is replaced, so that what Stripe adds tomorrow is
replaced too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

KEPT = frozenset(
    {
        *("amount_type", "billing_reason", "billing_scheme", "brand", "capture_method", "category", "country"),
        *("collection_method", "currency", "customer_tax_exempt", "duration", "funding", "interval", "mode"),
        *("jurisdiction_level", "object", "outcome_type", "proration_behavior", "rate_type", "reason", "recurrence"),
        *("reporting_category", "scheme", "source_type", "status", "tax_behavior", "tax_exempt", "tax_type"),
        *("taxability_reason", "tiers_mode", "type", "usage_type"),
    }
)
"""Keys whose values are words of Stripe's own, or countries and currencies."""

_WORD = re.compile(r"[a-z][a-z0-9_]{0,40}|[A-Z]{2}")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_ID = re.compile(
    r"(acct|ba|card|cbtxn|cbal|ch|cn|cnli|cus|di|dp|du|evt|ii|il|in|inpay|mandate|pi|pm|po|pr|price|prod|promo|prrg"
    r"|py|pyr|re|rcpt|req|seti|shr|si|src|sub|sub_sched|trr|txcd|txi|txn|txr)_[A-Za-z0-9_]+"
)
_TRUTHS = frozenset({"true", "false"})

REPLACED: tuple[tuple[str, str], ...] = (
    ("email", "person{}@example.com"),
    ("phone", "+1555{:07}"),
    ("last4", "{:04}"),
    ("ip", "192.0.2.{}"),
    ("url", "https://example.com/{}"),
    ("invoice_pdf", "https://example.com/{}"),
    ("number", "NO-{}"),
    ("name", "Name {}"),
)
"""What stands for a text, by how its key ends; any other is called after its key."""

NUMBERS: Mapping[str, int] = {"exp_month": 12, "exp_year": 2030}
"""Numbers that say something of a card."""


class Anonymous:
    """Replaces texts by others that count up; the same text by the same one, and an id by one of its kind."""

    def __init__(self, *, keep_metadata: bool) -> None:
        self._keep_metadata = keep_metadata
        self._known: dict[tuple[str, str], str] = {}
        self._counts: dict[str, int] = {}

    def replaced(self, plain: Mapping[str, object]) -> dict[str, object]:
        """An object with all that stands in it."""
        return {key: self._value(key, value) for key, value in plain.items()}

    def _value(self, key: str, value: object) -> object:
        match value:
            case Mapping():
                return self._metadata(value) if key == "metadata" else self.replaced(value)
            case list() | tuple():
                return [self._value(key, member) for member in value]
            case str():
                return self._text(key, value)
            case bool():
                return value
            case int():
                return NUMBERS.get(key, value)
            case Decimal():
                return int(value) if value == value.to_integral_value() else str(value)
            case _:
                return value

    def _metadata(self, metadata: Mapping[str, object]) -> dict[str, object]:
        if self._keep_metadata:
            return dict(metadata)
        return {
            key: value if value in _TRUTHS else self._instead("value", str(value), "value {}")
            for key, value in metadata.items()
        }

    def _text(self, key: str, text: str) -> str:
        """Free texts can be ids too: of coupons, whose ids people choose."""
        if (
            not text
            or (key in KEPT and _WORD.fullmatch(text))
            or (key.endswith("_decimal") and _NUMBER.fullmatch(text))
        ):
            return text
        found = _ID.fullmatch(text)
        if found:
            return self._instead(found[1], text, found[1] + "_{}")
        if key in {"id", "coupon"}:
            return self._instead("id", text, "ID-{}")
        form = next((form for end, form in REPLACED if key == end or key.endswith(f"_{end}")), None)
        return self._instead(form or key, text, form or f"{key} {{}}")

    def _instead(self, category: str, text: str, form: str) -> str:
        if (category, text) not in self._known:
            number = self._counts[category] = self._counts.get(category, 0) + 1
            self._known[category, text] = form.format(number)
        return self._known[category, text]
