"""Mapping files are read as they are meant, and what cannot be meant is told with its place."""

from __future__ import annotations

import re

import pytest

from connector.mapping import FilesOnDisk, load_mapping
from connector.mapping.entries import FieldMapping
from connector.settings import packaged
from mapping.written import UTC, mapping_of, refusal_of

FAULTS: dict[str, tuple[str, str]] = {
    "MAP-100: not YAML": ("invoice: {", '1.yaml:1:10: error MAP-100 "{" has no "}"'),
    "MAP-100: a tab": ("invoice:\n\tklass_id: 5", "1.yaml:2:1: error MAP-100 a tab"),
    "MAP-100: a tag": ("invoice: { klass_id: !!int 5 }", "1.yaml:1:22: error MAP-100 a tag"),
    "MAP-101: a key that stands twice names the first": (
        "invoice:\n  klass_id: 5\n  klass_id: 6",
        '1.yaml:3:3: error MAP-101 key "klass_id" stands twice; the first is at 1.yaml:2:3',
    ),
    "MAP-102: an unknown kind": (
        "field_defaults:\n  invoce: { klass_id: 5 }",
        """
        1.yaml:2:3: error MAP-102 unknown record kind "invoce"
            2 |   invoce: { klass_id: 5 }
              |   ^^^^^^ did you mean "invoice"?
        """,
    ),
    "MAP-102: a kind of a later version": (
        "deposit: { klass_id: 5 }",
        '1.yaml:1:1: error MAP-102 record kind "deposit" comes in a later version',
    ),
    "MAP-103: another version of the language": ("version: 2", "1.yaml:1:10: error MAP-103 version must be 1"),
    "MAP-103: an unknown key of an entry": (
        "field_mappings: { invoice: { metadata.x: { to: memo, transfrom: [trim] } } }",
        '1.yaml:1:54: error MAP-103 unknown key "transfrom" of an entry',
    ),
    "MAP-103: a long form without a field": (
        "field_mappings: { invoice: { metadata.x: { on_change: update } } }",
        '1.yaml:1:30: error MAP-103 "metadata.x" names no field to fill',
    ),
    "MAP-103: on_change is one of two": (
        "field_mappings: { invoice: { metadata.x: { to: memo, on_change: always } } }",
        "1.yaml:1:65: error MAP-103 on_change is ignore or update",
    ),
    "MAP-103: an item keeps its fields": (
        "field_mappings: { service_sale_item: { metadata.x: { to: custitem_x, on_change: update } } }",
        """
        1.yaml:1:81: error MAP-103 service_sale_item keeps its fields
            1 | field_mappings: { service_sale_item: { metadata.x: { to: custitem_x, on_change: update } } }
              |                                                                                 ^^^^^^
                on_change: update is for invoice, customer_payment, customer_refund, credit_memo
        """,
    ),
    "MAP-103: two fields of one path": (
        "field_mappings: { invoice: { metadata.x: [memo] } }",
        "1.yaml:1:42: error MAP-103 an entry names one field, or is written long: { to: field, transform: [trim] }",
    ),
    "MAP-103: a file that is a list": ("- a", "1.yaml:1:1: error MAP-103 a mapping file holds sections"),
    "MAP-110: default or mapping": (
        "invoice: { number: memo }",
        """
        1.yaml:1:12: error MAP-110 "number" can be a field with the value "memo", or a path read into memo
            1 | invoice: { number: memo }
              |            ^^^^^^
                put it under field_defaults: invoice: or under field_mappings: invoice:
        """,
    ),
    "MAP-120: no such field": (
        "invoice: { departmnt_id: 5 }",
        """
        1.yaml:1:12: error MAP-120 invoice has no field "departmnt_id"
            1 | invoice: { departmnt_id: 5 }
              |            ^^^^^^^^^^^^ did you mean "department_id"?
        """,
    ),
    "MAP-120: a reference without _id": (
        "invoice: { department: 5 }",
        '1.yaml:1:12: error MAP-120 invoice has no field "department" 1 | invoice: { department: 5 } | ^^^^^^^^^^'
        ' did you mean "department_id"?',
    ),
    "MAP-120: another record's custom field": (
        "customer: { custitem_x: 5 }",
        '1.yaml:1:13: error MAP-120 "custitem_x" is no field of customer: its custom fields begin with custentity_',
    ),
    "MAP-121: class": ("invoice: { class_id: 5 }", '1.yaml:1:12: error MAP-121 "class_id" is written klass_id'),
    "MAP-122: a header field on a line": (
        "invoice_item: { due_date: 2026-01-31 }",
        '1.yaml:1:17: error MAP-122 "due_date" is a field of invoice, not of invoice_item',
    ),
    "MAP-122: a line column on the header": (
        "field_mappings: { invoice: { metadata.sku: custcol_sku } }",
        '1.yaml:1:44: error MAP-122 "custcol_sku" is no field of invoice: its custom fields begin with custbody_',
    ),
    "MAP-123: a custom reference with a text": (
        "invoice: { custbody_region_id: North }",
        '1.yaml:1:32: error MAP-123 invoice.custbody_region_id takes an internal id: a whole number, not "North"',
    ),
    "MAP-126: a protected field": (
        "invoice: { tran_date: 2026-01-31 }",
        "1.yaml:1:12: error MAP-126 invoice.tran_date cannot be mapped: it decides when the books show it",
    ),
    "MAP-126: a protected field as the goal of a mapping": (
        'invoice_item: { "metadata.x": amount }',
        "1.yaml:1:31: error MAP-126 invoice_item.amount cannot be mapped",
    ),
    "MAP-130: no path": ('customer: { "metadata..x": comments }', "1.yaml:1:13: error MAP-130 this is no path"),
    "MAP-131: a text where an id belongs": (
        "invoice: { klass_id: Sales }",
        '1.yaml:1:22: error MAP-131 invoice.klass_id takes an internal id: a whole number, not "Sales"',
    ),
    "MAP-131: a date that does not exist": (
        "invoice: { due_date: 2026-02-30 }",
        '1.yaml:1:22: error MAP-131 invoice.due_date takes a date as YYYY-MM-DD, not "2026-02-30"',
    ),
    "MAP-131: yes is no boolean": (
        "invoice: { to_be_emailed: yes }",
        '1.yaml:1:27: error MAP-131 invoice.to_be_emailed takes true or false, not "yes"',
    ),
    "MAP-131: a record cannot do without it": (
        "service_sale_item: { item_id: null }",
        "1.yaml:1:31: error MAP-131 service_sale_item.item_id cannot be empty",
    ),
    "I-2: the memo always carries the Stripe id": (
        "invoice: { memo: null }",
        "1.yaml:1:18: error MAP-131 invoice.memo cannot be empty",
    ),
}


