"""Hundreds of processes start in a sweep: each without what would take most of its time and tells nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

import structlog
from sqlalchemy import URL, Engine, inspect

from connector.journal import database, dialect
from connector.journal.database import VERSION_TABLE, Database


@contextmanager
def quick_and_quiet() -> Iterator[None]:
    """Processes start without waiting for the disk and logging their trouble."""
    before = structlog.get_config()
    with ExitStack() as stack:
        for each in (_disk_not_waited_for, _journals_opened_quickly):
            stack.enter_context(each())
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
        yield
        structlog.configure(**before)


@contextmanager
def _disk_not_waited_for() -> Iterator[None]:
    """Processes die here, machines do not: what was written to the system survives without waiting for the disk."""
    with patch.object(dialect, "_PRAGMAS", (*dialect._PRAGMAS, "PRAGMA synchronous = OFF")):
        yield


@contextmanager
def _journals_opened_quickly() -> Iterator[None]:
    """A journal at an address opened before is opened without looking for upgrades or compiling its statements anew."""
    engines: dict[str, Engine] = {}
    open_engine, upgrade = dialect.open_engine, database._upgrade

    def opened(url: URL) -> Engine:
        address = str(url)
        if address not in engines:
            engines[address] = open_engine(url)
        return engines[address]

    def upgraded(opened: Database) -> None:
        if not inspect(opened.engine).has_table(VERSION_TABLE):
            upgrade(opened)

    with patch.object(dialect, "open_engine", opened), patch.object(database, "_upgrade", upgraded):
        yield
