"""A customer's credit balance: the memos, uses and debits that its transactions make (section B)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from connector.translation.balance_uses import balance_uses
from connector.translation.booking import Booking
from connector.translation.credit_memos import credit_memo
from connector.translation.credit_queue import Use
from connector.translation.customers import Booked, booked_under, currency_ref
from connector.translation.dates import calendar_date
from connector.translation.endings import applied, bound_to, only_with_the_invoice
from connector.translation.external_ids import memo_of_amount
from connector.translation.fitting import fitting
from connector.translation.invoice_lines import tax_code
from connector.translation.items import ItemChoice, global_item
from connector.translation.memos import InvoiceMemo, memos_of
from connector.translation.origins import LineOrigins, Origins, stripe_id_field
from connector.translation.rules import Rules
from connector.translation.values import stripe_amount
from connector.translation.wanted import Application, Problem, Translation, WantedRecord
from netsuite_client import records
from netsuite_client.account import Currency
from netsuite_client.records import Kind, Ref
from stripe_client.objects import BalanceFamily, CustomerBalanceTransaction

KNOWN_TYPES = frozenset(
    {
        "adjustment",
        "applied_to_invoice",
        "checkout_session_subscription_payment",
        "checkout_session_subscription_payment_canceled",
        "credit_note",
        "initial",
        "invoice_overpaid",
        "invoice_too_large",
        "invoice_too_small",
        "migration",
        "unapplied_from_invoice",
        "unspent_receiver_credit",
    }
)
"""Types of balance transactions that Stripe describes; another one is treated as an adjustment (rule B-6)."""


@dataclass(kw_only=True)
class _Made:
    records: list[WantedRecord] = field(default_factory=list)
    items: list[WantedRecord] = field(default_factory=list)
    applications: list[Application] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def translate_balance(family: BalanceFamily, rules: Rules, pins: Mapping[str, str]) -> Translation:
    """The memos and debits of a customer's balance in one currency, and all uses of its credit (rule A-2)."""
    depends_on = frozenset({family.customer.id, *family.stories})
    currency = rules.currency(family.currency)
    uses = balance_uses(family.transactions, family.stories, rules)
    problems = tuple(_broken(family)) if uses else ()
    if uses and currency is None:
        values = {"currency": family.currency.upper()}
        problems = (*problems, Problem(code="CURRENCY_MISSING", subject=family.root.id, values=values))
    if problems or currency is None:
        return Translation(root=family.root, problems=problems, depends_on=depends_on)
    made = _made(family, uses, Booking(currency=currency, rules=rules, pins=pins))
    customer = _customer(family, currency, rules)
    return Translation(
        root=family.root,
        records=tuple(made.records),
        applications=tuple(use for use in made.applications if use.amount),
        shared=(*([customer.wanted] if made.records else []), *made.items),
        problems=tuple(made.problems),
        findings=tuple(_unknown(family)),
        depends_on=depends_on,
    )


def _customer(family: BalanceFamily, currency: Currency, rules: Rules) -> Booked:
    return booked_under(family.customer, currency_ref(currency), rules, by="B-8")


def _broken(family: BalanceFamily) -> Iterator[Problem]:
    """The ledger check: each ending balance is the one before and the amount."""
    balance = 0
    for transaction in family.transactions:
        balance += transaction.amount
        if balance != transaction.ending_balance:
            values = {
                "transaction": transaction.id,
                "expected": f"{stripe_amount(balance, family.currency)}",
                "stripe": f"{stripe_amount(transaction.ending_balance, family.currency)}",
            }
            yield Problem(code="BALANCE_BROKEN", subject=family.customer.id, values=values)
            return


def _unknown(family: BalanceFamily) -> Iterator[Problem]:
    """Rule B-6."""
    for transaction in family.transactions:
        if transaction.type not in KNOWN_TYPES:
            yield Problem(code="UNKNOWN_BALANCE_TYPE", subject=transaction.id, values={"type": transaction.type})


def _made(family: BalanceFamily, uses: Sequence[Use], booking: Booking) -> _Made:
    made = _Made()
    memos = _memos(family, uses, booking, made)
    transactions = {each.id: each for each in family.transactions}
    for use in uses:
        if use.invoice_id is None:
            _add_debit(made, use, transactions[use.transaction_id], family, booking)
        elif use.booked:
            _add_use(made, use, memos, family, booking)
    return made


