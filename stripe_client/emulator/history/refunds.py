"""Money that goes back in a history: refunds, some of which fail, and disputes."""

from __future__ import annotations

from stripe_client.emulator.history.pages import whole
from stripe_client.emulator.history.payments import Payments
from stripe_client.emulator.shapes.fields import Plain

DISPUTE_FEE = 1_500


class Refunds(Payments):
    """Steps that give money back, or have it taken back."""

    def refund(
        self, charge: Plain, amount: int | None = None, *, when: int, status: str = "succeeded", moves: bool = True
    ) -> Plain:
        """Gives back a charge, in full or in part; the refund. A pending one may not have moved money yet."""
        part = _left(charge) if amount is None else amount
        if part > _left(charge):
            raise ValueError(f"{charge['id']} has {_left(charge)} left to refund")
        name = self._next("re")
        refund = self._add(
            "refunds",
            id=name,
            created=when,
            charge=charge["id"],
            payment_intent=charge["payment_intent"],
            customer=charge["customer"],
            amount=part,
            currency=charge["currency"],
            status=status,
            balance_transaction=self._moved(charge, -part, when, type="refund", source=name) if moves else None,
        )
        _refunded(charge, part)
        return refund

    def fail_refund(self, refund: Plain, *, when: int, reason: str = "lost_or_stolen_card") -> None:
        """Lets a refund fail; what it moved comes back to Stripe's balance."""
        charge = self._charge(refund)
        refund |= {"status": "failed", "failure_reason": reason}
        if refund["balance_transaction"] is not None:
            refund["failure_balance_transaction"] = self._moved(
                charge, whole(refund, "amount"), when, type="refund_failure", source=refund["id"]
            )
        _refunded(charge, -whole(refund, "amount"))

    def dispute(
        self, charge: Plain, amount: int | None = None, *, when: int, withdraws: bool = True, reason: str = "fraudulent"
    ) -> Plain:
        """Has the payer's bank take a charge back; without withdrawal it only asks. The dispute."""
        name = self._next("du")
        dispute = self._add(
            "disputes",
            id=name,
            created=when,
            charge=charge["id"],
            payment_intent=charge["payment_intent"],
            amount=whole(charge, "amount") if amount is None else amount,
            currency=charge["currency"],
            status="needs_response" if withdraws else "warning_needs_response",
            reason=reason,
            balance_transactions=[],
        )
        charge["disputed"] = True
        if withdraws:
            self._dispute_moved(dispute, -whole(dispute, "amount"), when, category="dispute", fee=DISPUTE_FEE)
        return dispute

    def close_dispute(self, dispute: Plain, *, when: int, won: bool) -> None:
        """Ends a dispute; what was withdrawn is reinstated if it is won."""
        moved = dispute["balance_transactions"]
        dispute["status"] = ("won" if won else "lost") if moved else "warning_closed"
        if won and moved:
            self._dispute_moved(dispute, whole(dispute, "amount"), when, category="dispute_reversal")

    def _dispute_moved(self, dispute: Plain, amount: int, when: int, *, category: str, fee: int = 0) -> None:
        name = self._moved(
            dispute, amount, when, type="adjustment", reporting_category=category, source=dispute["id"], fee=fee
        )
        moved = dispute["balance_transactions"]
        dispute["balance_transactions"] = [*(moved if isinstance(moved, list) else []), name]

    def _charge(self, refund: Plain) -> Plain:
        return next(charge for charge in self.book["charges"] if charge["id"] == refund["charge"])


def _left(charge: Plain) -> int:
    """What of a charge has not been given back."""
    return whole(charge, "amount") - whole(charge, "amount_refunded")


def _refunded(charge: Plain, amount: int) -> None:
    charge["amount_refunded"] = whole(charge, "amount_refunded") + amount
    charge["refunded"] = _left(charge) == 0
