"""Prices become items; what has no price of its own uses a global item (rules C-5, C-6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from connector.translation.external_ids import ITEM_ID_MAX, price_external_id
from connector.translation.origins import Origins
from connector.translation.rules import Rules
from connector.translation.wanted import Problem, WantedRecord
from netsuite_client.records import Kind, PaymentMethod, Ref, ServiceSaleItem
from stripe_client.objects import InvoiceFamily, InvoiceLine, Price, Product

GLOBAL_ITEMS: dict[str, str] = {"stripe_item": "Stripe Item"}
"""Global items by the tail of their external id; created when first needed."""

PAYMENT_METHODS: dict[str, str] = {"stripe_payment_method": "Stripe"}
"""Payment methods by the tail of their external id; created when first needed."""


@dataclass(frozen=True, kw_only=True)
class ItemChoice:
    """The item of a line: what to refer to, the record that must exist, and the rule that chose."""

    ref: Ref
    wanted: WantedRecord
    by: str


def item_of(line: InvoiceLine, family: InvoiceFamily, pins: Mapping[str, str], rules: Rules) -> ItemChoice | Problem:
    """The item that a line is booked on (rule C-5); a pinned decision stands whatever the price is now."""
    if line.price_id is None:
        return _global_item("stripe_item", rules, by="C-6 no price")
    price = family.prices.get(line.price_id)
    if price is None:
        return Problem(code="NO_ITEM_FOR_PRICE", subject=line.price_id, values={"line": line.id})
    if _uses_global_item(price, pins.get(price.id), rules):
        return _global_item("stripe_item", rules, by="C-5 one-time price made for one invoice")
    return _price_item(price, family.products.get(price.product_id), rules)


def _uses_global_item(price: Price, pinned: str | None, rules: Rules) -> bool:
    if pinned is not None:
        return pinned == global_external_id("stripe_item", rules)
    return not price.active and price.type == "one_time"


def _price_item(price: Price, product: Product | None, rules: Rules) -> ItemChoice:
    note = Origins()
    name = (product.name if product else None) or price.nickname or price.id
    record = ServiceSaleItem(
        external_id=note("external_id", price_external_id(price.id), by="I-1", path="price.id", read=price.id),
        item_id=note("item_id", _item_id(name, price.id), by="C-5", path="price.product.name", read=name),
        display_name=note("display_name", name[:ITEM_ID_MAX], by="C-5", path="price.product.name", read=name),
        income_account=note("income_account", rules.income_account, by="C-7 accounts.income"),
        subsidiaries=note("subsidiaries", (rules.subsidiary,), by="M-2 netsuite.subsidiary"),
    )
    ref = Ref(kind=Kind.SERVICE_SALE_ITEM, external_id=record.external_id, name=record.item_id)
    return ItemChoice(ref=ref, wanted=WantedRecord(record=record, origins=note), by="C-5 per price")


def _item_id(name: str, price_id: str) -> str:
    """`<product name> (<price id>)`, the name cut so that the id stays whole."""
    tail = f" ({price_id})"
    return f"{name[: max(0, ITEM_ID_MAX - len(tail))]}{tail}".strip()[:ITEM_ID_MAX]


def _global_item(key: str, rules: Rules, *, by: str) -> ItemChoice:
    note = Origins()
    record = ServiceSaleItem(
        external_id=note("external_id", global_external_id(key, rules), by="C-6"),
        item_id=note("item_id", GLOBAL_ITEMS[key], by="C-6"),
        display_name=note("display_name", GLOBAL_ITEMS[key], by="C-6"),
        income_account=note("income_account", rules.income_account, by="C-7 accounts.income"),
        subsidiaries=note("subsidiaries", (rules.subsidiary,), by="M-2 netsuite.subsidiary"),
    )
    ref = Ref(kind=Kind.SERVICE_SALE_ITEM, external_id=record.external_id, name=record.item_id)
    return ItemChoice(ref=ref, wanted=WantedRecord(record=record, origins=note), by=by)


def payment_method(key: str, rules: Rules) -> WantedRecord:
    """A global payment method (rule C-6)."""
    note = Origins()
    record = PaymentMethod(
        external_id=note("external_id", global_external_id(key, rules), by="C-6"),
        name=note("name", PAYMENT_METHODS[key], by="C-6"),
    )
    return WantedRecord(record=record, origins=note)


def global_external_id(key: str, rules: Rules) -> str:
    """The external id of a global record, with the connection's prefix in front (rule I-1)."""
    return f"{rules.external_id_prefix}{key}"
