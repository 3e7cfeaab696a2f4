"""A year of a small company's billing, November 2025 to October 2026, in five currencies."""

from __future__ import annotations

from stripe_client.emulator.history import at
from stripe_client.emulator.shapes.fields import Plain
from stripe_client.emulator.year.aftermath import note_aftermath
from stripe_client.emulator.year.agreements import note_agreement
from stripe_client.emulator.year.cast import DELETED
from stripe_client.emulator.year.company import Company
from stripe_client.emulator.year.deals import DEALS
from stripe_client.emulator.year.orders import ORDERS
from stripe_client.emulator.year.purchases import note_order
from stripe_client.emulator.year.single_cases import note_single_cases

_ENDS = at(2026, 11, 1, 0)


def year_book() -> dict[str, list[Plain]]:
    """A book of more than 60 customers and 600 invoices, and all that happens to invoices; the same at every call."""
    company = Company()
    for deal in DEALS:
        note_agreement(company, deal)
    for order in ORDERS:
        note_order(company, order)
    note_single_cases(company)
    note_aftermath(company)
    company.diary.live(until=_ENDS)
    for key in sorted(DELETED):
        company.history.delete(company.customers[key])
    return company.history.book
