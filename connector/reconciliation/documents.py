"""The documents that a family of Stripe's comes to: what Stripe has, and what only rules make of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from connector.reconciliation.figures import Document, Intended
from connector.reconciliation.invoices import changed_at, closing_memos, invoice_document
from connector.reconciliation.money import Change, Maker
from connector.translation.balance_uses import balance_uses
from connector.translation.charge_invoices import named_invoice, wants_own_invoice
from connector.translation.divisions import divisions_of
from connector.translation.external_ids import charge_invoice_id
from connector.translation.memos import outflow_memo_id
from connector.translation.outflows import Division, moved_money, withdrawn_at
from connector.translation.receipts import (
    OUTSIDE,
    brought_money,
    collected,
    failed_later,
    lowering_notes,
    note_moment,
    receipts_of,
    write_off_moment,
)
from connector.translation.refunds import credited_beside
from connector.translation.rules import Rules
from connector.translation.skips import why_skipped
from connector.translation.uses import booked_stories
from netsuite_client.records import Kind
from stripe_client.objects import (
    BalanceFamily,
    ChargeFamily,
    Dispute,
    Family,
    InvoiceStory,
)

LEFT_OUT_OUTSIDE = ("P-5", "paid outside Stripe, left out")


def documents_of(family: Family, rules: Rules) -> tuple[Document, ...]:
    """All documents of a root; the amounts stand on Stripe's objects alone."""
    match family:
        case InvoiceStory():
            return tuple(_of_invoice(family, rules))
        case ChargeFamily():
            return tuple(_of_charge(family, rules)) if brought_money(family.charge) else ()
        case BalanceFamily():
            return tuple(_of_balance(family, rules))
        case _:
            return ()


# An invoice


def _of_invoice(story: InvoiceStory, rules: Rules) -> Iterator[Document]:
    invoice = invoice_document(story, rules)
    if invoice is None:
        return
    yield invoice
    if why_skipped(story.invoice, rules) is not None:
        return
    make = Maker(root=story.root, currency=story.invoice.currency, rules=rules)
    for receipt in receipts_of(story, rules):
        if receipt.payment.payment_type == OUTSIDE:
            amount = Change(rule="Stripe", why="", total=receipt.amount + receipt.overpaid)
            left_out = LEFT_OUT_OUTSIDE if rules.out_of_band == "skip" else None
            yield make.document(Kind.CUSTOMER_PAYMENT, receipt.payer, receipt.moment, amount, left_out=left_out)
    yield from _notes(story, make)
    yield from _outside_refunds(story, make)
    for external_id, moment, change in closing_memos(story, rules):
        left_out = invoice.left_out if story.invoice.status == "void" else None
        yield make.document(
            Kind.CREDIT_MEMO, external_id, moment, None, [change], left_out=left_out, changed_at=changed_at(story)
        )


def _notes(story: InvoiceStory, make: Maker) -> Iterator[Document]:
    """Credit notes (rules N-1, N-7).

    Where the invoice was given up, the write-off had taken what a later one credits, and one that is voided later
    stands (rule L-1).
    """
    lowering = {note.id for note in lowering_notes(story, make.rules)}
    for note in story.credit_notes:
        amount = Change(rule="Stripe", why="", total=note.total)
        stands = Change(rule="L-1", why="voided after the write-off", total=note.total)
        issued, counts = note.status == "issued", note.id in lowering
        yield make.document(
            Kind.CREDIT_MEMO,
            f"memo_{note.id}",
            note_moment(note),
            amount if issued else None,
            [stands] if counts and not issued else (),
            left_out=("L-1", "issued after the write-off") if issued and not counts else None,
            changed_at=note.voided_at or 0,
        )


def _outside_refunds(story: InvoiceStory, make: Maker) -> Iterator[Document]:
    """What notes pay back outside Stripe, by the group of the payment record (rule N-2)."""
    groups: dict[str, tuple[int, int]] = {}
    for note in story.credit_notes:
        for refund in note.refunds if note.status == "issued" else ():
            group = refund.refund_group or refund.payment_record_id
            if refund.type == "payment_record_refund" and group:
                moment, minor = groups.get(group, (note_moment(note), 0))
                groups[group] = (moment, minor + refund.amount_refunded)
    left_out = LEFT_OUT_OUTSIDE if make.rules.out_of_band == "skip" else None
    for group, (moment, minor) in groups.items():
        amount = Change(rule="Stripe", why="", total=minor)
        yield make.document(Kind.CUSTOMER_REFUND, f"prr_{group}", moment, amount, left_out=left_out)


# A charge


def _of_charge(family: ChargeFamily, rules: Rules) -> Iterator[Document]:
    charge = family.charge
    make = Maker(root=family.root, currency=charge.currency, rules=rules)
    yield _payment(family, make)
    if failed_later(charge) and (back := charge.failure_balance_transaction):
        change = Change(rule="P-7", why="a debit that failed, paid back", total=collected(charge))
        yield make.document(Kind.CUSTOMER_REFUND, f"fail_{charge.id}", back.created, None, [change])
    yield from _outflows(family, make)
    yield from _memos(family, make)
    yield _own_invoice(family, make)


