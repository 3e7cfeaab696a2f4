"""Makes documents of one currency: minor units become decimals, moments the account's dates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from connector.reconciliation.figures import NOTHING, Document, Figures, Intended
from connector.translation.dates import calendar_date
from connector.translation.rules import Rules
from connector.translation.values import stripe_amount, unit_of
from netsuite_client.records import Kind
from stripe_client.objects import Root


@dataclass(frozen=True, kw_only=True)
class Change:
    """A difference in minor units, as a rule makes it; `why` is for people."""

    rule: str
    why: str
    total: int = 0
    paid: int = 0
    credited: int = 0
    remaining: int = 0


@dataclass(frozen=True, kw_only=True)
class Maker:
    """Makes the documents of a root in its currency."""

    root: Root
    currency: str
    rules: Rules

    def document(
        self,
        kind: Kind,
        external_id: str,
        moment: int,
        stripe: Change | None = None,
        changes: Iterable[Change] = (),
        *,
        changed_at: int = 0,
        left_out: tuple[str, str] | None = None,
    ) -> Document:
        """A document; without `stripe` only rules make it."""
        return Document(
            kind=kind,
            external_id=external_id,
            root=self.root,
            currency=self.currency.upper(),
            dated=calendar_date(moment, self.rules.timezone),
            changed_at=max(moment, changed_at),
            stripe=NOTHING if stripe is None else self.figures(stripe),
            intended=tuple(map(self.intended, changes)),
            left_out=left_out,
            unit=self._unit(),
        )

    def intended(self, change: Change) -> Intended:
        """The difference in decimals."""
        return Intended(rule=change.rule, why=change.why, change=self.figures(change))

    def figures(self, change: Change) -> Figures:
        """Its amounts as exact decimals."""
        return Figures(
            total=self._exact(change.total),
            paid=self._exact(change.paid),
            credited=self._exact(change.credited),
            remaining=self._exact(change.remaining),
        )

    def _exact(self, minor: int) -> Decimal:
        return stripe_amount(minor, self.currency)

    def _unit(self) -> Decimal | None:
        """NetSuite's unit where it is larger than Stripe's."""
        currency = self.rules.currency(self.currency)
        unit = unit_of(currency.precision) if currency else None
        return unit if unit is not None and unit > self._exact(1) else None
