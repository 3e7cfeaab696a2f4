"""Flags in Stripe's metadata hold objects back and let them in (rule I-5)."""

from __future__ import annotations

import pytest
from builders import (
    a_charge,
    a_charge_family,
    a_coupon,
    a_customer,
    a_line,
    a_price,
    a_product,
    a_share,
    an_invoice,
    an_invoice_family,
    rules,
)

from connector.translation.flags import is_set
from connector.translation.translate import translate
from stripe_client.objects import Read
from translation.written import written

FLAG = {"netsuite_block_integration": "true"}
FLAGGED = a_customer(metadata=FLAG)

VALUES = {"true": True, "True": True, " TRUE ": True, "1": True, "yes": True, "false": False, "0": False, "": False}


@pytest.mark.parametrize(("value", "expected"), VALUES.items())
def test_i_5_a_flag_says_yes_in_the_ways_in_which_people_write_it(value: str, expected: bool) -> None:
    assert is_set("netsuite_block_integration", {"netsuite_block_integration": value}) is expected


BLOCKED: dict[str, tuple[Read, str]] = {
    "I-5: its own flag": (an_invoice_family(metadata=FLAG), "in_1"),
    "I-5: its customer's": (an_invoice_family(customer=FLAGGED), "cus_acme"),
    "I-5: its own flag is named first": (an_invoice_family(customer=FLAGGED, metadata=FLAG), "in_1"),
    "I-5: a price's, for the item would be made of it": (
        an_invoice_family(prices=[a_price(metadata=FLAG)]),
        "price_gold",
    ),
    "I-5: a product's": (an_invoice_family(products=[a_product(metadata=FLAG)]), "prod_gold"),
    "I-5: a coupon's": (
        an_invoice_family(
            lines=[a_line(discount_amounts=[a_share(1000)])], coupons={"di_spring": a_coupon(metadata=FLAG)}
        ),
        "SPRING",
    ),
    "I-5: a charge's own flag": (a_charge_family(metadata=FLAG), "ch_1"),
    "I-5: a charge's customer's": (a_charge_family(customer=FLAGGED), "cus_acme"),
    "I-5: an invoice that the charge pays": (a_charge_family(pays=[an_invoice(metadata=FLAG)]), "in_1"),
    "I-5: one of two invoices that the charge pays": (
        a_charge_family(pays=[an_invoice(), an_invoice(id="in_2", metadata=FLAG)]),
        "in_2",
    ),
    "A-7: held before its problems are told": (an_invoice_family(metadata=FLAG, total=1), "in_1"),
}


@pytest.mark.parametrize(("family", "by"), BLOCKED.values(), ids=BLOCKED)
def test_a_flag_holds_what_carries_it_and_what_depends_on_it(family: Read, by: str) -> None:
    translation = translate(family, rules(), {})
    assert written(translation) == f"blocked by {by} (BLOCKED_BY_METADATA)"
    assert (translation.shared, translation.problems) == ((), ())
    assert by in translation.depends_on | {family.root.id}, "so that taking the flag away wakes it"


NOTHING_TO_HOLD: dict[str, tuple[Read, str]] = {
    "V-1: a draft": (an_invoice_family(status="draft", metadata=FLAG), "skipped (draft)"),
    "P-6: a charge that collected nothing": (a_charge_family(status="failed", metadata=FLAG), "nothing"),
}


@pytest.mark.parametrize(("family", "expected"), NOTHING_TO_HOLD.values(), ids=NOTHING_TO_HOLD)
def test_i_5_where_nothing_would_be_booked_nothing_is_held(family: Read, expected: str) -> None:
    assert written(translate(family, rules(), {})) == expected


ALLOWED: dict[str, tuple[Read, bool]] = {
    "a charge that says so": (a_charge_family(metadata={"netsuite_allow_integration": "true"}), True),
    "a charge that says nothing": (a_charge_family(), False),
    "a charge without an invoice": (a_charge_family(a_charge(), pays=()), False),
    "an invoice": (an_invoice_family(), True),
}


@pytest.mark.parametrize(("family", "comes_in"), ALLOWED.values(), ids=ALLOWED)
def test_i_5_with_an_allow_list_only_payments_that_say_so_come_in(family: Read, comes_in: bool) -> None:
    translation = translate(family, rules(allowlist=True), {})
    assert bool(translation.records) is comes_in
    assert written(translation) == "blocked by ch_1 (NOT_ALLOWED)" or comes_in


def test_i_5_who_is_allowed_is_still_held_by_a_flag() -> None:
    both = a_charge_family(metadata=FLAG | {"netsuite_allow_integration": "true"})
    assert written(translate(both, rules(allowlist=True), {})) == "blocked by ch_1 (BLOCKED_BY_METADATA)"
