"""Balances of customers in a history: every movement with the balance that it leaves. Below zero is credit."""

from __future__ import annotations

from stripe_client.emulator.history.pages import Pages
from stripe_client.emulator.shapes.fields import Plain


class Balances(Pages):
    """Steps that move a customer's balance."""

    def __init__(self) -> None:
        super().__init__()
        self._balances: dict[tuple[str, str], int] = {}

    def adjust_balance(self, customer_id: str, amount: int, currency: str, *, when: int, why: str = "") -> Plain:
        """Gives credit (below zero) or debit by hand; the transaction."""
        return self._move_balance(customer_id, currency, amount, "adjustment", when, description=why or None)

    def _balance(self, customer_id: str, currency: str) -> int:
        return self._balances.get((customer_id, currency), 0)

    def _move_balance(
        self, customer_id: str, currency: str, amount: int, kind: str, when: int, **named: object
    ) -> Plain:
        """A transaction; the customer shows the balance of the currency that it had first."""
        ending = self._balance(customer_id, currency) + amount
        self._balances[customer_id, currency] = ending
        owner = next(plain for plain in self.book["customers"] if plain["id"] == customer_id)
        if owner.setdefault("currency", currency) == currency:
            owner["balance"] = ending
        return self._add(
            "customer_balance_transactions",
            id=self._next("cbtxn"),
            created=when,
            customer=customer_id,
            currency=currency,
            amount=amount,
            ending_balance=ending,
            type=kind,
            **named,
        )
