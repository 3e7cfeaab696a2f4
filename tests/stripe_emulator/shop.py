"""A shop to which things happen by chance: all that may happen to invoices after they were billed."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from stripe_client.emulator.history import DAY_SECONDS, History, Line, Price, at

OPENED = at(2026, 8, 1)

Plain = dict[str, Any]


class Shop(History):
    """One customer who buys things of any price; every step takes its moment from a clock that goes on."""

    currency = "usd"

    def __init__(self) -> None:
        super().__init__()
        self.now = OPENED
        self.busy: set[str] = set()
        """Invoices that a bank debit is on its way to pay."""
        self.ada = self.customer("Ada", "ada@ada.example", "GB", "London", created=OPENED)
        self.sold = self.product("Thing", created=OPENED)
        self.vat = self.tax_rate("VAT", 20, created=OPENED)

    def later(self) -> int:
        """Half a day has passed."""
        self.now += DAY_SECONDS // 2
        return self.now

    def costing(self, amount: int) -> Price:
        return self.price(self.sold, "Thing", self.currency, amount, months=0, created=OPENED)

    def billed(self, *amounts: int, **how: Any) -> Plain:
        """An invoice of a line for each amount."""
        lines = [Line(self.costing(amount), 1, self.now) for amount in amounts]
        return self.finalized(self.ada, lines, created=self.later(), **how)

    def some(self, kind: str, **fields: object) -> list[Plain]:
        """Objects of a kind that have these values."""
        found: list[Any] = self.book[kind]
        return [plain for plain in found if all(plain.get(name) == value for name, value in fields.items())]


Step = Callable[[Shop, Random], None]


def any_of(chance: Random, plains: list[Plain]) -> Plain | None:
    return chance.choice(plains) if plains else None


def amount_up_to(chance: Random, most: int) -> int:
    return chance.randint(1, max(1, most))


def bill(shop: Shop, chance: Random) -> None:
    shop.billed(*(chance.randint(100, 10_000) for _ in range(chance.randint(1, 3))))


def bill_less_than_nothing(shop: Shop, chance: Random) -> None:
    shop.billed(-amount_up_to(chance, 4_000))


def bill_too_little(shop: Shop, chance: Random) -> None:
    shop.billed(amount_up_to(chance, 49), too_small=True)


def adjust(shop: Shop, chance: Random) -> None:
    shop.adjust_balance(shop.ada.id, chance.randint(-3_000, 3_000), shop.currency, when=shop.later())


def still_open(shop: Shop) -> list[Plain]:
    return [one for one in shop.some("invoices", status="open") if one["id"] not in shop.busy]


def owed(shop: Shop) -> list[Plain]:
    return [*still_open(shop), *shop.some("invoices", status="uncollectible")]


def pay(shop: Shop, chance: Random) -> None:
    if (invoice := any_of(chance, owed(shop))) is not None:
        shop.paid(invoice, when=shop.later())


def pay_in_part(shop: Shop, chance: Random) -> None:
    if (invoice := any_of(chance, owed(shop))) is not None:
        shop.paid(invoice, when=shop.later(), amount=amount_up_to(chance, invoice["amount_remaining"]))


def pay_too_much(shop: Shop, chance: Random) -> None:
    if (invoice := any_of(chance, owed(shop))) is not None:
        shop.paid(invoice, when=shop.later(), amount=invoice["amount_remaining"] + amount_up_to(chance, 500))


def pay_outside(shop: Shop, chance: Random) -> None:
    if (invoice := any_of(chance, owed(shop))) is not None:
        shop.paid_out_of_band(invoice, when=shop.later())


def give_up(shop: Shop, chance: Random) -> None:
    if (invoice := any_of(chance, still_open(shop))) is not None:
        shop.mark_uncollectible(invoice, when=shop.later())


def void(shop: Shop, chance: Random) -> None:
    if (invoice := any_of(chance, owed(shop))) is not None:
        shop.void(invoice, when=shop.later())


def revise(shop: Shop, chance: Random) -> None:
    if (invoice := any_of(chance, owed(shop))) is not None:
        line = Line(shop.costing(amount_up_to(chance, 5_000)), 1, shop.now)
        shop.revise(invoice, shop.ada, [line], created=shop.later())


def refund(shop: Shop, chance: Random) -> None:
    left = [one for one in shop.some("charges", status="succeeded") if one["amount"] > one.get("amount_refunded", 0)]
    if (charge := any_of(chance, left)) is not None:
        part = amount_up_to(chance, charge["amount"] - charge.get("amount_refunded", 0))
        shop.refund(charge, part, when=shop.later())


def fail(shop: Shop, chance: Random) -> None:
    linked = {one.get("refund") for note in shop.some("credit_notes") for one in note["refunds"]}
    free = [one for one in shop.some("refunds", status="succeeded") if one["id"] not in linked]
    if (one := any_of(chance, free)) is not None:
        shop.fail_refund(one, when=shop.later())


def dispute(shop: Shop, chance: Random) -> None:
    if charge := any_of(chance, [one for one in shop.some("charges", status="succeeded") if "disputed" not in one]):
        shop.dispute(charge, when=shop.later(), withdraws=chance.random() < 0.5)


def end_dispute(shop: Shop, chance: Random) -> None:
    if (one := any_of(chance, [*shop.some("disputes", status="needs_response")])) is not None:
        shop.close_dispute(one, when=shop.later(), won=chance.random() < 0.5)


def credit(shop: Shop, chance: Random) -> None:
    """In a line of its own; what was paid goes to the balance and out of band."""
    noted = ("pre_payment_credit_notes_amount", "post_payment_credit_notes_amount")
    free = [
        (one, left)
        for one in [*owed(shop), *shop.some("invoices", status="paid")]
        if (left := one["total"] - sum(one.get(name, 0) for name in noted)) > 0
    ]
    if not free:
        return
    invoice, left = chance.choice(free)
    total = amount_up_to(chance, left)
    after = max(0, total - invoice["amount_remaining"])
    balance = chance.randint(0, after)
    shop.credit_note(invoice, total, when=shop.later(), balance=balance, out_of_band=after - balance)


def uncredit(shop: Shop, chance: Random) -> None:
    unpaid = {one["id"] for one in owed(shop)}
    notes = [one for one in shop.some("credit_notes", post_payment_amount=0, status=None) if one["invoice"] in unpaid]
    if (note := any_of(chance, notes)) is not None:
        shop.void_credit_note(note, when=shop.later())


def debit(shop: Shop, chance: Random) -> None:
    waiting = [one for one in still_open(shop) if one["amount_paid"] == 0]
    if (invoice := any_of(chance, waiting)) is None:
        return
    charge = shop.pending(invoice, when=shop.later())
    if chance.random() < 0.5:
        shop.arrives(charge, when=shop.later())
    else:
        shop.bounces(charge, when=shop.later())


STEPS: tuple[Step, ...] = (
    bill, bill_less_than_nothing, bill_too_little, adjust, pay, pay_in_part, pay_too_much, pay_outside, give_up, void,
    revise, refund, fail, dispute, end_dispute, credit, uncredit, debit,
)  # fmt: skip


def grown(seed: int, steps: int = 40) -> Shop:
    """A shop to which so many things happened by chance; the same seed gives the same history."""
    shop, chance = Shop(), Random(seed)  # noqa: S311 - chance makes cases, keeps no secret
    for step in (
        bill,
        bill,
        *chance.choices(STEPS, weights=[4 if step in (bill, pay) else 1 for step in STEPS], k=steps),
    ):
        step(shop, chance)
    return shop
