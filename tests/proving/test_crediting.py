"""What a credit note of an amount has of each line, so that a test credits as Stripe would."""

from __future__ import annotations

from typing import Any

import pytest

from connector.proving.crediting import credited

EXCLUSIVE = {"amount": 1_710, "tax_behavior": "exclusive", "taxable_amount": 9_000}
LOWERED: dict[str, Any] = {
    "id": "il_1",
    "amount": 10_000,
    "discount_amounts": [{"amount": 1_000, "discount": "di_1"}],
    "pretax_credit_amounts": [{"amount": 1_000, "type": "discount", "discount": "di_1"}],
    "taxes": [EXCLUSIVE],
}
INCLUSIVE: dict[str, Any] = {"id": "il_2", "amount": 11_900, "tax_amounts": [{"amount": 1_900, "inclusive": True}]}
BILLING_CREDIT: dict[str, Any] = {
    "id": "il_3",
    "amount": 5_000,
    "pretax_credit_amounts": [{"amount": 2_000, "type": "credit_balance_transaction"}],
}
SHIPPING: dict[str, Any] = {
    "amount_subtotal": 1_000,
    "amount_tax": 190,
    "amount_total": 1_190,
    "taxes": [{"amount": 190, "rate": {"id": "txr_1", "inclusive": False}}],
}

CASES: dict[str, tuple[list[dict[str, Any]], int, str]] = {
    "a line in whole": ([LOWERED], 10_710, "il_1 10000 lowered 1000 tax 1710"),
    "half a line": ([LOWERED], 5_355, "il_1 5000 lowered 500 tax 855"),
    "what cannot be divided stays with the line": ([LOWERED], 1_000, "il_1 933 lowered 93 tax 160"),
    "a tax within the amount": ([INCLUSIVE], 5_950, "il_2 5950 tax 950"),
    "a billing credit": ([BILLING_CREDIT], 1_500, "il_3 2500 lowered 1000"),
    "the first lines first": ([LOWERED, INCLUSIVE], 11_900, "il_1 10000 lowered 1000 tax 1710, il_2 1190 tax 190"),
    "then shipping": ([BILLING_CREDIT], 3_595, "il_3 5000 lowered 2000, shipping 500 tax 95"),
    "what is left is a line of its own": (
        [BILLING_CREDIT],
        5_000,
        "il_3 5000 lowered 2000, - 810, shipping 1000 tax 190",
    ),
    "a line of nothing is left out": ([{"id": "il_0", "amount": -500}, INCLUSIVE], 11_900, "il_2 11900 tax 1900"),
}


@pytest.mark.parametrize(("lines", "amount", "expected"), CASES.values(), ids=CASES)
def test_lines_are_credited_with_their_discounts_and_taxes(
    lines: list[dict[str, Any]], amount: int, expected: str
) -> None:
    found = credited({"lines": {"data": lines}, "shipping_cost": SHIPPING}, amount)
    parts = [said(line) for line in found.lines]
    if found.shipping:
        parts.append(f"shipping {found.shipping['amount_subtotal']} tax {found.shipping['amount_tax']}")
    assert ", ".join(parts) == expected


def said(line: dict[str, Any]) -> str:
    lowered = [each for each in line.get("pretax_credit_amounts", ()) if each["type"] != "discount"]
    amounts = {
        "lowered": [*line.get("discount_amounts", ()), *lowered],
        "tax": [*line.get("taxes", ()), *line.get("tax_amounts", ())],
    }
    told = [f"{name} {sum(each['amount'] for each in parts)}" for name, parts in amounts.items() if parts]
    return " ".join([line.get("invoice_line_item", "-"), str(line["amount"]), *told])
