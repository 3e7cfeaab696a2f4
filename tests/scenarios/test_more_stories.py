"""More billing stories, whenever they are synced (A-1): records, issues and balances as a bookkeeper reads them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from scenarios import balance_tales, note_tales, refund_tales
from scenarios.balance_tales import (
    debit_meets_an_overpayment,
    money_without_an_invoice_disputed,
    refunded_in_full_with_credit,
)
from scenarios.note_tales import given_up_and_paid, given_up_with_credit_then_void, note_to_the_balance_for_two_invoices
from scenarios.refund_tales import money_without_an_invoice, overpaid_used_and_refunded
from scenarios.tales import ALL, Books, Tale, Told, read, told_at_once, told_in_april, told_step_by_step
from stripe_client.emulator.history.invoices import settled

pytestmark = pytest.mark.xdist_group("more stories")  # what all of them look at is made once

STORIES = {**refund_tales.STORIES, **note_tales.STORIES, **balance_tales.STORIES}
ONLY_THE_END = {
    sentence: story.books if story.at_once is None else story.at_once
    for sentence, story in STORIES.items()
    if story.at_once is not None or ALL
}
"""What is in the books when only the end of a story is ever seen: every day of those where that is another thing."""


@pytest.fixture(scope="module")
def step_by_step(tmp_path_factory: pytest.TempPathFactory) -> Books:
    told = {sentence: story.told for sentence, story in STORIES.items()}
    return told_step_by_step(tmp_path_factory, told)


@pytest.mark.parametrize("sentence", STORIES)
def test_a_story_that_is_synced_after_every_step(step_by_step: Books, sentence: str) -> None:
    assert step_by_step[sentence] == read(STORIES[sentence].books)


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory) -> Books:
    return told_at_once(tmp_path_factory, {sentence: STORIES[sentence].told for sentence in ONLY_THE_END})


@pytest.mark.parametrize("sentence", ONLY_THE_END)
def test_a_story_of_which_only_the_end_is_seen(at_once: Books, sentence: str) -> None:
    """Both exceptions of A-1, and what is pinned when it is accepted (P-1)."""
    assert at_once[sentence] == read(ONLY_THE_END[sentence])


# -- by other settings -----------------------------------------------------------------------------------------------


def refunded_by_parts_and_whole(tale: Tale) -> Iterator[None]:
    charge = tale.pay(tale.bill((6_000, "Gold"), (4_000, "Silver")))
    tale.give_back(charge, 4_000)
    tale.give_back(charge)
    tale.give_back(tale.pay(tale.bill()), 4_000)
    tale.give_back(tale.pay(tale.bill((2_000, "Gold"), (1_000, "Silver"))))
    yield


def disputed_in_part(tale: Tale) -> Iterator[None]:
    tale.dispute(tale.pay(tale.bill((6_000, "Gold"), (4_000, "Silver"))), 7_000, when=tale.later())
    yield


def given_up_in_part(tale: Tale) -> Iterator[None]:
    invoice = tale.bill((6_000, "Gold"), (4_000, "Silver"), tax=20)
    tale.pay(invoice, 3_000)
    tale.give_up(invoice)
    yield


def given_up_then_credited(tale: Tale) -> Iterator[None]:
    invoice = tale.bill()
    tale.give_up(invoice)
    tale.credit_note(invoice, 3_000, when=tale.later())
    yield


def void_with_credit(tale: Tale) -> Iterator[None]:
    tale.move_balance(-3_000)
    invoice = tale.bill((6_000, "Gold"), (4_000, "Silver"))
    tale.pay(invoice, 1_000)
    tale.void(invoice, when=tale.later())
    yield


def outside_in_part(tale: Tale) -> Iterator[None]:
    invoice = tale.bill()
    tale.pay(invoice, 4_000)
    record = tale.paid_out_of_band(invoice, when=tale.later())
    assert record is not None
    tale.credit_note(invoice, 1_000, when=tale.later(), records=[(record, 1_000)])
    yield


def paid_twice(tale: Tale) -> Iterator[None]:
    invoice = tale.bill()
    tale.pay(invoice)
    again = tale.charged(tale.ada, 10_000, "usd", when=tale.later(), description="Again")
    tale.also_attached(again, invoice)
    tale.give_back(again, 2_500)
    yield


SETTINGS = """\
    refunds: { lines: partial_item }
    disputes: { lines: dispute_item }
    uncollectible: { item: Stripe Bad Debt }
    void: { never_synced: both }
    balance: { schedule: none }
    payments: { out_of_band: skip }
