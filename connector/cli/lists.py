"""Prints a list in the form that is asked for: a table, comma-separated values or JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from connector.cli.printing import out, plain, print_json, print_table, talk


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Rows under headings, and `data`, the same as JSON.

    Of a table, `title` is said before and `then` after it, `nothing` instead of an empty one. `cursor` asks for what
    comes after it, where that is not all.
    """

    headings: Sequence[str]
    rows: Sequence[Sequence[object]]
    data: object
    title: str = ""
    nothing: str = ""
    then: str = ""
    cursor: object = None


def print_list(listing: Listing, *, as_json: bool, as_csv: bool) -> None:
    """Print it: data on standard output, what is said about it on standard error."""
    if as_json:
        print_json(listing.data)
    elif as_csv:
        out.print(csv_text(listing.headings, listing.rows), end="")
    elif not listing.rows and listing.nothing:
        out.print(listing.nothing)
    else:
        _print_table(listing)
    if listing.cursor is not None:
        talk.print(f"There are more: --cursor {listing.cursor}")


def _print_table(listing: Listing) -> None:
    if listing.title:
        out.print(listing.title, style="bold")
    print_table(listing.headings, listing.rows)
    if listing.then:
        talk.print(listing.then)


def csv_text(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Headings and rows as comma-separated values."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows(["" if value is None else plain(value) for value in row] for row in rows)
    return text.getvalue()
