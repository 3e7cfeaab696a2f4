"""Prices and coupons become items; what has none of its own uses a global item (rules C-5, C-6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from connector.translation.external_ids import ITEM_ID_MAX, coupon_external_id, id_hash, price_external_id
from connector.translation.origins import Origins
from connector.translation.rules import Rules
from connector.translation.wanted import Problem, WantedRecord
from netsuite_client.records import (
    DiscountItem,
    Field,
    Item,
    OtherChargeSaleItem,
    PaymentMethod,
    Ref,
    ServiceSaleItem,
)
from stripe_client.objects import Coupon, InvoiceFamily, InvoiceLine, Price, Product

SHOWN_ID_MAX = 40
"""Letters of a Stripe id that an item's name shows in whole; people may choose longer ones."""


@dataclass(frozen=True, kw_only=True)
class GlobalItem:
    """An item that is sold without a price of its own; `account` is the setting that says where it posts."""

    name: str
    builds: type[ServiceSaleItem | OtherChargeSaleItem]
    account: str


GLOBAL_ITEMS: dict[str, GlobalItem] = {
    "stripe_item": GlobalItem(name="Stripe Item", builds=ServiceSaleItem, account="income"),
    "stripe_generic_line_item": GlobalItem(name="Stripe Generic Line Item", builds=ServiceSaleItem, account="income"),
    "stripe_shipping": GlobalItem(name="Stripe Shipping", builds=OtherChargeSaleItem, account="income"),
    "stripe_tax": GlobalItem(name="Stripe Tax", builds=OtherChargeSaleItem, account="tax_payable"),
}
"""Global items by the tail of their external id; created when first needed."""

ACCOUNTS: dict[str, Callable[[Rules], Ref | None]] = {
    "income": lambda rules: rules.income_account,
    "tax_payable": lambda rules: rules.tax_payable_account,
}
"""The account of each setting that items post to (rule C-7)."""

BILLING_CREDIT = "Stripe Billing Credit"

WHY_GLOBAL: dict[str, str] = {
    "per_price": "C-5 one-time price made for one invoice",
    "global": "C-5 items.strategy: global",
}
"""Why a line with a price is booked on the global item, by strategy."""

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
        return global_item("stripe_item", rules, by="C-6 no price")
    price = family.prices.get(line.price_id)
    if _uses_global_item(price, pins.get(line.price_id), rules):
        return global_item("stripe_item", rules, by=WHY_GLOBAL[rules.item_strategy])
    if price is None:
        return Problem(code="NO_ITEM_FOR_PRICE", subject=line.price_id, values={"line": line.id})
    return _price_item(price, family.products.get(price.product_id), rules)


def _uses_global_item(price: Price | None, pinned: str | None, rules: Rules) -> bool:
    if pinned is not None:
        return pinned == global_external_id("stripe_item", rules)
    made_for_one_invoice = price is not None and not price.active and price.type == "one_time"
    return rules.item_strategy == "global" or made_for_one_invoice


def _price_item(price: Price, product: Product | None, rules: Rules) -> ItemChoice:
    note = Origins()
    name = (product.name if product else None) or price.nickname or price.id
    record = ServiceSaleItem(
        external_id=note("external_id", price_external_id(price.id), by="I-1", path="price.id", read=price.id),
        item_id=note("item_id", _item_id(name, price.id), by="C-5", path="price.product.name", read=name),
        display_name=note("display_name", name[:ITEM_ID_MAX], by="C-5", path="price.product.name", read=name),
        income_account=note("income_account", rules.income_account, by="C-7 accounts.income"),
        subsidiaries=_subsidiaries(rules, note),
        fields=_taxation_of_sale(rules, note),
    )
    return _choice(record, note, by="C-5 per price")