def _memos(
    family: BalanceFamily,
    uses: Sequence[Use],
    booking: Booking,
    made: _Made,
) -> dict[str, InvoiceMemo]:
    """The memos that this balance owns, of all invoices that use credit without a record."""
    found: dict[str, InvoiceMemo] = {}
    for invoice_id in dict.fromkeys(use.invoice_id for use in uses if use.booked and use.without_record):
        for each in memos_of(family.stories[invoice_id or ""], family.root, booking):
            if isinstance(each, Problem):
                made.problems.append(each)
            else:
                found[each.external_id] = each
    return found


def _add_use(made: _Made, use: Use, memos: Mapping[str, InvoiceMemo], family: BalanceFamily, booking: Booking) -> None:
    """A use on an invoice: its own memo, and payments and memos that are there (B-1, B-3); none on a void one (B-5)."""
    story = family.stories[use.invoice_id or ""]
    customer = _customer(family, booking.currency, booking.rules).ref
    applies = not use.taken_back and story.invoice.status != "void"
    memo = memos.get(use.memo_id)
    if memo is not None:
        record = credit_memo(memo, story, customer, booking)
        made.records.append(bound_to(only_with_the_invoice(story, booking.rules), record.wanted))
        made.items += record.items
        if applies:
            amount = fitting(memo.amount, memo.external_id, story, booking)
            made.applications.append(applied(_payer(memo.external_id), story, amount, booking))
    if applies:
        for external_id, minor in use.with_record_kept.items():
            amount = fitting(booking.amount(minor), external_id, story, booking)
            made.applications.append(applied(_payer(external_id), story, amount, booking))


def _payer(external_id: str) -> Ref:
    kind = Kind.CREDIT_MEMO if external_id.startswith("memo_") else Kind.CUSTOMER_PAYMENT
    return Ref(kind=kind, external_id=external_id)


def _add_debit(
    made: _Made,
    use: Use,
    transaction: CustomerBalanceTransaction,
    family: BalanceFamily,
    booking: Booking,
) -> None:
    """A debit that meets recorded credit: an invoice takes it (rule B-8)."""
    item = global_item("stripe_customer_balance_debit_item", booking.rules, by="B-8")
    invoice = _debit(use, transaction, item, family, booking)
    made.records.append(invoice)
    made.items.append(item.wanted)
    for external_id, minor in use.with_record_kept.items():
        made.applications.append(
            Application(
                payer=_payer(external_id),
                payee=Ref(kind=Kind.INVOICE, external_id=invoice.external_id),
                amount=booking.amount(minor),
                currency=booking.currency.symbol,
            )
        )


def _debit(
    use: Use,
    transaction: CustomerBalanceTransaction,
    item: ItemChoice,
    family: BalanceFamily,
    booking: Booking,
) -> WantedRecord:
    rules, currency, note = booking.rules, booking.currency, Origins()
    line_note = LineOrigins(note, 0)
    line = records.TransactionLine(
        item=line_note("item", item.ref, by=item.by),
        amount=line_note("amount", booking.amount(use.amount), by="B-8"),
        description=line_note("description", transaction.description or "Customer balance debit", by="B-8"),
        fields=tax_code(rules, line_note),
    )
    record = records.Invoice(
        external_id=note("external_id", f"debit_{transaction.id}", by="B-8, I-1", read=transaction.id),
        entity=note("entity", _customer(family, currency, rules).ref, by="C-1"),
        tran_date=note("tran_date", calendar_date(transaction.created, rules.timezone), by="B-8"),
        currency=note("currency", currency_ref(currency), by="M-1"),
        memo=note("memo", memo_of_amount(transaction.id, booking.exact(use.amount), currency), by="I-2"),
        subsidiary=note("subsidiary", rules.subsidiary, by="M-2 netsuite.subsidiary"),
        account=note("account", rules.receivable_account, by="C-7 accounts.receivable"),
        lines=(line,),
        fields=stripe_id_field(transaction.id, "customer_balance_transaction", rules, note),
    )
    return WantedRecord(record=record, origins=note)
