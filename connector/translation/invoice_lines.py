"""Drafted lines become the lines of a NetSuite invoice: rounded amounts, service dates, origins (A-6, RR-1 to RR-7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from connector.translation.booking import Booking
from connector.translation.dates import DateRange, stripe_period, term
from connector.translation.drafts import Draft
from connector.translation.external_ids import DESCRIPTION_MAX, cut
from connector.translation.origins import LineOrigins, Origins
from connector.translation.rules import Rules, TermColumns
from connector.translation.values import rounded_parts
from connector.translation.wanted import LineTerm
from netsuite_client import records
from netsuite_client.records import Field
from stripe_client.objects import Invoice, InvoiceLine, Price


@dataclass(frozen=True, kw_only=True)
class Billed:
    """The Stripe line that a line of ours bills: its path, its service period, and the term of that (rule RR-3)."""

    line: InvoiceLine
    at: str
    period: DateRange | None
    term: DateRange | None


def billed_by(draft: Draft, invoice: Invoice, rules: Rules) -> Billed | None:
    """What a draft bills; None for a line of a discount, of shipping or of a tax."""
    index = draft.bills
    if index is None:
        return None
    line = invoice.lines[index]
    period = stripe_period(line.period_start, line.period_end, rules.timezone)
    span = term(period, rules.end_date_rule) if period else None
    return Billed(line=line, at=f"invoice.lines[{index}]", period=period, term=span)


def translate_lines(
    drafts: Sequence[Draft], billed: Sequence[Billed | None], booking: Booking, note: Origins
) -> tuple[records.TransactionLine, ...]:
    """The drafts as lines; all amounts are rounded together, so that they keep their sum (rule A-6)."""
    amounts = rounded_parts([booking.exact(draft.minor) for draft in drafts], booking.currency.precision)
    return tuple(
        _item_line(of, draft, amount, booking.rules, LineOrigins(note, index))
        if of
        else _other_line(draft, amount, booking.rules, LineOrigins(note, index))
        for index, (draft, of, amount) in enumerate(zip(drafts, billed, amounts, strict=True))
    )


def line_term(billed: Billed, prices: Mapping[str, Price]) -> LineTerm | None:
    """What counts the rows of a line's schedule; None for a line without service period (rules RR-5, RR-7)."""
    if billed.period is None:
        return None
    price = prices.get(billed.line.price_id or "")
    if price is None:
        return LineTerm(period=billed.period)
    return LineTerm(period=billed.period, interval=price.interval, interval_count=price.interval_count or 1)


def _item_line(
    billed: Billed, draft: Draft, amount: Decimal, rules: Rules, note: LineOrigins
) -> records.TransactionLine:
    """The line that bills a Stripe line, with its service dates (rules V-3, V-5)."""
    line, at, item = billed.line, billed.at, draft.item
    description = cut(line.description, DESCRIPTION_MAX)
    start, end = _recognition(billed, rules, note)
    dates = tuple(_date_fields(billed, rules, note))
    return records.TransactionLine(
        item=note("item", item.ref, by=item.by, path=f"{at}.pricing.price_details.price", read=line.price_id),
        description=note("description", description, by="V-3", path=f"{at}.description", read=line.description),
        quantity=note("quantity", line.quantity, by="V-3", path=f"{at}.quantity", read=line.quantity),
        amount=note("amount", amount, by=draft.rule, path=draft.path, read=draft.read),
        rev_rec_start_date=start,
        rev_rec_end_date=end,
        fields=(*dates, *tax_code(rules, note)),
    )


def _other_line(draft: Draft, amount: Decimal, rules: Rules, note: LineOrigins) -> records.TransactionLine:
    """A line of a discount, of shipping or of a tax: no quantity and no dates (rule RR-7)."""
    description = cut(draft.description, DESCRIPTION_MAX)
    return records.TransactionLine(
        item=note("item", draft.item.ref, by=draft.item.by, path=draft.path, read=draft.read),
        description=note("description", description, by=draft.rule, path=draft.path, read=draft.read),
        amount=note("amount", amount, by=draft.rule, path=draft.path, read=draft.read),
        fields=tax_code(rules, note),
    )


def tax_code(rules: Rules, note: LineOrigins) -> tuple[Field, ...]:
    """The code with which NetSuite adds no tax of its own, where the account demands one of every line (rule C-7)."""
    if rules.zero_tax_code is None:
        return ()
    code = Field(name="taxCode", type="reference", value=rules.zero_tax_code)
    return (note("tax_code_id", code, by="C-7 taxes.zero_code"),)


def _recognition(billed: Billed, rules: Rules, note: LineOrigins) -> tuple[date | None, date | None]:
    """Start and end of recognition, where the account has revenue features (rules RR-3, RR-4, RR-7)."""
    line, at, span = billed.line, billed.at, billed.term
    if span is None or not rules.line_dates:
        return None, None
    return (
        note("rev_rec_start_date", span.start, by="RR-7", path=f"{at}.period.start", read=line.period_start),
        note("rev_rec_end_date", span.end, by=_by_rule(rules), path=f"{at}.period.end", read=line.period_end),
    )


def _by_rule(rules: Rules) -> str:
    return f"RR-3 {rules.end_date_rule}"


def _date_fields(billed: Billed, rules: Rules, note: LineOrigins) -> Iterator[Field]:
    """Stripe's own dates, and the term once more where a setting asks for it (rule RR-7)."""
    if rules.stripe_columns and billed.period:
        yield from _in_columns(rules.stripe_columns, billed.period, billed, "RR-7 stripe_columns", note)
    if rules.extra_columns and billed.term:
        yield from _in_columns(rules.extra_columns, billed.term, billed, _by_rule(rules), note)


def _in_columns(columns: TermColumns, span: DateRange, billed: Billed, by: str, note: LineOrigins) -> Iterator[Field]:
    line, at = billed.line, billed.at
    start = Field(name=columns.start, type="date", value=span.start.isoformat())
    end = Field(name=columns.end, type="date", value=span.end.isoformat())
    yield note(columns.start, start, by=by, path=f"{at}.period.start", read=line.period_start)
    yield note(columns.end, end, by=by, path=f"{at}.period.end", read=line.period_end)
