"""Reads Stripe and NetSuite afresh and holds the one against the other; the journal tells ids and what is under way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice
from typing import Protocol, TypeVar

from connector.journal import Booked, Journal
from connector.ports import Source
from connector.recognition import Period
from connector.reconciliation import (
    Compared,
    Document,
    Figures,
    Intended,
    Standing,
    Total,
    Whereabouts,
    compared,
    documents_of,
    explained_by,
    resolved,
    under_way,
    with_reversals,
)
from connector.translation.rules import Rules
from connector.translation.values import rounded
from netsuite_client.account import AppliedBalance
from netsuite_client.records import GROUPS, Group, Kind
from stripe_client.objects import BrokenFamily, Family, MissingFamily, Read, Root, RootKind

ASKED_AT_ONCE = 1000
"""Documents of one question to NetSuite."""

PRECISION_DEFAULT = 2

KINDS = (Kind.INVOICE, Kind.CUSTOMER_PAYMENT, Kind.CUSTOMER_REFUND, Kind.CREDIT_MEMO)
"""In the order in which people read them."""

T = TypeVar("T")

CHANGED_SINCE = Standing(why="changed at Stripe since the last sync")
NOT_READ = Standing(why="not read yet: run connector sync")


class Books(Protocol):
    """NetSuite, as far as it is asked for transactions."""

    def applied_balances(self, internal_ids: Sequence[str]) -> Mapping[str, AppliedBalance]:
        """Total, rest and applications of transactions, by internal id; one that does not exist has no entry."""
        ...


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What is looked at: documents dated in a month or since a day, in a currency, or all."""

    month: Period | None = None
    currency: str | None = None
    since: date = date.min

    def holds(self, document: Document) -> bool:
        """Whether the document is looked at."""
        within = self.month is None or self.month.start <= document.dated <= self.month.end
        return within and document.dated >= self.since and self.currency in (None, document.currency)


@dataclass(frozen=True, kw_only=True)
class Reconciled:
    """What came of it: sums by currency and kind, and every document that differs."""

    totals: tuple[Total, ...]
    differing: tuple[Compared, ...]
    unreadable: tuple[str, ...] = ()
    """Ids of Stripe's objects that could not be read."""

    @property
    def unexplained(self) -> tuple[Compared, ...]:
        """The documents that nobody explains."""
        return tuple(each for each in self.differing if not each.is_explained)

    @property
    def clean(self) -> bool:
        """Whether everything is explained."""
        return not self.unexplained


def reconcile(source: Source, journal: Journal, books: Books, rules: Rules, scope: Scope) -> Reconciled:
    """All documents of Stripe beside NetSuite's, and what NetSuite has of ours that Stripe knows nothing of."""
    reading = _Reading(source=source, rules=rules)
    holding = _Holding(journal=journal, books=books, rules=rules, scope=scope)
    for met in _portions(holding.met(reading.listed())):
        holding.compare(met)
    for met in _portions(holding.met(reading.read_alone(holding.roots_not_met()))):
        holding.compare(met)
    for left in _portions(holding.not_met()):
        holding.compare_with_nothing(left)
    return replace(holding.done(reading.late), unreadable=tuple(reading.unreadable))


def _portions(values: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(values)
    while portion := list(islice(rest, ASKED_AT_ONCE)):
        yield portion


@dataclass(kw_only=True)
class _Reading:
    """Stripe's side, page by page; `late` are what charges tell of invoices that were met before."""

    source: Source
    rules: Rules
    late: dict[str, list[Intended]] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)
    _seen: set[tuple[Kind, str]] = field(default_factory=set)

    def listed(self) -> Iterator[Document]:
        """The documents of everything that Stripe lists."""
        for changes in self.source.changes(None):
            yield from self._documents(changes.families)

    def read_alone(self, roots: Sequence[Root]) -> Iterator[Document]:
        """The documents of roots that are too old to be listed."""
        return self._documents(self.source.families(roots))

    def _documents(self, reads: Iterable[Read]) -> Iterator[Document]:
        """Each document once."""
        for family in self._families(reads):
            for document in documents_of(family, self.rules):
                if document.key not in self._seen:
                    self._seen.add(document.key)
                    yield document

    def _families(self, reads: Iterable[Read]) -> Iterator[Family]:
        for read in reads:
            match read:
                case BrokenFamily():
                    self.unreadable.append(read.object_id)
                case MissingFamily():
                    pass
                case _:
                    for invoice_id, intended in under_way(read, self.rules):
                        self.late.setdefault(invoice_id, []).append(intended)
                    yield read


_Met = tuple[Document, Booked | None]


