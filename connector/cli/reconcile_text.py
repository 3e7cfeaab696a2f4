"""Stripe beside NetSuite as people read it: sums by currency, what is meant to differ, and what nobody explains."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from connector.cli.summary import counted
from connector.reconciliation import Compared, Figures, Intended, Total, Whereabouts, nothing_in
from connector.reconciling import Reconciled
from connector.translation.text import amount_text
from netsuite_client.records import Kind

LISTED_MAX = 20

NAMES: dict[Kind, str] = {
    Kind.INVOICE: "invoices",
    Kind.CUSTOMER_PAYMENT: "payments",
    Kind.CUSTOMER_REFUND: "refunds",
    Kind.CREDIT_MEMO: "memos",
}
HEADINGS = ("", "Stripe", "NetSuite", "Difference", "Intended", "Unexplained")

WHERE: dict[Whereabouts, str] = {
    Whereabouts.THERE: "",
    Whereabouts.GONE: "deleted in NetSuite",
    Whereabouts.NEVER: "not in NetSuite",
}

Row = tuple[str, Sequence[Decimal]]


def tables(done: Reconciled) -> Iterator[tuple[str, Sequence[Row]]]:
    """A table for each currency."""
    for currency, totals in groupby(done.totals, key=lambda total: total.currency):
        yield currency, [row for total in totals for row in _rows(total)]


def _rows(total: Total) -> Iterator[Row]:
    sides = (total.stripe, total.netsuite, total.difference, total.intended, total.unexplained)
    for measure in _measures(total.kind):
        name = f"  {NAMES[total.kind]} ({total.documents:,})" if measure == "total" else f"    {measure}"
        yield name, [side.amounts()[measure] for side in sides]


def _measures(kind: Kind) -> Iterable[str]:
    return Figures().amounts() if kind is Kind.INVOICE else ("total",)


def lines(done: Reconciled) -> Iterator[str]:
    """What follows the tables: each difference by its rule, the documents that differ, and the verdict."""
    meant = [one for one in done.differing if one.document.kind is Kind.INVOICE and one.is_explained]
    yield from _section("Meant to differ, by rule", list(_by_rule(done.differing)))
    yield from _section("Invoices that are meant to differ", _limited([_meant_text(one) for one in meant]))
    yield from _section("Unexplained", _limited([_unexplained_text(one) for one in done.unexplained]))
    yield from _section("Could not be read at Stripe", _limited(done.unreadable))
    yield ""
    yield _verdict(done)


def _section(title: str, told: Sequence[str]) -> Iterator[str]:
    if not told:
        return
    yield ""
    yield f"{title}:"
    yield from (f"  {line}" for line in told)


def _limited(told: Sequence[str]) -> list[str]:
    more = len(told) - LISTED_MAX
    return [*told[:LISTED_MAX], *([f"… and {more} more: --json lists all"] if more > 0 else [])]


def _by_rule(differing: Iterable[Compared]) -> Iterator[str]:
    sums: dict[tuple[str, str, str, Kind], tuple[int, Figures]] = {}
    for one in differing:
        for each in one.intended:
            key = (one.document.currency, each.rule, each.why, one.document.kind)
            number, so_far = sums.get(key, (0, nothing_in(key[0])))
            sums[key] = (number + 1, so_far + each.change)
    for (currency, rule, why, kind), (number, change) in sorted(sums.items(), key=lambda item: item[0][:3]):
        yield f"{currency}  {rule:<7}  {NAMES[kind]} ({number}): {figures_text(change, kind)}  {why}"


def figures_text(figures: Figures, kind: Kind) -> str:
    """The amounts that are not zero, by their names."""
    amounts = [(name, amount) for name, amount in figures.amounts().items() if amount]
    if kind is not Kind.INVOICE:
        return ", ".join(_signed(amount) for _, amount in amounts)
    return ", ".join(f"{name} {_signed(amount)}" for name, amount in amounts)


def _signed(amount: Decimal) -> str:
    return f"{'+' if amount > 0 else ''}{amount_text(amount)}"


def _meant_text(one: Compared) -> str:
    return _document_text(one, one.difference, "; ".join(f"{each.rule} {each.why}" for each in one.intended))


def _unexplained_text(one: Compared) -> str:
    return _document_text(one, one.unexplained, WHERE[one.where])


def _document_text(one: Compared, differs: Figures, told: str) -> str:
    document = one.document
    parts = (f"{document.dated}", document.external_id, document.currency, figures_text(differs, document.kind), told)
    return "  ".join(filter(None, parts))


def _verdict(done: Reconciled) -> str:
    if done.clean:
        return "Everything is explained: unexplained 0.00."
    number = counted(len(done.unexplained), "document")
    return f"{number} unexplained. See what was sent and what NetSuite has with: connector show ID"


def reconcile_json(done: Reconciled) -> dict[str, object]:
    """The same as data, every document that differs by its name."""
    return {
        "clean": done.clean,
        "currencies": [
            {"currency": currency, "kinds": [_total_json(total) for total in totals]}
            for currency, totals in groupby(done.totals, key=lambda total: total.currency)
        ],
        "differing": [_compared_json(one) for one in done.differing],
        "unreadable": done.unreadable,
    }


def _total_json(total: Total) -> dict[str, object]:
    kind, currency = total.kind, total.currency
    return {
        "kind": NAMES[kind],
        "documents": total.documents,
        "stripe": _amounts(total.stripe, kind, currency),
        "netsuite": _amounts(total.netsuite, kind, currency),
        "difference": _amounts(total.difference, kind, currency),
        "intended": _amounts(total.intended, kind, currency),
        "unexplained": _amounts(total.unexplained, kind, currency),
    }


def _amounts(figures: Figures, kind: Kind, currency: str) -> Mapping[str, Decimal]:
    """At the currency's decimals."""
    amounts = (figures + nothing_in(currency)).amounts()
    return {measure: amounts[measure] for measure in _measures(kind)}


def _compared_json(one: Compared) -> dict[str, object]:
    document, kind, currency = one.document, one.document.kind, one.document.currency
    return {
        "id": document.external_id,
        "kind": NAMES[kind],
        "currency": document.currency,
        "date": document.dated,
        "in_netsuite": one.where is Whereabouts.THERE,
        "deleted": one.where is Whereabouts.GONE,
        "stripe": _amounts(document.stripe, kind, currency),
        "netsuite": _amounts(one.netsuite, kind, currency),
        "difference": _amounts(one.difference, kind, currency),
        "intended": [_intended_json(each, kind, currency) for each in one.intended],
        "unexplained": _amounts(one.unexplained, kind, currency),
    }


def _intended_json(each: Intended, kind: Kind, currency: str) -> dict[str, object]:
    return {"rule": each.rule, "why": each.why, **_amounts(each.change, kind, currency)}
