"""What holds of every schedule and of every memo, whatever the numbers (RR-10, RR-11, RR-12, RR-22, RR-30)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from connector.recognition import Basis, Calendar, Credited, Method, Period, Row, copied, rows
from connector.translation.dates import DateRange

PRECISIONS = st.sampled_from([0, 2])
UNITS = st.integers(min_value=-2_000_000, max_value=2_000_000)
STARTS = st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 12, 31))
TERMS = st.builds(lambda start, length: DateRange(start, start + timedelta(days=length)), STARTS, st.integers(0, 800))
BASES = st.builds(
    Basis, term=TERMS, method=st.sampled_from(Method), months=st.none() | st.integers(min_value=1, max_value=36)
)
CALENDARS = st.builds(
    lambda days: Calendar(closed=frozenset(map(Period.month_of, days))), st.lists(STARTS, max_size=30)
)


def in_units(units: int, precision: int) -> Decimal:
    return Decimal(units).scaleb(-precision)


def total_of(schedule: tuple[Row, ...]) -> Decimal:
    return sum((row.amount for row in schedule), Decimal(0))


@given(UNITS, BASES, PRECISIONS, CALENDARS)
def test_rr_10_every_schedule_sums_exactly(units: int, basis: Basis, precision: int, calendar: Calendar) -> None:
    total = in_units(units, precision)
    schedule = rows(total, basis, precision=precision, calendar=calendar)
    assert total_of(schedule) == total
    assert all(row.amount.as_tuple().exponent == -precision for row in schedule)


@given(UNITS, BASES, PRECISIONS)
def test_rr_10_the_schedule_of_a_credit_is_the_negative_of_its_invoices(
    units: int, basis: Basis, precision: int
) -> None:
    invoice = rows(in_units(units, precision), basis, precision=precision)
    credit = rows(in_units(-units, precision), basis, precision=precision)
    assert [row.amount for row in credit] == [-row.amount for row in invoice]


@given(UNITS, BASES, PRECISIONS)
def test_rr_11_no_row_has_another_sign_than_the_total(units: int, basis: Basis, precision: int) -> None:
    total = in_units(units, precision)
    assert all(row.amount * total >= 0 for row in rows(total, basis, precision=precision))


@given(UNITS, BASES, CALENDARS)
def test_rr_12_rr_30_closed_periods_move_rows_and_change_nothing_else(
    units: int, basis: Basis, calendar: Calendar
) -> None:
    total = in_units(units, 2)
    moved = rows(total, basis, precision=2, calendar=calendar)
    assert [(row.source, row.amount) for row in moved] == [
        (row.source, row.amount) for row in rows(total, basis, precision=2)
    ]
    assert [row.source for row in moved] == sorted({row.source for row in moved}), "one row for each period, in order"
    for row in moved:
        assert row.posting is not None
        assert row.posting >= row.source
        assert row.posting not in calendar.closed


@given(st.integers(min_value=0, max_value=2_000_000), BASES, st.lists(st.integers(0, 1000), max_size=6))
def test_rr_22_a_line_credited_in_full_nets_to_zero_in_every_period(
    units: int, basis: Basis, shares: list[int]
) -> None:
    """However the whole is parted: the parts, in thousandths, take from what is left, and the last takes the rest."""
    invoice = rows(in_units(units, 2), basis, precision=2)
    parts, left = [], units
    for share in shares:
        parts.append(left * share // 1000)
        left -= parts[-1]
    credits_ = [Credited(amount=in_units(part, 2)) for part in (*parts, left)]
    taken = copied(invoice, credits_, precision=2)
    for at, row in enumerate(invoice):
        assert row.amount + sum(memo[at].amount for memo in taken) == 0
    assert [total_of(memo) for memo in taken] == [-credit.amount for credit in credits_]
