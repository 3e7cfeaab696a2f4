"""What settings are made of: durations, counts, internal ids, addresses, read from text as people write them."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, StringConstraints

from connector.scheduling import Cron, Quiet

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
DAYS_MAX = 3650


class SecretInAddressError(ValueError):
    """An address with a user or password in it (CFG-004)."""


def _duration(value: object) -> timedelta:
    if isinstance(value, timedelta):
        return value
    written = re.fullmatch(r"([0-9]{1,9})([smhd])", str(value).strip(), re.ASCII)
    if not written or int(written[1]) * SECONDS[written[2]] > DAYS_MAX * SECONDS["d"]:
        raise ValueError("must be a number and a unit: 30s, 10m, 24h or 7d")
    return timedelta(seconds=int(written[1]) * SECONDS[written[2]])


def duration_text(value: timedelta) -> str:
    """A duration as people write it: in the largest unit that gives a whole number above one, if any does."""
    seconds = int(value.total_seconds())
    fitting = [unit for unit in SECONDS if seconds % SECONDS[unit] == 0 and seconds > SECONDS[unit]]
    unit = max(fitting, key=SECONDS.__getitem__, default="s")
    return f"{seconds // SECONDS[unit]}{unit}"


def _auto_or_count(value: object) -> object:
    if value == "auto" or (isinstance(value, int) and value > 0):
        return value
    if isinstance(value, str) and re.fullmatch(r"[1-9][0-9]{0,3}", value, re.ASCII):
        return int(value)
    raise ValueError("must be auto or a whole number from 1")


def _existing_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError('must be a time zone such as "UTC" or "Europe/Berlin"') from None
    return name


def _date_text(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value, re.ASCII):
        raise ValueError("must be a date as YYYY-MM-DD")
    return value


def _address(value: str) -> str:
    parts = _split(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be an address that begins with https://")
    if parts.scheme == "http" and not is_loopback(value):
        raise ValueError("must begin with https://; http:// is for this machine only")
    return value.rstrip("/")


def _split(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        raise ValueError("is not an address") from None
    if parts.password or parts.username:
        raise SecretInAddressError("holds a user or password")
    return parts


def _database(value: str) -> str:
    if value.startswith(("postgresql:", "postgresql+", "postgres:")):
        raise ValueError("must be sqlite:///FILE; PostgreSQL comes in a later version")
    if not value.startswith("sqlite:///"):
        raise ValueError("must be sqlite:///FILE")
    return value


def is_loopback(address: str | None) -> bool:
    """Whether an address is this machine's own: an emulator, not the real service."""
    host = urlsplit(address).hostname if address else None
    return host is not None and (host in {"localhost", "::1"} or host.startswith("127."))


def _existing_file(path: Path) -> Path:
    if not path.is_file():
        raise ValueError("must be a file that exists")
    return path


def _separated(value: object) -> object:
    """A list may come as one text, its members parted by commas, as in an environment variable."""
    return [member.strip() for member in value.split(",") if member.strip()] if isinstance(value, str) else value


def _cron(value: str) -> str:
    return Cron.parse(value).text


def _quiet(value: str) -> str:
    return Quiet.parse(value).text


def _listen(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not re.fullmatch(r"[0-9]{1,5}", port) or int(port) > 65535:
        raise ValueError("must be an address and a port, such as 127.0.0.1:8765")
    return value


def field_of(*names: str, also: str, said: str) -> AfterValidator:
    """A field by one of these names, or one whose name has this form, as `said` shows it."""

    def known(name: str) -> str:
        if name in names or re.fullmatch(also, name):
            return name
        raise ValueError(f"must be {', '.join(names)} or {said}")

    return AfterValidator(known)


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Duration = Annotated[timedelta, BeforeValidator(_duration)]
AutoOrCount = Annotated[Literal["auto"] | int, BeforeValidator(_auto_or_count)]
TimeZone = Annotated[Text, AfterValidator(_existing_zone)]
DateText = BeforeValidator(_date_text)
Address = Annotated[Text, AfterValidator(_address)]
DatabaseUrl = Annotated[Text, AfterValidator(_database)]
InternalId = Annotated[Text, StringConstraints(pattern=r"^-?[0-9]{1,18}$")]
BodyField = Annotated[Text, StringConstraints(pattern=r"^custbody[a-z0-9_]+$")]
Month = Annotated[Text, StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
LineColumn = Annotated[Text, StringConstraints(pattern=r"^custcol[a-z0-9_]+$")]
Files = Annotated[tuple[Annotated[Path, AfterValidator(_existing_file)], ...], BeforeValidator(_separated)]
Words = Annotated[tuple[Text, ...], BeforeValidator(_separated)]
CronText = Annotated[Text, AfterValidator(_cron)]
QuietTimes = Annotated[tuple[Annotated[Text, AfterValidator(_quiet)], ...], BeforeValidator(_separated)]
Listen = Annotated[Text, AfterValidator(_listen)]
