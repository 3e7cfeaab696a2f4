"""A finalised Stripe invoice becomes a NetSuite invoice, line by line (rules V-1 to V-9, V-14)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from connector.translation.booking import Booking
from connector.translation.customers import Booked, booked_under, currency_ref, customer_of
from connector.translation.dates import calendar_date
from connector.translation.drafts import NETSUITE_LINES_MAX, Draft, drafts_of
from connector.translation.endings import bound_to, ending_of, only_with_the_invoice
from connector.translation.external_ids import OTHER_REF_NUM_MAX, cut, memo_of_amount
from connector.translation.flags import block_of_invoice
from connector.translation.invoice_lines import Billed, billed_by, line_term, translate_lines
from connector.translation.links import LINKED, linked_invoice
from connector.translation.origins import Origins, stripe_id_field
from connector.translation.receipts import booked_total
from connector.translation.rules import Rules
from connector.translation.skips import issued_at, why_skipped
from connector.translation.values import rounded, stripe_amount
from connector.translation.wanted import Problem, Translation, WantedRecord, each_once
from netsuite_client import records
from netsuite_client.account import Currency
from stripe_client.objects import Invoice, InvoiceFamily


def translate_invoice(family: InvoiceFamily, rules: Rules, pins: Mapping[str, str]) -> Translation:
    """The invoice with its customer and items, or why there is none."""
    invoice = family.invoice
    reason, block = why_skipped(invoice, rules), block_of_invoice(family)
    if reason is not None or block is not None:
        held, link = None if reason else block, linked_invoice(invoice) if reason == LINKED else None
        shared = () if link is None else (link,)
        return Translation(
            root=family.root, skipped=reason, blocked=held, shared=shared, depends_on=_depends_on(family)
        )
    currency = rules.currency(invoice.currency)
    drafts = drafts_of(family, pins, rules)
    problems = _problems(invoice, currency, drafts)
    if problems or currency is None:
        return Translation(root=family.root, problems=_each_once(problems), depends_on=_depends_on(family))
    booking = Booking(currency=currency, rules=rules, pins=pins)
    booked = booked_under(customer_of(invoice, family.customer), currency_ref(currency), rules, by="C-1")
    ending = ending_of(family, booked.ref, booking)
    only_with = only_with_the_invoice(family, rules)
    billed = tuple(billed_by(draft, invoice, rules) for draft in drafts)
    records = (_invoice(family, booked, drafts, billed, booking), *ending.records)
    return Translation(
        root=family.root,
        records=tuple(bound_to(only_with, each) for each in records),
        applications=ending.applications,
        shared=each_once((booked.wanted, *(draft.item.wanted for draft in drafts), *ending.shared)),
        problems=ending.problems,
        findings=ending.findings,
        depends_on=_depends_on(family),
        pins=_pins(drafts, billed),
    )


def _pins(drafts: Sequence[Draft], billed: Sequence[Billed | None]) -> dict[str, str]:
    """The items decided for the prices of the lines (rule C-5)."""
    priced = ((of.line.price_id, draft.item) for draft, of in zip(drafts, billed, strict=True) if of)
    return {price_id: item.wanted.external_id for price_id, item in priced if price_id is not None}


def _problems(invoice: Invoice, currency: Currency | None, drafts: Sequence[Draft]) -> list[Problem]:
    """Everything that stops the invoice, found in one pass (rule A-7)."""
    problems = []
    if currency is None:
        problems.append(
            Problem(code="CURRENCY_MISSING", subject=invoice.id, values={"currency": invoice.currency.upper()})
        )
    lines = sum(draft.minor for draft in drafts)
    if booked_total(invoice) != lines:
        problems.append(_total_mismatch(invoice, lines))
    if len(drafts) > NETSUITE_LINES_MAX:
        message = f"{len(drafts):,} lines, NetSuite takes {NETSUITE_LINES_MAX:,}"
        problems.append(Problem(code="TOO_MANY_LINES", subject=invoice.id, values={"message": message}))
    return [*problems, *(draft.choice for draft in drafts if isinstance(draft.choice, Problem))]


def _total_mismatch(invoice: Invoice, lines: int) -> Problem:
    """Rule A-4: nothing is sent that does not equal Stripe's total."""
    total, of_lines = stripe_amount(booked_total(invoice), invoice.currency), stripe_amount(lines, invoice.currency)
    values = {"stripe": f"{total}", "lines": f"{of_lines}", "difference": f"{of_lines - total}"}
    return Problem(code="TOTAL_MISMATCH", subject=invoice.id, values=values | {"currency": invoice.currency.upper()})