@pytest.mark.parametrize(("text", "expected"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_told_with_its_place(tmp_path, monkeypatch, text, expected):
    monkeypatch.chdir(tmp_path)
    assert " ".join(expected.split()) in " ".join(refusal_of(tmp_path, text).split())


def test_all_faults_of_all_files_are_told_at_once(tmp_path):
    said = refusal_of(tmp_path, "invoce: {}", "invoice: { class: 5, total: 1 }", "version: 1")
    assert [line for line in ("1.yaml:1:1", "2.yaml:1:12", "2.yaml:1:22") if line in said] == [
        "1.yaml:1:1",
        "2.yaml:1:12",
        "2.yaml:1:22",
    ]


ALONE: dict[str, str] = {
    "the field of an entry": "field_mappings:\n  invoice:\n    metadata.x:\n      to: memo: x\n      when: livemode",
    "all of an entry": "field_mappings:\n  invoice:\n    metadata.x:\n      to: memo: x",
    "the source of an entry": "field_mappings:\n  invoice:\n    - to: memo\n      from: a: b",
    "what an override sets": "overrides:\n  - name: x\n    set: { invoice: {",
    "the name of an override": "overrides:\n  - when: livemode\n    name: 'x' y\n    set: { invoice: { klass_id: 5 } }",
    "the column of a table": "lookups:\n  teams:\n    file: teams.csv\n    key: a: b\n    value: id",
    "all rows of a table": "lookups:\n  teams:\n    a: b: c",
    "all overrides": "overrides:\n  - name: 'x' y",
    "a transform": (
        "field_mappings:\n  invoice:\n    metadata.x:\n      to: memo\n      transform:\n        - { slice: [0 }"
    ),
    "an import": "imports:\n  - 'default.yaml",
    "a value": "invoice:\n  due_date:\n    a: b: c",
    "a table that others use": (
        "lookups: { teams: { a: 1 }\n"
        "field_mappings: { invoice: { metadata.x: { to: memo, transform: [{ lookup: teams }] } } }"
    ),
    "an import that has the tables": (
        "imports: [absent.yaml]\n"
        "field_mappings: { invoice: { metadata.x: { to: memo, transform: [{ lookup: teams }] } } }"
    ),
}


@pytest.mark.parametrize("text", ALONE.values(), ids=ALONE.keys())
def test_what_cannot_be_read_is_not_said_to_be_missing(tmp_path, text):
    said = refusal_of(tmp_path, text)
    assert said.count(": error MAP-") == 1
    assert "MAP-100" in said


def test_what_is_wrong_around_a_place_that_is_no_yaml_is_told_too(tmp_path):
    text = "invoce: {}\ninvoice:\n  klass_id: 5: 6\n  total: 1\ncustomer: { class: 5 }"
    found = re.findall(r"1.yaml:(\d+):\d+: error (MAP-\d+)", refusal_of(tmp_path, text))
    assert found == [("1", "MAP-102"), ("3", "MAP-100"), ("4", "MAP-126"), ("5", "MAP-121")]


def test_a_file_that_is_not_there_says_so(tmp_path):
    with pytest.raises(Exception, match=r"MAP-100\s+the file cannot be read: No such file"):
        load_mapping(FilesOnDisk([tmp_path / "absent.yaml"]), UTC)


def test_the_default_mapping_loads_and_changes_nothing():
    assert load_mapping(FilesOnDisk([packaged("mappings/default.yaml")]), UTC).entries == ()


def test_the_examples_in_the_default_mapping_load_when_uncommented(tmp_path):
    text = packaged("mappings/default.yaml").read_text()
    uncommented = "\n".join(
        line.replace("  # ", "  ", 1) if line.startswith("  # ") else line for line in text.splitlines()
    )
    assert len(mapping_of(tmp_path, uncommented).entries) == 8


SHORTHAND: dict[str, tuple[str, str]] = {
    "the vendor's snippet is a mapping": (
        'service_sale_item: { "metadata.netsuite_deferred_revenue_account" : "deferred_revenue_account_id" }',
        "service_sale_item metadata.netsuite_deferred_revenue_account -> deferred_revenue_account_id",
    ),
    "a key that is an object of Stripe's is a mapping": (
        "invoice: { customer: custbody_stripe_customer }",
        "invoice customer -> custbody_stripe_customer",
    ),
    "a value that is no text is a default": ("invoice: { klass_id: 5 }", "invoice klass_id = 5"),
    "a text that is no field is a default": ("invoice: { message: Thank you }", "invoice message = Thank you"),
    "no stays a text": ("invoice: { message: no }", "invoice message = no"),
    "leading zeros stay": ("invoice: { custbody_code: 0123 }", "invoice custbody_code = 0123"),
    "null clears": ("invoice: { due_date: null }", "invoice due_date = None"),
    "a quoted null is a text": ('invoice: { message: "null" }', "invoice message = null"),
    "an empty text is a value": ('invoice: { message: "" }', "invoice message = "),
}


@pytest.mark.parametrize(("text", "expected"), SHORTHAND.values(), ids=SHORTHAND.keys())
def test_outside_the_sections_the_form_of_an_entry_says_what_it_is(tmp_path, text, expected):
    (entry,) = mapping_of(tmp_path, text).entries
    if isinstance(entry, FieldMapping):
        said = f"{entry.reading.paths[0].text} -> {entry.spec.name}"
    else:
        said = f"{entry.spec.name} = {entry.field and entry.field.value}"
    assert f"{entry.kind.name} {said}" == expected


TYPES: dict[str, tuple[str, str, str]] = {
    "class goes by klass": ("klass_id: 5", "class", "reference"),
    "SuiteTalk's names are written in snake case": ("rev_rec_schedule_id: 5", "revRecSchedule", "reference"),
    "a number for a text stays as written": ("message: 1.50", "message", "text"),
    "a custom field with _id is a reference": ("custbody_region_id: 5", "custbody_region_id", "reference"),
    "a custom field with _date is a date": ("custbody_sent_date: 2026-01-31", "custbody_sent_date", "date"),
    "of other custom fields the value decides: true": ("custbody_x: true", "custbody_x", "boolean"),
    "a whole number": ("custbody_x: 12", "custbody_x", "integer"),
    "a number": ("custbody_x: 1.50", "custbody_x", "decimal"),
    "a date stays a text": ("custbody_x: 2026-01-31", "custbody_x", "text"),
    "quotes make it a text": ('custbody_x: "12"', "custbody_x", "text"),
}


@pytest.mark.parametrize(("entry", "name", "type_"), TYPES.values(), ids=TYPES.keys())
def test_names_and_types_are_netsuites(tmp_path, entry, name, type_):
    (default,) = mapping_of(tmp_path, f"invoice: {{ {entry} }}").entries
    assert (default.field.name, default.field.type) == (name, type_)


def test_what_a_mapping_says_does_not_change_when_its_entries_move(tmp_path):
    text = "invoice: { klass_id: 5, metadata.team: message }"
    assert repr(mapping_of(tmp_path, text)) == repr(mapping_of(tmp_path, f"# a comment\n{text}"))
    assert repr(mapping_of(tmp_path, text)) != repr(mapping_of(tmp_path, text.replace("5", "6")))
