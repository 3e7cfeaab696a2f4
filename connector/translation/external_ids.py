"""How records are named: external ids, memos, and the lengths that NetSuite allows (rules I-1, I-2)."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from decimal import Decimal

from connector.translation.values import rounded
from netsuite_client.account import Currency

MEMO_MAX = 999
DESCRIPTION_MAX = 4000
ITEM_ID_MAX = 60
ENTITY_ID_MAX = 80
COMPANY_NAME_MAX = 83
PERSON_NAME_MAX = 32
OTHER_REF_NUM_MAX = 45
EMAIL_MAX = 254
ADDRESS_LINE_MAX = 150
PHONE_MAX = 21

SUFFIX_HEX_DIGITS = 8


def cut(text: str | None, length: int) -> str | None:
    """The text cut at its end to what the field holds; an empty text is no value."""
    return text[:length] if text else None


def memo(stripe_id: str, *sentences: str) -> str:
    """The memo of a transaction: the Stripe id first, so that a cut never takes it (rule I-2)."""
    return ". ".join([f"Stripe: {stripe_id}", *sentences])[:MEMO_MAX]


def memo_of_amount(stripe_id: str, exact: Decimal, currency: Currency, *sentences: str) -> str:
    """The memo of a transaction of this amount; it says so when NetSuite keeps a rounded one (rules I-2, A-6)."""
    if exact == rounded(exact, currency.precision):
        return memo(stripe_id, *sentences)
    return memo(stripe_id, f"Rounded from {exact} {currency.symbol}", *sentences)


ORIGINAL_DATE = "Original transaction date: "
"""How the memo of a transaction goes on that is posted later than it is dated (rule A-9)."""


def memo_of_original_date(text: str | None, day: date) -> str:
    """The memo of a transaction that is posted later than it is dated; only other words are cut for it (rule A-9)."""
    sentence = f"{ORIGINAL_DATE}{day}"
    before, stripe_id, after = _around_stripe_id(text or "")
    excess = max(0, len(before) + len(stripe_id) + len(after) + len(f". {sentence}") - MEMO_MAX)
    kept_after = after[: max(0, len(after) - excess)]
    excess -= len(after) - len(kept_after)
    kept_before = f"{before[: len(before) - excess - 2]}. " if excess else before
    return ". ".join(filter(None, (kept_before + stripe_id + kept_after, sentence)))


def _around_stripe_id(text: str) -> tuple[str, str, str]:
    """What stands before the Stripe id of a memo, the id, and what stands behind it."""
    found = re.search(r"Stripe: [a-z]+_[A-Za-z0-9_]+", text)
    return (text[: found.start()], found[0], text[found.end() :]) if found else ("", "", text)


def charge_invoice_id(charge_id: str) -> str:
    """The external id of an invoice that is made for a charge (rule P-8)."""
    return f"invoice_{charge_id}"


def reversal_external_id(external_id: str) -> str:
    """The external id of what reverses a record (rule N-7)."""
    return f"undo_{external_id}"


def reversal_memo(external_id: str, text: str | None) -> str:
    """The memo of what reverses a record: the record's own, which names the Stripe id and is never cut (rule I-2)."""
    whole = ". ".join(filter(None, [f"Reversal of {external_id}", text]))
    return whole if len(whole) <= MEMO_MAX else text or ""


def price_external_id(price_id: str) -> str:
    """A price's external id; an old plan id without the prefix is made safe and unique."""
    return price_id if price_id.startswith("price_") else f"price_{safe(price_id)}"


def coupon_external_id(coupon_id: str, prefix: str) -> str:
    """A coupon's external id, with the connection's prefix in front (rule I-1)."""
    return f"{prefix}coupon_{safe(coupon_id)}"


def safe(stripe_id: str) -> str:
    """An id that a customer of Stripe chose, in the letters that NetSuite allows; a changed one stays unique."""
    cleaned = re.sub(r"[^A-Za-z0-9_-]", "_", stripe_id)
    return cleaned if cleaned == stripe_id else f"{cleaned}-{id_hash(stripe_id)}"


def apart(external_id: str, stripe_id: str) -> str:
    """Another external id for a record whose own is taken by one that differs only in letter case (rule I-1)."""
    return f"{external_id}-{id_hash(stripe_id)}"


def id_hash(stripe_id: str) -> str:
    """The first hex digits of the Stripe id's sha256."""
    return hashlib.sha256(stripe_id.encode()).hexdigest()[:SUFFIX_HEX_DIGITS]
