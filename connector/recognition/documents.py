"""The schedules of an invoice, line by line, with what each of its memos takes back (rules RR-9, RR-20 to RR-26)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile

from connector.recognition.copies import Credited, copied
from connector.recognition.methods import Method
from connector.recognition.periods import CALENDAR_MONTHS, Calendar
from connector.recognition.schedule import Basis, Row, rows
from connector.recognition.terms import TermSource, months_counted, months_of_interval
from connector.translation.dates import DateRange, EndDateRule, term
from connector.translation.wanted import LineCopy, LineTerm
from netsuite_client.records import CreditMemo, Invoice, Kind, TransactionLine

INVOICE = "invoice"


@dataclass(frozen=True, kw_only=True)
class Policy:
    """The settings that decide expected schedules (rules RR-3, RR-5, RR-8)."""

    method: Method = Method.EVEN_PERIODS
    term_source: TermSource = TermSource.RULE_PERIOD
    end_date_rule: EndDateRule = EndDateRule.ADD_DAY


@dataclass(frozen=True, kw_only=True)
class Billed:
    """An invoice as it was sent, what counts the rows of each line, and the periods of that moment (rule RR-33)."""

    record: Invoice
    terms: tuple[LineTerm | None, ...] = ()
    calendar: Calendar = CALENDAR_MONTHS


@dataclass(frozen=True, kw_only=True)
class Memo:
    """A memo as it was or will be sent, what each line copies, and the periods of that moment (rule RR-33)."""

    record: CreditMemo
    copies: tuple[LineCopy | None, ...] = ()
    calendar: Calendar = CALENDAR_MONTHS


@dataclass(frozen=True, kw_only=True)
class Part:
    """The rows that one document gives a line: `of` is `invoice` or the memo's external id."""

    of: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class LineSchedule:
    """A line's schedule. `line` counts the lines as sent, from 0; `amount` is less its discounts (rule RR-9)."""

    line: int
    item: str
    amount: Decimal
    term: DateRange
    parts: tuple[Part, ...]


def scheduled(invoice: Billed, memos: Sequence[Memo], policy: Policy) -> tuple[LineSchedule, ...]:
    """The schedule of each line that has a term, in the order of the document; memos in the order of their dates."""
    ordered = sorted(memos, key=lambda memo: (memo.record.tran_date, memo.record.external_id))
    return tuple(
        _line_schedule(invoice, at, span, ordered, policy)
        for at, line in enumerate(invoice.record.lines)
        if (span := _term_of(line, _at(invoice.terms, at), policy)) is not None
    )


def _term_of(line: TransactionLine, counted: LineTerm | None, policy: Policy) -> DateRange | None:
    """The term that was sent, else what the rule in force makes of Stripe's own period (rules RR-3, RR-7)."""
    if line.rev_rec_start_date is not None and line.rev_rec_end_date is not None:
        return DateRange(line.rev_rec_start_date, line.rev_rec_end_date)
    return term(counted.period, policy.end_date_rule) if counted else None


def _line_schedule(invoice: Billed, at: int, span: DateRange, memos: Sequence[Memo], policy: Policy) -> LineSchedule:
    line = invoice.record.lines[at]
    basis = Basis(term=span, method=policy.method, months=months_of(_at(invoice.terms, at), policy))
    amount = net_of_discounts(invoice.record.lines, at)
    precision = decimals(invoice.record.lines)
    own = rows(amount, basis, precision=precision, calendar=invoice.calendar)
    crediting = [(memo, credit) for memo in memos if (credit := _credit(memo, invoice.record.external_id, at))]
    taken = copied(own, [credit for _, credit in crediting], precision=precision)
    parts = [Part(of=memo.record.external_id, rows=each) for (memo, _), each in zip(crediting, taken, strict=True)]
    return LineSchedule(
        line=at,
        item=item_name(line),
        amount=amount,
        term=span,
        parts=(Part(of=INVOICE, rows=own), *parts),
    )


def months_of(counted: LineTerm | None, policy: Policy) -> int | None:
    """The months of the price, as far as the line bills them; the dates count where nothing is known (rule RR-5)."""
    if counted is None:
        return None
    price_months = months_of_interval(counted.interval, counted.interval_count)
    return months_counted(policy.term_source, rule_months=None, price_months=price_months, period=counted.period)


def _credit(memo: Memo, invoice_id: str, line: int) -> Credited | None:
    """What a memo takes from an invoice line: all of its lines that copy it, each less its discounts (rule RR-23)."""
    copying = [at for at, copy in enumerate(memo.copies) if copy == LineCopy(invoice_id, line)]
    lines = memo.record.lines
    amounts = [net_of_discounts(lines, at) for at in copying]
    return Credited(amount=sum(amounts, Decimal(0)), calendar=memo.calendar) if amounts else None


def net_of_discounts(lines: Sequence[TransactionLine], at: int) -> Decimal:
    """A line with the discounts that stand directly under it (rule RR-9)."""
    discounts = takewhile(lambda line: line.item.kind is Kind.DISCOUNT_ITEM, lines[at + 1 :])
    return sum((line.amount for line in discounts), lines[at].amount)


def decimals(lines: Sequence[TransactionLine]) -> int:
    """The decimals that NetSuite keeps for the currency of these amounts (rule A-6)."""
    return max((max(0, -int(line.amount.as_tuple().exponent)) for line in lines), default=2)


def item_name(line: TransactionLine) -> str:
    """How a schedule names the item: by our id, else by NetSuite's."""
    return line.item.external_id or line.item.name or f"item {line.item.internal_id}"


def _at(terms: Sequence[LineTerm | None], index: int) -> LineTerm | None:
    return terms[index] if index < len(terms) else None


def every_row(schedules: Sequence[LineSchedule]) -> Iterator[Row]:
    """The rows of all lines and documents."""
    return (row for schedule in schedules for part in schedule.parts for row in part.rows)
