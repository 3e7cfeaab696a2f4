"""What mappings make of records, and where each value came from."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from builders import (
    a_billing_credit,
    a_coupon,
    a_customer,
    a_line,
    a_price,
    a_product,
    a_share,
    a_tax,
    an_invoice,
    an_invoice_family,
    rules,
    shipping,
)

from connector.mapping import map_translation
from connector.mapping.catalogue import KINDS, REFERRED
from connector.translation.translate import translate
from connector.translation.wanted import Origin
from mapping.written import a_payment_mapped, fields_of, mapped, mapping_of, refusal_of
from netsuite_client.records import DiscountItem, Kind, Ref, ServiceSaleItem

TEAM = {"team": "Sales EU", "empty": ""}
FAMILY = an_invoice_family(
    an_invoice(metadata=TEAM | {"class": "31"}, lines=[a_line(metadata={"sku": "G-1"}), a_line(5_000, price=None)]),
    customer=a_customer(metadata={"region": "7"}),
    prices=[a_price(metadata={"account": "124"})],
    products=[a_product(metadata={"sku": "GOLD"})],
)


def test_a_default_goes_on_every_record_of_its_kind(tmp_path):
    translation = mapped(
        tmp_path, "field_defaults: { invoice: { klass_id: 5 }, invoice_item: { klass_id: 6 } }", FAMILY
    )
    (invoice,) = (wanted.record for wanted in translation.records)
    assert fields_of(invoice) == {"klass_id": "5"}
    assert [fields_of(line) for line in invoice.lines] == [{"klass_id": "6"}, {"klass_id": "6"}]


PATHS: dict[str, tuple[str, str, str | None]] = {
    "the record's own object is meant when none is named": ("invoice", "metadata.team", "Sales EU"),
    "an object by its name": ("invoice", "invoice.metadata.team", "Sales EU"),
    "another object of the family": ("invoice", "customer.metadata.region", "7"),
    "along a reference": ("invoice", "invoice.customer.metadata.region", "7"),
    "into a nested list": ("invoice", "lines[0].metadata.sku", "G-1"),
    "a moment as it is": ("invoice", "lines[0].period.end", "1775001600"),
    "an object stands for its id": ("invoice", "customer", "cus_acme"),
    "nothing there": ("invoice", "metadata.absent", None),
    "nothing along the way": ("invoice", "subscription.metadata.x", None),
    "beyond the end of a list": ("invoice", "lines[9].id", None),
    "an empty text is a value": ("invoice", "metadata.empty", ""),
}


MOMENTS = ("finalized_at", "paid_at", "marked_uncollectible_at", "voided_at")


@pytest.mark.parametrize("moment", MOMENTS)
def test_v_15_every_moment_of_an_invoices_life_can_be_mapped(tmp_path, moment):
    """Where a dunning system closes invoices on other days than Stripe, its own date is mapped instead."""
    family = an_invoice_family(an_invoice(status="open", status_transitions={moment: 1_775_001_600}))
    text = f'field_mappings: {{ invoice: {{ "status_transitions.{moment}": custbody_x_date }} }}'
    assert fields_of(mapped(tmp_path, text, family).records[0].record) == {"custbody_x_date": "2026-04-01"}


@pytest.mark.parametrize(("kind", "path", "expected"), PATHS.values(), ids=PATHS.keys())
def test_a_path_finds_its_value_or_nothing(tmp_path, kind, path, expected):
    translation = mapped(tmp_path, f'field_mappings: {{ {kind}: {{ "{path}": custbody_x }} }}', FAMILY)
    assert fields_of(translation.records[0].record).get("custbody_x") == expected


def test_each_line_reads_its_own_line_price_and_product(tmp_path):
    text = """
        field_mappings:
          invoice_item:
            metadata.sku: custcol_sku
            price.metadata.account: custcol_account
            price.product.metadata.sku: custcol_product
            invoice.metadata.team: custcol_team
    """
    invoice = mapped(tmp_path, text, FAMILY).records[0].record
    first = {"sku": "G-1", "account": "124", "product": "GOLD", "team": "Sales EU"}
    assert fields_of(invoice.lines[0]) == {f"custcol_{name}": value for name, value in first.items()}
    assert fields_of(invoice.lines[1]) == {"custcol_team": "Sales EU"}


DISCOUNTED = an_invoice_family(
    lines=[
        a_line(metadata={"sku": "G-1"}, discount_amounts=[a_share(1000)], taxes=[a_tax(1800)]),
        a_line(metadata={"sku": "G-2"}),
    ],
    coupons={"di_spring": a_coupon("SPRING", metadata={"team": "7"})},
    shipping_cost=shipping(1000),
)


def test_v_4_lines_of_discounts_shipping_and_taxes_read_no_stripe_line(tmp_path):
    text = "field_mappings: { invoice_item: { metadata.sku: custcol_sku, invoice.number: custcol_number } }"
    lines = mapped(tmp_path, text, DISCOUNTED).records[0].record.lines
    first, second = ({"custcol_sku": sku, "custcol_number": "ACME-1"} for sku in ("G-1", "G-2"))
    assert [fields_of(line) for line in lines] == [first, {}, second, {}, {}]


def test_a_default_goes_on_every_line_since_netsuite_may_demand_it_of_every_line(tmp_path):
    wanted = mapped(tmp_path, "invoice_item: { klass_id: 5 }", DISCOUNTED).records[0]
    assert [fields_of(line) for line in wanted.record.lines] == [{"klass_id": "5"}] * 5
    assert {"lines[1].klass_id", "lines[4].klass_id"} <= wanted.origins.keys()
    assert wanted.stripe_lines == (0, None, 1, None, None)


def test_a_discount_item_reads_its_coupon(tmp_path):
    text = """
        field_mappings: { discount_item: { metadata.team: department_id, name: custitem_name } }
        field_defaults: { discount_item: { custitem_origin: Stripe } }
    """
    credited = [a_line(pretax_credit_amounts=[a_billing_credit(1)])]
    (coupon,) = [each for each in mapped(tmp_path, text, DISCOUNTED).shared if isinstance(each.record, DiscountItem)]
    (credit,) = [
        each
        for each in mapped(tmp_path, text, an_invoice_family(lines=credited)).shared
        if isinstance(each.record, DiscountItem)
    ]
    assert fields_of(coupon.record) == {"custitem_origin": "Stripe", "department_id": "7"}
    assert fields_of(credit.record) == {"custitem_origin": "Stripe"}
    assert coupon.origins["department_id"].path == "coupon.metadata.team"


def test_the_vendors_snippet_gives_an_item_its_deferred_revenue_account(tmp_path):
    text = 'service_sale_item: { "metadata.netsuite_deferred_revenue_account" : "deferred_revenue_account_id" }'
    family = an_invoice_family(prices=[a_price(metadata={"netsuite_deferred_revenue_account": "252"})])
    items = [wanted for wanted in mapped(tmp_path, text, family).shared if isinstance(wanted.record, ServiceSaleItem)]
    (field,) = items[0].record.fields
    assert (field.name, field.type, field.value) == ("deferredRevenueAccount", "reference", "252")
    assert items[0].origins["deferred_revenue_account_id"] == Origin(
        by=f"{tmp_path}/1.yaml:1:22",
        path="price.metadata.netsuite_deferred_revenue_account",
        value="252",
        said="mapping",
    )


def test_a_shared_record_reads_nothing_of_the_root_that_shares_it(tmp_path):
    text = "field_mappings: { customer: { invoice.metadata.team: comments, metadata.region: custentity_region } }"
    assert "MAP-130 no invoice belongs to customer" in " ".join(refusal_of(tmp_path, text).split())


def test_later_wins_and_the_losers_are_remembered(tmp_path):
    default = "field_defaults: { invoice: { message: from the default } }"
    mappings = (
        "field_mappings: { invoice: { metadata.team: message, customer.email: message, metadata.none: message } }"
    )
    mapping = mapping_of(tmp_path, mappings, default)
    translation = map_translation(translate(FAMILY, rules(), {}), FAMILY, mapping)
    origin = translation.records[0].origins["message"]
    assert fields_of(translation.records[0].record) == {"message": "billing@acme.example"}
    assert (origin.path, origin.value) == ("customer.email", "billing@acme.example")
    assert [(loser.path, loser.value) for loser in origin.losers] == [
        ("invoice.metadata.team", "Sales EU"),
        (None, "from the default"),
        ("invoice.metadata.none", None),
    ]


def test_a_default_wins_over_the_translation_and_null_clears_it(tmp_path):
    wanted = mapped(tmp_path, "invoice: { other_ref_num: PO 7, due_date: null }").records[0]
    assert wanted.record.other_ref_num == "PO 7"
    assert wanted.record.due_date is None
    assert wanted.origins["other_ref_num"].by.endswith("1.yaml:1:12")
    assert [loser.by for loser in wanted.origins["other_ref_num"].losers] == ["V-2"]


def test_a_mapping_that_finds_nothing_leaves_what_was_there(tmp_path):
    wanted = mapped(tmp_path, 'invoice: { "metadata.po": other_ref_num }').records[0]
    assert wanted.record.other_ref_num == "ACME-1"
    assert wanted.origins["other_ref_num"].by == "V-2"


def test_references_that_our_records_hold_are_set_there(tmp_path):
    text = "invoice: { subsidiary_id: 3, account_id: 7 }"
    invoice = mapped(tmp_path, text).records[0].record
    assert invoice.subsidiary == Ref(kind=Kind.SUBSIDIARY, internal_id="3")
    assert invoice.account == Ref(kind=Kind.ACCOUNT, internal_id="7")
    assert invoice.fields == ()


def test_a_payment_to_an_account_is_not_in_undeposited_funds(tmp_path):
    payment = a_payment_mapped(tmp_path, "customer_payment: { account_id: 7, ar_acct_id: 8 }").record
    assert (payment.account.internal_id, payment.undep_funds, payment.ar_account.internal_id) == ("7", None, "8")


def test_a_payment_reads_its_charge_and_the_one_invoice_it_pays(tmp_path):
    text = 'customer_payment: { "metadata.company_id": custbody_company_identifier, "invoice.number": custbody_number }'
    payment = a_payment_mapped(tmp_path, text, metadata={"company_id": "C-9"}).record
    assert fields_of(payment) == {"custbody_company_identifier": "C-9", "custbody_number": "ACME-1"}


MEMOS: dict[str, tuple[str, str]] = {
    "I-2: the Stripe id follows a mapped memo": ("Thanks", "Thanks. Stripe: in_1"),
    "I-2: never twice": ("About Stripe: in_1 only", "About Stripe: in_1 only"),
    "I-2: an empty memo leaves the Stripe id": ("", "Stripe: in_1"),
    "I-2: cut at the end, the Stripe id never": ("x" * 2000, "x" * 985 + ". Stripe: in_1"),
    "I-2: an id that would be cut off is put where it stays": (
        "x" * 1000 + "Stripe: in_1",
        "x" * 985 + ". Stripe: in_1",
    ),
}


@pytest.mark.parametrize(("text", "expected"), MEMOS.values(), ids=MEMOS.keys())
def test_the_memo_keeps_the_stripe_id(tmp_path, text, expected):
    family = an_invoice_family(metadata={"memo": text})
    memo = mapped(tmp_path, "field_mappings: { invoice: { metadata.memo: memo } }", family).records[0].record.memo
    assert memo == expected
    assert len(memo) <= 999


def test_texts_are_cut_to_what_the_field_holds(tmp_path):
    family = an_invoice_family(metadata={"po": "7" * 60})
    record = mapped(tmp_path, 'invoice: { "metadata.po": other_ref_num }', family).records[0].record
    assert record.other_ref_num == "7" * 45


def test_a_moment_becomes_the_date_in_the_accounts_time_zone(tmp_path):
    text = "field_mappings: { invoice: { status_transitions.finalized_at: due_date } }"
    family = an_invoice_family(date="2026-03-01T02:00:00+00:00")
    assert mapped(tmp_path, text, family).records[0].record.due_date == date(2026, 3, 1)
    in_new_york = mapped(tmp_path, text, family, zone=ZoneInfo("America/New_York"))
    assert in_new_york.records[0].record.due_date == date(2026, 2, 28)


VALUES: dict[str, tuple[object, str, str]] = {
    "a text": ("x", "custbody_x", "text x"),
    "true": (True, "custbody_x", "boolean true"),
    "a whole number": (12, "custbody_x", "integer 12"),
    "a fraction": (12.5, "custbody_x", "decimal 12.5"),
    "true in metadata for a yes/no field": ("true", "to_be_emailed", "boolean true"),
    "an id in metadata": ("31", "department_id", "reference 31"),
    "a date in metadata": ("2026-05-01", "custbody_a_date", "date 2026-05-01"),
}


@pytest.mark.parametrize(("value", "field", "expected"), VALUES.values(), ids=VALUES.keys())
def test_values_of_stripe_take_the_fields_type(tmp_path, value, field, expected):
    family = an_invoice_family(account_name=value)
    invoice = mapped(tmp_path, f"field_mappings: {{ invoice: {{ account_name: {field} }} }}", family).records[0].record
    (made,) = invoice.fields
    assert f"{made.type} {made.value}" == expected


REFUSED: dict[str, tuple[object, str]] = {
    "a text where an id belongs": ("Sales", "department_id"),
    "a text where a date belongs": ("soon", "due_date"),
    "a day that does not exist": ("2026-02-30", "due_date"),
    "a moment beyond the calendar": (10**18, "due_date"),
    "a list": (["a"], "message"),
    "an object without an id": ({"a": 1}, "message"),
    "not a number": ("1,50", "exchange_rate"),
    "neither true nor false": ("yes", "to_be_emailed"),
}


@pytest.mark.parametrize(("value", "field"), REFUSED.values(), ids=REFUSED.keys())
def test_a_value_that_a_field_cannot_take_stops_the_family_with_its_cause(tmp_path, value, field):
    family = an_invoice_family(account_name=value)
    translation = mapped(tmp_path, f"field_mappings: {{ invoice: {{ account_name: {field} }} }}", family)
    (problem,) = translation.problems
    assert (problem.code, problem.subject) == ("MAPPING_TYPE", "in_1")
    assert problem.values["field"] == field
    assert problem.values["path"] == "invoice.account_name"
    assert problem.values["place"].endswith("1.yaml:1:30")
    assert translation.records == translation.shared == ()


def test_without_entries_nothing_is_touched(tmp_path):
    translation = translate(FAMILY, rules(), {})
    assert map_translation(translation, FAMILY, mapping_of(tmp_path, "version: 1")) == translation


def test_every_reference_that_a_record_of_ours_holds_is_of_a_known_kind():
    held = {spec.part for kind in KINDS.values() for spec in kind.fields.values() if spec.type == "reference"}
    assert held - {None} <= REFERRED.keys()


def test_no_field_is_both_mappable_and_protected():
    assert all(not kind.fields.keys() & kind.protected.keys() for kind in KINDS.values())


def test_origins_name_the_field_as_the_mapping_does(tmp_path):
    wanted = mapped(tmp_path, "invoice_item: { klass_id: 5 }", FAMILY).records[0]
    assert wanted.origins["lines[1].klass_id"].value == "5"


@pytest.mark.parametrize(
    ("entry", "follow"),
    [
        ("memo", set()),
        ("{ to: memo, on_change: ignore }", set()),
        ("{ to: memo, on_change: update }", {"memo"}),
        ("{ to: department_id, on_change: update }", {"department"}),
        ("{ to: custbody_team, on_change: update }", {"custbody_team"}),
    ],
)
def test_v_13_only_fields_that_say_so_follow_stripe_after_acceptance(tmp_path, entry, follow):
    family = an_invoice_family(an_invoice(metadata={"team": "7"}))
    (invoice,) = mapped(tmp_path, f"field_mappings: {{ invoice: {{ metadata.team: {entry} }} }}", family).records
    assert invoice.updatable == follow
