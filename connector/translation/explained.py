"""Each field of a record with its value and its origin, in the order of the record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass

from connector.translation.text import address_text, uses_text
from connector.translation.wanted import Linked, Origin, WantedRecord
from netsuite_client.records import CustomerAddress, Field, Record, Ref, TransactionLine

NameOf = Callable[[Field], str]
"""How people write a field that a mapping or setting added."""


@dataclass(frozen=True, kw_only=True)
class Explained:
    """A field (`tran_date`, `lines[0].amount`), its value as text, and where that comes from."""

    field: str
    value: str
    origin: Origin | None


def explained(wanted: WantedRecord, name_of: NameOf) -> tuple[Explained, ...]:
    """Every field of the record that has a value; added fields under the names by which origins know them."""
    return tuple(
        Explained(field=name, value=value, origin=wanted.origins.get(name))
        for name, value in _values_of(wanted, name_of)
        if value
    )


def _values_of(wanted: WantedRecord, name_of: NameOf) -> Iterator[tuple[str, str]]:
    """A linked record has nothing but its link; one that is looked for first says how."""
    if isinstance(wanted.record, Linked):
        yield "linked_to", value_text(wanted.record.linked_to)
        return
    yield from _values("", wanted.record, name_of)
    if wanted.match is not None:
        yield "match", f"{wanted.match.field} = {wanted.match.value}"


def _values(prefix: str, value: Record | TransactionLine, name_of: NameOf) -> Iterator[tuple[str, str]]:
    """Fields of a record, then those of its lines; mapped fields stand under their own names."""
    for one in fields(value):
        member = getattr(value, one.name)
        if one.name == "fields":
            yield from ((f"{prefix}{name_of(field)}", field.value) for field in member)
        elif one.name != "lines":
            yield f"{prefix}{one.name}", value_text(member)
    for index, line in enumerate(getattr(value, "lines", ())):
        yield from _values(f"{prefix}lines[{index}].", line, name_of)


def value_text(value: object) -> str:
    """A value as people read it: a reference by its name and id, a list by its members."""
    match value:
        case None | ():
            return ""
        case bool():
            return "yes" if value else "no"
        case Ref():
            id_ = value.external_id or value.internal_id or ""
            return value.name if value.name and id_ in value.name else " ".join(filter(None, (value.name, f"({id_})")))
        case CustomerAddress():
            who = ", ".join(filter(None, (value.address.addressee, address_text(value.address))))
            return f"{uses_text(value)}: {who}" if uses_text(value) else who
        case tuple():
            return ", ".join(filter(None, (value_text(member) for member in value)))
        case _ if is_dataclass(value) and not isinstance(value, type):
            return ", ".join(filter(None, (value_text(getattr(value, one.name)) for one in fields(value))))
        case _:
            return str(value)
