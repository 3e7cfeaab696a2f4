"""One runner per journal: a lock that the system lets go when its holder dies, whose leases then count no longer."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from socket import gethostname

from filelock import FileLock, Timeout
from sqlalchemy import URL, Connection, update

from connector.journal.database import address_of, explained
from connector.journal.rows import Scope
from connector.journal.schema import intent


@dataclass(frozen=True, kw_only=True)
class Runner:
    """Who runs with a journal: which program as whom, on which machine, in which process, since when."""

    who: str
    host: str
    process: int
    since: datetime

    def age(self, now: datetime) -> str:
        """For how long, as people say it."""
        minutes = max(0, int((now - self.since).total_seconds() // 60))
        return f"{minutes} m" if minutes < 60 else f"{minutes // 60} h {minutes % 60} m"


class JournalHeld(Exception):
    """Another process runs with this journal (SYS-904)."""

    def __init__(self, connection: str, runner: Runner | None, now: datetime) -> None:
        self.connection, self.runner = connection, runner
        by = (
            f"{runner.who}, process {runner.process} on {runner.host}, for {runner.age(now)}"
            if runner
            else "somebody who left no name"
        )
        super().__init__(f"Another run of connection {connection} is under way: {by}.")


@contextmanager
def held(url: URL, connection: str, who: str, now: datetime) -> Iterator[None]:
    """Be the only runner of a connection. Raises JournalHeld. A journal in memory has no other runner.

    The system lets go of the lock when its holder dies, so that the next one takes over at once.
    """
    file = _lock_file(url, connection)
    if file is None:
        yield
        return
    lock = FileLock(file)
    with explained(address_of(url)):
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise JournalHeld(connection, runner(url, connection), now) from None
    try:
        _leave_name(file, Runner(who=who, host=gethostname(), process=os.getpid(), since=now))
        yield
    finally:
        _name_file(file).unlink(missing_ok=True)
        lock.release()


def runner(url: URL, connection: str) -> Runner | None:
    """Who left a name as the one that runs; a killed one leaves it behind."""
    file = _lock_file(url, connection)
    try:
        plain = json.loads(_name_file(file).read_text(encoding="utf-8")) if file else None
        return Runner(**{**plain, "since": datetime.fromisoformat(plain["since"])}) if plain else None
    except (OSError, ValueError, TypeError, KeyError):
        return None


def is_held(url: URL, connection: str) -> bool:
    """Whether a living process runs with this journal."""
    file = _lock_file(url, connection)
    if file is None or not file.exists():
        return False
    lock = FileLock(file)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    lock.release()
    return False


def break_lock(url: URL, connection: str) -> None:
    """Let others run, whoever holds the lock: only when that one is known to be dead."""
    if file := _lock_file(url, connection):
        _name_file(file).unlink(missing_ok=True)
        file.unlink(missing_ok=True)


def _leave_name(lock: Path, runner: Runner) -> None:
    plain = {**asdict(runner), "since": runner.since.isoformat()}
    _name_file(lock).write_text(json.dumps(plain), encoding="utf-8")


def _name_file(lock: Path) -> Path:
    return lock.with_suffix(".owner")


def end_leases(db: Connection, scope: Scope) -> None:
    """Whoever held leases is gone: they end now, and the next claim looks up what was sent."""
    ours = (intent.c.connection == scope.connection, intent.c.lease.is_not(None))
    db.execute(update(intent).where(*ours).values(lease_until=scope.now))


def _lock_file(url: URL, connection: str) -> Path | None:
    """The lock beside the database's file; None where there is no file."""
    if url.get_backend_name() != "sqlite" or url.database in {None, "", ":memory:"}:
        return None
    file = Path(str(url.database)).absolute()
    return file.with_name(f"{file.name}.{connection}.lock")
