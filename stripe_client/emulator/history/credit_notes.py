"""Credit notes of a history: what is still due is lowered first, the rest is given back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from stripe_client.emulator.history.arithmetic import shared
from stripe_client.emulator.history.invoices import must_be, settled
from stripe_client.emulator.history.pages import whole
from stripe_client.emulator.history.refunds import Refunds
from stripe_client.emulator.shapes.fields import Plain


class CreditNotes(Refunds):
    """Steps that credit."""

    def credit_note(
        self,
        invoice: Plain,
        what: int | Mapping[int, int],
        *,
        when: int,
        refunds: Sequence[tuple[Plain, int]] = (),
        records: Sequence[tuple[Plain, int]] = (),
        balance: int = 0,
        out_of_band: int = 0,
        shipping: bool = False,
        memo: str | None = None,
    ) -> Plain:
        """Credits an amount in one line of its own, or amounts of the invoice's lines (by their index); the note.

        Of a line in part its discounts and taxes go along in part. What exceeds the amount due goes back by `refunds`
        or of payment `records` (each with its part), to the balance, or out of band, which together must be just that.
        """
        must_be(invoice, "open", "paid", "uncollectible")
        name = self._next("cn")
        lines = self._credited_lines(invoice, what)
        cost = invoice.get("shipping_cost") if shipping else None
        total = sum(map(_worth, lines)) + (whole(cost, "amount_total") if isinstance(cost, dict) else 0)
        before = min(total, whole(invoice, "amount_remaining"))
        after = total - before
        given_back = sum(part for _, part in (*refunds, *records)) + balance + out_of_band
        _check(invoice, total, after, given_back)
        note = self._add(
            "credit_notes",
            id=name,
            created=when,
            effective_at=when,
            invoice=invoice["id"],
            customer=invoice["customer"],
            currency=invoice["currency"],
            number=f"{invoice['number']}-CN-{self._count(str(invoice['id'])):02d}",
            amount=total,
            total=total,
            subtotal=sum(whole(line, "amount") for line in lines),
            discount_amount=sum(whole(line, "discount_amount") for line in lines),
            discount_amounts=_summed(lines, "discount_amounts"),
            total_taxes=_summed(lines, "taxes"),
            shipping_cost=cost,
            amount_shipping=whole(cost, "amount_subtotal") if isinstance(cost, dict) else 0,
            pre_payment_amount=before,
            post_payment_amount=after,
            out_of_band_amount=out_of_band or None,
            refunds=[
                *({"type": "refund", "refund": one["id"], "amount_refunded": part} for one, part in refunds),
                *(self._record_refund(record, part) for record, part in records),
            ],
            memo=memo,
            lines=lines,
        )
        moved = self._move(invoice, -balance, "credit_note", when, credit_note=name)
        note["customer_balance_transaction"] = None if moved is None else moved["id"]
        _lower(invoice, before, after, when)
        return note

    def worth(self, invoice: Plain, what: int | Mapping[int, int]) -> int:
        """What a credit note of this would come to, in minor units."""
        return sum(map(_worth, self._credited_lines(invoice, what)))

    def _record_refund(self, record: Plain, amount: int) -> Plain:
        """So much of a payment record goes back outside Stripe, as a group of its own."""
        group = {"payment_record": record["id"], "refund_group": self._next("prrg")}
        value, refunded = record["amount"], record.get("amount_refunded")
        if isinstance(value, dict):
            before = whole(refunded, "value") if isinstance(refunded, dict) else 0
            record["amount_refunded"] = {**value, "value": before + amount}
        return {"type": "payment_record_refund", "amount_refunded": amount, "payment_record_refund": group}

    def void_credit_note(self, note: Plain, *, when: int) -> None:
        """Takes a credit note back that lowered what was due of an invoice still open."""
        invoice = next(plain for plain in self.book["invoices"] if plain["id"] == note["invoice"])
        must_be(invoice, "open", "uncollectible")
        if note["post_payment_amount"]:
            raise ValueError(f"{note['id']} gave money back, and cannot be voided")
        note |= {"status": "void", "voided_at": when}
        _lower(invoice, -whole(note, "pre_payment_amount"), 0, when)

    def _credited_lines(self, invoice: Plain, what: int | Mapping[int, int]) -> list[Plain]:
        lines = invoice["lines"]
        if isinstance(what, int) or not isinstance(lines, list):
            return [{"id": self._next("cnli"), "type": "custom_line_item", "amount": what, "description": "Credit"}]
        return [self._credited_line(lines[index], amount) for index, amount in what.items()]

    def _credited_line(self, line: Plain, amount: int) -> Plain:
        """So much of a line, with as much of its discounts and taxes."""
        rest = whole(line, "amount") - amount
        discounts = [_part(share, amount, rest) for share in _list(line, "discount_amounts")]
        return {
            "id": self._next("cnli"),
            "type": "invoice_line_item",
            "invoice_line_item": line["id"],
            "description": line["description"],
            "quantity": line["quantity"] if rest == 0 else None,
            "amount": amount,
            "discount_amount": sum(whole(share, "amount") for share in discounts),
            "discount_amounts": discounts,
            "pretax_credit_amounts": [_part(share, amount, rest) for share in _list(line, "pretax_credit_amounts")],
            "taxes": [_part(tax, amount, rest) for tax in _list(line, "taxes")],
        }


def _check(invoice: Plain, total: int, after: int, given_back: int) -> None:
    if after != given_back:
        raise ValueError(f"{after} of a credit note of {invoice['id']} must be given back, not {given_back}")
    noted = whole(invoice, "pre_payment_credit_notes_amount") + whole(invoice, "post_payment_credit_notes_amount")
    if noted + total > whole(invoice, "total"):
        raise ValueError(f"{invoice['id']} cannot be credited by more than its total")


def _lower(invoice: Plain, before: int, after: int, when: int) -> None:
    """What a credit note does to its invoice."""
    for name, change in (
        ("pre_payment_credit_notes_amount", before),
        ("post_payment_credit_notes_amount", after),
        ("amount_due", -before),
        ("amount_remaining", -before),
    ):
        invoice[name] = whole(invoice, name) + change
    if invoice["status"] == "open" and invoice["amount_remaining"] == 0:
        settled(invoice, when=when)


def _worth(line: Plain) -> int:
    """A line less what was taken off before tax, with exclusive taxes."""
    credits_ = [one for one in _list(line, "pretax_credit_amounts") if one["type"] != "discount"]
    taxes = [tax for tax in _list(line, "taxes") if tax["tax_behavior"] == "exclusive"]
    off = whole(line, "discount_amount") + sum(whole(one, "amount") for one in credits_)
    return whole(line, "amount") - off + sum(whole(tax, "amount") for tax in taxes)


def _part(share: Plain, amount: int, rest: int) -> Plain:
    part, _ = shared(whole(share, "amount"), [amount, rest])
    return {**share, "amount": part}


def _list(plain: Plain, name: str) -> list[Plain]:
    value = plain.get(name)
    return value if isinstance(value, list) else []


def _summed(lines: Sequence[Plain], name: str) -> list[Plain]:
    """The shares of all lines by what they are shares of."""
    sums: dict[str, Plain] = {}
    for share in (share for line in lines for share in _list(line, name)):
        key = str(share.get("discount") or share.get("tax_rate_details"))
        so_far = sums.get(key)
        sums[key] = share if so_far is None else {**so_far, "amount": whole(so_far, "amount") + whole(share, "amount")}
    return list(sums.values())
