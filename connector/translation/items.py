"""Prices and coupons become items; what has none of its own uses a global item (rules C-5, C-6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from connector.translation.external_ids import ITEM_ID_MAX, coupon_external_id, id_hash, price_external_id
from connector.translation.global_records import called_by_setting, global_external_id
from connector.translation.links import linked_discount_item, linked_item
from connector.translation.matching import item_match
from connector.translation.once import once
from connector.translation.origins import Origins
from connector.translation.rules import Rules
from connector.translation.wanted import Match, Problem, WantedRecord
from netsuite_client.records import (
    DiscountItem,
    Field,
    Item,
    Kind,
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
    """An item that is sold without a price of its own; `account` is the setting that says where it posts.

    `setting` names it, or another item instead of it (rule C-6); empty: none does.
    """

    name: str
    builds: type[ServiceSaleItem | OtherChargeSaleItem]
    account: str
    setting: str = ""


_GLOBAL = (
    ("Stripe Item", ServiceSaleItem, "income", "items.global_item"),
    ("Stripe Generic Line Item", ServiceSaleItem, "income", ""),
    ("Stripe Shipping", OtherChargeSaleItem, "income", "items.shipping_item"),
    ("Stripe Refund Item", OtherChargeSaleItem, "income", ""),
    ("Stripe Partial Refund Item", OtherChargeSaleItem, "income", ""),
    ("Stripe Dispute Item", OtherChargeSaleItem, "income", ""),
    ("Stripe Customer Balance Item", OtherChargeSaleItem, "income", ""),
    ("Stripe Customer Balance Debit Item", OtherChargeSaleItem, "income", ""),
    ("Stripe Unallocated Invoice Item", OtherChargeSaleItem, "income", ""),
    ("Stripe Custom Credit Note Line Item", OtherChargeSaleItem, "income", ""),
    ("Stripe Credit Note Item", OtherChargeSaleItem, "income", ""),
    ("Stripe Tax", OtherChargeSaleItem, "tax_payable", "items.tax_item"),
    ("Stripe Bad Debt", OtherChargeSaleItem, "bad_debt", "uncollectible.item"),
)  # fmt: skip

GLOBAL_ITEMS: dict[str, GlobalItem] = {
    name.lower().replace(" ", "_"): GlobalItem(name=name, builds=builds, account=account, setting=setting)
    for name, builds, account, setting in _GLOBAL
}
"""Global items by the tail of their external id; created when first needed (rule C-6)."""

ACCOUNTS: dict[str, Callable[[Rules], Ref | None]] = {
    "income": lambda rules: rules.income_account,
    "tax_payable": lambda rules: rules.tax_payable_account,
    "bad_debt": lambda rules: rules.bad_debt_account,
}
"""The account of each setting that items post to (rule C-7)."""

BILLING_CREDIT, BILLING_CREDIT_SETTING = "Stripe Billing Credit", "items.billing_credit_item"

WHY_GLOBAL: dict[str, str] = {
    "per_price": "C-5 one-time price made for one invoice",
    "match": "C-5 one-time price made for one invoice",
    "global": "C-5 items.strategy: global",
}
"""Why a line with a price is booked on the global item, by strategy."""

STRIPE_METHOD, OUTSIDE_METHOD = "stripe_payment_method", "outside_stripe_payment_method"
PAYMENT_METHODS: dict[str, str] = {STRIPE_METHOD: "Stripe", OUTSIDE_METHOD: "Outside Stripe"}
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
    product = family.products.get(price.product_id) if price else None
    if price is not None and (link := linked_item(price, price_external_id(price.id))):
        return _linked(link, _item_id(_price_name(price, product), price.id), by="I-4 linked")
    if _uses_global_item(price, pins.get(line.price_id), rules):
        return global_item("stripe_item", rules, by=WHY_GLOBAL[rules.item_strategy])
    if price is None:
        return no_item(line.price_id, line)
    return _price_item(price, product, rules)


def no_item(stripe_id: str, line: InvoiceLine) -> Problem:
    """A line whose price or coupon Stripe does not show (MAP-405)."""
    message = f"Stripe does not have the price or coupon (line {line.id})"
    return Problem(code="NO_ITEM_FOR_PRICE", subject=stripe_id, values={"message": message})


def _uses_global_item(price: Price | None, pinned: str | None, rules: Rules) -> bool:
    if pinned is not None:
        return pinned == global_external_id("stripe_item", rules)
    made_for_one_invoice = price is not None and not price.active and price.type == "one_time"
    return rules.item_strategy == "global" or made_for_one_invoice


@once
def _price_item(price: Price, product: Product | None, rules: Rules) -> ItemChoice:
    note = Origins()
    name = _price_name(price, product)
    record = ServiceSaleItem(
        external_id=note("external_id", price_external_id(price.id), by="I-1", path="price.id", read=price.id),
        item_id=note("item_id", _item_id(name, price.id), by="C-5", path="price.product.name", read=name),
        display_name=note("display_name", name[:ITEM_ID_MAX], by="C-5", path="price.product.name", read=name),
        income_account=note("income_account", rules.income_account, by="C-7 accounts.income"),
        subsidiaries=_subsidiaries(rules, note),
        fields=_taxation_of_sale(rules, note),
    )
    if rules.item_match is None:
        return _choice(record, note, by="C-5 per price")
    match = item_match(price, product, rules.item_match)
    note("match", match, by="C-5 items.match", path=match.place, read=match.value)
    return _choice(record, note, by="C-5 match", match=match)


def _price_name(price: Price, product: Product | None) -> str:
    return (product.name if product else None) or price.nickname or price.id


def coupon_item(coupon: Coupon, rules: Rules) -> ItemChoice:
    """The non-posting discount item of a coupon (rule V-4)."""
    note = Origins()
    external_id = coupon_external_id(coupon.id, rules.external_id_prefix)
    name = coupon.name or "Coupon"
    if link := linked_discount_item(coupon, external_id):
        return _linked(link, _item_id(name, _shown(coupon.id)), by="I-4 linked")
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
    note, by = Origins(), "V-4, C-6 billing credit"
    called = called_by_setting("stripe_billing_credit", BILLING_CREDIT, BILLING_CREDIT_SETTING, rules)
    if called.internal_id is not None:
        return _linked(called.link(Kind.DISCOUNT_ITEM), BILLING_CREDIT, by=by)
    record = DiscountItem(
        external_id=note("external_id", called.external_id, by="C-6"),
        item_id=note("item_id", called.name, by="C-6"),
        display_name=note("display_name", called.name, by="C-6"),
        non_posting=note("non_posting", True, by="V-4"),
        subsidiaries=_subsidiaries(rules, note),
        fields=_tax_schedule(rules, note),
    )
    return _choice(record, note, by=by, match=called.match("itemid"))


def _item_id(name: str, stripe_id: str) -> str:
    """`<name> (<Stripe id>)`, the name cut so that the id stays whole."""
    tail = f" ({stripe_id})"
    return f"{name[: max(0, ITEM_ID_MAX - len(tail))]}{tail}".strip()[:ITEM_ID_MAX]


def _shown(stripe_id: str) -> str:
    """An id that people chose, of a length that leaves it unique within a name."""
    return stripe_id if len(stripe_id) <= SHOWN_ID_MAX else f"{stripe_id[:SHOWN_ID_MAX]}-{id_hash(stripe_id)}"


def global_item(key: str, rules: Rules, *, by: str) -> ItemChoice:
    """A global item (rule C-6); `by` says why it was chosen."""
    note, item = Origins(), GLOBAL_ITEMS[key]
    called = called_by_setting(key, item.name, item.setting, rules)
    if called.internal_id is not None:
        return _linked(called.link(item.builds.KIND), item.name, by=by)
    record = item.builds(
        external_id=note("external_id", called.external_id, by="C-6"),
        item_id=note("item_id", called.name, by="C-6"),
        display_name=note("display_name", called.name, by="C-6"),
        income_account=note("income_account", ACCOUNTS[item.account](rules), by=f"C-7 accounts.{item.account}"),
        subsidiaries=_subsidiaries(rules, note),
        fields=_taxation_of_sale(rules, note),
    )
    return _choice(record, note, by=by, match=called.match("itemid"))


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


def _choice(record: Item, note: Origins, *, by: str, match: Match | None = None) -> ItemChoice:
    ref = Ref(kind=record.KIND, external_id=record.external_id, name=record.item_id)
    return ItemChoice(ref=ref, wanted=WantedRecord(record=record, origins=note, match=match), by=by)


def _linked(link: WantedRecord, name: str, *, by: str) -> ItemChoice:
    """A linked item; `name` is what people would call it here."""
    return ItemChoice(ref=Ref(kind=link.record.KIND, external_id=link.external_id, name=name), wanted=link, by=by)


def payment_method(key: str, rules: Rules) -> WantedRecord:
    """A global payment method (rule C-6)."""
    return _payment_method(global_external_id(key, rules), PAYMENT_METHODS[key])


@lru_cache
def _payment_method(external_id: str, name: str) -> WantedRecord:
    note = Origins()
    record = PaymentMethod(external_id=note("external_id", external_id, by="C-6"), name=note("name", name, by="C-6"))
    return WantedRecord(record=record, origins=note)


def payment_method_ref(key: str, rules: Rules) -> Ref:
    """How records refer to a global payment method (rule C-6)."""
    return _method_ref(global_external_id(key, rules), PAYMENT_METHODS[key])


@lru_cache
def _method_ref(external_id: str, name: str) -> Ref:
    return Ref(kind=Kind.PAYMENT_METHOD, external_id=external_id, name=name)
