"""What the lines of invoices and credit memos defer, and when each part of it is revenue.

A line on an item with a revenue recognition rule makes an element: its net amount, with the rule and the dates of the
line as they are at that moment. From it a plan is made at once (NetSuite takes some hours): a row for each period of
the term. A row posts in its own period, or in the first open one after it when that is closed by then. Later changes
of the dates on the line change nothing. Amounts are in the currency of the transaction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice, takewhile
from typing import Any

from netsuite_client.emulator.fields import Fields
from netsuite_client.emulator.ledger.books import Books, Period
from netsuite_client.emulator.ledger.drafts import Draft, Line
from netsuite_client.emulator.ledger.money import amount_text
from netsuite_client.emulator.ledger.spreading import Method, Span, spread
from netsuite_client.emulator.ledger.store import Store
from netsuite_client.emulator.refusals import Refusal, in_use


@dataclass(frozen=True, kw_only=True)
class Element:
    """What one line defers: hundredths, negative where a credit memo takes back; ISO dates."""

    line: int
    item: int | None
    amount: int
    rule: int
    deferral: int
    income: int
    start: str | None
    end: str | None
    planned: bool = True


def keep_plans(books: Books, document: int, draft: Draft, *, sign: int) -> None:
    """Plan what the lines of a transaction defer; lines that are as before keep their plans."""
    wanted = {element.line: element for element in _elements(draft, sign)}
    for number, before in _kept(books.store, document).items():
        after = wanted.pop(before.line, None)
        if after is not None and (after.item, after.amount) == (before.item, before.amount):
            continue
        _check_unrecognized(books.store, number, gone=after is None)
        _drop(books.store, number)
        if after is not None:
            same_item = after.item == before.item
            wanted[after.line] = replace(after, start=before.start, end=before.end) if same_item else after
    for element in wanted.values():
        _plan(books, document, element, draft)


def _elements(draft: Draft, sign: int) -> Iterator[Element]:
    net = Counter[int]()
    for line in draft.lines:
        net[line.nets or line.line] += line.amount
    for line in draft.lines:
        if line.recognition is not None:
            yield _element(line, sign * net[line.line])


def _element(line: Line, amount: int) -> Element:
    if line.recognition is None:
        raise ValueError(f"line {line.line} defers nothing")
    return Element(
        line=line.line,
        item=line.item,
        amount=amount,
        rule=line.recognition.rule,
        deferral=line.account,
        income=line.recognition.income,
        start=line.start,
        end=line.end,
        planned=line.recognition.planned,
    )


def _kept(store: Store, document: int) -> dict[int, Element]:
    """The elements that a transaction has, by their numbers."""
    sql = "SELECT id, line, item, amount, rule, deferral, income, start, end FROM revenue_element WHERE document = ?"
    names = ("line", "item", "amount", "rule", "deferral", "income", "start", "end")
    return {number: Element(**dict(zip(names, row, strict=True))) for number, *row in store.rows(sql, document)}


def _check_unrecognized(store: Store, element: int, *, gone: bool) -> None:
    if not store.rows("SELECT 1 FROM revenue_row WHERE element = ? AND journal IS NOT NULL LIMIT 1", element):
        return
    if gone:
        raise Refusal("CANT_DELETE_TRAN_LINES", "This line cannot be deleted because its revenue was recognized.")
    raise Refusal("CANT_UPDATE_AMT", "This amount cannot be changed because revenue of the line was recognized.")


def _drop(store: Store, element: int) -> None:
    store.change("DELETE FROM revenue_row WHERE element = ?", element)
    store.change("DELETE FROM revenue_element WHERE id = ?", element)


def _plan(books: Books, document: int, element: Element, draft: Draft) -> None:
    number = books.store.next_id("revenueElement")
    values = (number, document, element.line, element.item, element.amount, element.rule, element.deferral)
    books.store.change(
        "INSERT INTO revenue_element VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        *values,
        element.income,
        element.start,
        element.end,
    )
    if element.planned:
        books.store.change_many(
            "INSERT INTO revenue_row VALUES (?, ?, ?, ?, ?, NULL)",
            [(number, *row) for row in _rows(books, element, draft)],
        )


def _rows(books: Books, element: Element, draft: Draft) -> Iterator[tuple[int, int, int, int]]:
    """The rows of a plan: number, source period, posting period, amount; none while the rule lacks a date."""
    rule = books.store.find("revenueRecognitionRule", element.rule)
    if rule is None:
        raise LookupError(f"revenue recognition rule {element.rule} is gone")
    start = element.start or draft.header.tran_date
    periods = _periods(books, element, start, rule.body["recognitionPeriod"])
    if not periods:
        return
    end = periods[-1].end if rule.body["recognitionPeriod"] else element.end
    amounts = spread(
        Method(rule.body["method"]),
        element.amount,
        term=_span(start, end or start),
        periods=[_span(each.start, each.end) for each in periods],
        unit=10 ** (2 - draft.header.precision),
    )
    for number, (period, amount) in enumerate(zip(periods, amounts, strict=True), start=1):
        yield number, period.id, _posting_period(books, period).id, amount


def _periods(books: Books, element: Element, start: str, count: int | None) -> list[Period]:
    """The periods of the term: as many as the rule says, else those that the line's two dates touch."""
    if count is not None:
        periods = list(islice(books.periods_from(start), count))
        enough = len(periods) == count
    elif element.start and element.end:
        end = element.end
        periods = list(takewhile(lambda period: period.start <= end, books.periods_from(start)))
        enough = bool(periods) and periods[-1].end >= end
    else:
        return []
    if not enough:
        raise Refusal("INSUFCNT_NUM_PRDS_FOR_REV_REC", "Not enough accounting periods for revenue recognition.")
    return periods


