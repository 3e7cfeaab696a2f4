"""Reads what a test expects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation

from connector.causes import CAUSES
from connector.located import Block, Entry, Items, Message, Node, Scalar, did_you_mean
from connector.mapping.catalogue import KINDS, RecordKind
from connector.mapping.fields import Fault, find_field
from connector.mapping.notes import of_fault, unknown_keys, wrong
from connector.proving.cases import CountExpected, Expected, FieldExpected, RecordExpected, RowExpected
from connector.recognition import Period

KEYS = ("lines", "absent", "schedule", "problems", "skipped")
ROW_KEYS = ("source", "posting", "amount", "of")
READ_TOO = frozenset({"total"})
"""What records tell beside their fields."""

Note = Callable[[Message], None]


def expected(node: Node, note: Note) -> Expected:
    """What a block says; what cannot be meant is noted (MAP-102, MAP-103, MAP-120 to 122)."""
    if not isinstance(node, Block) or not node.entries:
        note(wrong(node, "MAP-103", "expect: says what must come of it", "write expect: { invoice: { field: value } }"))
        return Expected()
    found = [each for entry in node for each in _said(entry, note)]
    problems, skipped = node.get("problems"), node.get("skipped")
    return Expected(
        records=tuple(each for each in found if isinstance(each, RecordExpected)),
        counts=tuple(each for each in found if isinstance(each, CountExpected)),
        rows=tuple(each for each in found if isinstance(each, RowExpected)),
        problems=frozenset(_codes(problems, note)) if problems else frozenset(),
        skipped=_skipped(skipped, note) if skipped else None,
    )


Found = RecordExpected | CountExpected | RowExpected


def _said(entry: Entry, note: Note) -> Iterator[Found]:
    match entry.key.text:
        case "lines":
            yield from _of_kind(KINDS["invoice_item"], entry.key, entry.value, note)
        case "absent":
            yield from (each for scalar in texts(entry, note) if (each := _absent(scalar, note)))
        case "schedule":
            yield from _rows(entry, note)
        case "problems" | "skipped":
            return
        case name if name in KINDS:
            yield from _of_kind(KINDS[name], entry.key, entry.value, note)
        case name:
            hint = did_you_mean(name, [*KEYS, *KINDS]) or f"there are: {', '.join((*KEYS, *KINDS))}"
            note(wrong(entry.key, "MAP-102", f'unknown record kind "{name}"', hint))


def _of_kind(kind: RecordKind, key: Scalar, node: Node, note: Note) -> Iterator[Found]:
    """Of a block every record of the kind, of a list one record each."""
    if not isinstance(node, Items):
        yield _record(kind, None, node, note)
        return
    yield CountExpected(kind=kind, number=len(node.members), place=str(key.place))
    yield from (_record(kind, number, member, note) for number, member in enumerate(node.members))


def _record(kind: RecordKind, number: int | None, node: Node, note: Note) -> RecordExpected:
    if not isinstance(node, Block):
        note(wrong(node, "MAP-103", f"{kind.name} holds fields with their values", "write { field: value }"))
        return RecordExpected(kind=kind, fields=(), number=number, place=str(node.place))
    fields = [each for entry in node if (each := _field(kind, entry, note))]
    return RecordExpected(kind=kind, fields=tuple(fields), number=number, place=str(node.place))


def _field(kind: RecordKind, entry: Entry, note: Note) -> FieldExpected | None:
    if not _is_known(kind, entry.key, entry.key.text, note):
        return None
    if not isinstance(entry.value, Scalar):
        note(wrong(entry.value, "MAP-103", f"{kind.name}.{entry.key.text} has a single value"))
        return None
    return FieldExpected(name=entry.key.text, value=entry.value.value, place=str(entry.key.place))


def _is_known(kind: RecordKind, at: Scalar, name: str, note: Note) -> bool:
    """Whether the records have such a field: one that can be mapped, or one that is made by the rules."""
    parts = {*kind.record.__dataclass_fields__, *READ_TOO} - {"lines", "fields"}
    if name in parts or name.removesuffix("_id") in parts:
        return True
    spec = find_field(kind, name)
    if isinstance(spec, Fault):
        note(of_fault(at, spec))
        return False
    return True


def _absent(scalar: Scalar, note: Note) -> RecordExpected | None:
    name, _, field = scalar.text.partition(".")
    kind = KINDS.get(name)
    if kind is None or not field:
        hint = did_you_mean(name, KINDS) or "write a kind and a field: invoice.klass_id"
        note(wrong(scalar, "MAP-102", f'"{scalar.text}" names no field of a record', hint))
        return None
    if not _is_known(kind, scalar, field, note):
        return None
    absent = FieldExpected(name=field, value=None, place=str(scalar.place))
    return RecordExpected(kind=kind, fields=(absent,), number=None, place=str(scalar.place))


def _rows(entry: Entry, note: Note) -> Iterator[RowExpected]:
    if not isinstance(entry.value, Items):
        note(wrong(entry.value, "MAP-103", "schedule: is a list of rows", ROW_EXAMPLE))
        return
    for member in entry.value.members:
        row = _row(member, note)
        if row:
            yield row


ROW_EXAMPLE = 'write - { source: 2025-09, posting: 2025-10, amount: "-10.00" }'


def _row(node: Node, note: Note) -> RowExpected | None:
    if not isinstance(node, Block):
        note(wrong(node, "MAP-103", "a row has a source, a posting period and an amount", ROW_EXAMPLE))
        return None
    for unknown in unknown_keys(node, ROW_KEYS, "a row"):
        note(unknown)
    source, posting = (
        month(node.get("source"), node, note),
        month(node.get("posting") or node.get("source"), node, note),
    )
    worth, of = amount(node.get("amount"), node, note), node.get("of")
    if source is None or posting is None or worth is None:
        return None
    document = of.value.text if of and isinstance(of.value, Scalar) else None
    return RowExpected(source=str(source), posting=str(posting), amount=worth, of=document, place=str(node.place))


def month(entry: Entry | None, owner: Node, note: Note) -> Period | None:
    """The month that an entry names."""
    node = entry.value if entry else owner
    try:
        return Period.named(node.text if entry and isinstance(node, Scalar) else "")
    except ValueError:
        note(wrong(node, "MAP-131", "here must be a month", "write 2025-09"))
        return None


def amount(entry: Entry | None, owner: Node, note: Note) -> Decimal | None:
    """The amount that an entry names, exactly as it is written."""
    node = entry.value if entry else owner
    try:
        found = Decimal(node.text) if entry and isinstance(node, Scalar) else None
    except InvalidOperation:
        found = None
    if found is None or not found.is_finite():
        note(wrong(node, "MAP-131", "here must be an amount", 'write "120.00"'))
        return None
    return found


def _codes(entry: Entry, note: Note) -> Iterator[str]:
    known = {cause.code for cause in CAUSES.values()}
    for scalar in texts(entry, note):
        if scalar.text in known:
            yield scalar.text
        else:
            hint = did_you_mean(scalar.text, known) or "write codes, such as MAP-402"
            note(wrong(scalar, "MAP-103", f'there is no cause "{scalar.text}"', hint))


def _skipped(entry: Entry, note: Note) -> str | None:
    value = entry.value
    if isinstance(value, Scalar) and value.value:
        return value.text
    note(wrong(value, "MAP-103", "skipped: is true, or the reason"))
    return None


def texts(entry: Entry, note: Note) -> Iterator[Scalar]:
    """The texts of a list, or a single one."""
    members = entry.value.members if isinstance(entry.value, Items) else (entry.value,)
    for member in members:
        if isinstance(member, Scalar) and member.value:
            yield member
        else:
            note(wrong(member, "MAP-103", f"{entry.key.text} is a list of texts"))
