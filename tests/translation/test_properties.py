"""What holds of every translation, however odd the family (rules A-1, A-2, A-4, A-6, A-7, I-2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, replace
from typing import Any

from builders import a_charge_family, a_line, a_share, a_tax, an_invoice_family, rules, shipping
from hypothesis import event, given
from hypothesis import strategies as st

from connector.mapping import name_of
from connector.translation.receipts import booked_total
from connector.translation.rules import Rules, TermColumns
from connector.translation.text import one_line, text_of
from connector.translation.translate import translate
from connector.translation.values import rounded, stripe_amount
from connector.translation.wanted import Linked, Origin, Translation, WantedRecord, references
from netsuite_client.records import CustomerPayment, Invoice, Kind, Record, TransactionLine
from stripe_client.objects import ChargeFamily, Family, InvoiceFamily
from translation.strategies import CONNECTIONS, FAMILIES, PINS, charge_families, invoice_families
from translation.test_memos import CASES as MEMOS
from translation.test_payments import OWN, OWN_INVOICES

FULL_RULES = rules(
    line_dates=True,
    stripe_columns=TermColumns(start="custcol_stripe_start", end="custcol_stripe_end"),
    extra_columns=TermColumns(start="custcol_service_start", end="custcol_service_end"),
    income_account=rules().subsidiary,
    receivable_account=rules().subsidiary,
    undeposited_account=rules().subsidiary,
    zero_tax_code="5",
    tax_schedule="2",
)


@given(FAMILIES, CONNECTIONS, PINS)
def test_a_7_translation_never_raises_and_always_says_what_it_decided(
    family: Family, connection: Rules, pins: Mapping[str, str]
) -> None:
    translation = translate(family, connection, pins)
    assert (translation.root, None in translation.depends_on) == (family.root, False)
    event(_outcome(translation))
    if translation.skipped or translation.problems:
        assert (translation.records, translation.applications, translation.shared) == ((), (), ())
    for wanted in _all_records(translation):
        assert text_of(wanted.record).startswith(one_line(wanted.record))


def _outcome(translation: Translation) -> str:
    """For hypothesis' statistics: that the odd families reach every branch."""
    return (
        translation.skipped
        or " ".join(sorted({p.code for p in translation.problems}))
        or f"{len(translation.records)} booked"
    )


@given(FAMILIES, CONNECTIONS, PINS)
def test_a_1_the_same_family_gives_the_same_translation_whatever_the_order_of_its_dicts(
    family: Family, connection: Rules, pins: Mapping[str, str]
) -> None:
    shuffled = translate(_backwards(family), _backwards_rules(connection), _reversed(pins))
    translation = translate(family, connection, pins)
    assert shuffled == translation
    assert [str(wanted) for wanted in _all_records(shuffled)] == [str(wanted) for wanted in _all_records(translation)]


def _backwards(family: Family) -> Family:
    if isinstance(family, InvoiceFamily):
        return replace(
            family,
            prices=_reversed(family.prices),
            products=_reversed(family.products),
            coupons=_reversed(family.coupons),
        )
    return replace(family, invoices=_reversed(family.invoices))


def _backwards_rules(connection: Rules) -> Rules:
    return replace(connection, currencies=_reversed(connection.currencies))


def _reversed(mapping: Mapping[str, Any]) -> dict[str, Any]:
    return dict(reversed(list(mapping.items())))


@given(FAMILIES, CONNECTIONS, PINS)
def test_every_value_of_a_record_has_an_origin(family: Family, connection: Rules, pins: Mapping[str, str]) -> None:
    for wanted in _all_records(translate(family, connection, pins)):
        assert set(_places_with_a_value(wanted.record)) - set(wanted.origins) == set()


def test_every_value_has_an_origin_also_where_every_setting_is_made() -> None:
    """The walk itself finds something: as many places as an invoice, a payment and their shared records have."""
    family = an_invoice_family(
        lines=[a_line(discount_amounts=[a_share(1000)], taxes=[a_tax(1800)])], shipping_cost=shipping(1000)
    )
    invoice = translate(family, FULL_RULES, {})
    charge = translate(a_charge_family(), FULL_RULES, {})
    places = {place for wanted in (*_all_records(invoice), *_all_records(charge)) for place in _all_places(wanted)}
    assert {"tran_date", "lines[0].amount", "lines[0].custcol_stripe_end", "payment", "item_id", "email"} <= places
    assert {"lines[3].item", "lines[3].tax_code_id", "tax_schedule_id"} <= places
    everything = (*_all_records(invoice), *_all_records(charge))
    assert all(_all_places(wanted) <= set(wanted.origins) for wanted in everything)


def test_every_value_of_whatever_happens_to_an_invoice_has_an_origin_that_names_its_rule() -> None:
    """Memos, refunds, money that came back, debits: what people look up when they ask where a value is from."""
    for wanted in (each for translation in _stories_told() for each in _all_records(translation)):
        if not isinstance(wanted.record, Linked):
            assert _all_places(wanted) <= set(wanted.origins)
            assert {place.rpartition(".")[2] for place in wanted.origins} <= _names_in(wanted.record)
            assert [each for each in wanted.origins.values() if not _names_a_rule(each)] == []


def _stories_told() -> Iterator[Translation]:
    yield from (translate(family, by, {}) for billing, by, _, _ in MEMOS.values() for family in billing.families())
    yield from (translate(family, OWN, {}) for family, _ in OWN_INVOICES.values())


def _names_in(record: Record) -> set[str]:
    """The names of all fields that it may have."""
    own = {name_of(added) for added in getattr(record, "fields", ())}
    return {each.name for each in (*fields(record), *fields(TransactionLine))} | own


