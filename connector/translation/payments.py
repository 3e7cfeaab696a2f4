"""A charge that was collected becomes a customer payment, applied to what it pays (rules P-1 to P-3, P-6, P-8)."""

from __future__ import annotations

from decimal import Decimal

from connector.translation.customers import Booked, booked_under, currency_ref
from connector.translation.dates import calendar_date
from connector.translation.external_ids import memo_of_amount
from connector.translation.flags import block_of_charge
from connector.translation.invoices import customer_of
from connector.translation.items import global_external_id, payment_method
from connector.translation.not_yet import charge_waits_for, not_yet
from connector.translation.origins import Origins, stripe_id_field
from connector.translation.rules import Rules
from connector.translation.skips import why_skipped
from connector.translation.values import rounded, rounded_parts, stripe_amount
from connector.translation.wanted import Application, Problem, Translation, WantedRecord
from netsuite_client.account import Currency
from netsuite_client.records import CustomerPayment, Kind, Ref
from stripe_client.objects import Charge, ChargeFamily, Invoice, InvoicePayment


def translate_charge(family: ChargeFamily, rules: Rules) -> Translation:
    """The payment and its applications, or why there are none."""
    charge, root = family.charge, family.root
    depends_on = frozenset(family.invoices) | frozenset([charge.customer_id] if charge.customer_id else [])
    if not was_collected(charge):
        return Translation(root=root, depends_on=depends_on)
    paid = [payment for payment in family.payments if payment.status == "paid" and payment.amount_paid]
    reason, block = _why_skipped(family, paid, rules), block_of_charge(family, rules)
    if reason is not None or block is not None:
        return Translation(root=root, skipped=reason, blocked=None if reason else block, depends_on=depends_on)
    currency = rules.currency(charge.currency)
    problems = _problems(family, paid, currency)
    if problems or currency is None:
        return Translation(root=root, problems=problems, depends_on=depends_on)
    method = payment_method("stripe_payment_method", rules)
    payer = _payer(family, paid, currency, rules)
    payment = _payment(family, paid, payer, currency, rules)
    return Translation(
        root=root,
        records=(payment,),
        applications=_applications(charge, paid, currency),
        shared=(method,) if paid else (method, payer.wanted),
        depends_on=depends_on,
    )


def was_collected(charge: Charge) -> bool:
    """Whether money came in: not for a failed charge nor for one that is only authorised (rule P-6)."""
    pending_with_money = charge.status == "pending" and charge.balance_transaction is not None
    return (charge.status == "succeeded" and charge.captured) or pending_with_money


def _why_skipped(family: ChargeFamily, paid: list[InvoicePayment], rules: Rules) -> str | None:
    rule = charge_waits_for(family.charge)
    if rule:
        return not_yet(rule)
    if not paid:
        received = calendar_date(_received_at(family.charge, paid)[0], rules.timezone)
        return "before start date" if received < rules.start_date else None
    invoices = (family.invoices.get(payment.invoice_id) for payment in paid)
    reasons = (_why_unpayable(invoice, rules) for invoice in invoices if invoice is not None)
    return next((reason for reason in reasons if reason), None)


def _why_unpayable(invoice: Invoice, rules: Rules) -> str | None:
    """A payment shares the fate of an invoice that is not booked."""
    reason = why_skipped(invoice, rules)
    return not_yet("A-10") if reason == "before start date" else reason


def _problems(family: ChargeFamily, paid: list[InvoicePayment], currency: Currency | None) -> tuple[Problem, ...]:
    charge = family.charge
    gone = {payment.invoice_id for payment in paid} - set(family.invoices)
    problems = [Problem(code="STRIPE_OBJECT_MISSING", subject=invoice_id) for invoice_id in sorted(gone)]
    if currency is None:
        values = {"currency": charge.currency.upper()}
        problems.append(Problem(code="CURRENCY_MISSING", subject=charge.id, values=values))
    return tuple(problems)


def _payer(family: ChargeFamily, paid: list[InvoicePayment], currency: Currency, rules: Rules) -> Booked:
    """The customer of the invoice that is paid; without an invoice the charge's own, else a global one (C-3, P-8)."""
    if paid:
        billed = customer_of(family.invoices[paid[0].invoice_id], family.customer)
        return booked_under(billed, currency_ref(currency), rules, by="P-1")
    return booked_under(family.customer, currency_ref(currency), rules, by="P-8")


def _payment(
    family: ChargeFamily, paid: list[InvoicePayment], payer: Booked, currency: Currency, rules: Rules
) -> WantedRecord:
    charge = family.charge
    note = Origins()
    moment, moment_path = _received_at(charge, paid)
    exact = stripe_amount(charge.amount_captured, charge.currency)
    amount = rounded(exact, currency.precision)
    undeposited = rules.undeposited_account
    method = global_external_id("stripe_payment_method", rules)
    method_ref = Ref(kind=Kind.PAYMENT_METHOD, external_id=method, name="Stripe")
    about = [f"Stripe description: {charge.description}"] if charge.description and not paid else []
    text = memo_of_amount(charge.id, exact, currency, *about)
    record = CustomerPayment(
        external_id=note("external_id", charge.id, by="I-1", path="charge.id", read=charge.id),
        customer=note("customer", payer.ref, by=payer.by, path="charge.customer", read=charge.customer_id),
        tran_date=note("tran_date", calendar_date(moment, rules.timezone), by="P-1", path=moment_path, read=moment),
        currency=note("currency", currency_ref(currency), by="P-1, M-1", path="charge.currency", read=charge.currency),
        payment=note("payment", amount, by="P-1", path="charge.amount_captured", read=charge.amount_captured),
        payment_method=note("payment_method", method_ref, by="P-1"),
        memo=note("memo", text, by="I-2", path="charge.id", read=charge.id),
        ar_account=note("ar_account", rules.receivable_account, by="C-7 accounts.receivable"),
        account=note("account", undeposited, by="C-7 accounts.undeposited_funds"),
        undep_funds=note("undep_funds", undeposited is None or None, by="P-1 Undeposited Funds"),
        fields=stripe_id_field(charge.id, "charge", rules, note),
    )
    return WantedRecord(record=record, origins=note)


def _received_at(charge: Charge, paid: list[InvoicePayment]) -> tuple[int, str]:
    """When the money came: the first InvoicePayment's time, else the balance transaction's, else the charge's."""
    times = [payment.paid_at for payment in paid if payment.paid_at is not None]
    if times:
        return min(times), "invoice_payment.status_transitions.paid_at"
    if charge.balance_transaction is not None:
        return charge.balance_transaction.created, "charge.balance_transaction.created"
    return charge.created, "charge.created"


def _applications(charge: Charge, paid: list[InvoicePayment], currency: Currency) -> tuple[Application, ...]:
    """What the payment pays of each invoice; rounded, it is never more in all than what came in (rules P-3, A-6)."""
    uses = [stripe_amount(use.amount_paid or 0, use.currency) for use in paid]
    unapplied = stripe_amount(charge.amount_captured, charge.currency) - sum(uses, Decimal(0))
    amounts = rounded_parts([*uses, unapplied], currency.precision)
    return tuple(
        Application(
            payer=Ref(kind=Kind.CUSTOMER_PAYMENT, external_id=charge.id),
            payee=Ref(kind=Kind.INVOICE, external_id=use.invoice_id),
            amount=amount,
            currency=currency.symbol,
        )
        for use, amount in zip(paid, amounts, strict=False)
    )
