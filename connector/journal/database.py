"""Opens a journal's database, brings its tables up to date, and explains in a sentence why that fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.schema import CreateIndex, CreateTable

from connector.journal import dialect
from connector.journal.schema import audit, metadata

VERSION_TABLE = "journal_version"


class DatabaseUnavailable(Exception):
    """The journal cannot be used now (SYS-905). Its text is one sentence for people, without the password."""

    def __init__(self, address: str, meaning: str) -> None:
        self.address, self.meaning = address, meaning
        super().__init__(f"The database {address} {meaning}.")


class SchemaTooNew(DatabaseUnavailable):
    """A newer version of the connector wrote this database; ours must not touch it."""


class Database:
    """A journal's database: transactions that read, and transactions that write and take the lock at once.

    Its tables are brought up to date before the first of them, which each tries anew until that succeeds.
    """

    def __init__(self, engine: Engine, address: str) -> None:
        self.engine, self.address = engine, address
        self._writer = dialect.writing(engine)
        self._turn = dialect.turn_to_write(engine)
        self._is_ready, self._readying = False, Lock()

    def make_ready(self) -> None:
        """Make or upgrade its tables where that was not done. Raises DatabaseUnavailable, SchemaTooNew."""
        if self._is_ready:
            return
        with self._readying, self._explained():
            if not self._is_ready:
                dialect.keep_readers_apart(self.engine)
                _upgrade(self)
                self._is_ready = True

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one moment of the journal."""
        self.make_ready()
        with self._explained(), self.engine.begin() as db:
            yield db

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that happens whole or not at all."""
        self.make_ready()
        with self._explained(), self._turn, self._writer.begin() as db:
            yield db

    @contextmanager
    def upgrading(self) -> Iterator[Connection]:
        """A writing transaction in which a table may be made anew although others refer to it."""
        with self._explained(), self._turn, dialect.upgrading(self.engine) as db:
            yield db

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """A database that failed may be another file when it is mended: nothing that was opened is used again."""
        try:
            with explained(self.address):
                yield
        except DatabaseUnavailable:
            if not dialect.is_in_memory(self.engine.url):
                self.close()
            raise


def open_database(database_url: str, *, at_once: bool = True) -> Database:
    """Open or create the database and upgrade its tables, if not at once, then when it is first used.

    Raises DatabaseUnavailable, SchemaTooNew.
    """
    url = parsed(database_url)
    address = address_of(url)
    with explained(address):
        database = Database(dialect.open_engine(url), address)
    try:
        if at_once:
            database.make_ready()
    except BaseException:
        database.close()
        raise
    return database


@contextmanager
def explained(address: str) -> Iterator[None]:
    """Turn the driver's errors into DatabaseUnavailable; a broken constraint is our mistake and stays what it is."""
    try:
        yield
    except IntegrityError:
        raise
    except (DBAPIError, PoolTimeoutError, OSError, *dialect.DRIVER_ERRORS) as error:
        raise DatabaseUnavailable(address, dialect.failure(error)) from error
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise DatabaseUnavailable(address, "is of a kind for which no driver is installed") from error


def parsed(database_url: str) -> URL:
    """The address of a database. Raises DatabaseUnavailable."""
    try:
        return make_url(database_url)
    except (ArgumentError, ValueError):
        meaning = "has an address that cannot be understood; write it like sqlite:///connector.db"
        raise DatabaseUnavailable("(database_url)", meaning) from None


def address_of(url: URL) -> str:
    """Where it is, for people: options may hold secrets too, so they are left out."""
    return url.set(query={}, password=None).render_as_string()


def _upgrade(database: Database) -> None:
    """A new database gets its tables as they are now; an older one goes through every step since."""
    scripts = known_scripts()
    newest = scripts.get_current_head()
    with database.engine.begin() as db:
        current = version(db)
    if current == newest:
        return
    with database.upgrading() as db:  # under the lock: of two that open it, one upgrades and the other finds it done
        found = known_version(scripts, version(db), database.address)
        if found is None:
            _make_tables(db, scripts)
        elif found != newest:
            config = migrations()
            config.attributes["connection"] = db
            command.upgrade(config, "head")


def _make_tables(db: Connection, scripts: ScriptDirectory) -> None:
    """Limited indexes come last: of two that seem to serve as well, SQLite takes the younger one."""
    for table in metadata.sorted_tables:
        db.execute(CreateTable(table))
        for index in sorted(table.indexes, key=lambda each: (dialect.is_limited(each), each.name or "")):
            db.execute(CreateIndex(index))
    for statement in dialect.insert_only(db.dialect.name, audit.name):
        db.exec_driver_sql(statement)
    _context(db).stamp(scripts, "head")


@cache
def known_scripts() -> ScriptDirectory:
    """All steps that this version knows, read once."""
    return ScriptDirectory.from_config(migrations())


def version(db: Connection) -> str | None:
    """The revision of a database's tables; None where there are none."""
    return _context(db).get_current_revision()


def _context(db: Connection) -> MigrationContext:
    return MigrationContext.configure(db, opts={"version_table": VERSION_TABLE})


def known_version(scripts: ScriptDirectory, found: str | None, address: str) -> str | None:
    """The revision, which must be one of ours. Raises SchemaTooNew."""
    if found is not None and found not in {script.revision for script in scripts.walk_revisions()}:
        raise SchemaTooNew(address, "was written by a newer version of the connector; install that version to use it")
    return found


def migrations() -> Config:
    """Where the steps are that bring tables up to date."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config
