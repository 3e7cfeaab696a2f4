"""What two mappings make of the same families, compared field by field."""

from __future__ import annotations

from dataclasses import replace

from builders import an_invoice_family, rules

from connector.mapping import name_of
from connector.mapping_diff import compared
from connector.translation.translate import translate
from connector.translation.wanted import Problem, Translation
from netsuite_client.records import Field


def translated() -> Translation:
    return translate(an_invoice_family(), rules(), {})


def with_line_field(one: Translation, value: str) -> Translation:
    """Its invoice's lines with a field."""
    (wanted,) = one.records
    field = Field(name="custcol_sku", type="text", value=value)
    lines = tuple(replace(line, fields=(field,)) for line in wanted.record.lines)
    return replace(one, records=(replace(wanted, record=replace(wanted.record, lines=lines)),))


def test_a_field_of_lines_is_named_as_mappings_write_it_and_counts_once_a_record() -> None:
    old, new = with_line_field(translated(), "A"), with_line_field(translated(), "B")
    diff = compared([(old, new)], name_of, 500)
    assert diff.fields == [("invoice_item.custcol_sku", 1)]
    (example,) = diff.examples("invoice_item.custcol_sku", 3)
    assert (example.record, example.old, example.new) == (old.root.id, "A", "B")


def test_what_is_cleared_or_filled_differs_too() -> None:
    plain, filled = translated(), with_line_field(translated(), "A")
    for old, new, expected in ((plain, filled, ("", "A")), (filled, plain, ("A", ""))):
        (example,) = compared([(old, new)], name_of, 500).examples("invoice_item.custcol_sku", 3)
        assert (example.old, example.new) == expected


def test_equal_translations_differ_in_nothing() -> None:
    diff = compared([(translated(), translated())] * 2, name_of, 500)
    assert (diff.families, diff.fields, diff.failing, diff.left_out) == (2, [], [], [])
    assert diff.records == {"cus_acme", "price_gold", "in_1"}, "each once, however often it is seen"


def test_a_problem_that_both_have_is_not_new() -> None:
    both = Problem(code="TOTAL_MISMATCH", subject="in_1")
    new = Problem(code="MAPPING_TYPE", subject="in_1")
    old, now = (replace(translated(), problems=problems) for problems in ((both,), (both, new)))
    diff = compared([(old, now)], name_of, 500)
    assert (diff.failing, diff.mended) == ([new], [])
    assert compared([(now, old)], name_of, 500).mended == [new]


def test_families_are_taken_until_so_many_records_were_seen() -> None:
    assert compared([(translated(), translated())] * 9, name_of, 1).families == 1
