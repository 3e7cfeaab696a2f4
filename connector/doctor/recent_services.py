"""The services that Stripe's last invoices bill: how far they reach, and the one that began last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from connector.doctor.subject import Subject
from connector.recognition import Billed
from connector.translation.dates import DateRange, EndDateRule, stripe_period, term
from connector.translation.translate import translate
from netsuite_client.records import Invoice
from stripe_client.objects import Family, Plain, Root, RootKind


def longest_service_end(subject: Subject) -> date | None:
    """The last day of any service, as NetSuite gets it; None where nothing is billed over time."""
    rule = EndDateRule(subject.connection.revenue_dates.end_date_rule)
    return max((term(period, rule).end for _, period in _services(subject)), default=None)


def latest_billed(subject: Subject) -> Iterator[Billed]:
    """The invoice with the service that began last, as it would be sent; nothing where it makes no invoice."""
    services = list(_services(subject))
    if not services:
        return
    id_, _ = max(services, key=lambda service: service[1].start)
    for family in subject.stripe.families([Root(RootKind.INVOICE, id_)]):
        if isinstance(family, Family):
            for wanted in translate(family, subject.rules, {}).records:
                if isinstance(wanted.record, Invoice):
                    yield Billed(record=wanted.record, terms=wanted.terms)


def _services(subject: Subject) -> Iterator[tuple[str, DateRange]]:
    """The service periods of the last invoices that are issued, each with its invoice."""
    for invoice in subject.latest_invoices:
        for line in () if invoice.get("status") == "draft" else _lines(invoice):
            given = line.get("period") or {}
            period = stripe_period(given.get("start"), given.get("end"), subject.connection.zone)
            if period is not None:
                yield str(invoice["id"]), period


def _lines(invoice: Plain) -> Sequence[Plain]:
    lines: Sequence[Plain] = (invoice.get("lines") or {}).get("data", ())
    return lines
