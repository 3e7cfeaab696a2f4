"""Drafted lines become the lines of a NetSuite invoice: rounded amounts, service dates, origins (A-6, RR-1 to RR-7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from connector.translation.dates import DateRange, stripe_period, term
from connector.translation.drafts import Draft
from connector.translation.external_ids import DESCRIPTION_MAX, cut
from connector.translation.origins import LineOrigins, Origins
from connector.translation.rules import Rules, TermColumns
from connector.translation.values import rounded_parts, stripe_amount
from connector.translation.wanted import LineTerm
from netsuite_client import records
from netsuite_client.account import Currency
from netsuite_client.records import Field
from stripe_client.objects import Invoice, InvoiceFamily, InvoiceLine


def translate_lines(
    invoice: Invoice, currency: Currency, drafts: Sequence[Draft], rules: Rules, note: Origins
) -> tuple[records.TransactionLine, ...]:
    """The drafts as lines; all amounts are rounded together, so that they keep their sum (rule A-6)."""
    exact = [stripe_amount(draft.minor, invoice.currency) for draft in drafts]
    amounts = rounded_parts(exact, currency.precision)
    return tuple(
        _other_line(draft, amount, rules, LineOrigins(note, index))
        if draft.bills is None
        else _item_line(invoice.lines[draft.bills], draft, amount, rules, LineOrigins(note, index))
        for index, (draft, amount) in enumerate(zip(drafts, amounts, strict=True))
    )


def line_terms(family: InvoiceFamily, drafts: Sequence[Draft], rules: Rules) -> tuple[LineTerm | None, ...]:
    """What counts the rows of each draft's schedule; None for a line without service period (rules RR-5, RR-7)."""
    lines = family.invoice.lines
    return tuple(None if draft.bills is None else _line_term(lines[draft.bills], family, rules) for draft in drafts)


def _line_term(line: InvoiceLine, family: InvoiceFamily, rules: Rules) -> LineTerm | None:
    period = stripe_period(line.period_start, line.period_end, rules.timezone)
    price = family.prices.get(line.price_id or "")
    if period is None:
        return None
    if price is None:
        return LineTerm(period=period)
    return LineTerm(period=period, interval=price.interval, interval_count=price.interval_count or 1)


def _item_line(
    line: InvoiceLine, draft: Draft, amount: Decimal, rules: Rules, note: LineOrigins
) -> records.TransactionLine:
    """The line that bills a Stripe line, with its service dates (rules V-3, V-5)."""
    at = f"invoice.lines[{draft.bills}]"
    period = stripe_period(line.period_start, line.period_end, rules.timezone)
    description = cut(line.description, DESCRIPTION_MAX)
    start, end = _recognition(line, at, period, rules, note)
    dates = _date_fields(line, at, period, rules, note) if period else ()
    return records.TransactionLine(
        item=note(
            "item", draft.item.ref, by=draft.item.by, path=f"{at}.pricing.price_details.price", read=line.price_id
        ),
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


def _recognition(
    line: InvoiceLine, at: str, period: DateRange | None, rules: Rules, note: LineOrigins
) -> tuple[date | None, date | None]:
    """Start and end of recognition, where the account has revenue features (rules RR-3, RR-4, RR-7)."""
    if period is None or not rules.line_dates:
        return None, None
    span, by = term(period, rules.end_date_rule), f"RR-3 {rules.end_date_rule}"
    return (
        note("rev_rec_start_date", span.start, by="RR-7", path=f"{at}.period.start", read=line.period_start),
        note("rev_rec_end_date", span.end, by=by, path=f"{at}.period.end", read=line.period_end),
    )


def _date_fields(line: InvoiceLine, at: str, period: DateRange, rules: Rules, note: LineOrigins) -> tuple[Field, ...]:
    """Stripe's own dates, and the term once more where a setting asks for it (rule RR-7)."""
    wanted: list[tuple[TermColumns | None, DateRange, str]] = [
        (rules.stripe_columns, period, "RR-7 stripe_columns"),
        (rules.extra_columns, term(period, rules.end_date_rule), f"RR-3 {rules.end_date_rule}"),
    ]
    return tuple(
        note(name, Field(name=name, type="date", value=day.isoformat()), by=by, path=f"{at}.period.{end}", read=read)
        for columns, span, by in wanted
        if columns is not None
        for name, day, end, read in (
            (columns.start, span.start, "start", line.period_start),
            (columns.end, span.end, "end", line.period_end),
        )
    )
