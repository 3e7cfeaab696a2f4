"""Holds a document against what NetSuite says of it: what differs, what of it is intended, what nobody explains."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from connector.reconciliation.figures import NOTHING, Document, Figures, Intended, nothing_in
from connector.translation.external_ids import reversal_external_id
from netsuite_client.records import Kind

JOURNAL = "journal"
"""The `rule` of what is on its way, or kept from going."""


class Whereabouts(StrEnum):
    """Whether NetSuite has a document."""

    THERE = "there"
    GONE = "gone"
    """It was there: somebody deleted it."""
    NEVER = "never"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Why the journal says that a document is not in NetSuite, or not as it should be in the end."""

    why: str
    skipped: bool = False
    """Nothing of it is on its way."""


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A document beside NetSuite's."""

    document: Document
    where: Whereabouts
    netsuite: Figures
    intended: tuple[Intended, ...]

    @property
    def difference(self) -> Figures:
        """NetSuite's less Stripe's."""
        return self.netsuite - self.document.stripe

    @property
    def unexplained(self) -> Figures:
        """What no rule explains."""
        return self.difference - _sum(self.intended)

    @property
    def most_unexplained(self) -> Decimal:
        """The largest of its amounts that no rule explains; the whole document, where that is gone."""
        figures = self.unexplained or self.difference
        return max(abs(amount) for amount in figures.amounts().values())

    @property
    def is_explained(self) -> bool:
        """Whether nothing is left that nobody explains; what is gone is missed, were it over zero."""
        return not self.unexplained and not (self.where is Whereabouts.GONE and self._is_wanted)

    @property
    def _is_wanted(self) -> bool:
        is_of_stripe = self.document.kind is Kind.INVOICE and self.document.left_out is None
        return bool(self.document.expected) or is_of_stripe

    def also(self, *intended: Intended) -> Compared:
        """The same with more explained."""
        return replace(self, intended=(*self.intended, *intended))


def compared(document: Document, netsuite: Figures | None, *, was_booked: bool, standing: Standing | None) -> Compared:
    """A document beside NetSuite's figures of it; `was_booked` says that NetSuite once had it."""
    if netsuite is not None:
        there = Compared(
            document=document, where=Whereabouts.THERE, netsuite=netsuite, intended=_without_nothing(document.intended)
        )
        return explained_by(_rounded(there), standing)
    absent = Compared(
        document=document,
        where=Whereabouts.GONE if was_booked else Whereabouts.NEVER,
        netsuite=NOTHING,
        intended=_without_nothing(document.intended),
    )
    reason = None if was_booked else _why_absent(document, standing)
    return absent if reason is None else _left_out(absent, *reason)


def _why_absent(document: Document, standing: Standing | None) -> tuple[str, str] | None:
    """A rule names it better than the journal does, where nothing is on its way."""
    if standing is not None and not (standing.skipped and document.left_out):
        return (JOURNAL, standing.why)
    return document.left_out


def _left_out(absent: Compared, rule: str, why: str) -> Compared:
    """All of it is explained at once: what other rules would have moved never came."""
    change = -absent.document.stripe
    return replace(absent, intended=(Intended(rule=rule, why=why, change=change),) if change else ())


def explained_by(one: Compared, standing: Standing | None) -> Compared:
    """What is still to be sent or applied, or to be taken out of NetSuite again.

    A document's own amount is sent with it, so that no delay explains another one, or that it is gone.
    """
    rest = one.unexplained
    changed = one.where is Whereabouts.THERE and rest.total and one.document.expected
    if standing is None or not rest or changed or one.where is Whereabouts.GONE:
        return one
    return one.also(Intended(rule=JOURNAL, why=standing.why, change=rest))


def _rounded(there: Compared) -> Compared:
    """Where NetSuite keeps fewer decimals, less than a unit for each amount that makes up a figure (rule A-6)."""
    unit, rest = there.document.unit, there.unexplained
    parts = 1 if there.document.kind is not Kind.INVOICE else ROUNDED_PARTS_MAX
    if unit is None or not rest or abs(rest.total) >= unit or _largest(rest) >= unit * parts:
        return there
    return there.also(Intended(rule="A-6", why="rounded to NetSuite's decimals", change=rest))


ROUNDED_PARTS_MAX = 4
"""Payments and memos of an invoice of which each may have been rounded; more than that somebody should look at."""


def _largest(figures: Figures) -> Decimal:
    return max(map(abs, figures.amounts().values()))


def _without_nothing(intended: Iterable[Intended]) -> tuple[Intended, ...]:
    return tuple(each for each in intended if each.change)


def _sum(intended: Iterable[Intended]) -> Figures:
    return sum((each.change for each in intended), NOTHING)


def resolved(one: Compared, late: Iterable[Intended]) -> Compared:
    """A document that was left unexplained, once everything was read: `late` is what charges told of it."""
    return one.also(*late) if one.unexplained else one


def with_reversals(all_of_them: Sequence[Compared]) -> list[Compared]:
    """A memo that could not be deleted, and the invoice that takes it back, make up for one another (rule A-11)."""
    by_id = {one.document.external_id: one for one in all_of_them if not one.document.expected}
    return [_reversed(one, by_id) for one in all_of_them]


def _reversed(one: Compared, by_id: Mapping[str, Compared]) -> Compared:
    id_ = one.document.external_id
    other = by_id.get(reversal_external_id(id_)) or by_id.get(id_.removeprefix(reversal_external_id("")))
    if other is None or other is one or one.document.expected or one.netsuite.total != other.netsuite.total:
        return one
    why = f"no longer wanted, balanced by {other.document.external_id}"
    return one.also(Intended(rule="A-11", why=why, change=one.unexplained))


@dataclass(kw_only=True)
class Total:
    """The sums of the documents of a kind in one currency."""

    currency: str
    kind: Kind
    documents: int = 0
    stripe: Figures = NOTHING
    netsuite: Figures = NOTHING
    intended: Figures = NOTHING

    @classmethod
    def of(cls, currency: str, kind: Kind) -> Total:
        """Nothing yet."""
        zero = nothing_in(currency)
        return cls(currency=currency, kind=kind, stripe=zero, netsuite=zero, intended=zero)

    @property
    def difference(self) -> Figures:
        """NetSuite's less Stripe's."""
        return self.netsuite - self.stripe

    @property
    def unexplained(self) -> Figures:
        """What no rule explains, documents that make up for one another added together."""
        return self.difference - self.intended

    def add(self, one: Compared) -> None:
        """Count one document in."""
        self.documents += 1
        self.stripe += one.document.stripe
        self.netsuite += one.netsuite
        self.intended += _sum(one.intended)
