"""A memo of an invoice becomes a credit memo record (rules I-2, R-1, N-1, L-1, L-2, B-1, S-1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from connector.translation.booking import Booking
from connector.translation.customers import currency_ref
from connector.translation.dates import calendar_date
from connector.translation.external_ids import DESCRIPTION_MAX, cut, memo_of_amount
from connector.translation.invoice_lines import tax_code
from connector.translation.items import ItemChoice
from connector.translation.links import linked_invoice
from connector.translation.memo_lines import MemoLine
from connector.translation.memos import InvoiceMemo
from connector.translation.origins import LineOrigins, Origins, stripe_id_field
from connector.translation.outflows import Outflow
from connector.translation.rules import Rules
from connector.translation.wanted import LineCopy, WantedRecord
from netsuite_client import records
from netsuite_client.records import Ref
from stripe_client.objects import Charge, Dispute, InvoiceStory

SENTENCES: dict[str, str] = {
    "R-1": "Refund of {invoice}",
    "D-1": "Dispute of {invoice}",
    "N-6": "Credit note of {invoice}",
    "L-1": "Uncollectible",
    "L-2": "Void",
    "B-1": "This credit memo was created by a Stripe customer's balance.",
}
"""What the memo field says beside the Stripe id of the cause, by rule."""

CAUSES: dict[str, str] = {"R-1": "refund", "D-1": "dispute", "N-6": "credit_note"}
"""The Stripe object that a memo is made of, by rule; else the invoice."""


@dataclass(frozen=True, kw_only=True)
class MadeMemo:
    """A credit memo record, and the items that its lines stand on."""

    wanted: WantedRecord
    items: tuple[WantedRecord, ...]


def credit_memo(memo: InvoiceMemo, story: InvoiceStory, customer: Ref, booking: Booking, *sentences: str) -> MadeMemo:
    """The record of a memo; `sentences` are added to what its memo field says."""
    invoice, note = story.invoice, Origins()
    head = _Head(
        external_id=memo.external_id,
        cause=memo.cause,
        stripe=CAUSES.get(memo.rule, "invoice"),
        rule=memo.rule,
        moment=memo.moment,
        exact=memo.exact,
        sentences=(SENTENCES[memo.rule].format(invoice=invoice.id), *sentences),
        customer_path="invoice.customer",
    )
    lines = tuple(_line(line, memo, booking.rules, LineOrigins(note, index)) for index, line in enumerate(memo.lines))
    ours = linked_invoice(invoice) is None  # of a linked invoice we do not know the lines
    copies = tuple(
        LineCopy(invoice.id, line.copies) if ours and line.copies is not None else None for line in memo.lines
    )
    record = _record(head, customer, lines, booking, note)
    wanted = WantedRecord(record=record, origins=note, copies=copies, stripe_lines=memo.stripe_lines)
    return MadeMemo(wanted=wanted, items=tuple(items_of(memo.lines)))


def memo_on_item(
    outflow: Outflow,
    item: ItemChoice,
    booking: Booking,
    *,
    exact: Decimal,
    amount: Decimal,
    charge: Charge,
    customer: Ref,
) -> MadeMemo:
    """What a refund or dispute credits without an invoice of Stripe's, on one line (rules P-8, B-3, D-1).

    `exact` is what Stripe makes it, `amount` what NetSuite keeps of that.
    """
    note, disputed = Origins(), isinstance(outflow.cause, Dispute)
    head = _Head(
        external_id=f"memo_{outflow.id}",
        cause=outflow.id,
        stripe="dispute" if disputed else "refund",
        rule="D-1" if disputed else "R-1",
        moment=outflow.moment,
        exact=exact,
        sentences=(f"{'Dispute' if disputed else 'Refund'} of {charge.id}",),
    )
    line = LineOrigins(note, 0)
    credited = records.TransactionLine(
        item=line("item", item.ref, by=item.by),
        amount=line("amount", amount, by=head.rule),
        description=line("description", cut(charge.description, DESCRIPTION_MAX), by="P-8"),
        fields=tax_code(booking.rules, line),
    )
    record = _record(head, customer, (credited,), booking, note)
    return MadeMemo(wanted=WantedRecord(record=record, origins=note, copies=(None,)), items=(item.wanted,))


@dataclass(frozen=True, kw_only=True)
class _Head:
    """What a memo says beside its lines, of the object that Stripe calls `stripe`."""

    external_id: str
    cause: str
    stripe: str
    rule: str
    moment: int
    exact: Decimal
    sentences: tuple[str, ...]
    customer_path: str | None = None


def _record(
    head: _Head, customer: Ref, lines: tuple[records.TransactionLine, ...], booking: Booking, note: Origins
) -> records.CreditMemo:
    rules, path = booking.rules, f"{head.stripe}.id"
    day = calendar_date(head.moment, rules.timezone)
    text = memo_of_amount(head.cause, head.exact, booking.currency, *head.sentences)
    return records.CreditMemo(
        external_id=note("external_id", head.external_id, by=f"{head.rule}, I-1", path=path, read=head.cause),
        entity=note("entity", customer, by="C-1", path=head.customer_path),
        tran_date=note("tran_date", day, by=head.rule, path=head.stripe, read=head.moment),
        currency=note(
            "currency",
            currency_ref(booking.currency),
            by="M-1",
            path=f"{head.stripe}.currency",
            read=booking.currency.symbol.lower(),
        ),
        memo=note("memo", text, by="I-2", path=path, read=head.cause),
        subsidiary=note("subsidiary", rules.subsidiary, by="M-2 netsuite.subsidiary"),
        account=note("account", rules.receivable_account, by="C-7 accounts.receivable"),
        lines=lines,
        fields=stripe_id_field(head.cause, head.stripe, rules, note),
    )


def items_of(lines: Iterable[MemoLine]) -> Iterable[WantedRecord]:
    """The items of lines, each once."""
    return {line.item.ref.external_id: line.item.wanted for line in lines}.values()


def _line(line: MemoLine, memo: InvoiceMemo, rules: Rules, note: LineOrigins) -> records.TransactionLine:
    return records.TransactionLine(
        item=note("item", line.item.ref, by=line.item.by),
        description=note("description", cut(line.description, DESCRIPTION_MAX), by=memo.rule),
        quantity=note("quantity", line.quantity, by=memo.rule),
        amount=note("amount", line.amount, by=f"{memo.rule}, R-4"),
        fields=tax_code(rules, note),
    )
