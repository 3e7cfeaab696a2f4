"""A charge that was collected becomes a customer payment, applied to what it pays (P-1 to P-9, I-4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from connector.translation.booking import Booking
from connector.translation.charge_invoices import made_before, named_invoice, own_invoice, wants_own_invoice
from connector.translation.customer_payments import MoneyIn, PaidBy, customer_payment
from connector.translation.customers import booked_under, currency_ref, customer_of
from connector.translation.dates import calendar_date
from connector.translation.fitting import fitting
from connector.translation.flags import ALLOW_DUPLICATE, block_of_charge, is_set
from connector.translation.items import STRIPE_METHOD, payment_method
from connector.translation.links import (
    INVOICE_KEY,
    LINKED,
    customer_of_charge,
    customer_of_invoice,
    invoice_of_charge,
    linked_customer,
    linked_invoice,
    linked_payment,
)
from connector.translation.origins import Origins
from connector.translation.receipts import brought_money, collected
from connector.translation.refunds import outgoing
from connector.translation.rules import Rules
from connector.translation.skips import BEFORE_START, why_skipped
from connector.translation.uses import Fate, Use, booked_stories, uses_of
from connector.translation.values import rounded_parts
from connector.translation.wanted import Application, Problem, Translation, WantedRecord, each_once
from netsuite_client.account import Currency
from netsuite_client.records import CustomerPayment, Kind, Ref
from stripe_client.objects import Charge, ChargeFamily, Invoice, InvoiceStory

Uses = tuple[Use, ...]


def translate_charge(family: ChargeFamily, rules: Rules, pins: Mapping[str, str]) -> Translation:
    """The payment and its applications, or why there are none."""
    charge, root = family.charge, family.root
    depends_on = frozenset(family.invoices) | frozenset([charge.customer_id] if charge.customer_id else [])
    if not brought_money(charge):
        return Translation(root=root, depends_on=depends_on)
    link = linked_payment(charge)
    if link is not None:
        return Translation(root=root, skipped=LINKED, shared=(link,), depends_on=depends_on)
    stories = booked_stories(family, rules)
    uses = uses_of(family, stories, rules)
    reason, block = _why_skipped(family, uses, rules), block_of_charge(family, rules)
    if reason is not None or block is not None:
        return Translation(root=root, skipped=reason, blocked=None if reason else block, depends_on=depends_on)
    currency = rules.currency(charge.currency)
    problems = _problems(family, uses, currency, rules)
    if problems or currency is None:
        return Translation(root=root, problems=problems, depends_on=depends_on)
    payer = _payer(family, uses, currency, rules)
    booking = Booking(currency=currency, rules=rules, pins=pins)
    payment, origins = _payment(family, uses, payer, booking)
    named = None if uses else named_invoice(charge)
    own = wants_own_invoice(family, rules)
    beside = "stripe_generic_line_item" if own else "stripe_refund_item" if named else None
    out = outgoing(family, stories, payer.ref, booking, beside=beside)
    method = payment_method(STRIPE_METHOD, rules)
    booked = Translation(
        root=root,
        records=(*payer.own, *_one(named), WantedRecord(record=payment, origins=origins), *out.records),
        applications=(*_applications(family, uses, stories, booking), *_use_of_all(payment, named), *out.applications),
        shared=(method, *payer.wanted, *_linked_invoices(family, uses), *out.items),
        problems=out.problems,
        findings=(*_findings(charge, uses), *out.findings),
        depends_on=depends_on,
        made_before={**({} if own else made_before(charge, uses)), **out.made_before},
    )
    return _with_own_invoice(booked, charge, payment, rules) if own else booked


def _one(wanted: WantedRecord | None) -> tuple[WantedRecord, ...]:
    return () if wanted is None else (wanted,)


def _use_of_all(payment: CustomerPayment, invoice: WantedRecord | None) -> Iterator[Application]:
    """The whole payment applied to the invoice that its charge names (rule I-4)."""
    if invoice is not None:
        yield Application(
            payer=Ref(kind=Kind.CUSTOMER_PAYMENT, external_id=payment.external_id),
            payee=Ref(kind=Kind.INVOICE, external_id=invoice.external_id),
            amount=payment.payment,
            currency=payment.currency.name or "",
        )


def _linked_invoices(family: ChargeFamily, uses: Uses) -> tuple[WantedRecord, ...]:
    """The invoices of NetSuite that stand for those that it pays (rule I-4)."""
    links = (linked_invoice(family.invoices[use.invoice_id]) for use in uses if use.fate is Fate.APPLIED)
    return each_once(link for link in links if link is not None)


def _with_own_invoice(booked: Translation, charge: Charge, payment: CustomerPayment, rules: Rules) -> Translation:
    """The payment applied to an invoice that is made for it (rule P-8)."""
    own = own_invoice(charge, payment, rules)
    return replace(
        booked,
        records=(own.invoice, *booked.records),
        applications=(own.application, *booked.applications),
        shared=(own.item, *booked.shared),
    )


def _why_skipped(family: ChargeFamily, uses: Uses, rules: Rules) -> str | None:
    """The reason of the charge itself, else of an invoice whose fate it shares.

    Rule A-10: money that came before the start was booked by whoever kept the books then. It comes in all the same
    where it pays an invoice from after the start: that invoice is ours, and so is what pays it.
    """
    received = calendar_date(_received_at(family.charge, uses)[0], rules.timezone)
    if received < rules.start_date and all(use.fate is Fate.OLD_INVOICE for use in uses):
        return BEFORE_START
    invoices = (family.invoices.get(use.invoice_id) for use in uses if use.fate is not Fate.OLD_INVOICE)
    reasons = (_why_unpayable(invoice, rules) for invoice in invoices if invoice is not None)
    return next((reason for reason in reasons if reason), None)


def _why_unpayable(invoice: Invoice, rules: Rules) -> str | None:
    """A payment shares the fate of an invoice that is not booked; a linked one is there to be paid (I-4, A-10)."""
    reason = why_skipped(invoice, rules)
    return None if reason == LINKED else reason


def _problems(family: ChargeFamily, uses: Uses, currency: Currency | None, rules: Rules) -> tuple[Problem, ...]:
    charge = family.charge
    gone = {use.invoice_id for use in uses} - set(family.invoices)
    problems = [Problem(code="STRIPE_OBJECT_MISSING", subject=invoice_id) for invoice_id in sorted(gone)]
    if currency is None:
        values = {"currency": charge.currency.upper()}
        problems.append(Problem(code="CURRENCY_MISSING", subject=charge.id, values=values))
    settled = [use.invoice_id for use in uses if use.fate is Fate.ONE_TOO_MANY]
    if settled and not (rules.duplicate_payments or is_set(ALLOW_DUPLICATE, charge.metadata)):
        values = {"invoice": ", ".join(settled)}
        problems.append(Problem(code="DUPLICATE_PAYMENT", subject=charge.id, values=values))
    return tuple(problems)


def _findings(charge: Charge, uses: Uses) -> Iterator[Problem]:
    """What stands unapplied, and somebody must apply: for an old invoice (A-10), or one that was given up (L-3).

    Of what was refunded in full nothing stands.
    """
    for use in uses if charge.amount_refunded < collected(charge) else ():
        if use.fate is Fate.OLD_INVOICE:
            yield Problem(code="BEFORE_START_PAYMENT", subject=use.invoice_id, values={"payment": charge.id})
        if use.fate is Fate.WRITTEN_OFF:
            yield Problem(code="UNCOLLECTIBLE_PAID", subject=charge.id, values={"invoice": use.invoice_id})


@dataclass(frozen=True, kw_only=True)
class Payer:
    """Whose payment it is: the customer to name, the records that must exist for it, and the rule that chose.

    `wanted` are shared, `own` is a link of the charge itself.
    """

    ref: Ref
    by: str
    wanted: tuple[WantedRecord, ...] = ()
    own: tuple[WantedRecord, ...] = ()


def _payer(family: ChargeFamily, uses: Uses, currency: Currency, rules: Rules) -> Payer:
    """The customer of the invoice of ours that is paid; else one that people linked, the charge's own, or a global one.

    Only its customer's payment can be applied to an invoice: the charge's own link cannot change that (C-3, P-8, I-4).
    """
    first = next(iter(sorted(uses, key=lambda use: use.fate is not Fate.APPLIED)), None)
    paid = family.invoices[first.invoice_id] if first else None
    link = linked_invoice(paid) if paid else invoice_of_charge(family.charge)
    if first is not None and paid is not None and link is None:
        booked = booked_under(customer_of(paid, family.customer), currency_ref(currency), rules, by="P-1")
        applied = first.applied > 0  # the invoice's own family brings its customer
        return Payer(ref=booked.ref, by=booked.by, wanted=() if applied else (booked.wanted,))
    named = customer_of_charge(family.charge)
    if named is not None:
        return Payer(ref=_linked_ref(named), by="I-4", own=(named,))
    return _unbilled_payer(family, link, currency, rules)


def _unbilled_payer(family: ChargeFamily, link: WantedRecord | None, currency: Currency, rules: Rules) -> Payer:
    """Of a charge that pays no invoice of ours: a linked invoice is paid by its customer, unless people linked one."""
    customer = family.customer
    if link is not None and (customer is None or linked_customer(customer, customer.id) is None):
        theirs = customer_of_invoice(link)
        return Payer(ref=_linked_ref(theirs), by="I-4 the linked invoice's customer", wanted=(theirs,))
    booked = booked_under(customer, currency_ref(currency), rules, by="P-8")
    return Payer(ref=booked.ref, by=booked.by, wanted=(booked.wanted,))


def _linked_ref(link: WantedRecord) -> Ref:
    return Ref(kind=link.record.KIND, external_id=link.external_id)


def _payment(family: ChargeFamily, uses: Uses, payer: Payer, booking: Booking) -> tuple[CustomerPayment, Origins]:
    charge = family.charge
    moment, moment_path = _received_at(charge, uses)
    money = MoneyIn(
        external_id=charge.id,
        cause=charge.id,
        stripe="charge",
        rule="P-1",
        moment=moment,
        moment_path=moment_path,
        minor=collected(charge),
        amount_path="charge.amount_captured",
        method=STRIPE_METHOD,
        account=booking.rules.undeposited_account,
        sentences=tuple(_about(family, uses)),
    )
    paid_by = PaidBy(ref=payer.ref, by=payer.by, path="charge.customer", customer_id=charge.customer_id)
    return customer_payment(money, paid_by, booking)


def _about(family: ChargeFamily, uses: Uses) -> Iterator[str]:
    """What the memo adds: of a charge without an invoice its description (rule I-2), else what was paid twice (P-9)."""
    charge = family.charge
    if charge.description and not family.payments:
        yield f"Stripe description: {charge.description}"
    settled = [use.invoice_id for use in uses if use.fate is Fate.ONE_TOO_MANY]
    if not uses and is_set(ALLOW_DUPLICATE, charge.metadata) and invoice_of_charge(charge):
        settled.append(charge.metadata[INVOICE_KEY].strip())
    for invoice in settled:
        yield f"Stripe Payment Error: could not apply to invoice {invoice}"


def _received_at(charge: Charge, uses: Uses) -> tuple[int, str]:
    """When the money came: the first InvoicePayment's time, else the balance transaction's, else the charge's."""
    times = [use.payment.paid_at for use in uses if use.payment.paid_at is not None]
    if times:
        return min(times), "invoice_payment.status_transitions.paid_at"
    if charge.balance_transaction is not None:
        return charge.balance_transaction.created, "charge.balance_transaction.created"
    return charge.created, "charge.created"