def _own_invoice(family: ChargeFamily, make: Maker) -> Document:
    """An invoice made for the charge; one that was made before stays where it is not wanted any more (A-11, P-8)."""
    charge, amount = family.charge, collected(family.charge)
    wanted = wants_own_invoice(family, make.rules)
    why = "made for a charge without invoice" if wanted else "made for the charge before, and stays"
    change = Change(rule="P-8", why=why, total=amount, paid=amount)
    left_out = None if wanted else ("P-8", "not wanted")
    moment = _received_at(family)
    return make.document(Kind.INVOICE, charge_invoice_id(charge.id), moment, None, [change], left_out=left_out)


def _payment(family: ChargeFamily, make: Maker) -> Document:
    charge, moment = family.charge, _received_at(family)
    amount = Change(rule="Stripe", why="", total=collected(charge))
    if failed_later(charge):
        failed = Change(rule="P-7", why="a debit that failed later", total=collected(charge))
        return make.document(Kind.CUSTOMER_PAYMENT, charge.id, moment, None, [failed])
    return make.document(Kind.CUSTOMER_PAYMENT, charge.id, moment, amount)


def _received_at(family: ChargeFamily) -> int:
    """The day of a payment (rule P-1)."""
    charge = family.charge
    paid = [each.paid_at for each in family.payments if each.paid_at is not None]
    moved = charge.balance_transaction.created if charge.balance_transaction else charge.created
    return min(paid, default=moved)


def _outflows(family: ChargeFamily, make: Maker) -> Iterator[Document]:
    """Refunds that moved money, the money of failed ones, and what banks took (rules R-1, R-7, D-1)."""
    for refund in filter(moved_money, family.charge.refunds):
        amount = Change(rule="Stripe", why="", total=refund.amount)
        yield make.document(Kind.CUSTOMER_REFUND, refund.id, refund.created, amount)
        if back := refund.failure_balance_transaction:
            change = Change(rule="R-7", why="the money of a failed refund", total=refund.amount)
            yield make.document(Kind.CUSTOMER_PAYMENT, f"undo_{refund.id}", back.created, None, [change])
    for dispute in family.charge.disputes:
        moment = withdrawn_at(dispute)
        if moment is not None:
            amount = Change(rule="Stripe", why="", total=dispute.amount)
            yield make.document(Kind.CUSTOMER_REFUND, dispute.id, moment, amount)


def _memos(family: ChargeFamily, make: Maker) -> Iterator[Document]:
    """What refunds and disputes take back of invoices, and what nothing else stands for (rules R-1, D-1)."""
    named = named_invoice(family.charge) if not family.payments else None
    beside = "own" if named is not None or wants_own_invoice(family, make.rules) else None
    for division in divisions_of(family.charge, booked_stories(family, make.rules), make.rules):
        disputed = isinstance(division.outflow.cause, Dispute)
        rule, why = ("D-1", "credited for a dispute") if disputed else ("R-1", "credited for a refund")
        for external_id, minor in _parts(division, beside).items():
            change = Change(rule=rule, why=why, total=minor)
            yield make.document(Kind.CREDIT_MEMO, external_id, division.outflow.moment, None, [change])


def _parts(division: Division, beside: str | None) -> Mapping[str, int]:
    """The memos of a refund or dispute, in minor units (rule R-8)."""
    if division.invoices:
        first = min(division.invoices)
        return {
            outflow_memo_id(division, invoice_id): minor + (division.excess if invoice_id == first else 0)
            for invoice_id, minor in division.invoices.items()
        }
    minor = credited_beside(division, beside=beside)
    return {f"memo_{division.outflow.id}": minor} if minor else {}


def under_way(family: Family, rules: Rules) -> Iterator[tuple[str, Intended]]:
    """What money on its way does to invoices before Stripe calls them paid, by their ids (rule P-7)."""
    if not isinstance(family, ChargeFamily) or family.charge.status != "pending" or not brought_money(family.charge):
        return
    make = Maker(root=family.root, currency=family.charge.currency, rules=rules)
    for payment in family.payments:
        minor = payment.amount_requested
        invoice = family.invoices.get(payment.invoice_id)
        if payment.status == "open" and invoice is not None and write_off_moment(invoice, rules) is None:
            change = Change(rule="P-7", why="a debit that is under way", paid=minor, remaining=-minor)
            yield payment.invoice_id, make.intended(change)


# A balance


def _of_balance(family: BalanceFamily, rules: Rules) -> Iterator[Document]:
    """Memos of credit that had no record yet, and debits against credit that has one (rules B-1, B-8)."""
    make = Maker(root=family.root, currency=family.currency, rules=rules)
    moments = {each.id: each.created for each in family.transactions}
    for use in balance_uses(family.transactions, family.stories, rules):
        moment = moments[use.transaction_id]
        if use.invoice_id is None:
            credited = sum(minor for record, minor in use.with_record.items() if record.startswith("memo_"))
            change = Change(
                rule="B-8",
                why="a debit that meets recorded credit",
                total=use.amount,
                paid=use.amount - credited,
                credited=credited,
            )
            yield make.document(Kind.INVOICE, f"debit_{use.transaction_id}", moment, None, [change])
        elif use.booked and use.without_record:
            change = Change(rule="B-1", why="the customer's credit, used", total=use.without_record)
            yield make.document(Kind.CREDIT_MEMO, use.memo_id, moment, None, [change])
