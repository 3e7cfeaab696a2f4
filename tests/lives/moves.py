"""What may happen to a life by chance; the same seed and moves give the same life."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any

from lives.life import Life
from stripe_client.emulator.history import Discount, Line, Terms
from tests.stripe_emulator import shop
from tests.stripe_emulator.shop import amount_up_to, any_of, owed, still_open

MOVES_MIN, MOVES_MAX = 6, 32
Plain = dict[str, Any]


def bill_richly(life: Life, chance: Random) -> None:
    """Lines of all kinds, with coupons, taxes, shipping and billing credit."""
    coupons = [life.redeemed(coupon) for coupon in life.coupons if chance.random() < 0.3]
    lines = [_line(life, chance, coupons) for _ in range(chance.randint(1, 4))]
    shipping = life.shipping_rate("Post", chance.randint(100, 900), life.currency, created=life.now)
    terms = Terms(
        discounts=tuple(coupons),
        taxes=life.taxes,
        credit=chance.choice((0, 0, 0, chance.randint(1, 900))),
        shipping=shipping if chance.random() < 0.2 else None,
        shipping_taxes=life.taxes,
    )
    life.finalized(life.ada, lines, created=life.later(), days_due=chance.choice((0, 0, 30)), terms=terms)


def _line(life: Life, chance: Random, used: list[Discount]) -> Line:
    amount = chance.choice((0, chance.randint(100, 20_000), chance.randint(100, 20_000)))
    price = chance.choice((*life.plans_in(life.currency), life.costing(amount)))
    own = () if used or chance.random() < 0.8 else (life.redeemed(life.tenth),)
    return Line(price, chance.randint(1, 3), life.now, discounts=own)


def subscribe(life: Life, chance: Random) -> None:
    if len(life.going) < 2:
        plans = chance.sample(life.plans_in(life.currency, chance.choice((1, 12))), k=chance.choice((1, 1, 2)))
        coupon = life.redeemed(chance.choice(life.coupons)) if chance.random() < 0.3 else None
        begun = life.subscription(
            life.ada,
            [(plan, chance.randint(1, 5)) for plan in plans],
            start=life.later(),
            trial_days=chance.choice((0, 0, 0, 14)),
            days_due=chance.choice((0, 30)),
            taxes=life.taxes,
        )
        if coupon is not None:
            life.give(begun, coupon)
        life.bill(begun)
        life.going.append(begun)


def change_plan(life: Life, chance: Random) -> None:
    """Upgrades and downgrades, billed at once or with the next term, or given back to the balance."""
    when = life.later()
    on = [each for each in life.going if each.cycle and each.term(each.cycle - 1)[0] < when < each.next_bill]
    if on:
        one = chance.choice(on)
        life.change(
            one,
            chance.choice(life.plans_in(one.items[0].price.currency, one.months)),
            chance.randint(1, 5),
            when=when,
            at_once=chance.random() < 0.6,
            itemized=chance.random() < 0.7,
        )
        life.now += 7_200


def cancel(life: Life, chance: Random) -> None:
    when = life.later()
    if life.going:
        life.cancel(life.going.pop(chance.randrange(len(life.going))), when=when)


def pay_together(life: Life, chance: Random) -> None:
    waiting = [one for one in still_open(life) if one["currency"] == life.currency]
    if len(waiting) > 1:
        life.paid_together(chance.sample(waiting, k=chance.randint(2, min(3, len(waiting)))), when=life.later())


def decline(life: Life, chance: Random) -> None:
    if (invoice := any_of(chance, still_open(life))) is not None:
        life.declined(invoice, when=life.later())


def credit_lines(life: Life, chance: Random) -> None:
    """Credits lines of an invoice; what was paid goes back by a refund, out of a payment record, or to the balance."""
    invoice = any_of(chance, [one for one in [*owed(life), *life.some("invoices", status="paid")] if _credit_left(one)])
    if invoice is None:
        return
    lines = {number: line["amount"] for number, line in enumerate(invoice["lines"]) if line["amount"] > 0}
    if not lines:
        return
    number = chance.choice(sorted(lines))
    what = {number: chance.choice((lines[number], amount_up_to(chance, lines[number])))}
    total = life.worth(invoice, what)
    if not 0 < total <= _credit_left(invoice):
        return
    after = max(0, total - invoice["amount_remaining"])
    refunds, back = _refunded(life, chance, invoice, after)
    balance = chance.randint(0, after - back)
    life.credit_note(
        invoice, what, when=life.later(), refunds=refunds, balance=balance, out_of_band=after - back - balance
    )


def _credit_left(invoice: Plain) -> int:
    noted = ("pre_payment_credit_notes_amount", "post_payment_credit_notes_amount")
    left: int = invoice["total"] - sum(invoice.get(name, 0) for name in noted)
    return max(0, left)


def _refunded(life: Life, chance: Random, invoice: Plain, most: int) -> tuple[list[tuple[Plain, int]], int]:
    """A refund of a charge that paid the invoice, sometimes larger than what the note takes of it."""
    intents = {
        one["payment"]["payment_intent"]
        for one in life.some("invoice_payments", invoice=invoice["id"], status="paid")
        if one["payment"]["type"] == "payment_intent"
    }
    charges = [one for one in life.some("charges", status="succeeded") if one["payment_intent"] in intents]
    charges = [one for one in charges if one["id"] not in life.second]
    charge = any_of(chance, [one for one in charges if one["amount"] > one.get("amount_refunded", 0)])
    if charge is None or not most or chance.random() < 0.4:
        return [], 0
    part = min(most, amount_up_to(chance, charge["amount"] - charge.get("amount_refunded", 0)))
    return [(life.refund(charge, part, when=life.later()), part)], part


def name_refund(life: Life, chance: Random) -> None:
    """A credit note that names a refund which is there already, often in part (rule R-6)."""
    named = Counter[str]()
    for note in life.book["credit_notes"]:
        for one in note["refunds"]:
            named[one.get("refund") or ""] += one["amount_refunded"]
    free = [
        (invoice, refund, min(left, _credit_left(invoice)))
        for refund in life.some("refunds", status="succeeded")
        if (left := refund["amount"] - named[refund["id"]]) > 0
        for invoice in _paid_by(life, refund["charge"])
        if _credit_left(invoice)
    ]
    if free:
        invoice, refund, most = chance.choice(free)
        part = chance.choice((most, amount_up_to(chance, most)))
        life.credit_note(invoice, part, when=life.later(), refunds=[(refund, part)])


def _paid_by(life: Life, charge_id: str) -> list[Plain]:
    """The invoices that a charge settled, but not as a second payment."""
    (charge,) = life.some("charges", id=charge_id)
    means = {"type": "payment_intent", "payment_intent": charge["payment_intent"]}
    paid = life.some("invoice_payments", payment=means, status="paid") if charge_id not in life.second else []
    return [invoice for one in paid for invoice in life.some("invoices", id=one["invoice"], status="paid")]


def refund_of_record(life: Life, chance: Random) -> None:
    """A credit note that gives back outside Stripe what was paid outside Stripe."""
    paid = [
        (invoice, record)
        for one in life.some("invoice_payments", status="paid")
        if one["payment"]["type"] == "payment_record"
        for invoice in life.some("invoices", id=one["invoice"], status="paid")
        for record in life.some("payment_records", id=one["payment"]["payment_record"])
        if min(_credit_left(invoice), _record_left(record))
    ]
    if paid:
        invoice, record = chance.choice(paid)
        part = amount_up_to(chance, min(_credit_left(invoice), _record_left(record)))
        life.credit_note(invoice, part, when=life.later(), records=[(record, part)])


def _record_left(record: Plain) -> int:
    refunded = record.get("amount_refunded") or {"value": 0}
    left: int = record["amount"]["value"] - refunded["value"]
    return left


def charge_alone(life: Life, chance: Random) -> None:
    life.charged(life.ada, chance.randint(100, 9_000), life.currency, when=life.later(), description="A thing")


def pay_again(life: Life, chance: Random) -> None:
    """Money for an invoice that is paid already (rule P-9)."""
    free = [
        one
        for one in life.some("invoices", status="paid")
        if one["amount_paid"] and not one.get("amount_overpaid") and not _was_given_up(one)
    ]
    if (invoice := any_of(chance, free)) is not None:
        amount = chance.choice((invoice["amount_paid"], chance.randint(100, 9_000)))
        life.second.add(life.paid_again(invoice, amount, when=life.later())["id"])


def reopen(life: Life, chance: Random) -> None:
    """Stripe shows an invoice open again that was given up (rule L-5)."""
    if (invoice := any_of(chance, life.some("invoices", status="uncollectible"))) is not None:
        invoice["status"] = "open"


def _was_given_up(invoice: Plain) -> bool:
    return invoice["status_transitions"].get("marked_uncollectible_at") is not None


def start_debit(life: Life, chance: Random) -> None:
    """A bank debit that arrives or bounces some moves later, or never in this life."""
    waiting = [
        one
        for one in still_open(life)
        if one["amount_paid"] == 0 and not life.some("invoice_payments", invoice=one["id"])
    ]
    if (invoice := any_of(chance, waiting)) is not None:
        life.under_way.append(life.pending(invoice, when=life.later()))
        life.busy.add(invoice["id"])


def end_debit(life: Life, chance: Random) -> None:
    if life.under_way:
        charge = life.under_way.pop(chance.randrange(len(life.under_way)))
        end = life.arrives if chance.random() < 0.5 else life.bounces
        end(charge, when=life.later())
        intent = {"type": "payment_intent", "payment_intent": charge["payment_intent"]}
        (payment,) = life.some("invoice_payments", payment=intent)
        life.busy.discard(payment["invoice"])


def refund_pending(life: Life, chance: Random) -> None:
    """A refund that is on its way, with its money or without."""
    left = [one for one in life.some("charges", status="succeeded") if one["amount"] > one.get("amount_refunded", 0)]
    if (charge := any_of(chance, left)) is not None:
        part = amount_up_to(chance, charge["amount"] - charge.get("amount_refunded", 0))
        life.refund(charge, part, when=life.later(), status="pending", moves=chance.random() < 0.5)


def fail_any(life: Life, chance: Random) -> None:
    """A refund fails, also one that a credit note lists: Stripe leaves the note as it is."""
    if (one := any_of(chance, [*life.some("refunds", status="succeeded")])) is not None:
        life.fail_refund(one, when=life.later())


def archive(life: Life, chance: Random) -> None:
    """A plan is sold no more; who has it keeps it (rule C-5)."""
    life.some("prices", id=chance.choice(life.plans).id)[0]["active"] = False


def change_currency(life: Life, chance: Random) -> None:
    """From now on new things are billed in another currency, if the customer has two."""
    life.currency = chance.choice(life.currencies)


MOVES: Mapping[Any, int] = {
    shop.bill: 4, bill_richly: 6, shop.bill_less_than_nothing: 1, shop.bill_too_little: 1, shop.adjust: 1,
    subscribe: 3, change_plan: 3, cancel: 2, archive: 1, change_currency: 4,
    shop.pay: 8, shop.pay_in_part: 2, shop.pay_too_much: 2, shop.pay_outside: 2, pay_together: 2,
    shop.debit: 1, start_debit: 1, end_debit: 4, decline: 1, charge_alone: 1, pay_again: 1,
    shop.give_up: 2, reopen: 8, shop.void: 2, shop.revise: 1,
    shop.refund: 3, refund_pending: 1, fail_any: 4, shop.dispute: 2, shop.end_dispute: 6,
    shop.credit: 2, credit_lines: 3, name_refund: 4, refund_of_record: 2, shop.uncredit: 3,
}  # fmt: skip
"""What may happen, and how often."""


@dataclass(frozen=True)
class Moves:
    """What happens to a life: numbers of moves, each with its own chance, so that any can be left out."""

    seed: int
    kept: tuple[int, ...]

    def without(self, number: int) -> Moves:
        """The same life, but for one thing that did not happen."""
        return Moves(self.seed, tuple(each for each in self.kept if each != number))


@dataclass(frozen=True)
class Lived:
    """A life that was lived, and its moves in words."""

    life: Life
    moves: Moves
    words: tuple[str, ...]


def moves_of(seed: int) -> Moves:
    """All that happens to a life."""
    return Moves(seed, tuple(range(_chance(f"length {seed}").randint(MOVES_MIN, MOVES_MAX))))


def lived(moves: Moves) -> Lived:
    """The life to which these things happen."""
    life = Life(moves.seed)
    return Lived(life, moves, tuple(word for number in moves.kept for word in happens(life, number)))


def happens(life: Life, number: int) -> Iterator[str]:
    """Lets the move of this number happen, and tells it in words if it did anything."""
    chance = _chance(f"move {life.seed}/{number}")
    move = chance.choices(list(MOVES), weights=list(MOVES.values()))[0]
    before = _standing(life)
    move(life, chance)
    day = datetime.fromtimestamp(life.now, UTC).date()
    if news := ", ".join(_news(before, _standing(life))):
        yield f"{number:2} {day} {move.__name__.replace('_', ' ')}: {news}"


def _chance(text: str) -> Random:
    return Random(text)  # noqa: S311 - chance makes cases, keeps no secret


TOLD = (
    "prices", "invoices", "charges", "refunds", "credit_notes", "disputes", "payment_records",
    "customer_balance_transactions",
)  # fmt: skip


def _standing(life: Life) -> dict[str, str]:
    return {plain["id"]: _short(plain) for kind in TOLD for plain in life.book[kind]}


def _short(plain: Plain) -> str:
    amount = plain.get("total", plain["amount"] if isinstance(plain.get("amount"), int) else "")
    state = "archived" if plain.get("active") is False else plain.get("status")
    return " ".join(str(each) for each in (plain["id"], plain.get("type"), amount, state) if each)


def _news(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    return (text for name, text in after.items() if before.get(name) != text)
