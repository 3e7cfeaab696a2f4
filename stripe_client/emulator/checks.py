"""What the fields of an object must say together, beyond what each must be alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from stripe_client.emulator.shapes.fields import Plain


def problems_of(kind: str, plain: Plain) -> list[str]:
    """Problems of a complete object, each beginning with its place inside. Sums of
    invoices are not checked: wrong ones exist.
    """
    return [problem for check in _CHECKS.get(kind, ()) if (problem := check(plain)) is not None]


def _has_a_payer(plain: Plain) -> str | None:
    return None if plain.get("customer") or plain.get("customer_account") else ".customer: is missing"


def _names_what_paid(plain: Plain) -> str | None:
    """An invoice payment names the object of the type that it says."""
    payment = plain.get("payment")
    if not isinstance(payment, dict) or payment.get(str(payment.get("type"))):
        return None
    return f".payment.{payment.get('type')}: is missing"


def _says_what_was_paid(plain: Plain) -> str | None:
    unknown = plain.get("status") == "paid" and plain.get("amount_paid") is None
    return ".amount_paid: is missing, though the status is paid" if unknown else None


def _has_terms(plain: Plain) -> str | None:
    missing = plain.get("type") == "recurring" and plain.get("recurring") is None
    return ".recurring: is missing, though the type is recurring" if missing else None


def _parts_make_the_whole(plain: Plain) -> str | None:
    """What a credit note lowers and what it gives back is all that it credits."""
    parts = [plain.get("pre_payment_amount"), plain.get("post_payment_amount")]
    known = [part for part in parts if isinstance(part, int)]
    is_whole = len(known) < len(parts) or sum(known) == plain.get("amount") == plain.get("total")
    return None if is_whole else ".amount: is not pre_payment_amount and post_payment_amount together"


def _names_what_went_back(plain: Plain) -> str | None:
    """Each refund of a credit note is one of a charge or one of a payment record."""
    refunds = plain.get("refunds")
    given = [one for one in refunds if isinstance(one, dict)] if isinstance(refunds, list) else []
    is_named = all(one.get("refund") or one.get("payment_record_refund") for one in given)
    return None if is_named else ".refunds: must each name a refund or a payment_record_refund"


_CHECKS: Mapping[str, tuple[Callable[[Plain], str | None], ...]] = {
    "credit_note": (_parts_make_the_whole, _names_what_went_back),
    "invoice": (_has_a_payer,),
    "invoice_payment": (_names_what_paid, _says_what_was_paid),
    "price": (_has_terms,),
}
