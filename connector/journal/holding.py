"""One runner per journal: a lock that the system lets go when its holder dies, whose leases then count no longer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import URL, Connection, update

from connector.journal.rows import Scope
from connector.journal.schema import intent


class JournalHeld(Exception):
    """Another process runs with this journal (SYS-904)."""

    def __init__(self, connection: str) -> None:
        super().__init__(f"Another run of connection {connection} is under way on this machine.")


@contextmanager
def held(url: URL, connection: str) -> Iterator[None]:
    """Be the only runner of a connection. Raises JournalHeld. A journal in memory has no other runner."""
    file = _file(url)
    if file is None:
        yield
        return
    lock = FileLock(file.with_name(f"{file.name}.{connection}.lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise JournalHeld(connection) from None
    try:
        yield
    finally:
        lock.release()


def end_leases(db: Connection, scope: Scope) -> None:
    """Whoever held leases is gone: they end now, and the next claim looks up what was sent."""
    ours = (intent.c.connection == scope.connection, intent.c.lease.is_not(None))
    db.execute(update(intent).where(*ours).values(lease_until=scope.now))


def _file(url: URL) -> Path | None:
    """The database's file, None where there is none."""
    if url.get_backend_name() != "sqlite" or url.database in {None, "", ":memory:"}:
        return None
    return Path(str(url.database)).absolute()
