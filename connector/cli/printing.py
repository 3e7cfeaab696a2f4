"""What a terminal shows: aligned, plain words; data on standard output, talk on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from connector.translation.text import amount_text

PIPE_WIDTH = 240
"""Columns of a table where no terminal limits them."""

out = Console(width=None if sys.stdout.isatty() else PIPE_WIDTH, highlight=False, soft_wrap=True, markup=False)
talk = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)


@contextmanager
def stopped_by_hand() -> Iterator[None]:
    """Ctrl-C is how this is meant to end: nothing is wrong then."""
    try:
        yield
    except KeyboardInterrupt:
        talk.print("Stopped.")


def print_json(value: object) -> None:
    """One JSON value on standard output: amounts and dates as text, absent values null."""
    out.print(json_text(value))


def json_text(value: object, *, indent: int | None = 2) -> str:
    """The same as text."""
    return json.dumps(plain(value), ensure_ascii=False, indent=indent)


def print_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Rows under headings; what is a number or an amount stands to the right."""
    cells = [[_cell(value) for value in row] for row in rows]
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="bold")
    for index, heading in enumerate(headings):
        numeric = bool(cells) and all(_is_numeric(row[index]) for row in cells)
        table.add_column(heading, justify="right" if numeric else "left", overflow="fold")
    for row in cells:
        table.add_row(*(Text(cell) for cell in row))
    out.print(table, soft_wrap=False)


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case Decimal():
            return amount_text(value)
        case _:
            return str(value)


def _is_numeric(cell: str) -> bool:
    return not cell or (cell.replace(",", "").replace(".", "").replace("-", "").isdigit() and not _is_date(cell))


def _is_date(cell: str) -> bool:
    return len(cell) == len("2026-01-31") and cell.count("-") > 1


def plain(value: object) -> Any:  # JSON is of any shape
    """A value as text and JSON write it: amounts, moments and words as text."""
    match value:
        case Enum():
            return value.value
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case Mapping():
            return {str(key): plain(member) for key, member in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(member) for member in value]
        case _ if is_dataclass(value) and not isinstance(value, type):
            return plain(asdict(value))
        case _:
            return value
