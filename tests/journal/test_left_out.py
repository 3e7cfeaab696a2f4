"""An invoice that was void before it was ever wanted is left out with its closing memo (rules A-1, L-2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from connector.journal import Journal
from connector.translation.wanted import Translation
from journal.hands import Hands, in_words
from journal.wanted import a_charge, an_invoice


def voided(*, with_payment: bool = False) -> Translation:
    """The invoice, wanted only if it is known."""
    whole = an_invoice()
    bound = tuple(replace(wanted, only_with="in_a") for wanted in whole.records)
    paid = a_charge(pays={}).records if with_payment else ()
    return replace(whole, records=(*bound, *paid))


STORIES: dict[str, tuple[Sequence[Translation], str]] = {
    "void when it is first seen: nothing": ([voided()], "nothing"),
    "void twice seen: still nothing": ([voided(), voided()], "nothing"),
    "wanted before it was void: it is there": (
        [an_invoice(), voided()],
        "cus_a intended, price_a intended, in_a intended",
    ),
    "what is wanted without the invoice is there": (
        [voided(with_payment=True)],
        "cus_a intended, price_a intended, ch_a intended",
    ),
}


@pytest.mark.parametrize(("seen", "ends"), STORIES.values(), ids=STORIES)
def test_an_invoice_that_was_void_before_it_was_wanted_is_left_out(
    journal: Journal, hands: Hands, seen: Sequence[Translation], ends: str
) -> None:
    """Rule L-2."""
    for translation in seen:
        journal.intend([translation], "after", hands.run)
    assert in_words(journal) == ("" if ends == "nothing" else ends)


def test_it_is_told_as_skipped(journal: Journal, hands: Hands) -> None:
    """Rule OP-4."""
    journal.intend([voided()], "after", hands.run)
    assert journal.status().skipped == {"never synced and void": 1}
