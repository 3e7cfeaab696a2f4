"""An invoice's schedule as people read it: a table for each line, and a bar for each month in which rows post."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from textwrap import indent

from connector.causes import CAUSES, sentence
from connector.recognition import INVOICE, Example, LineSchedule, Period, Policy, Row, compared_text, every_row
from connector.schedules import DocumentSchedule
from connector.translation.text import amount_text

BAR_WIDTH = 40
NO_PERIOD = "no open period"

Cells = tuple[str, ...]
Place = tuple[Period, Period | None]
"""The period of a row and the one in which it posts."""


def head_text(document: DocumentSchedule, policy: Policy) -> str:
    """The document, and the settings that made its rows (rule RR-6)."""
    invoice = document.invoice
    return "\n".join(
        [
            f"{invoice.external_id}  {invoice.tran_date}  {invoice.currency.name} {amount_text(invoice.total)}",
            rules_text(policy),
        ]
    )


def rules_text(policy: Policy) -> str:
    """The settings that decide service dates and rows, named wherever either is shown (rule RR-6)."""
    return f"end date: {policy.end_date_rule}, rows: {policy.term_source}, method: {policy.method}"


NOTES = frozenset({"MID_PERIOD"})
"""Findings that are worth knowing and nobody's fault."""


def example_text(example: Example, policy: Policy) -> str:
    """What each end-date rule makes of a service period, and what is to be said of the one in force (rule RR-6)."""
    period = f"{example.subject}, Stripe {example.period.start} to {example.period.end}"
    said = [
        f"{'note' if one.code in NOTES else '!'} {CAUSES[one.code].code} "
        f"{sentence(one.code, example.subject, one.values)}"
        for one in example.findings
    ]
    table = indent(compared_text(example.results, policy.end_date_rule), "    ")
    return "\n".join([*said, f"The three end date rules on {period}:", table])


def example_json(example: Example | None) -> list[dict[str, object]] | None:
    """The same as data, a value for each rule."""
    if example is None:
        return None
    return [
        {
            "rule": one.rule,
            "of": example.subject,
            "start": one.term.start,
            "end": one.term.end,
            "periods": one.periods,
            "rows": [{"source": str(row.source), "amount": row.amount} for row in one.rows],
        }
        for one in example.results
    ]


def line_text(line: LineSchedule) -> str:
    """What a line sells, for how much less its discounts, and for how long."""
    return f"line {line.line + 1}  {line.item}  {amount_text(line.amount)}  {line.term.start} .. {line.term.end}"


def line_table(line: LineSchedule) -> tuple[Cells, list[Cells]]:
    """Headings and rows: one for each period and posting period, with what every document has there, and the net.

    A document has one row for each period: so no two of its rows ever meet in one cell (rule RR-12).
    """
    amounts = {part.of: {(row.source, row.posting): row.amount for row in part.rows} for part in line.parts}
    places = sorted({place for part in amounts.values() for place in part}, key=_by_time)
    headings = ("Source", "Posting", *("Invoice" if of == INVOICE else of for of in amounts), "Net")
    return headings, [_table_row(place, list(amounts.values())) for place in places]


def _by_time(place: Place) -> tuple[Period, bool, Period]:
    source, posting = place
    return source, posting is None, posting or source


def _table_row(place: Place, parts: Sequence[Mapping[Place, Decimal]]) -> Cells:
    source, posting = place
    amounts = [part.get(place) for part in parts]
    net = sum((amount for amount in amounts if amount is not None), Decimal(0))
    cells = ("" if amount is None else amount_text(amount) for amount in amounts)
    return (str(source), str(posting or NO_PERIOD), *cells, amount_text(net))


def posted_by_period(lines: Sequence[LineSchedule]) -> dict[Period, Decimal]:
    """What posts in each period, all lines and memos together: a report may add up (rule RR-12)."""
    sums: dict[Period, Decimal] = defaultdict(Decimal)
    for row in every_row(lines):
        if row.posting is not None:
            sums[row.posting] += row.amount
    return {period: sums[period] for period in sorted(sums)}