def coupon_item(coupon: Coupon, rules: Rules) -> ItemChoice:
    """The non-posting discount item of a coupon (rule V-4)."""
    note = Origins()
    external_id = coupon_external_id(coupon.id, rules.external_id_prefix)
    name = coupon.name or "Coupon"
    record = DiscountItem(
        external_id=note("external_id", external_id, by="I-1", path="coupon.id", read=coupon.id),
        item_id=note("item_id", _item_id(name, _shown(coupon.id)), by="V-4", path="coupon.name", read=coupon.name),
        display_name=note("display_name", name[:ITEM_ID_MAX], by="V-4", path="coupon.name", read=coupon.name),
        non_posting=note("non_posting", True, by="V-4"),
        subsidiaries=_subsidiaries(rules, note),
        fields=_tax_schedule(rules, note),
    )
    return _choice(record, note, by="V-4 its coupon")


def billing_credit_item(rules: Rules) -> ItemChoice:
    """The non-posting discount item of all billing credits (rules V-4, C-6)."""
    note = Origins()
    record = DiscountItem(
        external_id=note("external_id", global_external_id("stripe_billing_credit", rules), by="C-6"),
        item_id=note("item_id", BILLING_CREDIT, by="C-6"),
        display_name=note("display_name", BILLING_CREDIT, by="C-6"),
        non_posting=note("non_posting", True, by="V-4"),
        subsidiaries=_subsidiaries(rules, note),
        fields=_tax_schedule(rules, note),
    )
    return _choice(record, note, by="V-4, C-6 billing credit")


def _item_id(name: str, stripe_id: str) -> str:
    """`<name> (<Stripe id>)`, the name cut so that the id stays whole."""
    tail = f" ({stripe_id})"
    return f"{name[: max(0, ITEM_ID_MAX - len(tail))]}{tail}".strip()[:ITEM_ID_MAX]


def _shown(stripe_id: str) -> str:
    """An id that people chose, of a length that leaves it unique within a name."""
    return stripe_id if len(stripe_id) <= SHOWN_ID_MAX else f"{stripe_id[:SHOWN_ID_MAX]}-{id_hash(stripe_id)}"


def global_item(key: str, rules: Rules, *, by: str) -> ItemChoice:
    """A global item (rule C-6); `by` says why it was chosen."""
    note = Origins()
    item = GLOBAL_ITEMS[key]
    record = item.builds(
        external_id=note("external_id", global_external_id(key, rules), by="C-6"),
        item_id=note("item_id", item.name, by="C-6"),
        display_name=note("display_name", item.name, by="C-6"),
        income_account=note("income_account", ACCOUNTS[item.account](rules), by=f"C-7 accounts.{item.account}"),
        subsidiaries=_subsidiaries(rules, note),
        fields=_taxation_of_sale(rules, note),
    )
    return _choice(record, note, by=by)


def _subsidiaries(rules: Rules, note: Origins) -> tuple[Ref, ...]:
    return note("subsidiaries", (rules.subsidiary,), by="M-2 netsuite.subsidiary")


def _taxation_of_sale(rules: Rules, note: Origins) -> tuple[Field, ...]:
    """What keeps NetSuite from adding tax of its own to what Stripe has taxed (rule C-7)."""
    if not rules.untaxed_items:
        return _tax_schedule(rules, note)
    untaxed = Field(name="isTaxable", type="boolean", value="false")
    return (note("is_taxable", untaxed, by="C-7 items.taxable"),)


def _tax_schedule(rules: Rules, note: Origins) -> tuple[Field, ...]:
    """A tax schedule, where the account demands one of every item (rule C-7)."""
    if rules.tax_schedule is None:
        return ()
    schedule = Field(name="taxSchedule", type="reference", value=rules.tax_schedule)
    return (note("tax_schedule_id", schedule, by="C-7 items.tax_schedule"),)


def _choice(record: Item, note: Origins, *, by: str) -> ItemChoice:
    ref = Ref(kind=record.KIND, external_id=record.external_id, name=record.item_id)
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
