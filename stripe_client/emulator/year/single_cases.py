"""What happens once in the year: one charge for several invoices, drafts, a void one, money without an invoice."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from stripe_client.emulator.history import Line, at
from stripe_client.emulator.shapes.fields import Plain
from stripe_client.emulator.year.company import Company
from stripe_client.emulator.year.deals import Day


def note_single_cases(company: Company) -> None:
    """Notes all of them down."""
    for day, happens in _CASES:
        company.diary.note(at(*day, hour=9), partial(happens, company))


def _open(company: Company, who: str, names: str, when: int) -> Plain:
    lines = [Line(company.price(who, name), quantity, when) for quantity, name in enumerate(names.split(", "), 1)]
    return company.invoiced(who, lines, when)


def _one_charge_for_two(company: Company, when: int) -> None:
    invoices = [_open(company, "keystone", names, when) for names in ("training", "handbook, reader")]
    company.diary.note(when + 7_200, lambda later: company.history.paid_together(invoices, when=later))


def _one_charge_for_three(company: Company, when: int) -> None:
    invoices = [_open(company, "jansen", names, when) for names in ("setup", "training", "reader, handbook")]
    company.diary.note(when + 7_200, lambda later: company.history.paid_together(invoices, when=later))


def _a_void_one(company: Company, when: int) -> None:
    invoice = _open(company, "fischer", "setup", when)
    company.diary.note(when + 200_000, lambda later: company.history.void(invoice, when=later))


def _a_reservation(company: Company, when: int) -> None:
    invoice = _open(company, "macleod", "training", when)
    company.diary.note(when + 4_000, lambda later: company.history.authorized(invoice, when=later))


def _a_draft(company: Company, when: int) -> None:
    lines = [Line(company.price("acme", "training"), 4, when)]
    company.history.draft(company.customers["acme"], lines, created=when)


def _a_draft_in_yen(company: Company, when: int) -> None:
    lines = [Line(company.price("mori", "handbook"), 6, when)]
    company.history.draft(company.customers["mori"], lines, created=when)


def _a_deposit(company: Company, when: int) -> None:
    company.history.charged(company.customers["harbor"], 150_000, "usd", when=when, description="Deposit")


def _a_payment_by_a_stranger(company: Company, when: int) -> None:
    company.history.charged(None, 4_900, "eur", when=when, description="Ticket for the summer workshop")


_CASES: tuple[tuple[Day, Callable[[Company, int], None]], ...] = (
    ((2026, 1, 29), _one_charge_for_two),
    ((2026, 5, 21), _one_charge_for_three),
    ((2026, 6, 25), _a_deposit),
    ((2026, 7, 2), _a_payment_by_a_stranger),
    ((2026, 8, 12), _a_void_one),
    ((2026, 10, 26), _a_reservation),
    ((2026, 10, 27), _a_draft),
    ((2026, 10, 28), _a_draft_in_yen),
)