def _each_once(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Each problem said once, with the values of the place where it was found first."""
    found: dict[tuple[str, str], Problem] = {}
    for problem in problems:
        found.setdefault((problem.code, problem.subject), problem)
    return tuple(found.values())


def _invoice(
    family: InvoiceFamily, booked: Booked, drafts: Sequence[Draft], billed: Sequence[Billed | None], booking: Booking
) -> WantedRecord:
    invoice, rules, currency = family.invoice, booking.rules, booking.currency
    note = Origins()
    moment, moment_path = issued_at(invoice)
    number = {rules.invoice_number: cut(invoice.number, OTHER_REF_NUM_MAX)}
    record = records.Invoice(
        external_id=note("external_id", invoice.id, by="I-1", path="invoice.id", read=invoice.id),
        entity=note("entity", booked.ref, by=booked.by, path="invoice.customer", read=invoice.customer_id),
        tran_date=note("tran_date", calendar_date(moment, rules.timezone), by="V-2", path=moment_path, read=moment),
        due_date=note("due_date", _due_date(invoice, rules), by="V-2", path="invoice.due_date", read=invoice.due_date),
        currency=note("currency", currency_ref(currency), by="M-1", path="invoice.currency", read=invoice.currency),
        other_ref_num=note(
            "other_ref_num", number.get("other_ref_num"), by="V-2", path="invoice.number", read=invoice.number
        ),
        tran_id=note("tran_id", number.get("tran_id"), by="V-2", path="invoice.number", read=invoice.number),
        memo=note("memo", _memo(invoice, currency), by="I-2", path="invoice.id", read=invoice.id),
        subsidiary=note("subsidiary", rules.subsidiary, by="M-2 netsuite.subsidiary"),
        account=note("account", rules.receivable_account, by="C-7 accounts.receivable"),
        lines=translate_lines(drafts, billed, booking, note),
        fields=stripe_id_field(invoice.id, "invoice", rules, note),
    )
    return WantedRecord(
        record=record,
        origins=note,
        stripe_lines=tuple(draft.bills for draft in drafts),
        terms=tuple(line_term(each, family.prices) if each else None for each in billed),
    )


def _due_date(invoice: Invoice, rules: Rules) -> date | None:
    return None if invoice.due_date is None else calendar_date(invoice.due_date, rules.timezone)


def _memo(invoice: Invoice, currency: Currency) -> str:
    """The memo, with what a negative invoice did instead (V-10) and what a revision replaces (V-12)."""
    total = stripe_amount(invoice.total, invoice.currency)
    sentences = [f"Customer balance increased by {rounded(-total, currency.precision)}."] if total < 0 else []
    sentences += [f"Revises {invoice.from_invoice_id}"] if invoice.from_invoice_id else []
    return memo_of_amount(invoice.id, max(total, Decimal(0)), currency, *sentences)


def _depends_on(family: InvoiceFamily) -> frozenset[str]:
    customer = {family.invoice.customer_id} if family.invoice.customer_id else set()
    prices = {line.price_id for line in family.invoice.lines if line.price_id}
    sold = {price.product_id for price in family.prices.values()}
    return frozenset(customer | prices | sold | {coupon.id for coupon in family.coupons.values()})
