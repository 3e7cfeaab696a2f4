"""What `connector schedule` shows of an invoice and its memos (RR-12, RR-20, RR-30, RR-31)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from recognition.test_documents import a_line, a_memo, billed
from recognition.written import closed

from connector.cli.schedule_text import bars, bars_beside, document_json, earned_text, line_table
from connector.recognition import Billed, Memo, Policy, refunded_year, scheduled
from connector.schedules import DocumentSchedule

QUARTER = "2026-01-01 .. 2026-03-31"
INVOICE = billed([a_line("30.00", QUARTER)])
IN_FULL = a_memo("memo_re_1", [a_line("30.00")], [0], on="2026-02-10", calendar=closed("2026-01"))


def a_document(invoice: Billed = INVOICE, *memos: Memo) -> DocumentSchedule:
    return DocumentSchedule(
        invoice=invoice.record,
        lines=scheduled(invoice, memos, Policy()),
        memos=tuple(memo.record.external_id for memo in memos),
        sent_dates=True,
    )


def table_of(document: DocumentSchedule) -> list[str]:
    headings, rows = line_table(document.lines[0])
    return [" | ".join(cells) for cells in (headings, *rows)]


def test_rr_12_rr_30_the_memos_two_february_rows_stay_two() -> None:
    assert table_of(a_document(INVOICE, IN_FULL)) == [
        "Source | Posting | Invoice | memo_re_1 | Net",
        "2026-01 | 2026-01 | 10.00 |  | 10.00",
        "2026-01 | 2026-02 |  | -10.00 | -10.00",
        "2026-02 | 2026-02 | 10.00 | -10.00 | 0.00",
        "2026-03 | 2026-03 | 10.00 | -10.00 | 0.00",
    ]


def test_the_bars_add_up_what_posts_in_a_month() -> None:
    assert list(bars(a_document(INVOICE, IN_FULL).lines)) == [
        "  2026-01   10.00  ████████████████████████████████████████",
        "  2026-02  -10.00  ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░",
        "  2026-03    0.00",
    ]


def test_what_is_earned_and_what_is_deferred_by_the_end_of_a_month() -> None:
    assert earned_text(a_document(), "2026-02") == ("By the end of 2026-02: earned USD 20.00, deferred USD 10.00")
    assert earned_text(a_document(INVOICE, IN_FULL), "2026-02") == (
        "By the end of 2026-02: earned USD 0.00, deferred USD 0.00"
    )


def test_rr_31_rows_without_an_open_period_are_shown_as_such_and_are_not_earned() -> None:
    stuck = a_document(replace(INVOICE, calendar=closed("2026-03", to="2026-03")))
    assert table_of(stuck)[-1] == "2026-03 | no open period | 10.00 | 10.00"
    said = document_json(stuck, Policy(), "2026-12")
    assert (said["earned"], said["deferred"]) == (Decimal("20.00"), Decimal("10.00"))


def test_rr_30_a_year_that_is_refunded_posts_otherwise_where_its_first_month_is_closed() -> None:
    told = {
        word: refunded_year(Policy(), first_month_closed=is_closed)
        for word, is_closed in (("open", False), ("closed", True))
    }
    assert [line.replace("█", "+").replace("░", "-") for line in bars_beside(told)] == [
        "  2025-09  open      0.00",
        f"           closed   10.00  {'+' * 40}",
        "  2025-10  open      0.00",
        f"           closed  -10.00  {'-' * 40}",
        "  2025-11 to 2026-08: nothing more",
    ]