def _span(start: str, end: str) -> Span:
    return Span(start=date.fromisoformat(start), end=date.fromisoformat(end))


def _posting_period(books: Books, period: Period) -> Period:
    """The period itself if it is open, else the first open one after it."""
    for each in books.periods_from(period.start):
        if not each.closed:
            return each
    raise Refusal("INSUFCNT_OPEN_PRDS_FOR_REV_REC", "Not enough open accounting periods for revenue recognition.")


def drop_plans(store: Store, document: int) -> None:
    """Forget what a transaction that is deleted deferred; refuses when some of it is revenue by now."""
    recognized = (
        "SELECT 1 FROM revenue_element e JOIN revenue_row r ON r.element = e.id "
        "WHERE e.document = ? AND r.journal IS NOT NULL LIMIT 1"
    )
    if store.rows(recognized, document):
        raise in_use()
    for element in _kept(store, document):
        _drop(store, element)


def schedules(store: Store) -> list[Fields]:
    """Every element with its rows, oldest first, as plain JSON; amounts as decimal texts."""
    found = store.rows(_ELEMENTS)
    rows: dict[int, list[Fields]] = {}
    for element, *row in store.rows(_ROWS):
        rows.setdefault(element, []).append(_shown_row(row))
    return [{**_shown_element(element), "rows": rows.get(number, [])} for number, *element in found]


_ELEMENTS = """
SELECT e.id, d.kind, e.document, r.external_id, e.line, e.item, i.external_id, rule.name,
    json_extract(c.body, '$.symbol'), e.start, e.end, e.amount
FROM revenue_element e JOIN document d ON d.id = e.document
JOIN record r ON r.grp = 'transaction' AND r.id = e.document
JOIN record i ON i.grp = 'item' AND i.id = e.item
JOIN record rule ON rule.grp = 'revenueRecognitionRule' AND rule.id = e.rule
JOIN record c ON c.grp = 'currency' AND c.id = d.currency
ORDER BY e.document, e.line
"""
_ROWS = """
SELECT r.element, substr(json_extract(s.body, '$.startDate'), 1, 7), substr(json_extract(p.body, '$.startDate'), 1, 7),
    r.amount, r.journal
FROM revenue_row r JOIN record s ON s.grp = 'accountingPeriod' AND s.id = r.source
JOIN record p ON p.grp = 'accountingPeriod' AND p.id = r.posting
ORDER BY r.element, r.number
"""


def _shown_element(values: list[Any]) -> Fields:
    kind, document, external_id, line, item, item_external_id, rule, currency, start, end, amount = values
    return {
        "type": kind,
        "internalId": str(document),
        "externalId": external_id,
        "line": line,
        "item": {"internalId": str(item), "externalId": item_external_id},
        "rule": rule,
        "currency": currency,
        "start": start,
        "end": end,
        "amount": amount_text(amount),
    }


def _shown_row(values: list[Any]) -> Fields:
    source, posting, amount, journal = values
    return {"source": source, "posting": posting, "amount": amount_text(amount), "posted": journal is not None}
