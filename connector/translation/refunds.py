"""What left a charge becomes customer refunds, with the memos that they pay out (rules R-1 to R-8, P-7, D-1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from connector.translation.booking import Booking
from connector.translation.credit_memos import MadeMemo, credit_memo, memo_on_item
from connector.translation.customer_payments import MoneyIn, PaidBy, customer_payment
from connector.translation.customers import currency_ref
from connector.translation.dates import calendar_date
from connector.translation.divisions import divisions_of
from connector.translation.external_ids import memo_of_amount
from connector.translation.items import STRIPE_METHOD, global_item, payment_method_ref
from connector.translation.links import linked_memo, linked_refund
from connector.translation.memo_lines import excess_item
from connector.translation.memos import InvoiceMemo, memos_of, outflow_memo_id
from connector.translation.origins import Origins, stripe_id_field
from connector.translation.outflows import Division, moved_money, shares_of
from connector.translation.receipts import collected
from connector.translation.values import stripe_amount
from connector.translation.wanted import Application, Problem, WantedRecord
from netsuite_client.records import CustomerRefund, Kind, Ref
from stripe_client.objects import Charge, ChargeFamily, Dispute, InvoiceStory, Refund, Root, RootKind


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """What refunds, disputes and a failure of a charge add to its translation."""

    records: tuple[WantedRecord, ...] = ()
    applications: tuple[Application, ...] = ()
    items: tuple[WantedRecord, ...] = ()
    problems: tuple[Problem, ...] = ()
    findings: tuple[Problem, ...] = ()
    made_before: Mapping[str, Problem | None] = field(default_factory=dict)


def outgoing(
    family: ChargeFamily,
    stories: Mapping[str, InvoiceStory],
    customer: Ref,
    booking: Booking,
    *,
    beside: str | None = None,
) -> Outgoing:
    """The memos, refunds and returned money of a charge; `stories` are those of the booked invoices that it pays.

    A payment that is applied to an invoice that is none of Stripe's (P-8, I-4) is credited on the item `beside`.
    """
    charge = family.charge
    if not (charge.refunds or charge.disputes or charge.status == "failed" or stories):
        return Outgoing()  # as of most
    too_much = _more_than_came_in(charge)
    if too_much is not None:
        return Outgoing(problems=(too_much,))
    every = divisions_of(charge, {**family.stories, **stories}, booking.rules)
    links = {each.outflow.id: link for each in every if (link := linked_refund(each.outflow.cause)) is not None}
    divisions = tuple(each for each in every if each.outflow.id not in links)
    root = Root(RootKind.CHARGE, charge.id)
    made = {invoice_id: memos_of(story, root, booking) for invoice_id, story in stories.items()}
    ours = {
        memo.external_id: (memo, stories[invoice_id])
        for invoice_id, memos in made.items()
        for memo in memos
        if isinstance(memo, InvoiceMemo) and memo.cause not in links
    }
    records = [credit_memo(memo, story, customer, booking) for memo, story in ours.values()]
    memos = {memo_id: memo for memo_id, (memo, _) in ours.items()}
    records += _without_invoice(divisions, charge, customer, booking, beside=beside)
    records = [_linked(each, divisions) or each for each in records]
    outs = [paid_out_by(each, charge, memos, booking, beside=beside) for each in divisions if _is_whole(each, memos)]
    outs += [out for out in [failed_payment(charge, booking)] if out]
    account = booking.rules.undeposited_account
    if account is None and divisions:
        values = {"purpose": "refunds", "setting": "accounts.undeposited_funds"}
        return Outgoing(problems=(Problem(code="ACCOUNT_UNMAPPED", subject=charge.id, values=values),))
    back = (undone(refund, customer, booking) for refund in charge.refunds if moved_money(refund))
    return Outgoing(
        records=(
            *(each.wanted for each in records),
            *(each for each in back if each),
            *links.values(),
            *(customer_refund(out, customer, account, STRIPE_METHOD, booking) for out in outs),
        ),
        applications=tuple(use for out in outs for use in pays_out(out, booking)),
        items=tuple(item for each in records for item in each.items),
        problems=tuple(each for found in made.values() for each in found if isinstance(each, Problem)),
        findings=tuple(failed_refunds(every, charge)),
        made_before={id_: None for each in every if each.outflow.id in links for id_ in _made_for(each)},
    )


def _linked(memo: MadeMemo, divisions: Sequence[Division]) -> MadeMemo | None:
    """What people have in NetSuite instead of the one memo that a refund pays out (rule I-4).

    Of several memos for several invoices (rule R-8) a refund's metadata cannot name each.
    """
    id_ = memo.wanted.external_id
    causes = (each.outflow.cause for each in divisions if f"memo_{each.outflow.id}" == id_)
    link = next((link for cause in causes if (link := linked_memo(cause, id_)) is not None), None)
    return None if link is None else MadeMemo(wanted=link, items=())


def _made_for(division: Division) -> Iterator[str]:
    """What was made for a refund before people linked another one: it stays (rule A-11)."""
    id_ = division.outflow.id
    payees = [outflow_memo_id(division, each) for each in division.invoices] or [f"memo_{id_}"]
    yield from payees
    payees += [f"memo_{each}" for each in division.notes] + [f"undo_{each}" for each in division.undone]
    yield from (f"{id_}>{payee}" for payee in (*payees, division.outflow.cause.charge_id))


def _more_than_came_in(charge: Charge) -> Problem | None:
    """Refunds that together are larger than the charge: none of them is booked; a dispute may be larger (rule D-1)."""
    stood = (each for each in charge.refunds if moved_money(each) and each.status not in {"failed", "canceled"})
    refunded, came_in = sum(each.amount for each in stood), collected(charge)
    if refunded <= came_in:
        return None
    amounts = {"refunded": f"{stripe_amount(refunded, charge.currency)}"}
    amounts |= {"came_in": f"{stripe_amount(came_in, charge.currency)}", "currency": charge.currency.upper()}
    return Problem(code="REFUND_TOO_LARGE", subject=charge.id, values=amounts)


def _without_invoice(
    divisions: Sequence[Division], charge: Charge, customer: Ref, booking: Booking, *, beside: str | None
) -> Iterator[MadeMemo]:
    """Memos of what no invoice of Stripe's stands for: an invoice made for the charge (P-8), credit used (B-3)."""
    for division in divisions:
        outflow, amount = division.outflow, _credited_beside(division, booking, beside=beside)
        if amount:
            exact = booking.exact(credited_beside(division, beside=beside))
            disputed = isinstance(outflow.cause, Dispute)
            named = global_item(beside, booking.rules, by="P-8, I-4") if beside else None
            item = named or excess_item(booking.rules, disputed=disputed)
            yield memo_on_item(outflow, item, booking, exact=exact, amount=amount, charge=charge, customer=customer)