"""
OTHERWISE: dict[str, tuple[Told, str]] = {
    "R-3: partial refunds on an item of their own, one-line invoices and full refunds on theirs": (
        refunded_by_parts_and_whole,
        """
        in_1 03-02: 100.00 = Gold 60.00 + Silver 40.00; 0.00 open
        in_2 03-06: 100.00 = Gold 100.00; 0.00 open
        in_3 03-09: 30.00 = Gold 20.00 + Silver 10.00; 0.00 open
        ch_1 03-03: 100.00; 100.00 on in_1
        ch_2 03-07: 100.00; 100.00 on in_2
        ch_3 03-10: 30.00; 30.00 on in_3
        memo_re_1 03-04: 40.00 = Stripe Partial Refund Item 40.00
        memo_re_2 03-05: 60.00 = Stripe Partial Refund Item 60.00
        memo_re_3 03-08: 40.00 = Gold 40.00
        memo_re_4 03-11: 30.00 = Gold 20.00 + Silver 10.00
        re_1 03-04: 40.00; 40.00 on memo_re_1
        re_2 03-05: 60.00; 60.00 on memo_re_2
        re_3 03-08: 40.00; 40.00 on memo_re_3
        re_4 03-11: 30.00; 30.00 on memo_re_4
        = undeposited 60.00, sales -60.00
        """,
    ),
    "D-1: a dispute on its own item": (
        disputed_in_part,
        """
        in_1 03-02: 100.00 = Gold 60.00 + Silver 40.00; 0.00 open
        ch_1 03-03: 100.00; 100.00 on in_1
        memo_du_1 03-04: 70.00 = Stripe Dispute Item 70.00
        du_1 03-04: 70.00; 70.00 on memo_du_1
        = undeposited 30.00, sales -30.00
        """,
    ),
    "L-1: bad debt": (
        given_up_in_part,
        """
        in_1 03-02: 120.00 = Gold 60.00 + Silver 40.00 + Stripe Tax 20.00; 0.00 open
        ch_1 03-03: 30.00; 30.00 on in_1
        memo_in_1_uncollectible 03-04: 90.00 = Stripe Bad Debt 90.00; 90.00 on in_1
        = undeposited 30.00, tax -20.00, sales -100.00, bad debt 90.00
        """,
    ),
    "L-1, N-1: bad debt takes what a later credit note would": (
        given_up_then_credited,
        """
        in_1 03-02: 100.00 = Gold 100.00; 0.00 open
        memo_in_1_uncollectible 03-03: 100.00 = Stripe Bad Debt 100.00; 100.00 on in_1
        = sales -100.00, bad debt 100.00
        """,
    ),
    "L-2: void before its first sync, and both records wanted": (
        void_with_credit,
        """
        in_1 03-03: 100.00 = Gold 60.00 + Silver 40.00; 0.00 open
        ch_1 03-04: 10.00; 10.00 left
        memo_in_1_void 03-05: 100.00 = Gold 60.00 + Silver 40.00; 100.00 on in_1
        = AR -10.00, undeposited 10.00
        """,
    ),
    "P-5: money outside Stripe is left out, and what goes back of it": (
        outside_in_part,
        """
        in_1 03-02: 100.00 = Gold 100.00; 60.00 open
        ch_1 03-03: 40.00; 40.00 on in_1
        memo_cn_1 03-05: 10.00 = Stripe Custom Credit Note Line Item 10.00; 10.00 left
        = AR 50.00, undeposited 40.00, sales -90.00
        """,
    ),
    "B-2: credit on one line without a schedule": (
        refunded_in_full_with_credit,
        """
        in_1 03-03: 100.00 = Gold 60.00 + Silver 40.00; 0.00 open
        ch_1 03-04: 75.00; 75.00 on in_1
        memo_cbtxn_2 03-03: 25.00 = Stripe Customer Balance Item 25.00; 25.00 on in_1
        memo_re_1 03-05: 75.00 = Stripe Partial Refund Item 75.00
        re_1 03-05: 75.00; 75.00 on memo_re_1
        = all zero
        """,
    ),
    "L-4: bad debt stands, the void takes what it freed": (
        given_up_with_credit_then_void,
        """
        in_1 03-03: 100.00 = Gold 100.00; 0.00 open
        ch_1 03-04: 20.00; 20.00 left
        memo_cbtxn_2 03-03: 30.00 = Gold 30.00; 30.00 left
        memo_in_1_uncollectible 03-05: 50.00 = Stripe Bad Debt 50.00; 50.00 on in_1
        memo_in_1_void 03-06: 50.00 = Gold 50.00; 50.00 on in_1
        = AR -50.00, undeposited 20.00, sales -20.00, bad debt 50.00
        """,
    ),
}


@pytest.fixture(scope="module")
def by_settings(tmp_path_factory: pytest.TempPathFactory) -> Books:
    return told_at_once(tmp_path_factory, {one: told for one, (told, _) in OTHERWISE.items()}, SETTINGS)


@pytest.mark.parametrize(
    ("sentence", "expected"), [(one, books) for one, (_, books) in OTHERWISE.items()], ids=OTHERWISE
)
def test_a_story_by_other_settings(by_settings: Books, sentence: str, expected: str) -> None:
    assert by_settings[sentence] == read(expected)


OTHER_SETTINGS = """\
    refunds: { lines: refund_item }
    uncollectible: { keep_open: true }
    balance: { origin: memo }
    payments: { create_invoices: true, allow_duplicates: true }
