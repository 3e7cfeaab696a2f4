"""What must hold between the numbers of an invoice, reckoned anew from its parts; amounts are minor units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

Plain = Mapping[str, Any]


def identity_faults(book: Mapping[str, list[dict[str, Any]]]) -> list[str]:
    """Everything that does not add up in the invoices of a book, each with the invoice and both sides."""
    payments: dict[str, list[Plain]] = {}
    for payment in book["invoice_payments"]:
        payments.setdefault(payment["invoice"], []).append(payment)
    rates = {rate["id"]: rate for rate in book["tax_rates"]}
    sides = [
        *((each["id"], _sides(each, payments.get(each["id"], []), rates)) for each in book["invoices"]),
        *((each["id"], _noted(each, book)) for each in book["invoices"]),
        *((each["id"], _credited(each, book)) for each in book["credit_notes"]),
        *((each["id"], _refunded(each, book)) for each in book["charges"]),
        *((each["id"], _balanced(each, book)) for each in book["customers"] if not each.get("deleted")),
    ]
    return [
        f"{id_}: {name} is {ours}, reckoned {theirs}"
        for id_, found in sides
        for name, ours, theirs in found
        if ours != theirs
    ]


def _noted(invoice: Plain, book: Mapping[str, list[dict[str, Any]]]) -> Iterator[tuple[str, object, object]]:
    """What credit notes that count lowered and gave back, never more than the invoice."""
    notes = [note for note in book["credit_notes"] if (note["invoice"], note.get("status")) == (invoice["id"], None)]
    for when in ("pre", "post"):
        ours = invoice.get(f"{when}_payment_credit_notes_amount", 0)
        yield f"{when}_payment_credit_notes_amount", ours, _sum(notes, f"{when}_payment_amount")
    yield "credited", _sum(notes, "total") <= max(0, invoice["total"]), True


def _credited(note: Plain, book: Mapping[str, list[dict[str, Any]]]) -> Iterator[tuple[str, object, object]]:
    shipping = note.get("shipping_cost") or {}
    exclusive = [tax for tax in note["total_taxes"] if tax["tax_behavior"] == "exclusive"]
    lines = sum(line["amount"] for line in note["lines"]) - note["discount_amount"]
    billing = sum(
        one["amount"]
        for line in note["lines"]
        for one in line.get("pretax_credit_amounts", ())
        if one["type"] != "discount"
    )
    yield "total", note["total"], lines - billing + _sum(exclusive, "amount") + shipping.get("amount_total", 0)
    yield "parts", note["total"], note["pre_payment_amount"] + note["post_payment_amount"]
    moved = [one for one in book["customer_balance_transactions"] if one.get("credit_note") == note["id"]]
    given = _sum(note["refunds"], "amount_refunded") - _sum(moved, "amount") + (note["out_of_band_amount"] or 0)
    yield "post_payment_amount", note["post_payment_amount"], given


def _refunded(charge: Plain, book: Mapping[str, list[dict[str, Any]]]) -> Iterator[tuple[str, object, object]]:
    counted = [one for one in book["refunds"] if one["charge"] == charge["id"] and one["status"] != "failed"]
    yield "amount_refunded", charge.get("amount_refunded", 0), _sum(counted, "amount")


def _balanced(customer: Plain, book: Mapping[str, list[dict[str, Any]]]) -> Iterator[tuple[str, object, object]]:
    """Each transaction leaves what was there before and its amount; the customer shows the last."""
    endings: dict[str, int] = {}
    for one in book["customer_balance_transactions"]:
        if one["customer"] == customer["id"]:
            before = endings.get(one["currency"], 0)
            yield one["id"], one["ending_balance"], before + one["amount"]
            endings[one["currency"]] = one["ending_balance"]
    yield "balance", customer.get("balance", 0), endings.get(customer.get("currency", ""), 0)


def _sides(
    invoice: Plain, payments: Iterable[Plain], rates: Mapping[str, Plain]
) -> Iterator[tuple[str, object, object]]:
    for check in (_sums, _totals, _shipping):
        yield from check(invoice)
    yield from _payments(invoice, payments)
    yield from _taxes(invoice, rates)
    yield from _lines(invoice)


def _sums(invoice: Plain) -> Iterator[tuple[str, object, object]]:
    """Subtotal, total, total without tax and amount due."""
    gross = _sum(invoice["lines"], "amount")
    shipping = invoice.get("shipping_cost") or {}
    taxes = invoice["total_taxes"]
    exclusive = [tax for tax in taxes if tax["tax_behavior"] == "exclusive"]
    off = _sum(invoice["total_pretax_credit_amounts"], "amount")
    yield "subtotal", invoice["subtotal"], gross - sum(_own_discounts(line) for line in invoice["lines"])
    yield "total", invoice["total"], gross - off + _sum(exclusive, "amount") + shipping.get("amount_total", 0)
    all_tax = _sum(taxes, "amount") + shipping.get("amount_tax", 0)
    yield "tax", invoice["total"] - invoice["total_excluding_tax"], all_tax
    moved = invoice.get("ending_balance", 0) - invoice.get("starting_balance", 0)
    credited = invoice.get("pre_payment_credit_notes_amount", 0)
    yield "amount_due", invoice["amount_due"], invoice["total"] - moved - credited
    if off == _sum(invoice["lines"], "amount") - invoice["subtotal"]:  # nothing came off but on the lines themselves
        inclusive = _sum(taxes, "amount") - _sum(exclusive, "amount")
        yield "subtotal_excluding_tax", invoice["subtotal_excluding_tax"], invoice["subtotal"] - inclusive


def _own_discounts(line: Plain) -> int:
    own = {discount["id"] for discount in line["discounts"]}
    return sum(share["amount"] for share in line["discount_amounts"] if share["discount"] in own)


def _totals(invoice: Plain) -> Iterator[tuple[str, object, object]]:
    """Each total over all lines is the sum of its shares, and names nothing that the invoice does not have."""
    for total, share, key in (
        ("total_discount_amounts", "discount_amounts", lambda each: each["discount"]),
        ("total_pretax_credit_amounts", "pretax_credit_amounts", _credited_by),
        ("total_taxes", "taxes", lambda each: (each["tax_rate_details"]["tax_rate"], each["tax_behavior"])),
    ):
        yield total, _by(key, invoice[total]), _by(key, [one for line in invoice["lines"] for one in line[share]])
    for line in invoice["lines"]:
        known = {discount["id"] for discount in (*line["discounts"], *invoice["discounts"])}
        yield f"{line['id']}.discounts", {share["discount"] for share in line["discount_amounts"]} - known, set()


def _credited_by(credit: Plain) -> tuple[str, str]:
    return credit["type"], credit.get("discount") or credit["credit_balance_transaction"]


def _shipping(invoice: Plain) -> Iterator[tuple[str, object, object]]:
    shipping = invoice.get("shipping_cost")
    if shipping:
        yield "shipping tax", shipping["amount_tax"], _sum(shipping["taxes"], "amount")
        yield "amount_shipping", invoice["amount_shipping"], shipping["amount_subtotal"]
        on_top = shipping["amount_total"] - shipping["amount_subtotal"]
        yield "shipping", on_top in {0, shipping["amount_tax"]}, True


def _payments(invoice: Plain, payments: Iterable[Plain]) -> Iterator[tuple[str, object, object]]:
    paid = [payment for payment in payments if payment["status"] == "paid"]
    yield "amount_paid", invoice["amount_paid"], _sum(paid, "amount_paid") - invoice.get("amount_overpaid", 0)
    yield "amount_remaining", invoice["amount_remaining"], invoice["amount_due"] - invoice["amount_paid"]
    if invoice["status"] in {"open", "paid"}:
        yield "status", invoice["status"] == "paid", invoice["amount_remaining"] == 0


def _taxes(invoice: Plain, rates: Mapping[str, Plain]) -> Iterator[tuple[str, object, object]]:
    """A tax is its rate of what is taxable, to half a unit; what is inclusive is so by its rate as well."""
    for line in invoice["lines"]:
        for tax in line["taxes"]:
            rate = rates[tax["tax_rate_details"]["tax_rate"]]
            exact = tax["taxable_amount"] * Decimal(str(rate["percentage"])).scaleb(-2)
            near = 1 if rate["inclusive"] else Decimal("0.5")  # what is taxable is itself rounded
            yield f"{line['id']}.tax", abs(tax["amount"] - exact) <= near, True
            yield f"{line['id']}.behavior", tax["tax_behavior"] == "inclusive", rate["inclusive"]


def _lines(invoice: Plain) -> Iterator[tuple[str, object, object]]:
    for line in invoice["lines"]:
        yield f"{line['id']}.currency", line["currency"], invoice["currency"]
        yield f"{line['id']}.period", line["period"]["start"] <= line["period"]["end"], True
        credits_ = [credit for credit in line["pretax_credit_amounts"] if credit["type"] == "discount"]
        yield f"{line['id']}.pretax", _by(_discount, credits_), _by(_discount, line["discount_amounts"])


def _discount(share: Plain) -> str:
    name: str = share["discount"]
    return name


def _by(key: Callable[[Plain], Any], amounts: Iterable[Plain]) -> dict[Any, int]:
    sums: Counter[Any] = Counter()
    for each in amounts:
        sums[key(each)] += each["amount"]
    return dict(sums)


def _sum(plains: Iterable[Plain], name: str) -> int:
    return sum(plain[name] for plain in plains)