def _names_a_rule(origin: Origin) -> bool:
    looked = origin.path is None or origin.path.split(".")[0] in CAUSES
    return looked and re.match(r"([A-DILMNPRSV]|RR|MAP)-\d", origin.by) is not None


CAUSES = {
    "invoice", "charge", "customer", "price", "coupon", "invoice_payment", "payment_record", "refund", "dispute",
    "credit_note",
}  # fmt: skip
"""What a value may be read from."""


def _all_places(wanted: WantedRecord) -> set[str]:
    return set(_places_with_a_value(wanted.record))


def _places_with_a_value(record: Record) -> Iterator[str]:
    """Every field that does not stand at its default; lines as `lines[0].amount`, added fields by their own name."""
    for name, value in _values(record):
        if name == "lines":
            for index, line in enumerate(value):
                yield from (f"lines[{index}].{place}" for place in _places_of_line(line))
        elif name == "fields":
            yield from (name_of(added) for added in value)
        else:
            yield name


def _places_of_line(line: Any) -> Iterator[str]:
    for name, value in _values(line):
        yield from (name_of(added) for added in value) if name == "fields" else (name,)


def _values(thing: Any) -> Iterator[tuple[str, Any]]:
    for field in fields(thing):
        value = getattr(thing, field.name)
        if field.default is MISSING or value != field.default:
            yield field.name, value


@given(FAMILIES, CONNECTIONS, PINS)
def test_an_origin_says_who_chose_and_where_it_looked(
    family: Family, connection: Rules, pins: Mapping[str, str]
) -> None:
    for wanted in _all_records(translate(family, connection, pins)):
        assert all(_is_told(origin) for origin in wanted.origins.values())


def _is_told(origin: Origin) -> bool:
    return bool(origin.by) and (origin.path is None or origin.path.split(".")[0] in CAUSES)


@given(invoice_families(), CONNECTIONS, PINS)
def test_a_4_an_invoice_that_is_booked_equals_stripes_total(
    family: InvoiceFamily, connection: Rules, pins: Mapping[str, str]
) -> None:
    """With the debit that it carries (B-4); one below zero stands at zero (V-10)."""
    for wanted in _invoices(translate(family, connection, pins)):
        precision = connection.currencies[family.invoice.currency.lower()].precision
        exact = stripe_amount(booked_total(family.invoice), family.invoice.currency)
        assert isinstance(wanted.record, Invoice)
        assert wanted.record.total == rounded(exact, precision)
        billed = [index for index in wanted.stripe_lines if index is not None]
        assert billed == list(range(len(family.invoice.lines)))
        assert len(wanted.stripe_lines) == len(wanted.record.lines)


@given(invoice_families(), CONNECTIONS)
def test_v_4_a_discount_lowers_the_line_that_it_stands_under(family: InvoiceFamily, connection: Rules) -> None:
    for wanted in _invoices(translate(family, connection, {})):
        assert isinstance(wanted.record, Invoice)
        above = None
        for line, billed in zip(wanted.record.lines, wanted.stripe_lines, strict=True):
            if billed is not None:
                above = family.invoice.lines[billed]
            elif line.item.kind is Kind.DISCOUNT_ITEM:
                assert above is not None
                assert line.amount * above.amount <= 0


@given(charge_families(), CONNECTIONS)
def test_a_2_a_charge_owns_one_payment_and_applies_it_to_what_it_paid(family: ChargeFamily, connection: Rules) -> None:
    translation = translate(family, connection, {})
    for wanted in translation.records:
        assert isinstance(wanted.record, CustomerPayment)
        assert wanted.external_id == family.charge.id
    assert {use.payer.external_id for use in translation.applications} <= {family.charge.id}
    assert {use.payee.external_id for use in translation.applications} <= set(family.invoices)
    names = [use.external_id for use in translation.applications]
    assert len(names) == len(set(names))


@given(invoice_families(), CONNECTIONS, PINS)
def test_c_1_c_5_an_invoice_comes_with_everything_that_it_refers_to(
    family: InvoiceFamily, connection: Rules, pins: Mapping[str, str]
) -> None:
    translation = translate(family, connection, pins)
    made = [wanted.external_id for wanted in translation.shared]
    needed = {ref.external_id for wanted in translation.records for ref in references(wanted.record)}
    assert needed <= set(made)
    assert len(made) == len(set(made))


LENGTHS = {
    "memo": 999,
    "description": 4000,
    "item_id": 60,
    "entity_id": 80,
    "company_name": 83,
    "other_ref_num": 45,
    "email": 254,
    "phone": 21,
    "addr1": 150,
    "city": 150,
}


@given(FAMILIES, CONNECTIONS, PINS)
def test_i_2_no_text_is_longer_than_its_field(family: Family, connection: Rules, pins: Mapping[str, str]) -> None:
    for wanted in _all_records(translate(family, connection, pins)):
        for name, text in _texts(wanted.record):
            assert len(text) <= LENGTHS.get(name, 4000), name


def _texts(thing: Any) -> Iterator[tuple[str, str]]:
    for name, value in _values(thing):
        if isinstance(value, str):
            yield name, value
        elif name in ("lines", "addresses"):
            for member in value:
                yield from _texts(getattr(member, "address", member))


@given(st.data(), invoice_families())
def test_a_1_pins_taken_from_a_translation_change_nothing(data: st.DataObject, family: InvoiceFamily) -> None:
    connection = data.draw(CONNECTIONS)
    first = translate(family, connection, {})
    assert translate(family, connection, first.pins) == first


def _invoices(translation: Translation) -> Iterator[WantedRecord]:
    return (wanted for wanted in translation.records if isinstance(wanted.record, Invoice))


def _all_records(translation: Translation) -> tuple[WantedRecord, ...]:
    return (*translation.records, *translation.shared)
