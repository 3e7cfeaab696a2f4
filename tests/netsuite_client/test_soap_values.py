from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netsuite_client.transports.soap_values import decimal_text, exact, in_xml, midnight_pacific, pacific_date, truth

DATES = {
    "a winter date is eight hours behind": (date(2026, 1, 31), "2026-01-31T00:00:00.000-08:00"),
    "a summer date is seven hours behind": (date(2026, 7, 31), "2026-07-31T00:00:00.000-07:00"),
    "the day on which summer time begins starts in winter time": (date(2026, 3, 8), "2026-03-08T00:00:00.000-08:00"),
    "the day after it is in summer time": (date(2026, 3, 9), "2026-03-09T00:00:00.000-07:00"),
    "the day on which summer time ends starts in summer time": (date(2026, 11, 1), "2026-11-01T00:00:00.000-07:00"),
    "a leap day stays itself": (date(2028, 2, 29), "2028-02-29T00:00:00.000-08:00"),
}


@pytest.mark.parametrize(("day", "text"), DATES.values(), ids=DATES.keys())
def test_a_date_is_midnight_pacific_of_that_day(day: date, text: str) -> None:
    assert midnight_pacific(day) == text


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1)))
def test_a_date_comes_back_as_it_went(day: date) -> None:
    assert pacific_date(midnight_pacific(day)) == day


READ_DATES = {
    "in universal time": ("2026-01-31T08:00:00.000Z", date(2026, 1, 31)),
    "without a zone, which means Pacific": ("2026-01-31T00:00:00", date(2026, 1, 31)),
    "late in the evening": ("2026-01-31T23:59:59.000-08:00", date(2026, 1, 31)),
}


@pytest.mark.parametrize(("text", "day"), READ_DATES.values(), ids=READ_DATES.keys())
def test_a_moment_is_read_as_its_pacific_date(text: str, day: date) -> None:
    assert pacific_date(text) == day


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2))
def test_an_amount_keeps_every_digit(amount: Decimal) -> None:
    assert str(exact(decimal_text(amount))) == format(amount, "f")


def test_a_large_amount_is_written_without_an_exponent() -> None:
    assert decimal_text(Decimal("1E+9")) == "1000000000"


@pytest.mark.parametrize("text", ["", "NaN", "Infinity", "12,50", "one"])
def test_what_is_no_number_is_not_read_as_one(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        exact(text)


def test_what_is_no_amount_is_not_written_as_one() -> None:
    with pytest.raises(ValueError, match="is not an amount"):
        decimal_text(Decimal("NaN"))


def test_only_xml_schemas_words_are_truth_values() -> None:
    assert (truth("true"), truth("1"), truth("false"), truth("0")) == (True, True, False, False)
    with pytest.raises(ValueError, match="neither true nor false"):
        truth("yes")


@given(st.text())
def test_text_loses_only_what_xml_cannot_carry(text: str) -> None:
    kept = in_xml(text)

    assert in_xml(kept) == kept
    assert set(text) - set(kept) <= {character for character in text if ord(character) < 32 or ord(character) >= 0xD800}
