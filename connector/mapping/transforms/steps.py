"""What each transform does to a value that is there; null passes every one of them untouched."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Literal
from zoneinfo import ZoneInfo

from connector.mapping.expressions.patterns import Pattern, found_in
from connector.translation.values import stripe_amount

Type = Literal["any", "text", "integer", "decimal", "boolean", "date", "list", "object"]
"""What a value is; `any` where only the value itself tells."""

PARTS_MAX = 100
TEXT_MAX = 10_000
DAYS_MAX = 36_600
"""Members of a list, characters of a text, days that may be added: enough for anything that NetSuite takes."""

YES, NO = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What a step may know besides its value: the account's time zone (rule A-8) and the object's currency."""

    zone: ZoneInfo
    currency: str | None = None


class StepFailedError(ValueError):
    """A value that a step cannot take (TRANSFORM_FAILED); the text says what it needs."""


Work = Callable[[object, Setting], object]


def text(value: object) -> str:
    """A value as text steps take it. Raises StepFailedError for lists and objects."""
    match value:
        case str():
            return value[:TEXT_MAX]
        case bool():
            return "true" if value else "false"
        case int() | float() | Decimal():
            return str(value)
        case date():
            return value.isoformat()
        case {"id": str() as id_}:
            return id_
        case _:
            raise StepFailedError("needs a text")


def on_text(change: Callable[[str], object]) -> Work:
    """A step that only looks at the text."""
    return lambda value, _: change(text(value))


def sliced(start: int, end: int | None) -> Work:
    """The characters from one position, counted from 0, to before another."""
    return on_text(lambda value: value[start:end])


def replaced(old: str, new: str) -> Work:
    """The text with every occurrence of one text replaced by another."""
    return on_text(lambda value: value.replace(old, new)[:TEXT_MAX])


def extracted(pattern: Pattern) -> Work:
    """What a pattern finds: its first group where it has one, null where it finds nothing."""
    return on_text(lambda value: found_in(pattern, value))


def split(separator: str) -> Work:
    """The parts of the text between separators."""
    return on_text(lambda value: value.split(separator)[:PARTS_MAX])


def joined(separator: str) -> Work:
    """The members of a list as one text."""

    def join(value: object, _: Setting) -> str:
        if not isinstance(value, list | tuple):
            raise StepFailedError("needs a list")
        return separator.join(text(member) for member in value[:PARTS_MAX])[:TEXT_MAX]

    return join


def looked_up(table: Mapping[str, str]) -> Work:
    """What stands in the table for the text, null where the table has no such row."""
    return on_text(table.get)


def concatenated(parts: Sequence[str]) -> Work:
    """The parts one after the other, `{}` standing for the value."""
    return on_text(lambda value: "".join(part.replace("{}", value) for part in parts)[:TEXT_MAX])


def truncated(length: int) -> Work:
    """At most so many characters."""
    return on_text(lambda value: value[:length])


def integer(value: object, _: Setting) -> int:
    """A whole number."""
    number = _number(value)
    if number != number.to_integral_value():
        raise StepFailedError("needs a whole number")
    return int(number)


def decimal(value: object, _: Setting) -> Decimal:
    """A number."""
    return _number(value)


def cents(value: object, setting: Setting) -> Decimal:
    """An amount in the smallest unit of the object's currency as NetSuite writes amounts: 1250 of usd is 12.50."""
    if setting.currency is None:
        raise StepFailedError("needs an object with a currency")
    return stripe_amount(integer(value, setting), setting.currency)


def boolean(value: object, _: Setting) -> bool:
    """True or false, as metadata says it."""
    if isinstance(value, bool):
        return value
    said = text(value).strip().lower()
    if said not in YES | NO:
        raise StepFailedError("needs true or false, yes or no, 1 or 0")
    return said in YES


def dated(form: str | None) -> Work:
    """The day that a text names, as YYYY-MM-DD or in the form given."""

    def day(value: object, _: Setting) -> date:
        if isinstance(value, date):
            return value
        try:
            said = text(value).strip()
            return date.fromisoformat(said[:10]) if form is None else datetime.strptime(said, form).date()  # noqa: DTZ007
        except ValueError:
            raise StepFailedError(f"needs a date as {form or 'YYYY-MM-DD'}") from None

    return day


def unix(value: object, setting: Setting) -> date:
    """The day on which a moment of Stripe's falls in the account's time zone (rule A-8)."""
    try:
        return datetime.fromtimestamp(integer(value, setting), UTC).astimezone(setting.zone).date()
    except (ValueError, OverflowError, OSError):
        raise StepFailedError("needs seconds since 1970, as Stripe writes moments") from None


def days_added(days: int) -> Work:
    """The day so many days later, or earlier."""

    def add(value: object, _: Setting) -> date:
        try:
            return _day(value) + timedelta(days=days)
        except OverflowError:
            raise StepFailedError("leaves the calendar") from None

    return add


def formatted(form: str) -> Work:
    """The day as text."""
    return lambda value, _: _day(value).strftime(form)


def hashed(value: str) -> str:
    """The text's SHA-256, in hexadecimal."""
    return hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()


def _day(value: object) -> date:
    if not isinstance(value, date):
        raise StepFailedError("needs a date")
    return value


def _number(value: object) -> Decimal:
    if isinstance(value, bool):
        raise StepFailedError("needs a number")
    try:
        number = Decimal(text(value).strip())
    except InvalidOperation:
        raise StepFailedError("needs a number") from None
    if not number.is_finite() or abs(number.adjusted()) > 30:
        raise StepFailedError("needs a number")
    return number