"""
OTHERWISE_STILL: dict[str, tuple[Told, str]] = {
    "R-3: every refund on one item": (
        refunded_by_parts_and_whole,
        """
        in_1 03-02: 100.00 = Gold 60.00 + Silver 40.00; 0.00 open
        in_2 03-06: 100.00 = Gold 100.00; 0.00 open
        in_3 03-09: 30.00 = Gold 20.00 + Silver 10.00; 0.00 open
        ch_1 03-03: 100.00; 100.00 on in_1
        ch_2 03-07: 100.00; 100.00 on in_2
        ch_3 03-10: 30.00; 30.00 on in_3
        memo_re_1 03-04: 40.00 = Stripe Refund Item 40.00
        memo_re_2 03-05: 60.00 = Stripe Refund Item 60.00
        memo_re_3 03-08: 40.00 = Stripe Refund Item 40.00
        memo_re_4 03-11: 30.00 = Stripe Refund Item 30.00
        re_1 03-04: 40.00; 40.00 on memo_re_1
        re_2 03-05: 60.00; 60.00 on memo_re_2
        re_3 03-08: 40.00; 40.00 on memo_re_3
        re_4 03-11: 30.00; 30.00 on memo_re_4
        = undeposited 60.00, sales -60.00
        """,
    ),
    "L-1: kept open, then credited": (
        given_up_then_credited,
        """
        in_1 03-02: 100.00 = Gold 100.00; 70.00 open
        memo_cn_1 03-04: 30.00 = Stripe Custom Credit Note Line Item 30.00; 30.00 on in_1
        = AR 70.00, sales -70.00
        """,
    ),
    "P-9, R-5: a second payment is let in, and refunded in part": (
        paid_twice,
        """
        in_1 03-02: 100.00 = Gold 100.00; 0.00 open
        ch_1 03-03: 100.00; 100.00 on in_1
        ch_2 03-04: 100.00; 75.00 left
        re_1 03-05: 25.00; 25.00 on ch_2
        = AR -75.00, undeposited 175.00, sales -100.00
        """,
    ),
    "B-3: a memo for credit that was overpaid, and all refunded": (
        overpaid_used_and_refunded,
        """
        in_1 03-02: 100.00 = Gold 100.00; 0.00 open
        in_2 03-04: 50.00 = Gold 50.00; 0.00 open
        ch_1 03-03: 110.00; 100.00 on in_1
        ch_2 03-05: 40.00; 40.00 on in_2
        memo_cbtxn_2 03-04: 10.00 = Gold 10.00; 10.00 on in_2
        memo_re_1 03-06: 100.00 = Stripe Refund Item 100.00
        re_1 03-06: 110.00; 10.00 on ch_1, 100.00 on memo_re_1
        = undeposited 40.00, sales -40.00
        """,
    ),
    "B-3: memos for the credit of a note": (
        note_to_the_balance_for_two_invoices,
        """
        in_1 03-02: 100.00 = Gold 100.00; 0.00 open
        in_2 03-05: 30.00 = Gold 30.00; 0.00 open
        in_3 03-06: 30.00 = Gold 30.00; 0.00 open
        ch_1 03-03: 100.00; 100.00 on in_1
        ch_2 03-07: 10.00; 10.00 on in_3
        memo_cbtxn_2 03-05: 30.00 = Gold 30.00; 30.00 on in_2
        memo_cbtxn_3 03-06: 20.00 = Gold 20.00; 20.00 on in_3
        memo_cn_1 03-04: 50.00 = Stripe Custom Credit Note Line Item 50.00; 50.00 left
        = AR -50.00, undeposited 110.00, sales -60.00
        """,
    ),
    "B-8: a debit meets an overpayment without a record": (
        debit_meets_an_overpayment,
        """
        in_1 03-02: 100.00 = Gold 100.00; 0.00 open
        in_2 03-05: 50.00 = Gold 50.00; 0.00 open
        ch_1 03-03: 110.00; 100.00 on in_1, 10.00 left
        ch_2 03-06: 46.00; 46.00 on in_2
        memo_cbtxn_3 03-05: 4.00 = Gold 4.00; 4.00 on in_2
        = AR -10.00, undeposited 156.00, sales -146.00
        """,
    ),
    "P-8: an invoice for a charge, refunded in part": (
        money_without_an_invoice,
        """
        invoice_ch_1 03-02: 100.00 = Stripe Generic Line Item 100.00; 0.00 open
        ch_1 03-02: 100.00; 100.00 on invoice_ch_1
        memo_re_1 03-03: 25.00 = Stripe Generic Line Item 25.00
        re_1 03-03: 25.00; 25.00 on memo_re_1
        = undeposited 75.00, sales -75.00
        """,
    ),
    "P-8, D-1: an invoice for a charge, disputed": (
        money_without_an_invoice_disputed,
        """
        invoice_ch_1 03-02: 100.00 = Stripe Generic Line Item 100.00; 0.00 open
        ch_1 03-02: 100.00; 100.00 on invoice_ch_1
        memo_du_1 03-03: 100.00 = Stripe Generic Line Item 100.00
        du_1 03-03: 100.00; 100.00 on memo_du_1
        = all zero
        """,
    ),
    "L-3: kept open, then paid": (
        given_up_and_paid,
        """
        in_1 03-02: 100.00 = Gold 100.00; 0.00 open
        ch_1 03-04: 100.00; 100.00 on in_1
        = undeposited 100.00, sales -100.00
        """,
    ),
}


@pytest.fixture(scope="module")
def by_other_settings(tmp_path_factory: pytest.TempPathFactory) -> Books:
    return told_at_once(tmp_path_factory, {one: told for one, (told, _) in OTHERWISE_STILL.items()}, OTHER_SETTINGS)


@pytest.mark.parametrize(
    ("sentence", "expected"), [(one, books) for one, (_, books) in OTHERWISE_STILL.items()], ids=OTHERWISE_STILL
)
def test_a_story_by_still_other_settings(by_other_settings: Books, sentence: str, expected: str) -> None:
    assert by_other_settings[sentence] == read(expected)


# -- once March is closed --------------------------------------------------------------------------------------------


def note_voided_in_april(tale: Tale) -> Iterator[None]:
    invoice = tale.bill((6_000, "Gold"), (4_000, "Silver"))
    note = tale.credit_note(invoice, {1: 3_000}, when=tale.later())
    yield
    tale.void_credit_note(note, when=tale.later(31))
    tale.pay(invoice)
    yield


def synced_in_april(tale: Tale) -> Iterator[None]:
    charge = tale.pay(tale.bill())
    yield
    tale.give_back(charge, 4_000)
    yield


def bounced_in_april(tale: Tale) -> Iterator[None]:
    invoice = tale.bill()
    charge = tale.pending(invoice, when=tale.later())
    yield
    tale.bounces(charge, when=tale.later(31))
    yield


def void_in_april(tale: Tale) -> Iterator[None]:
    tale.move_balance(-3_000)
    invoice = tale.bill()
    tale.pay(invoice, 2_000)
    tale.give_up(invoice)
    yield
    tale.void(invoice, when=tale.later(31))
    yield


def paid_in_april(tale: Tale) -> Iterator[None]:
    first, second = tale.bill(), tale.bill(5_000)
    charge = tale.charged(tale.ada, 5_000, "usd", when=tale.later(), description="Paid ahead")
    tale.pay(first, 11_000)
    yield
    tale.later(31)
    tale.also_attached(charge, second)
    second |= {"amount_paid": 5_000, "amount_remaining": 0}
    settled(second, when=tale.now)
    tale.pay(tale.bill(4_000))
    yield


def noted_in_april(tale: Tale) -> Iterator[None]:
    invoice = tale.bill((6_000, "Gold"), (4_000, "Silver"))
    refund = tale.give_back(tale.pay(invoice), 5_000)
    yield
    tale.credit_note(invoice, {1: 3_000}, when=tale.later(31), refunds=[(refund, 3_000)])
    yield


def noted_by_parts_in_april(tale: Tale) -> Iterator[None]:
    invoice = tale.bill()
    refund = tale.give_back(tale.pay(invoice), 5_000)
    yield
    tale.credit_note(invoice, {0: 2_000}, when=tale.later(31), refunds=[(refund, 2_000)])
    yield
    tale.credit_note(invoice, {0: 3_000}, when=tale.later(), refunds=[(refund, 3_000)])
    yield


MARCH_CLOSED: dict[str, tuple[Told, str]] = {
    "R-6, A-11: a refund of March that a credit note of April names in part": (
        noted_in_april,
        """
        in_1 03-02: 100.00 = Gold 60.00 + Silver 40.00; 0.00 open
        undo_memo_re_1 04-01: 50.00 = Gold 30.00 + Silver 20.00; 0.00 open
        ch_1 03-03: 100.00; 100.00 on in_1
        memo_cn_1 04-04: 30.00 = Silver 30.00
        memo_re_1 03-04: 50.00 = Gold 30.00 + Silver 20.00; 50.00 on undo_memo_re_1
        memo_re_1-2 04-01: 20.00 = Gold 12.00 + Silver 8.00
        re_1 03-04: 50.00; 20.00 on memo_re_1-2, 30.00 on memo_cn_1
        = undeposited 50.00, sales -50.00
        """,
    ),
    "R-6, A-11: a refund of March that credit notes of April name in part, and then whole": (
        noted_by_parts_in_april,
        """
        in_1 03-02: 100.00 = Gold 100.00; 0.00 open
        undo_memo_re_1 04-01: 50.00 = Gold 50.00; 0.00 open
        ch_1 03-03: 100.00; 100.00 on in_1
        memo_cn_1 04-04: 20.00 = Gold 20.00
        memo_cn_2 04-05: 30.00 = Gold 30.00
        memo_re_1 03-04: 50.00 = Gold 50.00; 50.00 on undo_memo_re_1
        re_1 03-04: 50.00; 20.00 on memo_cn_1, 30.00 on memo_cn_2
        = undeposited 50.00, sales -50.00
        """,
    ),
    "N-7: a credit note of March voided in April is reversed": (
        note_voided_in_april,
        """
        in_1 03-02: 100.00 = Gold 60.00 + Silver 40.00; 0.00 open
        undo_memo_cn_1 04-01: 30.00 = Silver 30.00; 0.00 open
        ch_1 04-04: 100.00; 100.00 on in_1
        memo_cn_1 03-03: 30.00 = Silver 30.00; 30.00 on undo_memo_cn_1
        = undeposited 100.00, sales -100.00
        """,
    ),
    "A-9: a refund of March that is synced in April": (
        synced_in_april,
        """
        in_1 03-02: 100.00 = Gold 100.00; 0.00 open
        ch_1 03-03: 100.00; 100.00 on in_1
        memo_re_1 04-01: 40.00 = Gold 40.00
        re_1 04-01: 40.00; 40.00 on memo_re_1
        = undeposited 60.00, sales -60.00
        """,
    ),
    "P-7: a debit of March bounces in April": (
        bounced_in_april,
        """
        in_1 03-02: 100.00 = Gold 100.00; 100.00 open
        ch_1 03-03: 100.00
        fail_ch_1 04-03: 100.00; 100.00 on ch_1
        = AR 100.00, sales -100.00
        """,
    ),
    "L-4: written off in March, void in April": (
        void_in_april,
        """
        in_1 03-03: 100.00 = Gold 100.00; 0.00 open
        ch_1 03-04: 20.00; 20.00 left
        memo_cbtxn_2 03-03: 30.00 = Gold 30.00; 30.00 left
        memo_in_1_uncollectible 03-05: 50.00 = Gold 50.00; 50.00 on in_1
        memo_in_1_void 04-05: 50.00 = Gold 50.00; 50.00 on in_1
        = AR -50.00, undeposited 20.00, sales 30.00
        """,
    ),
    "P-3, B-3: money of March is applied in April": (
        paid_in_april,
        """
        in_1 03-02: 100.00 = Gold 100.00; 0.00 open
        in_2 03-03: 50.00 = Gold 50.00; 0.00 open
        in_3 04-06: 40.00 = Gold 40.00; 0.00 open
        ch_1 03-04: 50.00; 50.00 on in_2
        ch_2 03-05: 110.00; 10.00 on in_3, 100.00 on in_1
        ch_3 04-07: 30.00; 30.00 on in_3
        = undeposited 190.00, sales -190.00
        """,
    ),
}


@pytest.fixture(scope="module")
def in_april(tmp_path_factory: pytest.TempPathFactory) -> Books:
    return told_in_april(tmp_path_factory, {one: told for one, (told, _) in MARCH_CLOSED.items()})


@pytest.mark.parametrize(
    ("sentence", "expected"), [(one, books) for one, (_, books) in MARCH_CLOSED.items()], ids=MARCH_CLOSED
)
def test_a_9_a_story_that_goes_on_when_its_month_is_closed(in_april: Books, sentence: str, expected: str) -> None:
    assert in_april[sentence] == read(expected)
