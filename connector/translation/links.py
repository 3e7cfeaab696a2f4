"""Records that people link by an internal id, in metadata or in a setting: used, and never created (rules I-4, C-6)."""

from __future__ import annotations

from collections.abc import Mapping

from connector.translation.origins import Origins
from connector.translation.wanted import Linked, WantedRecord
from netsuite_client.records import Kind, Ref
from stripe_client.objects import Charge, Coupon, Customer, Dispute, Invoice, Price, Refund

CUSTOMER_KEY = "netsuite_customer_id"
INVOICE_KEY = "netsuite_invoice_id"
PAYMENT_KEY = "netsuite_customer_payment_id"
DISCOUNT_ITEM_KEY = "netsuite_discount_item_id"
REFUND_KEY = "netsuite_customer_refund_id"
MEMO_KEY = "netsuite_credit_memo_id"
ITEM_KEYS = (
    "netsuite_service_sale_item_id",
    "netsuite_service_resale_item_id",
    "netsuite_non_inventory_sale_item_id",
    "netsuite_non_inventory_resale_item_id",
)
"""Keys of metadata that name a record of NetSuite by its internal id."""

LINKED = "linked"
"""The reason for which a root that people linked has nothing of ours in NetSuite."""


def linked_customer(customer: Customer, external_id: str) -> WantedRecord | None:
    """The customer that a Stripe customer's metadata names."""
    return _by_key(customer.metadata, CUSTOMER_KEY, Kind.CUSTOMER, external_id, "customer")


def linked_item(price: Price, external_id: str) -> WantedRecord | None:
    """The item that a price's metadata names; of several keys the first in the table counts."""
    for key in ITEM_KEYS if price.metadata else ():
        if link := _by_key(price.metadata, key, Kind.SERVICE_SALE_ITEM, external_id, "price"):
            return link
    return None


def linked_discount_item(coupon: Coupon, external_id: str) -> WantedRecord | None:
    """The discount item that a coupon's metadata names."""
    return _by_key(coupon.metadata, DISCOUNT_ITEM_KEY, Kind.DISCOUNT_ITEM, external_id, "coupon")


def linked_invoice(invoice: Invoice) -> WantedRecord | None:
    """The invoice of NetSuite that stands for a Stripe invoice."""
    return _by_key(invoice.metadata, INVOICE_KEY, Kind.INVOICE, invoice.id, "invoice")


def linked_payment(charge: Charge) -> WantedRecord | None:
    """The payment of NetSuite that stands for a charge."""
    return _by_key(charge.metadata, PAYMENT_KEY, Kind.CUSTOMER_PAYMENT, charge.id, "charge")


def linked_refund(cause: Refund | Dispute) -> WantedRecord | None:
    """The customer refund of NetSuite that stands for a refund or a dispute, and for the memo that it pays out."""
    of = "dispute" if isinstance(cause, Dispute) else "refund"
    return _by_key(cause.metadata, REFUND_KEY, Kind.CUSTOMER_REFUND, cause.id, of)


def linked_memo(cause: Refund | Dispute, external_id: str) -> WantedRecord | None:
    """The credit memo of NetSuite that a refund pays out, known here by the external id of the memo it stands for."""
    if isinstance(cause, Dispute):
        return None
    return _by_key(cause.metadata, MEMO_KEY, Kind.CREDIT_MEMO, external_id, "refund")


def invoice_of_charge(charge: Charge) -> WantedRecord | None:
    """The invoice of NetSuite that a charge pays by its own metadata; it is known here as the charge's."""
    return _by_key(charge.metadata, INVOICE_KEY, Kind.INVOICE, f"{charge.id}.{INVOICE_KEY}", "charge")


def names_invoice(external_id: str) -> bool:
    """Whether a record is an invoice that a charge names."""
    return external_id.endswith(f".{INVOICE_KEY}")


def customer_of_charge(charge: Charge) -> WantedRecord | None:
    """The customer of NetSuite whose payment a charge is by its own metadata; it is known here as the charge's."""
    return _by_key(charge.metadata, CUSTOMER_KEY, Kind.CUSTOMER, f"{charge.id}.{CUSTOMER_KEY}", "charge")


def customer_of_invoice(invoice: WantedRecord) -> WantedRecord:
    """Whoever NetSuite bills by a linked invoice: only that customer's payment can be applied to it."""
    note = Origins()
    of = Ref(kind=Kind.INVOICE, external_id=invoice.external_id)
    record = Linked(
        linked_to=note("linked_to", of, by="I-4 the linked invoice's customer"),
        kind=Kind.CUSTOMER,
        external_id=f"{invoice.external_id}.customer",
        place=invoice.external_id,
    )
    return WantedRecord(record=record, origins=note)


def linked_by_setting(internal_id: str, setting: str, kind: Kind, external_id: str) -> WantedRecord:
    """The record that a setting names by its internal id (rule C-6)."""
    note = Origins()
    linked_to = note("linked_to", internal_id, by=f"C-6 {setting}")
    return WantedRecord(
        record=Linked(linked_to=linked_to, kind=kind, external_id=external_id, place=setting), origins=note
    )


def _by_key(metadata: Mapping[str, str], key: str, kind: Kind, external_id: str, of: str) -> WantedRecord | None:
    named = metadata.get(key, "").strip()
    if not named:
        return None
    note, place = Origins(), f"{of}.metadata.{key}"
    linked_to = note("linked_to", named, by="I-4", path=place, read=named)
    record = Linked(linked_to=linked_to, kind=kind, external_id=external_id, place=place)
    return WantedRecord(record=record, origins=note)