class _Holding:
    """Holds documents against NetSuite's; what is like Stripe's only counts."""

    def __init__(self, *, journal: Journal, books: Books, rules: Rules, scope: Scope) -> None:
        self._journal, self._books, self._scope = journal, books, scope
        self._currencies = {currency.internal_id: currency for currency in rules.currencies.values()}
        self._standings = journal.standings()
        documents = (one for one in journal.booked() if GROUPS[one.kind] is Group.TRANSACTION and not one.linked)
        self._booked = {(one.kind, one.external_id): one for one in documents}
        self._totals: dict[tuple[str, Kind], Total] = {}
        self._differing: list[Compared] = []

    def met(self, documents: Iterable[Document]) -> Iterator[_Met]:
        """Documents that Stripe knows and that are looked at, each with what the journal knows of it."""
        for document in documents:
            booked = self._booked.pop(document.key, None)
            if self._scope.holds(document):
                yield document, booked

    def compare(self, met: Sequence[_Met]) -> None:
        """Hold these against NetSuite's."""
        found = self._books.applied_balances([one.internal_id for _, one in met if one])
        for document, one in met:
            self._hold(document, found.get(one.internal_id) if one else None, was_booked=one is not None)

    def roots_not_met(self) -> tuple[Root, ...]:
        """The roots of what we booked and Stripe has not spoken of."""
        return tuple(dict.fromkeys(one.root for one in self._booked.values() if one.root))

    def not_met(self) -> tuple[Booked, ...]:
        """What we booked and Stripe did not speak of."""
        return tuple(self._booked.values())

    def compare_with_nothing(self, booked: Sequence[Booked]) -> None:
        """What Stripe did not speak of; what is gone by now is as it should be."""
        found = self._books.applied_balances([one.internal_id for one in booked])
        for one in booked:
            there = found.get(one.internal_id)
            document = self._of_nobody(one, there) if there else None
            if document is not None and self._scope.holds(document):
                self._hold(document, there, was_booked=True)

    def _of_nobody(self, one: Booked, there: AppliedBalance) -> Document:
        currency = self._currencies.get(there.currency)
        return Document(
            kind=one.kind,
            external_id=one.sent_as,
            root=one.root or Root(RootKind.INVOICE, one.external_id),
            currency=currency.symbol if currency else there.currency,
            dated=there.dated,
            changed_at=0,
        )

    def _hold(self, document: Document, there: AppliedBalance | None, *, was_booked: bool) -> None:
        standing = self._standings.get(document.root.id) or self._standings.get(document.external_id)
        figures = None if there is None else self._figures(document.kind, there)
        one = compared(document, figures, was_booked=was_booked, standing=standing)
        if one.difference or not one.is_explained:
            self._differing.append(one)
        elif one.where is Whereabouts.THERE:
            self._count(one)

    def _figures(self, kind: Kind, there: AppliedBalance) -> Figures:
        """At the currency's decimals: SuiteQL leaves out those that are zero."""
        currency = self._currencies.get(there.currency)
        precision = currency.precision if currency else PRECISION_DEFAULT
        if kind is not Kind.INVOICE:
            return Figures(total=rounded(there.total, precision))
        return Figures(
            total=rounded(there.total, precision),
            paid=rounded(there.paid, precision),
            credited=rounded(there.credited, precision),
            remaining=rounded(there.remaining, precision),
        )

    def _count(self, one: Compared) -> None:
        key = (one.document.currency, one.document.kind)
        self._totals.setdefault(key, Total.of(*key)).add(one)

    def done(self, late: Mapping[str, Sequence[Intended]]) -> Reconciled:
        """Everything, explained as far as it can be."""
        told = [resolved(one, late.get(one.document.external_id, ())) for one in self._differing]
        differing = self._with_changes(with_reversals(told))
        for one in differing:
            self._count(one)
        return Reconciled(
            totals=tuple(sorted(self._totals.values(), key=lambda total: (total.currency, KINDS.index(total.kind)))),
            differing=tuple(sorted(differing, key=_place)),
        )

    def _with_changes(self, differing: Sequence[Compared]) -> list[Compared]:
        """What the journal could not know: something happened at Stripe since it looked."""
        unclear = {one.document.root for one in differing if one.unexplained}
        read_at = self._journal.read_at(unclear)
        return [explained_by(one, _since(one.document, read_at)) if one.unexplained else one for one in differing]


def _since(document: Document, read_at: Mapping[Root, datetime]) -> Standing | None:
    at = read_at.get(document.root)
    if at is None:
        return NOT_READ if document.changed_at else None
    return CHANGED_SINCE if document.changed_at > at.timestamp() else None


def _place(one: Compared) -> tuple[str, int, date, str]:
    document = one.document
    return (document.currency, KINDS.index(document.kind), document.dated, document.external_id)
