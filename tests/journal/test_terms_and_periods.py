"""What the journal keeps for schedules: what counts a line's rows, and which periods were closed when (RR-5, RR-33)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from connector.journal import Journal
from connector.recognition import Period, calendar_at
from connector.translation.dates import DateRange
from connector.translation.wanted import LineTerm, Translation
from journal.hands import Hands, SetClock
from journal.wanted import INVOICE_A, an_invoice

YEAR = LineTerm(period=DateRange(date(2026, 1, 1), date(2027, 1, 1)), interval="year")
QUARTERS = LineTerm(period=DateRange(date(2026, 1, 1), date(2026, 7, 1)), interval="month", interval_count=3)
JANUARY, FEBRUARY = Period.named("2026-01"), Period.named("2026-02")


def with_terms(*terms: LineTerm | None, memo: str | None = None) -> Translation:
    translation = an_invoice(memo=memo)
    (wanted,) = translation.records
    return replace(translation, records=(replace(wanted, terms=terms),))


def terms_in(journal: Journal) -> tuple[LineTerm | None, ...]:
    family = journal.family(INVOICE_A)
    assert family is not None
    return next(member.terms for member in family.members if member.kind == "invoice")


def test_rr_5_the_terms_of_an_invoices_lines_are_kept_with_it(journal: Journal, hands: Hands) -> None:
    journal.intend([with_terms(YEAR, None, QUARTERS)], None, hands.run)
    assert terms_in(journal) == (YEAR, None, QUARTERS)


def test_terms_follow_the_content_of_what_is_not_sent_yet(journal: Journal, hands: Hands) -> None:
    journal.intend([with_terms(YEAR)], None, hands.run)
    journal.intend([with_terms(QUARTERS, memo="changed")], None, hands.run)
    assert terms_in(journal) == (QUARTERS,)


def test_an_invoice_without_service_periods_has_no_terms(journal: Journal, hands: Hands) -> None:
    journal.intend([with_terms(None)], None, hands.run)
    assert terms_in(journal) == ()


def test_a_member_says_what_was_sent_and_when_it_was_accepted(journal: Journal, hands: Hands, clock: SetClock) -> None:
    journal.intend([an_invoice()], None, hands.run)
    family = journal.family(INVOICE_A)
    assert family is not None
    assert {(one.sent, one.accepted_at) for one in family.members} == {(None, None)}
    hands.deliver()
    accepted = clock.now()
    clock.pass_seconds(3600)
    family = journal.family(INVOICE_A)
    assert family is not None
    assert all(one.as_sent == one.sent == one.content for one in family.members)
    assert {one.accepted_at for one in family.members} == {accepted}


def test_rr_33_the_journal_remembers_when_periods_were_closed_and_opened(journal: Journal, clock: SetClock) -> None:
    opened = clock.now()
    journal.note_periods([(JANUARY, False), (FEBRUARY, False)])
    clock.pass_seconds(3600)
    journal.note_periods([(JANUARY, True), (FEBRUARY, False)])
    closed = clock.now()
    clock.pass_seconds(3600)
    journal.note_periods([(JANUARY, False), (FEBRUARY, False)])
    seen = journal.periods_seen()
    assert [(str(one.period), one.closed) for one in seen] == [
        ("2026-01", False),
        ("2026-02", False),
        ("2026-01", True),
        ("2026-01", False),
    ], "only what changed makes a row"
    assert calendar_at(seen, opened).closed == set()
    assert calendar_at(seen, closed).closed == {JANUARY}
    assert calendar_at(seen, clock.now()).closed == set()
