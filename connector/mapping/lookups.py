"""Tables that `lookup` reads: written inline, or a CSV file beside the mapping with a heading in its first row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from connector.located import Block, Entry, File, FileUnreadable, Message, Node, Place, Scalar, did_you_mean
from connector.mapping.files import MappingFiles, beside
from connector.mapping.notes import unknown_keys, wrong

FILE_KEYS = ("file", "key", "value")

Table = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Lookup:
    """A table by its name. `keys` are compared as they are written, letter case included."""

    name: str
    rows: Table
    place: str = field(repr=False)


def read_lookup(entry: Entry, document: str, files: MappingFiles) -> tuple[Lookup, list[Message]]:
    """The table of an entry under `lookups:` in a file named `document`, and what is wrong with it (MAP-141)."""
    rows: dict[str, str] = {}
    messages: list[Message] = []
    for found in _rows(entry, document, files):
        if isinstance(found, Message):
            messages.append(found)
        elif found.key in rows:
            text = f'key "{found.key}" stands twice in lookup {entry.key.text}'
            messages.append(Message(code="MAP-141", text=text, place=found.place))
        else:
            rows[found.key] = found.value
    return Lookup(name=entry.key.text, rows=rows, place=str(entry.key.place)), messages


@dataclass(frozen=True, kw_only=True)
class _Row:
    key: str
    value: str
    place: Place


def _rows(entry: Entry, document: str, files: MappingFiles) -> Iterator[_Row | Message]:
    value = entry.value
    if isinstance(value, Block) and value.left_out:
        return
    if not isinstance(value, Block) or not value.entries:
        text = f"lookup {entry.key.text} is neither a table nor a file"
        yield _wrong(value, text, "write { key: value, … } or { file: tables/x.csv, key: column, value: column }")
    elif value.get("file"):
        yield from _rows_of_file(entry, value, document, files)
    else:
        for row in value:
            if isinstance(row.value, Scalar) and row.value.value is not None:
                yield _Row(key=row.key.text, value=row.value.text, place=row.key.place)
            else:
                yield _wrong(row.value, f'"{row.key.text}" has no single value')


def _rows_of_file(entry: Entry, value: Block, document: str, files: MappingFiles) -> Iterator[_Row | Message]:
    named = {key: value.scalar(key) for key in FILE_KEYS}
    yield from unknown_keys(value, FILE_KEYS)
    missing = [key for key, scalar in named.items() if scalar is None]
    if missing and value.whole:
        text = f"lookup {entry.key.text} does not name its {' and its '.join(missing)}"
        yield _wrong(entry.key, text, "write { file: tables/x.csv, key: column, value: column }")
    if missing:
        return
    path, key, column = (scalar for scalar in named.values() if scalar)
    file = _file(path, document, files)
    if isinstance(file, Message):
        yield file
    else:
        yield from _cells(file, path, key, column)


def _file(path: Scalar, document: str, files: MappingFiles) -> File | Message:
    name = beside(document, path.text)
    if name is None:
        return _wrong(path, f"{path.text} lies outside the mapping folder", "put the table beside the mapping file")
    try:
        return files.read(name)
    except FileUnreadable as error:
        return _wrong(path, f"the table {path.text} cannot be used: {error.reason.removeprefix('the file ')}")


def _cells(file: File, path: Scalar, key: Scalar, value: Scalar) -> Iterator[_Row | Message]:
    """The rows of a table by its two columns."""
    try:
        lines = list(csv.reader(io.StringIO(file.text, newline=""), strict=True))
    except csv.Error as error:
        yield _wrong(path, f"the table {path.text} is no CSV: {error}")
        return
    heading = [name.strip() for name in lines[0]] if lines else []
    absent = [column for column in (key, value) if column.text not in heading]
    for column in absent:
        hint = did_you_mean(column.text, heading) or f"its columns are: {', '.join(heading)}"
        yield _wrong(column, f'{path.text} has no column "{column.text}"', hint)
    if absent:
        return
    at, of = heading.index(key.text), heading.index(value.text)
    for number, cells in enumerate(lines[1:], start=2):
        if len(cells) == len(heading):
            yield _Row(key=cells[at], value=cells[of], place=Place(file=file, line=number, column=1))
        elif any(cells):
            text = f"{len(cells)} cells, where the heading has {len(heading)}"
            yield Message(code="MAP-141", text=text, place=Place(file=file, line=number, column=1))


def _wrong(node: Node, text: str, hint: str = "") -> Message:
    return wrong(node, "MAP-141", text, hint)
