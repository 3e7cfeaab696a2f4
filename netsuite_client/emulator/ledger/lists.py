"""Customers, items and payment methods: what they need, and what they are called."""

from __future__ import annotations

from collections.abc import Container

from netsuite_client.emulator.fields import Fields
from netsuite_client.emulator.ledger.books import Books
from netsuite_client.emulator.ledger.store import Stored
from netsuite_client.emulator.ledger.taxes import check_item_tax
from netsuite_client.emulator.refusals import Refusal, invalid_key, please_enter


def prepare_customer(books: Books, fields: Fields, record_id: int) -> Fields:
    """A customer with its names, primary currency and list of currencies."""
    _check_subsidiary_kept(books, fields, record_id)
    missing = [] if _has_name(fields) else ["Company Name"]
    missing += [] if fields.get("subsidiary") else ["Subsidiary"]
    if missing:
        raise please_enter(*missing)
    fields.setdefault("entityId", f"CUST{record_id}")
    fields.setdefault("isPerson", False)
    fields.setdefault("isInactive", False)
    fields.setdefault("currency", {"internalId": _base_currency(books)})
    rows = fields.get("currencyList", {}).get("currency", [])
    listed = [row["currency"]["internalId"] for row in rows if row.get("currency")]
    if fields["currency"]["internalId"] not in listed:
        listed.insert(0, fields["currency"]["internalId"])
    _check_unique(books, "entity", fields["entityId"], record_id)
    distinct = dict.fromkeys(listed)
    _check_currencies_kept(books, record_id, distinct)
    fields["currencyList"] = {"currency": [{"currency": {"internalId": each}} for each in distinct]}
    return fields


def _check_subsidiary_kept(books: Books, fields: Fields, record_id: int) -> None:
    """A customer with transactions stays in its subsidiary."""
    used = books.store.rows("SELECT subsidiary FROM document WHERE entity = ? LIMIT 1", record_id)
    if used and fields.get("subsidiary") != {"internalId": str(used[0][0])}:
        raise Refusal(
            "CANT_MODIFY_SUB",
            "You cannot change the subsidiary of this entity because one or more transactions exist for it.",
        )


def _check_currencies_kept(books: Books, record_id: int, kept: Container[str]) -> None:
    """A currency in which something is still open stays on the customer."""
    open_in = books.store.rows("SELECT DISTINCT currency FROM document WHERE entity = ? AND open <> 0", record_id)
    for (currency,) in open_in:
        if str(currency) not in kept:
            message = f"You can not remove currency {currency} from this customer: it has a balance in it."
            raise Refusal("USER_ERROR", message)


def _has_name(fields: Fields) -> bool:
    if fields.get("isPerson"):
        return bool(fields.get("firstName") and fields.get("lastName"))
    return bool(fields.get("companyName"))


def _base_currency(books: Books) -> str:
    return str(next(each.id for each in books.store.of_kind("currency") if each.body["isBaseCurrency"]))


def prepare_item(books: Books, fields: Fields, record_id: int) -> Fields:
    """An item that is sold; it needs a name and an account for its income."""
    fields = _named_item(books, fields, record_id)
    account = books.referred(fields, "incomeAccount", "account")
    if account is None:
        raise please_enter("Income Account")
    check_item_tax(books.features.tax, fields)
    deferral = books.referred(fields, "deferredRevenueAccount", "account")
    if deferral is not None and deferral.body["acctType"] not in {"_deferredRevenue", "_otherCurrentLiability"}:
        raise invalid_key("deferredRevenueAccount", str(deferral.id))
    return fields


def prepare_discount_item(books: Books, fields: Fields, record_id: int) -> Fields:
    """A discount; a posting one needs the account that it posts to."""
    fields = _named_item(books, fields, record_id)
    fields.setdefault("nonPosting", False)
    if not fields["nonPosting"] and not fields.get("account"):
        raise please_enter("Account")
    return fields


def _named_item(books: Books, fields: Fields, record_id: int) -> Fields:
    if not fields.get("itemId"):
        raise please_enter("Item Name/Number")
    _check_unique(books, "item", fields["itemId"], record_id)
    fields.setdefault("isInactive", False)
    return fields


def prepare_payment_method(books: Books, fields: Fields, record_id: int) -> Fields:
    """A payment method, known by its name."""
    if not fields.get("name"):
        raise please_enter("Name")
    _check_unique(books, "paymentMethod", fields["name"], record_id)
    fields.setdefault("isInactive", False)
    return fields


DUPLICATE_NAMES: dict[str, tuple[str, str]] = {
    "entity": (
        "UNIQUE_CUST_ID_REQD",
        "A customer record with this ID already exists. "
        "You must enter a unique customer ID for each record you create.",
    ),
    "item": ("DUP_ITEM", "Uniqueness error: an item of this name already exists."),
    "paymentMethod": ("NAME_ALREADY_IN_USE", "A record of this name already exists."),
}


def _check_unique(books: Books, group: str, name: str, record_id: int) -> None:
    found: Stored | None = books.store.find_name(group, name)
    if found is not None and found.id != record_id:
        raise Refusal(*DUPLICATE_NAMES[group])
