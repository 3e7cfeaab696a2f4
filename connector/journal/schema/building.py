"""What tables are made of: moments, the columns that all have, indexes limited to some rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    DateTime,
    Dialect,
    Index,
    Integer,
    MetaData,
    String,
    TypeDecorator,
    literal_column,
    or_,
)


class Moment(TypeDecorator[datetime]):
    """A point in time in UTC, to the microsecond, the same in every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Store UTC; a time without zone is refused."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Read it back as UTC, also where the database keeps no zone."""
        return value and (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC))


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def connection_column(*, primary_key: bool = False) -> Column[str]:
    """Whose row it is."""
    return Column("connection", String(60), nullable=False, primary_key=primary_key)


def number_column() -> Column[int]:
    """A row's own number."""
    return Column("id", Integer, primary_key=True, autoincrement=True)


def limited(name: str, *columns: Column[Any], where: ColumnElement[bool], unique: bool = False) -> Index:
    """An index of those rows alone of which this holds."""
    return Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)


def fixed(value: str) -> ColumnElement[str]:
    """A value of ours written into the statement: only then does a database use an index that is limited to it."""
    return literal_column(f"'{value!s}'", String)


def either(column: str, values: Iterable[str]) -> str:
    """A condition that a column has one of these values, as text.

    Not by IN, here and below: SQLite makes a table of such a list for each row that it writes.
    """
    return " OR ".join(f"{column} = '{value}'" for value in values)


def any_of(column: ColumnElement[str], values: Iterable[str]) -> ColumnElement[bool]:
    """The same as an expression, with the values written into the statement."""
    return or_(*(column == fixed(value) for value in values))
