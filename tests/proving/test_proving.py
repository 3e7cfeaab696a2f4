"""Partners' tests in YAML: what passes, what fails and how that is told, and what no test reaches."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest
from builders import a_charge, a_line, an_invoice, rules, seconds

from connector.located import ConfigurationInvalid, File
from connector.mapping import FilesOnDisk, KeptFiles
from connector.proving import proven_files
from connector.publishing import proven as publishable
from netsuite_client.records import Kind, Ref
from proving.written import GROUND, UNDEPOSITED, a_recorded_year, proven, said

MAPPING = """
lookups: { departments: { sales eu: 31 } }
field_defaults: { invoice: { klass_id: 5 }, customer_payment: { memo: Paid } }
field_mappings:
  invoice:
    metadata.team: { to: department_id, transform: [trim, lower, { lookup: departments }], default: 12 }
  invoice_item: { price.product.metadata.sku: custcol_sku }
"""

PASSING: dict[str, str] = {
    "a field of the record": "{ given: { invoice: year.json }, expect: { invoice: { department_id: 31 } } }",
    "a value that the test sets": (
        "{ given: { invoice: year.json, with: { metadata.team: Ops } }, expect: { invoice: { department_id: 12 } } }"
    ),
    "a value that the test sets on another object": (
        "{ given: { invoice: year.json, with: { product.metadata.sku: Z } }, expect: { lines: [{ custcol_sku: Z }] } }"
    ),
    "a value that the test sets beyond a reference": (
        "{ given: { invoice: year.json, with: { price.product.metadata.sku: Z } },"
        " expect: { invoice_item: { custcol_sku: Z } } }"
    ),
    "each line": "{ given: { invoice: year.json }, expect: { lines: [{ custcol_sku: Y-1, amount: 120 }] } }",
    "every line": "{ given: { invoice: year.json }, expect: { invoice_item: { custcol_sku: Y-1 } } }",
    "what the rules make": (
        '{ given: { invoice: year.json }, expect: { invoice: { tran_date: 2025-09-01, total: "120.00" } } }'
    ),
    "no value": ("{ given: { invoice: year.json }, expect: { absent: [invoice.location_id, invoice_item.klass_id] } }"),
    "the payment": (
        '{ given: { invoice: year.json }, expect: { customer_payment: { memo: "Paid. Stripe: ch_1", payment: 120 } } }'
    ),
    "the memo and the refund of a refund": (
        "{ given: { invoice: year.json, refund: 20.00, as_of: 2025-10-15 },"
        " expect: { credit_memo: { total: 20, tran_date: 2025-10-15 }, customer_refund: { total: 20 } } }"
    ),
    "the memo of a credit note": (
        "{ given: { invoice: year.json, credit: 30 }, expect: { credit_memo_credit_note: { total: 30.00 } } }"
    ),
    "a refund and a credit note": (
        "{ given: { invoice: year.json, refund: 20.00, credit: 30 },"
        " expect: { customer_refund: [{ total: 30 }, { total: 20 }], credit_memo_credit_note: { total: 30 } } }"
    ),
    "the rows of an invoice": (
        "{ given: { invoice: year.json }, expect: { schedule: [{ source: 2026-08, amount: 10 }] } }"
    ),
    "an invoice that is recorded after its month has closed": (
        "{ given: { invoice: year.json, closed_periods: [2025-09] }, expect: { invoice: { tran_date: 2025-10-01 } } }"
    ),
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are named from where we stand."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("case", PASSING.values(), ids=PASSING.keys())
def test_a_test_that_passes(tmp_path: Path, case: str) -> None:
    assert said(tmp_path, MAPPING, f"tests:\n  - name: it\n    {_long(case)}").splitlines()[0] == "ok    it"


def test_a_credit_note_over_a_line_credits_its_tax(tmp_path: Path) -> None:
    tax = {"amount": 1_900, "tax_behavior": "exclusive", "tax_rate_details": {"tax_rate": "txr_1"}}
    taxed = an_invoice(lines=[a_line(10_000, price=None, taxes=[tax])], total=11_900, total_taxes=[tax])
    paid = a_charge(11_900, date=seconds("2026-03-02"))
    fixtures = {"taxed.json": {"invoices": [dict(taxed.plain)], "charges": [dict(paid.plain)]}}
    payable = Ref(kind=Kind.ACCOUNT, internal_id="9", name="Tax payable")
    ground = replace(GROUND, rules=rules(undeposited_account=UNDEPOSITED, tax_payable_account=payable))
    tests = """
    tests:
      - name: half of it
        given: { invoice: taxed.json, credit: 59.50 }
        expect: { credit_memo: { total: 59.50 }, credit_memo_item: [{ amount: 50.00 }, { amount: 9.50 }] }
    """
    told = said(tmp_path, "version: 1", dedent(tests), fixtures=fixtures, ground=ground)
    assert told == "ok    half of it"


def _long(case: str) -> str:
    """The keys of a test in short form, on lines of their own."""
    given, expect = case.removeprefix("{ ").removesuffix(" }").split(", expect: ")
    return f"{given.rstrip()}\n    expect: {expect}"


def test_a_refund_into_a_closed_month_doubles_the_next_one(tmp_path: Path) -> None:
    tests = """
    tests:
      - name: refund into closed September doubles October
        given: { invoice: year.json, refund: 120.00, as_of: 2025-10-15, closed_periods: [2025-09] }
        expect:
          invoice: { tran_date: 2025-09-01 }
          schedule:
            - { source: 2025-09, posting: 2025-10, amount: "-10.00" }
            - { source: 2025-10, posting: 2025-10, amount: "-10.00" }
            - { source: 2025-09, posting: 2025-09, amount: "10.00", of: invoice }
    """
    proof, _ = proven(tmp_path, MAPPING, dedent(tests))
    assert [each.differences for each in proof.verdicts] == [()]


def test_a_failure_shows_both_values_and_why_the_actual_one_is_there(tmp_path: Path) -> None:
    tests = """\
    tests:
      - name: EU team
        given: { invoice: year.json, with: { metadata.team: " Ops " } }
        expect: { invoice: { department_id: 31, location_id: 9, total: 100 } }
    """
    big = "overrides: [{ name: big, when: 'total > 99999', set: { invoice: { location_id: 9 } } }]"
    mapping = MAPPING.lstrip() + big
    assert said(tmp_path, mapping, dedent(tests)) == dedent(
        """\
        FAIL  EU team  (tests/ours.yaml:2:11)
              invoice.department_id of in_1
                expected  31
                actual    12
                ours.yaml:5:5  invoice.metadata.team → " Ops " → trim "Ops" → lower "ops" → lookup departments: no row
                default 12 used (ours.yaml:5:101)
              invoice.location_id of in_1
                expected  9
                actual    nothing
                not used: (ours.yaml:7:67): its condition does not hold: total > 99999
              invoice.total of in_1
                expected  100
                actual    120.00
        unreached ours.yaml:7:67 invoice.location_id = 9 by override big"""
    )


def test_a_problem_that_no_test_expects_fails_it(tmp_path: Path) -> None:
    mapping = "field_mappings: { invoice: { metadata.po: { to: other_ref_num, on_missing: hold } } }"
    tests = "tests:\n  - { name: po, given: { invoice: year.json }, expect: { %s } }"
    assert "actual    MAP-401 A rule gave no value" in said(tmp_path, mapping, tests % "invoice: { total: 120 }")
    assert said(tmp_path, mapping, tests % "problems: [MAP-401]") == "ok    po"


def test_an_excluded_invoice_is_skipped(tmp_path: Path) -> None:
    mapping = "exclude: { products: [prod_year] }"
    tests = "tests:\n  - { name: it, given: { invoice: year.json }, expect: { skipped: %s } }"
    assert said(tmp_path, mapping, tests % "true") == "ok    it"
    assert said(tmp_path, mapping, tests % "excluded product") == "ok    it"
    assert "expected  draft\n        actual    excluded product" in said(tmp_path, mapping, tests % "draft")


def test_entries_that_no_test_reaches_are_named(tmp_path: Path) -> None:
    mapping = """\
    field_defaults: { invoice: { klass_id: 5 }, customer: { category_id: 1 } }
    field_mappings:
      invoice:
        metadata.none: custbody_x
        metadata.team: custbody_team
      invoice_item: [{ template: "{metadata.x}!", to: description }]
    overrides: [{ name: big, when: "total > 99999", set: { invoice: { klass_id: 6 } } }]
    exclude: { products: [prod_other] }
    """
    tests = "tests:\n  - { name: it, given: { invoice: year.json }, expect: { invoice: { klass_id: 5 } } }"
    assert said(tmp_path, dedent(mapping), tests).splitlines()[1:] == [
        "unreached ours.yaml:4:5 invoice.custbody_x from metadata.none",
        'unreached ours.yaml:6:20 invoice_item.description from "{metadata.x}!"',
        "unreached ours.yaml:7:67 invoice.klass_id = 6 by override big",
        "unreached ours.yaml:8:1 exclude",
    ]


WRONG: dict[str, tuple[str, str]] = {
    "an unknown key": ("given: { invoice: year.json, wiht: {} }", '3:34: error MAP-103 unknown key "wiht" of given'),
    "no fixture": ("given: { as_of: 2025-10-15 }", "MAP-103 given: names one of invoice, charge, customer"),
    "a fixture that is not there": ("given: { invoice: no.json }", "3:23: error MAP-180 no.json: the file cannot"),
    "a fixture outside": ("given: { invoice: ../no.json }", "MAP-180 ../no.json lies outside the folder of the tests"),
    "a fixture that is no JSON": ("given: { invoice: bad.json }", "bad.json:2:1: error MAP-180 no JSON"),
    "a fixture of something else": ("given: { charge: open.json }", "MAP-180 open.json: it holds no charge"),
    "a path that cannot exist": (
        "given: { invoice: year.json, with: { metadat.team: x } }",
        '3:42: error MAP-130 the invoice has no "metadat" at Stripe',
    ),
    "an amount that is none": ("given: { invoice: year.json, refund: much }", "MAP-131 here must be an amount"),
    "more than there is": ("given: { invoice: year.json, refund: 120.01 }", "MAP-180 its charge ch_1 has 12000 left"),
    "no charge": ("given: { invoice: open.json, refund: 1 }", "MAP-180 it holds no charge that could be refunded"),
    "a month that is none": ("given: { invoice: year.json, closed_periods: [09-2025] }", "MAP-131 here must be a"),
    "a day that is none": ("given: { invoice: year.json, as_of: tomorrow }", "MAP-131 here must be a day"),
}  # fmt: skip

WRONG_EXPECTED: dict[str, tuple[str, str]] = {
    "an unknown kind": ("{ invoce: { klass_id: 5 } }", '4:15: error MAP-102 unknown record kind "invoce"'),
    "an unknown field": ("{ invoice: { clas_id: 5 } }", 'MAP-120 invoice has no field "clas_id"'),
    "class": ("{ invoice: { class: 5 } }", "MAP-121"),
    "a field of the line": ("{ invoice: { tax_code_id: 5 } }", "MAP-122"),
    "an unknown field that is absent": ("{ absent: [invoice.clas_id] }", "MAP-120"),
    "no field that is absent": ("{ absent: [klass_id] }", 'MAP-102 "klass_id" names no field of a record'),
    "an unknown cause": ("{ problems: [MAP-999] }", 'MAP-103 there is no cause "MAP-999"'),
    "a row without amount": ("{ schedule: [{ source: 2025-09 }] }", "MAP-131 here must be an amount"),
    "an unknown key of a row": ("{ schedule: [{ source: 2025-09, amount: 1, in: x }] }", 'unknown key "in" of a row'),
    "nothing": ("{}", "MAP-103 expect: says what must come of it"),
}


@pytest.mark.parametrize(("given", "message"), WRONG.values(), ids=WRONG.keys())
def test_a_mistake_in_what_is_given(tmp_path: Path, given: str, message: str) -> None:
    assert message in _refusal(tmp_path, given, "{ invoice: { klass_id: 5 } }")


@pytest.mark.parametrize(("expect", "message"), WRONG_EXPECTED.values(), ids=WRONG_EXPECTED.keys())
def test_a_mistake_in_what_is_expected(tmp_path: Path, expect: str, message: str) -> None:
    assert message in _refusal(tmp_path, "given: { invoice: year.json }", expect)


def _refusal(folder: Path, given: str, expect: str) -> str:
    fixtures = {"bad.json": "{}\n]", "open.json": a_recorded_year(status="open")}
    with pytest.raises(ConfigurationInvalid) as refused:
        proven(folder, MAPPING, f"tests:\n  - name: it\n    {given}\n    expect: {expect}", fixtures=fixtures)
    return str(refused.value)


SAID: dict[str, tuple[str, str]] = {
    "MAP-180: a refund of more than was paid": (
        "tests: [{ name: it, given: { invoice: year.json, refund: 120.01 }, expect: { problems: [] } }]",
        """
        tests.yaml:1:58: error MAP-180 its charge ch_1 has 12000 left to refund, in its currency's smallest
            unit
            1 | …ts: [{ name: it, given: { invoice: year.json, refund: 120.01 }, expect: { problems: [] } }]
              |                                                        ^^^^^^
        """,
    ),
}


@pytest.mark.parametrize(("tests", "expected"), SAID.values(), ids=SAID)
def test_what_is_wrong_is_told_in_these_words(tests: str, expected: str) -> None:
    with pytest.raises(ConfigurationInvalid) as refused:
        proven_files(kept(tests), GROUND)
    assert str(refused.value) == dedent(expected).strip()


def kept(tests: str) -> KeptFiles:
    """A mapping of two files whose invoices have a class, and its tests."""
    texts = {"ours.yaml": "imports: [more.yaml]\ntests: [tests.yaml]\n", "more.yaml": "invoice: { klass_id: 5 }\n"}
    recorded = json.dumps(a_recorded_year(), default=str)
    return KeptFiles(names=("ours.yaml",), texts={**texts, "tests.yaml": tests, "year.json": recorded})


class ReadOnce:
    """Files that are gone once they were read."""

    def __init__(self, files: KeptFiles) -> None:
        self.names, self._texts = files.names, dict(files.texts)

    def read(self, name: str) -> File:
        return File.of(name, self._texts.pop(name))

    def matching(self, pattern: str) -> list[str]:
        return [pattern]


def test_what_is_published_is_read_once() -> None:
    files = kept("tests: [{ name: it, given: { invoice: year.json }, expect: { invoice: { klass_id: 5 } } }]")
    published = publishable(ReadOnce(files), GROUND, {})
    assert published.texts == {name: files.texts[name] for name in ("ours.yaml", "more.yaml")}


def test_mistakes_are_told_all_at_once(tmp_path: Path) -> None:
    tests = "test: 1\ntests:\n  - { name: a, expect: { x: {} } }\n  - { given: { invoice: n.json }, expect: { y: {} } }"
    with pytest.raises(ConfigurationInvalid) as refused:
        proven(tmp_path, "invoce: { klass_id: 5 }", tests)
    assert len(refused.value.messages) == 6


def test_only_some_tests(tmp_path: Path) -> None:
    one = "{ name: %s, given: { invoice: year.json }, expect: { invoice: { total: 120 } } }"
    proof, left = proven(tmp_path, MAPPING, f"tests: [{one % 'Red'}, {one % 'Blue'}]", only="blue")
    assert ([each.case.name for each in proof.verdicts], left) == (["Blue"], [])


def test_an_invoice_that_was_never_paid_needs_no_charge(tmp_path: Path) -> None:
    fixtures = {"open.json": {"invoices": [dict(an_invoice(status="open", price=None).plain)]}}
    tests = "tests:\n  - { name: it, given: { invoice: open.json }, expect: { customer_payment: [], lines: [{}] } }"
    assert said(tmp_path, "version: 1", tests, fixtures=fixtures) == "ok    it"


NAMED: dict[str, tuple[str, list[str]]] = {
    "a file that is not there": ("tests/no.yaml", ["ours.yaml:1:9 there is no file tests/no.yaml"]),
    "a pattern of which there is none yet": ("tests/no*.yaml", []),
    "a file outside": ("../no.yaml", ["ours.yaml:1:9 ../no.yaml lies outside the mapping folder"]),
}


@pytest.mark.parametrize(("named", "messages"), NAMED.values(), ids=NAMED.keys())
def test_files_of_tests_that_a_mapping_names(tmp_path: Path, named: str, messages: list[str]) -> None:
    file = tmp_path / "ours.yaml"
    file.write_text(f"tests: [{named}]\n", encoding="utf-8")
    found: list[str] = []
    try:
        proven_files(FilesOnDisk([file]), GROUND)
    except ConfigurationInvalid as refused:
        found = [f"{each.place} {each.text}" for each in refused.messages]
    assert found == messages
