"""What happens in the year after something was billed: money goes back, is credited, given up, or comes another way."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from stripe_client.emulator.history import DAY_SECONDS, FreeAmount, Line, Terms, at
from stripe_client.emulator.history.pages import whole
from stripe_client.emulator.shapes.fields import Plain
from stripe_client.emulator.year.company import Company
from stripe_client.emulator.year.deals import Day

_REFUNDS: tuple[tuple[str, Day, int | None], ...] = (
    ("abbott", (2025, 12, 12), 1_000),
    ("bauer", (2026, 1, 27), None),
    ("juniper", (2026, 2, 17), 4_950),
    ("hanako", (2026, 3, 4), None),
    ("eastgate", (2026, 4, 9), 2_500),
    ("moreau", (2026, 5, 20), 1_500),
    ("usman", (2026, 6, 25), 4_500),
    ("clarke", (2026, 7, 16), None),
    ("fischer", (2026, 8, 14), 5_000),
    ("fischer", (2026, 8, 21), 2_600),
    ("ironwood", (2026, 9, 15), 9_900),
    ("castillo", (2026, 10, 20), None),
)
"""Who gets money of the latest bill back when, and how much (None: all that is left)."""

_DISPUTES: tuple[tuple[str, Day, bool | None], ...] = (
    ("price", (2026, 5, 6), False),
    ("sato", (2026, 6, 8), True),
    ("evans", (2026, 8, 3), None),
    ("vargas", (2026, 9, 21), False),
)
"""Whose bank takes the latest payment back when, and whether the company wins (None: the bank only asks)."""

_BALANCES: tuple[tuple[str, Day, int, str], ...] = (
    ("dupont", (2026, 2, 20), -2_000, "Sorry for the trouble in January"),
    ("yilmaz", (2026, 7, 21), -5_000, "Prize of the summer draw"),
    ("nakamura", (2026, 7, 27), -600, "Two days without service"),
    ("rossi", (2026, 8, 11), 900, "Courier to Bologna, billed with the next term"),
)
"""Whose balance is moved by hand when (minor units, below zero is credit), and why."""


def note_aftermath(company: Company) -> None:
    """Notes all of it down."""
    for who, day, amount in _REFUNDS:
        _note(company, day, partial(_refund, company, who, amount))
    for who, day, won in _DISPUTES:
        _note(company, day, partial(_dispute, company, who, won))
    for who, day, amount, why in _BALANCES:
        _note(company, day, partial(_adjust, company, who, amount, why))
    for day, happens in _CASES:
        _note(company, day, partial(happens, company))


def _note(company: Company, day: Day, step: Callable[[int], object]) -> None:
    company.diary.note(at(*day, hour=18), step)


def _soon(company: Company, when: int, days: int, step: Callable[[int], object]) -> None:
    company.diary.note(when + days * DAY_SECONDS, step)


def _refund(company: Company, who: str, amount: int | None, when: int) -> None:
    company.history.refund(company.charge_of(company.last_bill(who)), amount, when=when)


def _dispute(company: Company, who: str, won: bool | None, when: int) -> None:
    charge = company.charge_of(company.last_bill(who))
    dispute = company.history.dispute(charge, when=when, withdraws=won is not None)
    _soon(company, when, 24, lambda later: company.history.close_dispute(dispute, when=later, won=bool(won)))


def _adjust(company: Company, who: str, amount: int, why: str, when: int) -> None:
    company.history.adjust_balance(company.customers[who].id, amount, company.currency(who), when=when, why=why)


def _ordered(company: Company, who: str, names: str, when: int, days_due: int = 30) -> Plain:
    """A bill by hand that is sent, to be paid in any way or none."""
    lines = [Line(company.price(who, name), 1, when) for name in names.split(", ")]
    return company.invoiced(who, lines, when, days_due=days_due)


# Credit notes


def _note_before_payment(company: Company, when: int) -> None:
    """A line of a bill that waits for its payment is credited in part; the rest is paid."""
    invoice = company.last_bill("acme", "open")
    company.history.credit_note(invoice, {0: 9_900}, when=when, memo="One team less since the 1st")


def _note_that_settles(company: Company, when: int) -> None:
    invoice = _ordered(company, "jansen", "handbook", when)
    _soon(company, when, 3, lambda later: company.history.credit_note(invoice, {0: 1_399}, when=later))


def _note_with_refund(company: Company, when: int) -> None:
    """Money goes back, and the note says of which line."""
    invoice = company.last_bill("gruber")
    refund = company.history.refund(company.charge_of(invoice), 2_550, when=when)
    company.history.credit_note(invoice, {1: 2_550}, when=when, refunds=[(refund, 2_550)])


def _note_to_balance(company: Company, when: int) -> None:
    """The next bill uses the credit."""
    company.history.credit_note(company.last_bill("garcia"), 1_200, when=when, balance=1_200)


def _mixed_note(company: Company, when: int) -> None:
    """Partly refunded, partly kept as credit."""
    invoice = company.last_bill("thistle")
    refund = company.history.refund(company.charge_of(invoice), 3_000, when=when)
    company.history.credit_note(invoice, 4_500, when=when, refunds=[(refund, 3_000)], balance=1_500)


def _note_out_of_band(company: Company, when: int) -> None:
    company.history.credit_note(company.last_bill("keystone"), 5_000, when=when, out_of_band=5_000)


def _note_that_is_voided(company: Company, when: int) -> None:
    """Issued by mistake, and taken back before the bill is paid."""
    invoice = company.last_bill("brightwell", "open")
    note = company.history.credit_note(invoice, {0: 24_900}, when=when)
    _soon(company, when, 1, lambda later: company.history.void_credit_note(note, when=later))


# Bills that end otherwise


def _given_up(company: Company, who: str, names: str, when: int, *, paid: int = 0, void: bool = False) -> None:
    """Paid in part or not at all, given up after ten weeks; one is voided in the end."""
    invoice = _ordered(company, who, names, when)
    if paid:
        _soon(company, when, 20, lambda later: company.history.paid(invoice, when=later, amount=paid))
    _soon(company, when, 70, lambda later: company.history.mark_uncollectible(invoice, when=later))
    if void:
        _soon(company, when, 80, lambda later: company.history.void(invoice, when=later))


def _given_up_unpaid(company: Company, when: int) -> None:
    _given_up(company, "walker", "training, handbook", when)


def _given_up_in_part(company: Company, when: int) -> None:
    _given_up(company, "neri", "setup, training", when, paid=10_000)


def _given_up_and_voided(company: Company, when: int) -> None:
    _given_up(company, "taylor", "setup", when, void=True)


def _void_after_a_part_was_paid(company: Company, when: int) -> None:
    """What was paid goes back before the bill is voided."""
    invoice = _ordered(company, "maple", "setup", when)

    def end(later: int) -> None:
        company.history.refund(company.charge_of(invoice), when=later)
        company.history.void(invoice, when=later + DAY_SECONDS)

    _soon(company, when, 9, lambda later: company.history.paid(invoice, when=later, amount=8_000))
    _soon(company, when, 16, end)


def _revised(company: Company, when: int) -> None:
    """Billed once too often; the revision is paid."""
    invoice = _ordered(company, "orchard", "training, handbook", when)

    def revise(later: int) -> None:
        lines = [Line(company.price("orchard", "training"), 1, later)]
        revision = company.history.revise(invoice, company.customers["orchard"], lines, created=later)
        company.charge(revision, later)

    _soon(company, when, 2, revise)


# Money that comes otherwise, or not at all


def _paid_outside(company: Company, who: str, names: str, when: int) -> None:
    invoice = _ordered(company, who, names, when)
    _soon(company, when, 18, lambda later: company.history.paid_out_of_band(invoice, when=later))


def _paid_by_cheque(company: Company, when: int) -> None:
    _paid_outside(company, "harbor", "training, reader", when)


def _paid_at_the_counter(company: Company, when: int) -> None:
    _paid_outside(company, "sakura", "handbook", when)


def _overpaid(company: Company, who: str, names: str, too_much: int, when: int) -> None:
    """More is transferred than was due; the next bill uses it."""
    invoice = _ordered(company, who, names, when)

    def pay(later: int) -> None:
        company.history.paid(invoice, when=later, amount=whole(invoice, "amount_remaining") + too_much)

    _soon(company, when, 11, pay)


def _overpaid_in_dollars(company: Company, when: int) -> None:
    _overpaid(company, "cascade", "setup", 2_500, when)


def _overpaid_in_pounds(company: Company, when: int) -> None:
    _overpaid(company, "ashworth", "training", 1_000, when)


def _debit_that_arrives(company: Company, when: int) -> None:
    invoice = _ordered(company, "hoffmann", "setup", when)
    charge = company.history.pending(invoice, when=when + 7_200)
    _soon(company, when, 5, lambda later: company.history.arrives(charge, when=later))


def _debit_that_bounces(company: Company, when: int) -> None:
    """The customer pays by card after all."""
    invoice = _ordered(company, "krause", "reader", when)
    charge = company.history.pending(invoice, when=when + 7_200)
    _soon(company, when, 4, lambda later: company.history.bounces(charge, when=later))
    company.transfer(invoice, when, days=12)


def _refund_that_fails_and_is_repeated(company: Company, when: int) -> None:
    charge = company.charge_of(company.last_bill("miller"))
    refund = company.history.refund(charge, 1_450, when=when)
    _soon(company, when, 3, lambda later: company.history.fail_refund(refund, when=later))
    _soon(company, when, 6, lambda later: company.history.refund(charge, 1_450, when=later))


def _too_small_to_charge(company: Company, when: int) -> None:
    """Less than a card can be charged with; the next bill carries it."""
    free = FreeAmount(name="Postage", currency="usd", unit_amount=35)
    line = Line(free, 1, when, description="Postage")
    company.history.finalized(company.customers["abbott"], [line], created=when, terms=Terms(), too_small=True)


_CASES: tuple[tuple[Day, Callable[[Company, int], None]], ...] = (
    ((2025, 12, 15), _note_before_payment),
    ((2025, 12, 18), _paid_by_cheque),
    ((2026, 1, 13), _note_to_balance),
    ((2026, 1, 20), _overpaid_in_dollars),
    ((2026, 2, 3), _given_up_unpaid),
    ((2026, 2, 19), _debit_that_arrives),
    ((2026, 3, 5), _note_that_is_voided),
    ((2026, 3, 12), _void_after_a_part_was_paid),
    ((2026, 3, 18), _note_with_refund),
    ((2026, 4, 2), _given_up_in_part),
    ((2026, 4, 14), _refund_that_fails_and_is_repeated),
    ((2026, 4, 22), _mixed_note),
    ((2026, 5, 7), _paid_at_the_counter),
    ((2026, 5, 12), _overpaid_in_pounds),
    ((2026, 6, 3), _given_up_and_voided),
    ((2026, 6, 11), _too_small_to_charge),
    ((2026, 6, 18), _note_out_of_band),
    ((2026, 7, 9), _revised),
    ((2026, 8, 6), _debit_that_bounces),
    ((2026, 9, 10), _note_that_settles),
)
