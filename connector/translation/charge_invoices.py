"""A charge without an invoice may get one of its own, so that its sale is income at once (rule P-8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from connector.translation.external_ids import DESCRIPTION_MAX, charge_invoice_id, cut
from connector.translation.flags import ALLOW_DUPLICATE, is_set
from connector.translation.invoice_lines import tax_code
from connector.translation.items import global_item
from connector.translation.links import invoice_of_charge
from connector.translation.origins import LineOrigins, Origins, stripe_id_field
from connector.translation.receipts import failed_later
from connector.translation.rules import Rules
from connector.translation.uses import Use
from connector.translation.wanted import Application, Problem, WantedRecord
from netsuite_client.records import CustomerPayment, Invoice, Kind, Ref, TransactionLine
from stripe_client.objects import Charge, ChargeFamily


@dataclass(frozen=True, kw_only=True)
class OwnInvoice:
    """The invoice made for a charge, its item, and the use of the payment on it."""

    invoice: WantedRecord
    item: WantedRecord
    application: Application


def named_invoice(charge: Charge) -> WantedRecord | None:
    """The invoice of NetSuite that a charge is to pay, because it names it (rule I-4).

    None for a charge that is let in although that invoice is settled: it stands unapplied (rule P-9).
    """
    return None if is_set(ALLOW_DUPLICATE, charge.metadata) else invoice_of_charge(charge)


def wants_own_invoice(family: ChargeFamily, rules: Rules) -> bool:
    """Whether nobody has an invoice for the charge; one that is being attached at Stripe is waited for.

    A charge that failed later sold nothing: its money goes back as it came (rule P-7).
    """
    if not rules.charge_invoices or failed_later(family.charge) or invoice_of_charge(family.charge) is not None:
        return False
    return all(payment.status == "canceled" for payment in family.payments)


def own_invoice(charge: Charge, payment: CustomerPayment, rules: Rules) -> OwnInvoice:
    """An invoice of the payment's customer, date, currency and amount on `Stripe Generic Line Item`."""
    item = global_item("stripe_generic_line_item", rules, by="P-8, C-6")
    note = Origins()
    line = LineOrigins(note, 0)
    read = charge.amount_captured
    record = Invoice(
        external_id=note("external_id", charge_invoice_id(charge.id), by="I-1", path="charge.id", read=charge.id),
        entity=note("entity", payment.customer, by="P-8", path="charge.customer", read=charge.customer_id),
        tran_date=note("tran_date", payment.tran_date, by="P-8 the payment's date"),
        currency=note("currency", payment.currency, by="M-1", path="charge.currency", read=charge.currency),
        memo=note("memo", payment.memo, by="I-2", path="charge.id", read=charge.id),
        subsidiary=note("subsidiary", rules.subsidiary, by="M-2 netsuite.subsidiary"),
        account=note("account", rules.receivable_account, by="C-7 accounts.receivable"),
        lines=(
            TransactionLine(
                item=line("item", item.ref, by=item.by),
                description=line(
                    "description",
                    cut(charge.description, DESCRIPTION_MAX),
                    by="P-8",
                    path="charge.description",
                    read=charge.description,
                ),
                amount=line("amount", payment.payment, by="P-8", path="charge.amount_captured", read=read),
                fields=tax_code(rules, line),
            ),
        ),
        fields=stripe_id_field(charge.id, "charge", rules, note),
    )
    return OwnInvoice(
        invoice=WantedRecord(record=record, origins=note, stripe_lines=(None,)),
        item=item.wanted,
        application=Application(
            payer=Ref(kind=Kind.CUSTOMER_PAYMENT, external_id=charge.id),
            payee=Ref(kind=Kind.INVOICE, external_id=record.external_id),
            amount=payment.payment,
            currency=payment.currency.name or "",
        ),
    )


def made_before(charge: Charge, uses: tuple[Use, ...]) -> Mapping[str, Problem | None]:
    """An invoice of its own that was made for the charge stays (rule A-11).

    Where the setting was switched off nothing is wrong with that. Where Stripe attached the charge to an invoice of
    its own meanwhile, the sale would be income twice: which of the two stands is for a controller to decide, so until
    then neither is taken back and the payment stays where it is. Where the charge failed it is taken back (rule P-7).
    """
    if failed_later(charge):
        return {}
    mine = charge_invoice_id(charge.id)
    theirs = ", ".join(use.invoice_id for use in uses)
    problem = Problem(code="INVOICE_MADE_TWICE", subject=charge.id, values={"made": mine, "invoice": theirs})
    return dict.fromkeys((mine, f"{charge.id}>{mine}"), problem if uses else None)
