"""What came of a test's families: records by their kinds, the values of their fields, and what stopped them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from connector.causes import CAUSES, sentence
from connector.mapping import name_of
from connector.mapping.application import OF_NOTE, made_by_note
from connector.mapping.catalogue import KINDS, RecordKind
from connector.recognition import INVOICE, LineSchedule
from connector.translation.wanted import Origin, Problem, Translation, WantedRecord
from netsuite_client.records import CreditMemo, Invoice, Record, Ref, TransactionLine


@dataclass(frozen=True, kw_only=True)
class Found:
    """A record or a line: how people call it, and where its fields come from."""

    name: str
    target: Record | TransactionLine
    wanted: WantedRecord
    prefix: str = ""

    def origin(self, kind: RecordKind, field: str) -> Origin | None:
        """Where a field comes from, or why it has no value."""
        spec = kind.fields.get(field)
        return self.wanted.origins.get(self.prefix + ((spec.part if spec else None) or field))

    def value(self, kind: RecordKind, field: str) -> object:
        """What a field holds, by its name in mappings; None where it holds nothing."""
        added = next((each.value for each in self.target.fields if name_of(each) == field), None)
        if added is not None:
            return added
        spec = kind.fields.get(field)
        names = [spec.part if spec else None, field, field.removesuffix("_id")]
        return next((value for name in names if name and (value := getattr(self.target, name, None)) is not None), None)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The translations of the families that a test gives, their records, and the invoice's schedules."""

    root: str
    translations: tuple[Translation, ...]
    wanted: tuple[WantedRecord, ...]
    schedules: tuple[LineSchedule, ...]

    def of_kind(self, kind: RecordKind) -> list[Found]:
        """Its records of a kind, or their lines."""
        return [each for wanted in self.wanted if _is(kind, wanted) for each in _found(kind, wanted)]

    @property
    def problems(self) -> dict[str, str]:
        """What stopped or held back a family: causes by their codes, with what they say."""
        told = [problem for one in self.translations for problem in (*one.problems, *one.findings)]
        blocks = [(one.root.id, one.blocked) for one in self.translations if one.blocked]
        told += [Problem(code=block.code, subject=root, values={"by": block.by}) for root, block in blocks]
        return {CAUSES[each.code].code: sentence(each.code, each.subject, each.values) for each in told}

    @property
    def skipped(self) -> str | None:
        """Why nothing of the root comes to NetSuite."""
        return next((one.skipped for one in self.translations if one.root.id == self.root), None)

    def rows(self, of: str | None) -> dict[tuple[str, str], Decimal]:
        """The rows of the invoice, or of what lowers it (where there is any, unless said), summed over all lines."""
        documents = {part.of for schedule in self.schedules for part in schedule.parts}
        memos = documents - {INVOICE}
        wanted = {INVOICE} if of == INVOICE or not memos else memos
        sums: dict[tuple[str, str], Decimal] = {}
        for part in (part for schedule in self.schedules for part in schedule.parts if part.of in wanted):
            for row in part.rows:
                key = (str(row.source), str(row.posting or "no open period"))
                sums[key] = sums.get(key, Decimal(0)) + row.amount
        return sums


def _is(kind: RecordKind, wanted: WantedRecord) -> bool:
    document = KINDS[kind.twin] if kind.record is TransactionLine and kind.twin else kind
    if not isinstance(wanted.record, document.record):
        return False
    return kind.name != OF_NOTE or made_by_note(wanted)


def _found(kind: RecordKind, wanted: WantedRecord) -> Iterator[Found]:
    record = wanted.record
    if kind.record is not TransactionLine:
        yield Found(name=wanted.external_id, target=record, wanted=wanted)  # type: ignore[arg-type]  # see _is
    elif isinstance(record, Invoice | CreditMemo):
        for number, line in enumerate(record.lines):
            at = f"lines[{number}]"
            yield Found(name=f"{wanted.external_id} {at}", target=line, wanted=wanted, prefix=f"{at}.")


def bills(found: Found) -> bool:
    """Whether a line bills a line of Stripe's; discounts, shipping and taxes do not."""
    lines = found.wanted.stripe_lines
    if not found.prefix or not lines:
        return True
    number = int(found.prefix.removeprefix("lines[").removesuffix("]."))
    return number < len(lines) and lines[number] is not None


def text_of(value: object) -> str | None:
    """A value as tests write it: a reference by its internal id, else by ours."""
    match value:
        case None:
            return None
        case Ref():
            return value.internal_id or value.external_id or value.name
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat()
        case _:
            return str(value)