def credited_beside(division: Division, *, beside: str | None) -> int:
    """What its memo credits where it touches none of Stripe's invoices, in minor units."""
    if division.invoices:
        return 0
    return division.excess + (division.payment if beside else 0)


def _credited_beside(division: Division, booking: Booking, *, beside: str | None) -> Decimal:
    """The same in NetSuite's decimals."""
    shares = shares_of(division, booking)
    return Decimal(0) if division.invoices else shares.excess + (shares.payment if beside else 0)


def _is_whole(division: Division, memos: Mapping[str, InvoiceMemo]) -> bool:
    """Whether every memo that it pays out could be made; else it waits with them (rule A-7)."""
    return all(outflow_memo_id(division, invoice_id) in memos for invoice_id in division.invoices)


@dataclass(frozen=True, kw_only=True)
class PaidOut:
    """A customer refund with what it pays out: the payees, by external id, with their kinds and amounts."""

    external_id: str
    cause: str
    moment: int
    exact: Decimal
    parts: Mapping[str, tuple[Kind, Decimal]]
    rule: str
    stripe: str
    """What the Stripe object of the cause is called."""
    sentences: tuple[str, ...] = ()


def paid_out_by(
    division: Division, charge: Charge, memos: Mapping[str, InvoiceMemo], booking: Booking, *, beside: str | None
) -> PaidOut:
    """What a refund or a dispute pays out: memos, failed refunds' money, the payment itself (rules R-1, R-5 to R-7)."""
    disputed, shares, before = (
        isinstance(division.outflow.cause, Dispute),
        shares_of(division, booking),
        division.before,
    )
    parts: dict[str, tuple[Kind, Decimal]] = {}
    for note_id, amount in shares.notes.items():
        parts[f"memo_{note_id}"] = (Kind.CREDIT_MEMO, min(amount, booking.piece(division.notes[note_id])))
    for refund in charge.refunds:
        again = booking.part(division.undone.get(refund.id, 0), before.get(refund.id, 0))
        parts[f"undo_{refund.id}"] = (Kind.CUSTOMER_PAYMENT, again)
    for invoice_id in division.invoices:
        memo = memos[outflow_memo_id(division, invoice_id)]
        parts[memo.external_id] = (Kind.CREDIT_MEMO, memo.amount)
    if credited := _credited_beside(division, booking, beside=beside):
        parts[f"memo_{division.outflow.id}"] = (Kind.CREDIT_MEMO, credited)
    if not beside:
        portion = booking.piece if division.applied else booking.part
        left = portion(division.payment, before.get(charge.id, 0))
        parts[charge.id] = (Kind.CUSTOMER_PAYMENT, left)
    return PaidOut(
        external_id=division.outflow.id,
        cause=division.outflow.id,
        moment=division.outflow.moment,
        exact=booking.exact(division.outflow.cause.amount),
        parts={payee: part for payee, part in parts.items() if part[1]},
        rule="D-1" if disputed else "R-1",
        stripe="dispute" if disputed else "refund",
    )


