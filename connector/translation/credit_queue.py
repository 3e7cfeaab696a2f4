"""A customer's credits in the order in which they are used: first in, first out (accounting section B).

Below zero a balance transaction gives credit, above zero it takes some. Amounts are minor units of the one currency.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

TAKEN_BACK = "unapplied_from_invoice"
APPLIED = "applied_to_invoice"


class Transaction(Protocol):
    """What the queue needs to know of a balance transaction."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def amount(self) -> int:
        """Below zero credit to the customer, above zero debit."""
        ...

    @property
    def type(self) -> str:
        """Stripe's type of it."""
        ...

    @property
    def created(self) -> int:
        """When it was, in POSIX seconds."""
        ...

    @property
    def invoice_id(self) -> str | None:
        """The invoice that it names."""
        ...


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of a credit. `record` is the external id of the payment or memo that it stems from.

    None: it has no record yet, as that of an adjustment, of a negative invoice, or from before the start (rule B-7).
    """

    amount: int
    record: str | None = None
    place: int = 0
    """Where its credit stands in the queue."""
    kept: int = 0
    """What NetSuite takes of its record, in minor units: less or more than `amount` where it keeps fewer decimals."""


@dataclass(frozen=True, kw_only=True)
class Use:
    """A transaction that takes credit: on an invoice, or for a debit that meets it (`invoice_id` is None, rule B-8).

    `booked` says that it makes records; `taken_back_at`, when the invoice gave the credit back (rule B-5).
    """

    transaction_id: str
    invoice_id: str | None
    parts: tuple[Part, ...]
    booked: bool = True
    taken_back_at: int | None = None

    @property
    def taken_back(self) -> bool:
        """Whether the invoice gave the credit back."""
        return self.taken_back_at is not None

    @property
    def memo_id(self) -> str:
        """The memo of what has no record yet (rule B-1)."""
        return f"memo_{self.transaction_id}"

    @property
    def amount(self) -> int:
        """All that it takes, in minor units."""
        return sum(part.amount for part in self.parts)

    @property
    def without_record(self) -> int:
        """What its own memo is for, in minor units."""
        return sum(part.amount for part in self.parts if part.record is None)

    @property
    def with_record(self) -> dict[str, int]:
        """What it takes of each payment or memo that is there already, in minor units."""
        return {record: sum(part.amount for part in parts) for record, parts in self._by_record().items()}

    @property
    def with_record_kept(self) -> dict[str, int]:
        """The same as NetSuite keeps it: all uses of a record are never more than it (rule A-6)."""
        return {record: sum(part.kept for part in parts) for record, parts in self._by_record().items()}

    def _by_record(self) -> dict[str, list[Part]]:
        parts: dict[str, list[Part]] = {}
        for part in self.parts:
            if part.record is not None:
                parts.setdefault(part.record, []).append(part)
        return parts


Origins = Callable[[Transaction], Iterable[tuple[str | None, int]]]
"""The records that a credit stems from, with their amounts; what they do not cover has none."""

Booked = Callable[[str], bool]
"""Whether uses on this invoice make records: it is in NetSuite, and paid or uncollectible (rule B-1)."""


Demands = Mapping[str, Sequence[tuple[int, int]]]
"""By record, when how much of it was paid back to the customer instead: a credit that stands on nothing any more."""


@dataclass(kw_only=True)
class _InUse:
    """What is taken of a record at present, exactly and as NetSuite keeps it, in minor units."""

    exact: int = 0
    kept: int = 0

    def take(self, amount: int, unit: int) -> int:
        """As much as brings all that is in use to its exact sum rounded down: what was lost comes with a later use."""
        self.exact += amount
        more = max(0, self.exact // unit * unit - self.kept)
        self.kept += more
        return more

    def give_back(self, part: Part) -> None:
        """A part that is in use no longer."""
        self.exact -= part.amount
        self.kept -= part.kept


@dataclass(kw_only=True)
class _Queue:
    demands: Demands
    unit: int
    """The smallest amount that NetSuite keeps, in minor units."""
    credits: list[Part] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)
    """What each record has left for uses."""
    in_use: defaultdict[str, _InUse] = field(default_factory=lambda: defaultdict(_InUse))
    paid_back: set[tuple[str, int]] = field(default_factory=set)
    debit: int = 0
    """What the customer owes beyond invoices, to be carried onto the next one (rule B-4)."""

    def take(self, amount: int) -> tuple[Part, ...]:
        """The oldest credit, as much as there is."""
        taken: list[Part] = []
        while amount and self.credits:
            first = self.credits.pop(0)
            used = min(amount, first.amount)
            taken.append(replace(first, amount=used))
            amount -= used
            if used < first.amount:
                self.credits.insert(0, replace(first, amount=first.amount - used))
        return tuple(taken)

    def put(self, parts: Iterable[Part]) -> None:
        """Credits at their place."""
        new = tuple(parts)
        self.credits = sorted((*self.credits, *new), key=lambda part: part.place)
        for part in new:
            if part.record is not None:
                self.left[part.record] = self.left.get(part.record, 0) + part.amount

    def use(self, amount: int) -> tuple[Part, ...]:
        """The oldest credit; what was paid back by now stands on no record any more."""
        return tuple(split for part in self.take(amount) for split in self._as_recorded(part))

    def _as_recorded(self, part: Part) -> Iterable[Part]:
        if part.record is None:
            return (part,)
        recorded = min(part.amount, self.left.get(part.record, 0))
        self.left[part.record] = self.left.get(part.record, 0) - recorded
        kept = self.in_use[part.record].take(recorded, self.unit)
        splits = (replace(part, amount=recorded, kept=kept), replace(part, amount=part.amount - recorded, record=None))
        return tuple(split for split in splits if split.amount)

    def pay_back(self, moment: int) -> None:
        """What refunds took before that moment, as far as it was still there."""
        for record, demands in self.demands.items():
            for place, (paid_at, amount) in enumerate(demands):
                if paid_at < moment and (record, place) not in self.paid_back:
                    self.paid_back.add((record, place))
                    self.left[record] = max(0, self.left.get(record, 0) - amount)


def uses_of(
    transactions: Sequence[Transaction],
    origins: Origins,
    booked: Booked,
    demands: Demands | None = None,
    unit: int = 1,
) -> tuple[Use, ...]:
    """Who takes which credit, in the order of the transactions (rules B-1, B-3, B-5, B-8).

    `unit` is the smallest amount that NetSuite keeps, in minor units (rule A-6).
    """
    queue = _Queue(demands=demands or {}, unit=unit)
    uses: list[Use] = []
    for place, transaction in enumerate(transactions):
        queue.pay_back(transaction.created)
        if transaction.type == TAKEN_BACK:
            uses = _taken_back(queue, uses, transaction)
        elif transaction.amount < 0:
            uses += _credited(queue, transaction, place, origins)
        elif transaction.amount > 0:
            uses += _debited(queue, transaction, booked)
    return tuple(uses)


def _credited(queue: _Queue, transaction: Transaction, place: int, origins: Origins) -> list[Use]:
    """A credit; on a customer who owes, it meets the debit first. On an invoice that takes a debit it is that debit."""
    amount = -transaction.amount
    parts = list(_parts(amount, place, origins(transaction)))
    met = min(amount, queue.debit)
    queue.debit -= met
    queue.put(parts)
    if not met:
        return []
    taken = _of_place(queue, place, met)
    carried = transaction.type == APPLIED
    return [] if carried else _met(transaction, taken)


def _of_place(queue: _Queue, place: int, amount: int) -> tuple[Part, ...]:
    """What a debit takes of the credit that has just come."""
    others = [part for part in queue.credits if part.place != place]
    queue.credits = [part for part in queue.credits if part.place == place]
    taken = queue.use(amount)
    queue.credits = sorted((*others, *queue.credits), key=lambda part: part.place)
    return taken


def _parts(amount: int, place: int, records: Iterable[tuple[str | None, int]]) -> Iterable[Part]:
    for record, covered in records:
        part = min(amount, covered)
        amount -= part
        if part:
            yield Part(amount=part, record=record, place=place)
    if amount:
        yield Part(amount=amount, place=place)


def _debited(queue: _Queue, transaction: Transaction, booked: Booked) -> list[Use]:
    """A use on an invoice, or a debit that meets credit; what finds none is owed.

    An invoice below the minimum that credit covers in full is an invoice like any other (rule B-8).
    """
    covered = sum(part.amount for part in queue.credits) >= transaction.amount
    parts = queue.use(transaction.amount)
    on_invoice = transaction.invoice_id is not None and (transaction.type == APPLIED or covered)
    queue.debit += 0 if on_invoice else transaction.amount - sum(part.amount for part in parts)
    if not on_invoice or transaction.invoice_id is None:
        return _met(transaction, parts)
    invoice_id = transaction.invoice_id
    return [Use(transaction_id=transaction.id, invoice_id=invoice_id, parts=parts, booked=booked(invoice_id))]


def _met(transaction: Transaction, parts: tuple[Part, ...]) -> list[Use]:
    """A debit that met credit: of what has no record, no record is made (rule B-8)."""
    recorded = tuple(part for part in parts if part.record is not None)
    return [Use(transaction_id=transaction.id, invoice_id=None, parts=recorded)] if recorded else []


def _taken_back(queue: _Queue, uses: list[Use], transaction: Transaction) -> list[Use]:
    """An invoice gives back what it used; a debit that it carried is owed again (rule B-5). Either meets the other."""
    if transaction.amount > 0:
        queue.debit += transaction.amount
    else:
        uses = [
            use if use.taken_back or use.invoice_id != transaction.invoice_id else _given_back(queue, use, transaction)
            for use in uses
        ]
    met = queue.use(queue.debit)
    queue.debit -= sum(part.amount for part in met)
    return uses + _met(transaction, met)


def _given_back(queue: _Queue, use: Use, by: Transaction) -> Use:
    """Its parts stand in their old place; what a memo was made for stems from that memo by now."""
    made = use.memo_id if use.booked else None
    for part in use.parts:
        if part.record is not None:
            queue.in_use[part.record].give_back(part)
    queue.put(replace(part, record=part.record or made, kept=0) for part in use.parts)
    return replace(use, taken_back_at=by.created)
