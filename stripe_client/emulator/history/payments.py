"""Payments of a history: card charges that succeed, fail or only reserve, and what they pay."""

from __future__ import annotations

from collections.abc import Sequence

from stripe_client.emulator.history.catalogue import Customer
from stripe_client.emulator.history.dates import DAY_SECONDS
from stripe_client.emulator.history.invoices import Invoices, must_be, settled
from stripe_client.emulator.history.pages import whole
from stripe_client.emulator.shapes.fields import Plain

FEE_PER_THOUSAND, FEE_FIXED = 29, 30
SETTLES_AFTER_SECONDS = 2 * DAY_SECONDS
TRIES_AGAIN_AFTER_SECONDS = 3 * DAY_SECONDS
_BOUNCE = {"failure_code": "insufficient_funds", "failure_message": "The account has insufficient funds."}
_BOUNCE_ERROR = {"code": "payment_intent_payment_attempt_failed"}
_DECLINE = {"failure_code": "card_declined", "failure_message": "Your card was declined."}


class Payments(Invoices):
    """Steps that take money, or try to."""

    def __init__(self) -> None:
        super().__init__()
        self._declined: dict[str, tuple[Plain, Plain]] = {}
        self._pending: dict[str, tuple[Plain, Plain, Plain]] = {}

    def paid(self, invoice: Plain, *, when: int, amount: int | None = None) -> Plain:
        """Pays an invoice by card, in full, in part, or with more than is due; the charge.

        A declined payment is tried once more. What is too much goes to the customer's balance.
        """
        must_be(invoice, "open", "uncollectible")
        part = whole(invoice, "amount_remaining") if amount is None else amount
        intent, waiting = self._declined.pop(str(invoice["id"]), (None, None))
        intent, charge = self._attempt([invoice], part, when, status="succeeded", intent=intent)
        self._collected(intent, charge, when)
        if waiting is None:
            self._paid_by_intent(invoice, intent, when, status="paid", amount=part)
        else:
            waiting |= {"status": "paid", "amount_paid": part, "status_transitions": {"paid_at": when}}
        self._receive(invoice, part, when)
        return charge

    def paid_out_of_band(self, invoice: Plain, *, when: int, recorded: bool = True) -> Plain | None:
        """Marks an invoice as paid outside Stripe; the payment record, which older invoices do not have."""
        must_be(invoice, "open", "uncollectible")
        part, record = whole(invoice, "amount_remaining"), None
        if recorded:
            amount = {"value": part, "currency": invoice["currency"]}
            record = self._add("payment_records", id=self._next("pr"), created=when, amount=amount)
            means = {"type": "payment_record", "payment_record": record["id"]}
            self._invoice_payment(invoice, means, when, status="paid", amount=part, requested=part)
        self._receive(invoice, part, when)
        return record

    def pending(self, invoice: Plain, *, when: int) -> Plain:
        """Pays an open invoice by a bank debit that is under way; the charge, which succeeds or fails later."""
        must_be(invoice, "open")
        part = whole(invoice, "amount_remaining")
        intent, charge = self._attempt([invoice], part, when, status="pending")
        self._collected(intent, charge, when)
        intent |= {"status": "processing", "amount_received": 0}
        payment = self._paid_by_intent(invoice, intent, when, status="open", amount=None)
        self._pending[str(charge["id"])] = (invoice, intent, payment)
        return charge

    def arrives(self, charge: Plain, *, when: int) -> None:
        """Lets a pending charge succeed."""
        invoice, intent, payment = self._pending.pop(str(charge["id"]))
        part = whole(charge, "amount")
        charge |= {"status": "succeeded"}
        intent |= {"status": "succeeded", "amount_received": part}
        payment |= {"status": "paid", "amount_paid": part, "status_transitions": {"paid_at": when}}
        self._receive(invoice, part, when)

    def bounces(self, charge: Plain, *, when: int) -> None:
        """Lets a pending charge fail: its money leaves Stripe's balance again, and the invoice stays open."""
        _, intent, _ = self._pending.pop(str(charge["id"]))
        charge |= {"status": "failed", **_BOUNCE}
        charge["failure_balance_transaction"] = self._moved(
            charge, -whole(charge, "amount"), when, type="payment_failure_refund", source=charge["id"]
        )
        intent |= {"status": "requires_payment_method", "last_payment_error": {"type": "api_error", **_BOUNCE_ERROR}}

    def paid_together(self, invoices: Sequence[Plain], *, when: int) -> Plain:
        """Pays several open invoices of a customer in full by one charge, which is returned."""
        parts = [whole(invoice, "amount_remaining") for invoice in invoices]
        intent, charge = self._attempt(invoices, sum(parts), when, status="succeeded")
        self._collected(intent, charge, when)
        for invoice, part in zip(invoices, parts, strict=True):
            self._paid_by_intent(invoice, intent, when, status="paid", amount=part)
            self._receive(invoice, part, when)
        return charge

    def declined(self, invoice: Plain, *, when: int) -> Plain:
        """Tries to charge an open invoice in vain; the failed charge."""
        amount = whole(invoice, "amount_remaining")
        before, waiting = self._declined.get(str(invoice["id"]), (None, None))
        intent, charge = self._attempt([invoice], amount, when, status="failed", intent=before)
        charge |= _DECLINE
        intent |= {
            "status": "requires_payment_method",
            "last_payment_error": {"type": "card_error", "code": "card_declined", "charge": charge["id"]},
        }
        waiting = waiting or self._paid_by_intent(invoice, intent, when, status="open", amount=None)
        self._declined[str(invoice["id"])] = (intent, waiting)
        invoice["next_payment_attempt"] = when + TRIES_AGAIN_AFTER_SECONDS
        return charge

    def authorized(self, invoice: Plain, *, when: int) -> Plain:
        """Reserves the amount of an open invoice on a card without taking it; the uncaptured charge."""
        amount = whole(invoice, "amount_remaining")
        intent, charge = self._attempt([invoice], amount, when, status="succeeded")
        charge |= {"captured": False, "amount_captured": 0}
        intent |= {"status": "requires_capture", "amount_capturable": amount, "capture_method": "manual"}
        self._paid_by_intent(invoice, intent, when, status="open", amount=None)
        return charge

    def charged(self, customer: Customer | None, amount: int, currency: str, *, when: int, description: str) -> Plain:
        """Takes money without an invoice; the charge."""
        intent, charge = self._intent_and_charge(
            None,
            "succeeded",
            amount,
            currency,
            customer=customer.id if customer else None,
            created=when,
            description=description,
        )
        self._collected(intent, charge, when)
        return charge

    # The objects behind a step

    def _attempt(
        self, invoices: Sequence[Plain], amount: int, when: int, *, status: str, intent: Plain | None = None
    ) -> tuple[Plain, Plain]:
        """A payment intent, new or tried once more, and its new charge."""
        first = invoices[0]
        for invoice in invoices:
            invoice |= {
                "attempted": True,
                "attempt_count": whole(invoice, "attempt_count") + 1,
                "next_payment_attempt": None,
            }
        return self._intent_and_charge(
            intent,
            status,
            amount,
            str(first["currency"]),
            customer=first["customer"],
            created=when,
            description=f"Payment for {', '.join(str(invoice['number']) for invoice in invoices)}",
        )

    def _intent_and_charge(
        self, intent: Plain | None, status: str, amount: int, currency: str, **shared: object
    ) -> tuple[Plain, Plain]:
        shared |= {"amount": amount, "currency": currency}
        intent_id = intent["id"] if intent else self._next("pi")
        charge_id = self._next("ch")
        if intent is None:
            intent = self._add("payment_intents", id=intent_id, status=status, latest_charge=charge_id, **shared)
        else:
            intent |= {"status": status, "latest_charge": charge_id, "last_payment_error": None}
        return intent, self._add("charges", id=charge_id, status=status, payment_intent=intent_id, **shared)

    def _collected(self, intent: Plain, charge: Plain, when: int) -> None:
        """The charge's money arrives in Stripe's balance, less the fee."""
        amount = whole(charge, "amount")
        fee = (amount * FEE_PER_THOUSAND + 500) // 1000 + FEE_FIXED
        intent["amount_received"] = amount
        charge["balance_transaction"] = self._moved(charge, amount, when, type="charge", source=charge["id"], fee=fee)

    def _moved(self, charge: Plain, amount: int, when: int, *, fee: int = 0, **more: object) -> str:
        """A movement of Stripe's balance in the currency of a charge, less a fee; its id."""
        name = self._next("txn")
        self._add(
            "balance_transactions",
            id=name,
            amount=amount,
            currency=charge["currency"],
            created=when,
            available_on=when + SETTLES_AFTER_SECONDS,
            fee=fee,
            net=amount - fee,
            fee_details=[{"amount": fee, "currency": charge["currency"], "type": "stripe_fee"}] if fee else [],
            **more,
        )
        return name

    def _paid_by_intent(self, invoice: Plain, intent: Plain, when: int, *, status: str, amount: int | None) -> Plain:
        means = {"type": "payment_intent", "payment_intent": intent["id"]}
        requested = whole(intent, "amount") if amount is None else amount
        return self._invoice_payment(invoice, means, when, status=status, amount=amount, requested=requested)

    def _invoice_payment(
        self, invoice: Plain, means: Plain, when: int, *, status: str, amount: int | None, requested: int
    ) -> Plain:
        return self._add(
            "invoice_payments",
            id=self._next("inpay"),
            invoice=invoice["id"],
            created=when,
            currency=invoice["currency"],
            status=status,
            amount_paid=amount,
            amount_requested=requested,
            is_default=amount is None or amount == invoice["amount_due"],
            payment=means,
            status_transitions={"paid_at": when if status == "paid" else None},
        )

    def _receive(self, invoice: Plain, part: int, when: int) -> None:
        """What is more than was left goes to the customer's balance."""
        left = whole(invoice, "amount_remaining")
        too_much = max(0, part - left)
        invoice["amount_paid"] = whole(invoice, "amount_paid") + part - too_much
        invoice["amount_remaining"] = left - (part - too_much)
        if too_much:
            invoice["amount_overpaid"] = too_much
            self._move(invoice, -too_much, "invoice_overpaid", when)
        if invoice["amount_remaining"] == 0:
            settled(invoice, when=when)
