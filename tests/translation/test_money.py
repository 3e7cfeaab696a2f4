"""Minor units become NetSuite's decimals without losing a cent (rules A-5, A-6)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.translation.values import rounded, rounded_parts, stripe_amount

AMOUNTS = {
    "A-6: dollars have two decimals": ((12345, "usd"), "123.45"),
    "A-6: yen have none": ((3000, "jpy"), "3000"),
    "A-6: dinars have three": ((12345, "kwd"), "12.345"),
    "A-6: kronur come in hundredths": ((150000, "isk"), "1500.00"),
    "A-6: Ugandan shillings come in hundredths": ((150000, "ugx"), "1500.00"),
    "A-6: letter case does not matter": ((3000, "JPY"), "3000"),
    "A-6: an unknown currency has two": ((100, "zzz"), "1.00"),
    "A-6: nothing": ((0, "usd"), "0.00"),
    "A-6: a credit": ((-1, "usd"), "-0.01"),
    "A-6: a sum beyond the exactness of floats": ((900719925474099312, "usd"), "9007199254740993.12"),
}


@pytest.mark.parametrize(("minor", "expected"), AMOUNTS.values(), ids=AMOUNTS.keys())
def test_an_amount_is(minor: tuple[int, str], expected: str) -> None:
    assert f"{stripe_amount(*minor)}" == expected


ROUNDED = {
    "A-6: half goes up": (("1.125", 2), "1.13"),
    "A-6: half of a credit goes up in size": (("-1.125", 2), "-1.13"),
    "A-6: below half goes down": (("1.1249", 2), "1.12"),
    "A-6: to whole units": (("1500.50", 0), "1501"),
    "A-6: what is exact stays": (("10.00", 2), "10.00"),
    "A-6: decimals are filled up": (("10", 2), "10.00"),
}


@pytest.mark.parametrize(("given_", "expected"), ROUNDED.values(), ids=ROUNDED.keys())
def test_an_amount_is_rounded(given_: tuple[str, int], expected: str) -> None:
    amount, precision = given_
    assert f"{rounded(Decimal(amount), precision)}" == expected


PARTS = {
    "A-6: the largest remainder takes the unit": ("1.113 1.114 1.114", "1.11 1.12 1.11"),
    "A-6: among equals the first": ("0.125 0.125", "0.13 0.12"),
    "A-6: credits too": ("-0.125 -0.125", "-0.12 -0.13"),
    "A-6: a credit among charges": ("10.005 -0.005", "10.01 -0.01"),
    "A-6: nothing to round": ("1.10 2.20", "1.10 2.20"),
    "A-6: no parts at all": ("", ""),
}


@pytest.mark.parametrize(("parts", "expected"), PARTS.values(), ids=PARTS.keys())
def test_parts_are_rounded(parts: str, expected: str) -> None:
    rounded_ones = rounded_parts([Decimal(part) for part in parts.split()], 2)
    assert " ".join(f"{part}" for part in rounded_ones) == expected


MINOR = st.integers(-(10**12), 10**12)
SOME_PARTS = st.lists(st.builds(stripe_amount, MINOR, st.sampled_from(["usd", "jpy", "kwd", "isk"])), max_size=30)


@given(SOME_PARTS, st.sampled_from([0, 2]))
def test_a_6_rounded_parts_keep_the_rounded_sum_and_each_is_within_one_unit(
    parts: list[Decimal], precision: int
) -> None:
    unit = Decimal(1).scaleb(-precision)
    made = rounded_parts(parts, precision)
    assert sum(made, Decimal(0)) == rounded(sum(parts, Decimal(0)), precision)
    assert all(abs(new - old) < unit for new, old in zip(made, parts, strict=True))
    assert all(new == rounded(new, precision) for new in made)


@given(SOME_PARTS)
def test_a_6_parts_that_need_no_rounding_stay_as_they_are(parts: list[Decimal]) -> None:
    exact = [rounded(part, 2) for part in parts]
    assert list(rounded_parts(exact, 2)) == exact


@given(MINOR, st.sampled_from(["usd", "jpy", "kwd"]))
def test_a_6_no_minor_unit_is_lost(minor: int, currency: str) -> None:
    exponent = {"usd": 2, "jpy": 0, "kwd": 3}[currency]
    assert stripe_amount(minor, currency) * 10**exponent == minor