def bars(lines: Sequence[LineSchedule]) -> Iterator[str]:
    """A bar for each month: full for revenue, hollow for what takes revenue back."""
    sums = posted_by_period(lines)
    largest, width = _scale(sums.values())
    for period, net in sums.items():
        yield f"  {period}  {_bar(net, largest, width)}".rstrip()


def bars_beside(told: Mapping[str, Sequence[LineSchedule]]) -> Iterator[str]:
    """A row of bars for each of several schedules in each month, under one scale, up to the last that has any."""
    sums = {name: posted_by_period(lines) for name, lines in told.items()}
    largest, width = _scale([net for each in sums.values() for net in each.values()])
    names = max(map(len, sums))
    periods = sorted({period for each in sums.values() for period in each})
    last = max((period for each in sums.values() for period, net in each.items() if net), default=periods[0])
    shown = [period for period in periods if period <= last]
    for period in shown:
        for number, (name, each) in enumerate(sums.items()):
            month = f"{period}" if number == 0 else " " * len(f"{period}")
            yield f"  {month}  {name:<{names}}  {_bar(each.get(period, Decimal(0)), largest, width)}".rstrip()
    if rest := periods[len(shown) :]:
        yield f"  {rest[0]} to {rest[-1]}: nothing more"


def _scale(amounts: Collection[Decimal]) -> tuple[Decimal, int]:
    """The largest amount, and the room that the longest one takes."""
    return max(map(abs, amounts), default=Decimal(0)), max((len(amount_text(each)) for each in amounts), default=0)


def _bar(net: Decimal, largest: Decimal, width: int) -> str:
    length = int(BAR_WIDTH * abs(net) / largest) if largest else 0
    return f"{amount_text(net):>{width}}  {('█' if net > 0 else '░') * length}"


def earned(rows: Sequence[Row], through: str) -> tuple[Decimal, Decimal]:
    """What is earned by the end of a period, written YYYY-MM, and what is still deferred then."""
    done = sum((row.amount for row in rows if row.posting and str(row.posting) <= through), Decimal(0))
    return done, sum((row.amount for row in rows), Decimal(0)) - done


def earned_text(document: DocumentSchedule, through: str) -> str:
    """The same in words."""
    done, deferred = earned(list(every_row(document.lines)), through)
    currency = document.invoice.currency.name
    return (
        f"By the end of {through}: earned {currency} {amount_text(done)}, deferred {currency} {amount_text(deferred)}"
    )


def notes(document: DocumentSchedule) -> Iterator[str]:
    """What is worth knowing of the schedule and nobody's fault (rule RR-25)."""
    for memo in document.unscheduled:
        yield f"note {CAUSES[UNSCHEDULED].code} {sentence(UNSCHEDULED, memo, {})}"


UNSCHEDULED = "NO_SCHEDULE_ON_BALANCE"


def document_json(document: DocumentSchedule, policy: Policy, through: str) -> dict[str, object]:
    """The schedule as data: rows are never merged."""
    done, deferred = earned(list(every_row(document.lines)), through)
    return {
        "document": document.invoice.external_id,
        "currency": document.invoice.currency.name,
        "end_date_rule": policy.end_date_rule,
        "term_source": policy.term_source,
        "method": policy.method,
        "lines": [_line_json(line) for line in document.lines],
        "as_of": through,
        "earned": done,
        "deferred": deferred,
        "notes": list(notes(document)),
    }


def _line_json(line: LineSchedule) -> dict[str, object]:
    return {
        "line": line.line + 1,
        "item": line.item,
        "amount": line.amount,
        "start": line.term.start,
        "end": line.term.end,
        "rows": [
            {
                "source": str(row.source),
                "posting": row.posting and str(row.posting),
                "amount": row.amount,
                "of": part.of,
            }
            for part in line.parts
            for row in part.rows
        ],
    }