def _applications(
    family: ChargeFamily, uses: Uses, stories: Mapping[str, InvoiceStory], booking: Booking
) -> Iterator[Application]:
    """What the payment pays of each invoice; rounded, it is never more in all than what came in (rules P-3, A-6)."""
    charge, currency = family.charge, booking.currency
    applied = [booking.exact(use.applied) for use in uses]
    unapplied = booking.exact(collected(charge)) - sum(applied, Decimal(0))
    amounts = rounded_parts([*applied, unapplied], currency.precision)
    for use, part in zip(uses, amounts, strict=False):
        amount = fitting(part, use.payment.id, _story(use, family, stories), booking) if booking.rounds else part
        if amount:
            yield Application(
                payer=Ref(kind=Kind.CUSTOMER_PAYMENT, external_id=charge.id),
                payee=Ref(kind=Kind.INVOICE, external_id=use.invoice_id),
                amount=amount,
                currency=currency.symbol,
            )


def _story(use: Use, family: ChargeFamily, stories: Mapping[str, InvoiceStory]) -> InvoiceStory:
    """That of the invoice it pays; of one to which nothing else happened, that the charge paid it."""
    charge = family.charge
    return stories.get(use.invoice_id) or InvoiceStory(
        invoice=family.invoices[use.invoice_id], customer=family.customer, charges={charge.id: charge}
    )
