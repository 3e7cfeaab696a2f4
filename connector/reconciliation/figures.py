"""A document as Stripe's own numbers tell it, and the differences that NetSuite is meant to have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from connector.translation.values import stripe_amount
from netsuite_client.records import Kind
from stripe_client.objects import Root


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The amounts of a document, in its currency; of what is no invoice there is a total alone.

    `paid` is what payments cover, `credited` what credit notes and the customer's credit do, `remaining` what is due.
    """

    total: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    credited: Decimal = Decimal(0)
    remaining: Decimal = Decimal(0)

    def __add__(self, other: Figures) -> Figures:
        return self._with(other, lambda one, two: one + two)

    def __sub__(self, other: Figures) -> Figures:
        return self._with(other, lambda one, two: one - two)

    def __neg__(self) -> Figures:
        return Figures() - self

    def __bool__(self) -> bool:
        return any(self.amounts().values())

    def amounts(self) -> dict[str, Decimal]:
        """Each by its name."""
        return {"total": self.total, "paid": self.paid, "credited": self.credited, "remaining": self.remaining}

    def _with(self, other: Figures, reckon: Callable[[Decimal, Decimal], Decimal]) -> Figures:
        theirs = other.amounts()
        return Figures(**{name: reckon(amount, theirs[name]) for name, amount in self.amounts().items()})


NOTHING = Figures()


def nothing_in(currency: str) -> Figures:
    """Zeros with the decimals of a currency."""
    zero = stripe_amount(0, currency)
    return Figures(total=zero, paid=zero, credited=zero, remaining=zero)


@dataclass(frozen=True, kw_only=True)
class Intended:
    """By how much NetSuite is meant to differ from Stripe, by which rule (or `journal`: it is on its way), and why."""

    rule: str
    why: str
    change: Figures


@dataclass(frozen=True, kw_only=True)
class Document:
    """A document that Stripe or a rule wants in NetSuite, by its external id there.

    `stripe` is what Stripe says of it, nothing for what only a rule makes. `left_out` is why there may be none of it.
    `changed_at` is when Stripe last did something to it that we know of, in POSIX seconds.
    """

    kind: Kind
    external_id: str
    root: Root
    currency: str
    dated: date
    changed_at: int
    stripe: Figures = NOTHING
    intended: tuple[Intended, ...] = ()
    left_out: tuple[str, str] | None = None
    """The rule and its words."""
    unit: Decimal | None = None
    """NetSuite's smallest amount, where Stripe's is smaller (rule A-6)."""

    @property
    def key(self) -> tuple[Kind, str]:
        """What it is in NetSuite."""
        return (self.kind, self.external_id)

    @property
    def expected(self) -> Figures:
        """What NetSuite is meant to say."""
        return sum((each.change for each in self.intended), self.stripe)
