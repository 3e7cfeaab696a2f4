"""The example by which people choose an end-date rule: a service period of their own under each of them (RR-6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from connector.recognition.documents import Billed, Policy, decimals, months_of, net_of_discounts
from connector.recognition.end_dates import EndDates, Finding, compared, findings
from connector.recognition.schedule import Basis
from connector.translation.dates import DateRange, term
from connector.translation.wanted import LineTerm


@dataclass(frozen=True, kw_only=True)
class Example:
    """A line under the three rules. `subject` is as `in_1 line 1`; `period` is Stripe's own, its end exclusive."""

    subject: str
    period: DateRange
    results: tuple[EndDates, ...]
    findings: tuple[Finding, ...]


def latest_example(invoices: Iterable[Billed], policy: Policy) -> Example | None:
    """The line of these invoices whose service began last, the first of them; None where no line has a period."""
    lines = (
        (invoice, at, counted)
        for invoice in invoices
        for at, counted in enumerate(invoice.terms)
        if counted is not None
    )
    latest = max(lines, key=lambda line: line[2].period.start, default=None)
    return None if latest is None else _example(*latest, policy)


def _example(invoice: Billed, at: int, counted: LineTerm, policy: Policy) -> Example:
    lines, period = invoice.record.lines, counted.period
    basis = Basis(term=term(period, policy.end_date_rule), method=policy.method, months=months_of(counted, policy))
    amount, precision = net_of_discounts(lines, at), decimals(lines)
    results = compared(period, amount, basis, precision=precision, calendar=invoice.calendar)
    return Example(
        subject=f"{invoice.record.external_id} line {at + 1}",
        period=period,
        results=results,
        findings=findings(period, results, policy.end_date_rule, basis),
    )
