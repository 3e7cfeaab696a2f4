"""Each line of a Stripe invoice becomes one item line with its service dates (rules V-3, RR-1 to RR-7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from connector.translation.dates import DateRange, stripe_period, term
from connector.translation.external_ids import DESCRIPTION_MAX, cut
from connector.translation.items import ItemChoice
from connector.translation.origins import LineOrigins, Origins
from connector.translation.rules import Rules, TermColumns
from connector.translation.values import rounded_parts, stripe_amount
from netsuite_client import records
from netsuite_client.account import Currency
from netsuite_client.records import Field
from stripe_client.objects import Invoice, InvoiceLine


def translate_lines(
    invoice: Invoice, currency: Currency, items: Sequence[ItemChoice], rules: Rules, note: Origins
) -> tuple[records.InvoiceLine, ...]:
    """All lines, also those without an amount; amounts at NetSuite's decimals still sum (rules V-3, A-6)."""
    amounts = rounded_parts(
        [stripe_amount(line.amount, invoice.currency) for line in invoice.lines], currency.precision
    )
    return tuple(
        _line(line, amount, choice, rules, LineOrigins(note, index))
        for index, (line, amount, choice) in enumerate(zip(invoice.lines, amounts, items, strict=True))
    )


def _line(
    line: InvoiceLine, amount: Decimal, choice: ItemChoice, rules: Rules, note: LineOrigins
) -> records.InvoiceLine:
    period = stripe_period(line.period_start, line.period_end, rules.timezone)
    description = cut(line.description, DESCRIPTION_MAX)
    start, end = _recognition(line, period, rules, note)
    return records.InvoiceLine(
        item=note("item", choice.ref, by=choice.by, path="pricing.price_details.price", read=line.price_id),
        description=note("description", description, by="V-3", path="description", read=line.description),
        quantity=note("quantity", line.quantity, by="V-3", path="quantity", read=line.quantity),
        amount=note("amount", amount, by="V-3, A-5", path="amount", read=line.amount),
        rev_rec_start_date=start,
        rev_rec_end_date=end,
        fields=_date_fields(line, period, rules, note) if period else (),
    )


def _recognition(
    line: InvoiceLine, period: DateRange | None, rules: Rules, note: LineOrigins
) -> tuple[date | None, date | None]:
    """Start and end of recognition, where the account has revenue features (rules RR-3, RR-4, RR-7)."""
    if period is None or not rules.line_dates:
        return None, None
    span, by = term(period, rules.end_date_rule), f"RR-3 {rules.end_date_rule}"
    return (
        note("rev_rec_start_date", span.start, by="RR-7", path="period.start", read=line.period_start),
        note("rev_rec_end_date", span.end, by=by, path="period.end", read=line.period_end),
    )


def _date_fields(line: InvoiceLine, period: DateRange, rules: Rules, note: LineOrigins) -> tuple[Field, ...]:
    """Stripe's own dates, and the term once more where a setting asks for it (rule RR-7)."""
    wanted: list[tuple[TermColumns | None, DateRange, str]] = [
        (rules.stripe_columns, period, "RR-7 stripe_columns"),
        (rules.extra_columns, term(period, rules.end_date_rule), f"RR-3 {rules.end_date_rule}"),
    ]
    return tuple(
        note(name, Field(name=name, type="date", value=day.isoformat()), by=by, path=f"period.{end}", read=read)
        for columns, span, by in wanted
        if columns is not None
        for name, day, end, read in (
            (columns.start, span.start, "start", line.period_start),
            (columns.end, span.end, "end", line.period_end),
        )
    )
