"""What the language of mappings says of a record, case by case."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from builders import a_customer, a_line, a_price, a_product, an_invoice, an_invoice_family

from mapping.written import fields_of, mapped

FAMILY = an_invoice_family(
    an_invoice(
        metadata={
            "team": " Sales EU ",
            "seats": "12",
            "po": "PO-4711 (old)",
            "day": "2026-03-31",
            "tags": "a,b",
            "no": "",
        },
        lines=[a_line(description="Gold"), a_line(5_000, description="Setup", price=None)],
    ),
    customer=a_customer(address={"country": "DE"}, email="billing@acme.example"),
    prices=[a_price(metadata={"sku": "P-1"})],
    products=[a_product(metadata={"sku": "GOLD"})],
)

MAPPED: dict[str, tuple[str, str | None]] = {
    "trim and lower": ("metadata.team: { to: custbody_x, transform: [trim, lower] }", "sales eu"),
    "upper": ("metadata.team: { to: custbody_x, transform: [trim, upper] }", "SALES EU"),
    "title": ("metadata.team: { to: custbody_x, transform: [lower, trim, title] }", "Sales Eu"),
    "slice": ("metadata.po: { to: custbody_x, transform: [{ slice: [3, 7] }] }", "4711"),
    "replace": ('metadata.team: { to: custbody_x, transform: [trim, { replace: [" ", "_"] }] }', "Sales_EU"),
    "regex_extract": ("metadata.po: { to: custbody_x, transform: [{ regex_extract: 'PO-([0-9]+)' }] }", "4711"),
    "regex_extract that finds nothing": ("metadata.po: { to: custbody_x, transform: [{ regex_extract: 'X' }] }", None),
    "split and join": ('metadata.tags: { to: custbody_x, transform: [{ split: "," }, { join: " + " }] }', "a + b"),
    "default on the way": ("metadata.none: { to: custbody_x, transform: [{ default: x }, upper] }", "X"),
    "default stands in for an empty text": ("metadata.no: { to: custbody_x, transform: [{ default: x }] }", "x"),
    "lookup": ("metadata.team: { to: department_id, transform: [trim, lower, { lookup: departments }] }", "31"),
    "lookup without a row": ("metadata.po: { to: department_id, transform: [{ lookup: departments }] }", None),
    "int": ("metadata.seats: { to: custbody_x, transform: [int] }", "12"),
    "decimal": ("metadata.seats: { to: exchange_rate, transform: [decimal] }", "12"),
    "cents": ("amount_due: { to: custbody_x, transform: [cents] }", "150.00"),
    "bool": ("metadata.seats: { to: custbody_x, transform: [{ replace: ['12', 'Yes'] }, bool] }", "true"),
    "date": ("metadata.day: { to: due_date, transform: [date, { add_days: 30 }] }", "2026-04-30"),
    "unix": ("created: { to: custbody_x, transform: [unix, { format: '%d.%m.%Y' }] }", "01.03.2026"),
    "concat": ('metadata.seats: { to: custbody_x, transform: [{ concat: ["Seats: ", "{}"] }] }', "Seats: 12"),
    "truncate": ("metadata.po: { to: custbody_x, transform: [{ truncate: 4 }] }", "PO-4"),
    "last4": ("metadata.po: { to: custbody_x, transform: [last4] }", "old)"),
    "hash": ("metadata.seats: { to: custbody_x, transform: [hash, { slice: [0, 8] }] }", "6b51d431"),
    "a condition that holds": ("""metadata.seats: { to: custbody_x, when: "currency == 'usd'" }""", "12"),
    "a condition that does not": ("""metadata.seats: { to: custbody_x, when: "currency == 'eur'" }""", None),
    "the entry's own default": ("metadata.none: { to: department_id, default: 12 }", "12"),
    "a default where the table has no row": (
        "metadata.po: { to: department_id, transform: [{ lookup: departments }], default: 12 }",
        "12",
    ),
    "a custom _id field that is a text": ("metadata.po: { to: custbody_po_id, as: text }", "PO-4711 (old)"),
}


@pytest.mark.parametrize(("entry", "expected"), MAPPED.values(), ids=MAPPED.keys())
def test_an_entry_written_long(tmp_path, entry, expected):
    text = f"lookups: {{ departments: {{ sales eu: 31 }} }}\nfield_mappings:\n  invoice:\n    {entry}"
    family = mapped(tmp_path, text, FAMILY, zone=ZoneInfo("Europe/Berlin"))
    record = family.records[0].record
    fields = {**fields_of(record), "due_date": str(record.due_date)}
    goal = entry.partition("to: ")[2].partition(",")[0].strip(" }")
    assert fields.get(goal) == expected


LINES: dict[str, tuple[str, list[str | None]]] = {
    "the first path that is not empty": (
        "{ from: [metadata.sku, price.metadata.sku, price.product.metadata.sku], to: custcol_x }",
        ["P-1", None],
    ),
    "a later path": ("{ from: [metadata.sku, price.product.metadata.sku], to: custcol_x }", ["GOLD", None]),
    "a single path": ("{ from: description, to: custcol_x }", ["Gold", "Setup"]),
    "a template": (
        '{ template: "{invoice.number} / {description}", to: custcol_x }',
        ["ACME-1 / Gold", "ACME-1 / Setup"],
    ),
    "a template of which something is missing": (
        '{ template: "{price.metadata.sku}-{description}", to: custcol_x }',
        ["P-1-Gold", "-Setup"],
    ),
    "a template of which all is missing": (
        '{ template: "Sku {price.metadata.sku}", to: custcol_x }',
        ["Sku P-1", None],
    ),
    "braces that are meant": ('{ template: "{{{description}}}", to: custcol_x }', ["{Gold}", "{Setup}"]),
}


@pytest.mark.parametrize(("entry", "expected"), LINES.values(), ids=LINES.keys())
def test_an_entry_of_a_list(tmp_path, entry, expected):
    invoice = mapped(tmp_path, f"field_mappings:\n  invoice_item:\n    - {entry}", FAMILY).records[0].record
    assert [fields_of(line).get("custcol_x") for line in invoice.lines] == expected


CONDITIONS: dict[str, tuple[str, bool]] = {
    "equal": ("currency == 'usd'", True),
    "not equal": ("currency != 'usd'", False),
    "a number that metadata holds as text": ("metadata.seats > 9", True),
    "numbers are compared exactly": ("amount_due == 15000.00", True),
    "texts in order": ("metadata.day >= '2026-04-01'", False),
    "null equals null alone": ("metadata.none == null", True),
    "nothing stands in any order with null": ("metadata.none < 5", False),
    "and before or": ("currency == 'eur' and has(metadata.x) or has(metadata.team)", True),
    "parentheses": ("currency == 'eur' and (has(metadata.x) or has(metadata.team))", False),
    "not": ("not has(metadata.none)", True),
    "has is not satisfied by an empty text": ("has(metadata.no)", False),
    "in a list": ("customer.address.country in ['AT', 'CH', 'DE']", True),
    "not in a list": ("customer.address.country not in ['AT', 'CH']", True),
    "in a text": ("'old' in metadata.po", True),
    "len of a text": ("len(metadata.seats) == 2", True),
    "len of a list": ("len(lines) >= 2", True),
    "lower": ("lower(metadata.po) == 'po-4711 (old)'", True),
    "startswith": ("startswith(metadata.po, 'PO-')", True),
    "endswith": ("endswith(customer.email, '@acme.example')", True),
    "matches": ("matches(metadata.po, '^PO-[0-9]{4}')", True),
    "a yes/no of Stripe": ("livemode", False),
    "double quotes": ('currency == "usd"', True),
}


@pytest.mark.parametrize(("condition", "expected"), CONDITIONS.values(), ids=CONDITIONS.keys())
def test_a_condition_decides_whether_an_entry_speaks(tmp_path, condition, expected):
    quoted = condition.replace("'", "''")
    text = f"field_mappings: {{ invoice: {{ number: {{ to: custbody_x, when: '{quoted}' }} }} }}"
    record = mapped(tmp_path, text, FAMILY).records[0].record
    assert ("custbody_x" in fields_of(record)) is expected
