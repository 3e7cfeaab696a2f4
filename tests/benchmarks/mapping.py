"""A mapping file of many entries, and what it costs to apply it to records that are translated already."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from connector.mapping import FilesOnDisk, Mapping, load_mapping, map_family
from connector.translation.wanted import Translation
from stripe_client.objects import ChargeFamily, Family, InvoiceFamily

ENTRIES = 200
ROUNDS = 10
UTC = ZoneInfo("UTC")

LONG_FORMS = (
    '"metadata.key_{0}": custbody_short_{0}',
    '"metadata.cond_{0}": {{ to: custbody_cond_{0}, when: "currency == \'usd\' and has(number)" }}',
    '"metadata.chain_{0}": {{ to: custbody_chain_{0}, transform: [trim, lower, {{ lookup: table }}], default: none }}',
    '"customer.metadata.key_{0}": {{ to: custbody_far_{0}, transform: [{{ truncate: 20 }}] }}',
)
"""Entries of an invoice by turns: short, with a condition, with a chain, along a reference."""


COMMON = {
    **{f"cond_{number}": "yes" for number in range(ENTRIES)},
    **dict.fromkeys(map("chain_{}".format, range(ENTRIES)), "A "),
}


def applied(folder: Path, pairs: Sequence[tuple[Translation, Family]]) -> tuple[int, float]:
    """How many records were mapped, and the CPU seconds of the cheapest of some rounds."""
    mapping = _mapping(folder)
    for _, family in pairs:
        _set_keys(family)
    records = sum(len(translation.records) + len(translation.shared) for translation, _ in pairs)
    return records, min(_round(pairs, mapping) for _ in range(ROUNDS))


def _round(pairs: Sequence[tuple[Translation, Family]], mapping: Mapping) -> float:
    began = time.process_time()
    for translation, family in pairs:
        map_family(translation, family, mapping)
    return time.process_time() - began


def _set_keys(family: Family) -> None:
    """Every path of the entries finds a value."""
    plains = [family.customer.plain] if family.customer else []
    if isinstance(family, InvoiceFamily):
        plains += [family.invoice.plain, *(line.plain for line in family.invoice.lines)]
    if isinstance(family, ChargeFamily):
        plains.append(family.charge.plain)
    for plain in plains:
        plain["metadata"] = {f"key_{number}": f"value {number}" for number in range(ENTRIES)} | COMMON


def _mapping(folder: Path) -> Mapping:
    file = folder / "many.yaml"
    file.write_text("\n".join(_lines()), encoding="utf-8")
    return load_mapping(FilesOnDisk([file]), UTC)


def _lines() -> Iterator[str]:
    """A quarter of the entries is for each of invoices, their lines, payments, and the shared records."""
    each = ENTRIES // 4
    yield "lookups: { table: { a: '1' } }"
    yield "field_mappings:"
    yield "  invoice:"
    yield from (f"    {LONG_FORMS[number % 4].format(number)}" for number in range(each))
    yield "  invoice_item:"
    yield from (f'    "metadata.key_{number}": custcol_key_{number}' for number in range(each))
    yield "  customer_payment:"
    yield from (f'    "metadata.key_{number}": custbody_key_{number}' for number in range(each))
    yield "field_defaults:"
    yield "  customer:"
    yield from (f"    custentity_key_{number}: text {number}" for number in range(each))