def failed_payment(charge: Charge, booking: Booking) -> PaidOut | None:
    """An asynchronous payment that failed: its money went back (rule P-7)."""
    back = charge.failure_balance_transaction
    if charge.status != "failed" or charge.balance_transaction is None or back is None:
        return None
    exact = booking.exact(collected(charge))
    reason = charge.failure_message or charge.failure_code or "payment failed"
    return PaidOut(
        external_id=f"fail_{charge.id}",
        cause=charge.id,
        moment=back.created,
        exact=exact,
        parts={charge.id: (Kind.CUSTOMER_PAYMENT, booking.amount(collected(charge)))},
        rule="P-7",
        stripe="charge",
        sentences=(f"Failed: {reason}",),
    )


def customer_refund(out: PaidOut, customer: Ref, account: Ref | None, method: str, booking: Booking) -> WantedRecord:
    """The record; its total is what it pays out. `method` is the key of its payment method (rule C-6)."""
    note, rules, currency = Origins(), booking.rules, booking.currency
    total = sum((amount for _, amount in out.parts.values()), Decimal(0))
    record = CustomerRefund(
        external_id=note("external_id", out.external_id, by="I-1", path=f"{out.stripe}.id", read=out.cause),
        customer=note("customer", customer, by=out.rule),
        tran_date=note(
            "tran_date", calendar_date(out.moment, rules.timezone), by=out.rule, path=out.stripe, read=out.moment
        ),
        currency=note("currency", currency_ref(currency), by="M-1"),
        total=note("total", total, by=out.rule, path=f"{out.stripe}.amount"),
        payment_method=note("payment_method", payment_method_ref(method, rules), by=out.rule),
        memo=note("memo", memo_of_amount(out.cause, out.exact, currency, *out.sentences), by="I-2"),
        ar_account=note("ar_account", rules.receivable_account, by="C-7 accounts.receivable"),
        account=note("account", account, by="C-7 accounts.undeposited_funds"),
        fields=stripe_id_field(out.cause, out.stripe, rules, note),
    )
    return WantedRecord(record=record, origins=note)


def pays_out(out: PaidOut, booking: Booking) -> tuple[Application, ...]:
    """The refund's applications: one for each memo or payment that it pays out."""
    payer = Ref(kind=Kind.CUSTOMER_REFUND, external_id=out.external_id)
    return tuple(
        Application(
            payer=payer, payee=Ref(kind=kind, external_id=payee), amount=amount, currency=booking.currency.symbol
        )
        for payee, (kind, amount) in out.parts.items()
    )


def undone(refund: Refund, customer: Ref, booking: Booking) -> WantedRecord | None:
    """The payment that brings the money of a failed refund back (rule R-7); None for one that did not fail."""
    back = refund.failure_balance_transaction
    if back is None:
        return None
    money = MoneyIn(
        external_id=f"undo_{refund.id}",
        cause=refund.id,
        stripe="refund",
        rule="R-7",
        moment=back.created,
        moment_path="refund.failure_balance_transaction.created",
        minor=refund.amount,
        amount_path="refund.amount",
        method=STRIPE_METHOD,
        account=booking.rules.undeposited_account,
        sentences=(f"Failed refund: {refund.failure_reason}" if refund.failure_reason else "Failed refund",),
    )
    record, note = customer_payment(money, PaidBy(ref=customer, by="R-7"), booking)
    return WantedRecord(record=record, origins=note)


def failed_refunds(divisions: Sequence[Division], charge: Charge) -> Iterator[Problem]:
    """Money that came back of a failed refund and was not refunded again: a person decides (rule R-7)."""
    again: dict[str, int] = {}
    for division in divisions:
        for refund_id, minor in division.undone.items():
            again[refund_id] = again.get(refund_id, 0) + minor
    for refund in charge.refunds:
        left = refund.amount - again.get(refund.id, 0)
        if refund.failure_balance_transaction is not None and left:
            amount = f"{stripe_amount(left, refund.currency)} {refund.currency.upper()}"
            yield Problem(code="REFUND_FAILED", subject=refund.id, values={"charge": charge.id, "amount": amount})
