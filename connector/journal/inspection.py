"""Looks at a journal's database without changing it: whether it is there, may be written, and is of our version."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Engine, text

from connector.journal import dialect
from connector.journal.database import (
    VERSION_TABLE,
    address_of,
    explained,
    known_scripts,
    known_version,
    parsed,
    version,
)


class Written(StrEnum):
    """Which version of the connector wrote a database."""

    NEW = "new"
    """Nobody yet: it is made by the first run."""
    OLDER = "older"
    """An earlier one: it is brought up to date by the next command that uses it."""
    OURS = "ours"


@dataclass(frozen=True, kw_only=True)
class DatabaseState:
    """A database that can be used. `folder` is where its file is, None where it is a server's."""

    address: str
    written: Written
    folder: Path | None


def inspect_database(database_url: str) -> DatabaseState:
    """The state of a database, which is written to and rolled back. Raises DatabaseUnavailable, SchemaTooNew."""
    url = parsed(database_url)
    address = address_of(url)
    file = Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None
    folder = None if file is None else file.absolute().parent
    if file is not None and not file.exists():
        return DatabaseState(address=address, written=Written.NEW, folder=folder)
    with explained(address):
        engine = dialect.open_engine(url)
    try:
        with explained(address):
            return DatabaseState(address=address, written=_written(engine, address), folder=folder)
    finally:
        engine.dispose()


def _written(engine: Engine, address: str) -> Written:
    scripts = known_scripts()
    with engine.connect() as db:
        found = known_version(scripts, version(db), address)
        if found is None:
            return Written.NEW
        db.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = version_num"))  # noqa: S608 - our own name
        db.rollback()
    return Written.OURS if found == scripts.get_current_head() else Written.OLDER
