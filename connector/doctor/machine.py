"""What the connector runs on: Python, the settings, the database, the disk and the clock; and what is left to do."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Iterator
from datetime import timedelta

from connector.causes import ADMIN, SUPPORT
from connector.doctor.findings import Ends, Finding, failure, ok, warning
from connector.doctor.subject import Subject
from connector.journal.inspection import Written

SKEW_MAX = timedelta(minutes=5)
"""Beyond this NetSuite refuses signatures, and Stripe's webhooks cannot be verified."""
SKEW_WORTH_KNOWING = timedelta(seconds=30)
FREE_BYTES_MIN = 100_000_000
FREE_BYTES_COMFORTABLE = 1_000_000_000

_WRITTEN = {
    Written.NEW: "is made by the first run",
    Written.OLDER: "is from an older version; the next command that uses it brings it up to date",
    Written.OURS: "can be written, and is of this version",
}


def python(_: Subject) -> Iterator[Finding]:
    """The interpreter; an older one does not get here."""
    yield ok(f"{platform.python_version()} on {platform.system()} {platform.machine()}")


def settings(subject: Subject) -> Iterator[Finding]:
    """The settings, which are valid when they get here."""
    yield ok(f"valid; connection {subject.connection.name}, start date {subject.connection.start_date}")


def database(subject: Subject) -> Iterator[Finding]:
    """The journal's database: reachable, writable, of which version."""
    found = subject.database
    if found.folder is not None and not found.folder.is_dir():
        yield failure(
            f"{found.address}: the folder {found.folder} is not there",
            fix="Make the folder, or correct database_url.", who=ADMIN, code="SYS-905", ends=Ends.UNREACHABLE,
        )  # fmt: skip
    else:
        yield ok(f"{found.address} {_WRITTEN[found.written]}")


def disk(subject: Subject) -> Iterator[Finding]:
    """The room that is left where the database's file is."""
    folder = subject.database.folder
    yield (
        room_left(shutil.disk_usage(folder).free, str(folder)) if folder else ok("the database has a server of its own")
    )


def room_left(free_bytes: int, folder: str) -> Finding:
    """What so many free bytes mean."""
    said = f"{free_bytes / FREE_BYTES_COMFORTABLE:.1f} GB free in {folder}"
    if free_bytes < FREE_BYTES_MIN:
        return failure(said, fix="Make room: with a full disk nothing runs.", who=ADMIN, code="SYS-905")
    if free_bytes < FREE_BYTES_COMFORTABLE:
        return warning(said, fix="Make room before it is full.", who=ADMIN)
    return ok(said)


def clock(subject: Subject) -> Iterator[Finding]:
    """The clock, against what each service says that the time is."""
    for service, address in subject.addresses.items():
        said = subject.date_of(address)
        if said is None:
            yield warning(f"{service} does not say what time it is", fix="Check the network.", who=ADMIN)
        else:
            yield skewed(service, subject.clock.now() - said)


def skewed(service: str, ahead: timedelta) -> Finding:
    """What it means to be so far ahead of a service, or behind it."""
    seconds = round(abs(ahead).total_seconds())
    side = "ahead of" if ahead > timedelta() else "behind"
    said = f"{seconds // 60} min {seconds % 60} s {side} {service}"
    if abs(ahead) > SKEW_MAX:
        fix = "Set the clock and keep it by NTP: signatures fail until then."
        return failure(said, fix=fix, who=ADMIN, code="SYS-907")
    if abs(ahead) > SKEW_WORTH_KNOWING:
        return warning(said, fix="Keep the clock by NTP, before signatures fail.", who=ADMIN, code="SYS-907")
    return ok(f"agrees with {service}'s")


def backlog(subject: Subject) -> Iterator[Finding]:
    """What is still to be done in the journal, and whether anything keeps it from being done."""
    if subject.journal is None:
        yield ok("nothing was collected yet")
        return
    status = subject.journal.status()
    if status.paused:
        yield warning("sending is paused", fix="connector resume", who=ADMIN, code="SYS-902")
    if status.open_issues:
        said = f"{status.open_issues} open issue{'' if status.open_issues == 1 else 's'}"
        yield warning(said, fix="connector issues says which, and what to do about each.", who=SUPPORT)
    if not status.paused and not status.open_issues:
        yield ok("nothing needs you")
