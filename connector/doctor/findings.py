"""What a check finds: that all is well, something worth knowing, or a failure with its remedy and who has it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Status(StrEnum):
    """How a check ended."""

    OK = "ok"
    WARNING = "warning"
    FAILURE = "failure"


class Ends(IntEnum):
    """What a failure makes of the command's exit code; the highest counts."""

    ATTENTION = 1
    CONFIGURATION = 3
    UNREACHABLE = 4


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A line for people. `code` is that of its cause, where there is one; `details` are lines that belong under it."""

    status: Status
    what: str
    fix: str = ""
    who: str = ""
    code: str = ""
    details: tuple[str, ...] = ()
    ends: Ends = Ends.ATTENTION


def ok(what: str, *details: str) -> Finding:
    """All is well."""
    return Finding(status=Status.OK, what=what, details=details)


def warning(what: str, *, fix: str = "", who: str = "", code: str = "", details: tuple[str, ...] = ()) -> Finding:
    """Worth knowing; nothing fails for it."""
    return Finding(status=Status.WARNING, what=what, fix=fix, who=who, code=code, details=details)


def failure(what: str, *, fix: str, who: str, code: str = "", ends: Ends = Ends.ATTENTION) -> Finding:
    """Records will fail, or nothing will run."""
    return Finding(status=Status.FAILURE, what=what, fix=fix, who=who, code=code, ends=ends)
