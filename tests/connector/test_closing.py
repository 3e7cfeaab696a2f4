"""What stands in the way of closing a period (RR-34)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from connector.cli.close_text import close_json, close_lines
from connector.closing import CloseReport, Journals, Unposted
from connector.journal import Dated, Issue, Shown
from connector.recognition import Period

MARCH = Period.named("2026-03")
CONSEQUENCES = ["  1. Credit memos", "  2. What was earned", "  3. Revenue will look"]


def a_document(id_: str = "in_1", *, kind: str = "invoice", shown: Shown = Shown.QUEUED, **more: date) -> Dated:
    return Dated(kind=kind, external_id=id_, dated=date(2026, 3, 28), shown=shown, **more)


def an_issue() -> Issue:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    return Issue(
        id=1, code="NO_ITEM_FOR_PRICE", subject="price_x", values={"line": "il_1"}, fingerprint="", opened_at=at,
        last_seen_at=at, times=1,
    )  # fmt: skip


def a_report(**different: object) -> CloseReport:
    whole: dict[str, object] = {
        "period": MARCH, "closed": False, "unfinished": (), "undated": (), "moved": (), "journals": Journals.POSTED,
    }  # fmt: skip
    return CloseReport(**(whole | different))  # type: ignore[arg-type]


A_MEMO = a_document("memo_re_1", kind="credit_memo", shown=Shown.WAITING)
REPORTS: dict[str, tuple[CloseReport, list[str]]] = {
    "everything is done": (a_report(), ["Revenue journal entries: made", "", "READY"]),
    "no revenue features": (
        a_report(journals=Journals.NOT_NEEDED), ["Revenue journal entries: none needed", "", "READY"],
    ),
    "what moved is told and stands in no way": (
        a_report(moved=(a_document(posted=date(2026, 4, 1), shown=Shown.SYNCED),)),
        [
            "Already moved to a later period: 1",
            "  2026-03-28 -> 2026-04-01  Invoice in_1",
            "Revenue journal entries: made",
            "",
            "READY",
        ],
    ),
    "an unsent invoice": (
        a_report(unfinished=(a_document(),)),
        [
            "Not in NetSuite as they should be: 1",
            "  2026-03-28  Invoice in_1  queued",
            "Revenue journal entries: made",
            "",
            "NOT READY",
        ],
    ),
    "an unsent memo would move": (
        a_report(unfinished=(A_MEMO,)),
        [
            "Not in NetSuite as they should be: 1",
            "  2026-03-28  Credit memo memo_re_1  waiting",
            "Memos that a close moves to the next open period: 1",
            "  2026-03-28  Credit memo memo_re_1  waiting",
            "Revenue journal entries: made",
            "",
            "NOT READY",
        ],
    ),
    "an object without record": (
        a_report(undated=(an_issue(),)),
        [
            "No record yet, so of unknown date: 1",
            "  MAP-405 No item for price_x",
            "Revenue journal entries: made",
            "",
            "NOT READY",
        ],
    ),
    "journal entries are missing": (
        a_report(
            journals=Journals.MISSING, unposted=(Unposted(currency="USD", rows=2, amount=Decimal("20.00")),)
        ),
        [
            "Revenue journal entries are missing",
            "  USD 20.00 in 2 rows",
            "If the period is closed without them:",
            *CONSEQUENCES,
            "",
            "NOT READY",
        ],
    ),
    "journal entries cannot be seen": (
        a_report(journals=Journals.UNKNOWN),
        [
            "Revenue journal entries: our role may not see",
            "If the period is closed without them:",
            *CONSEQUENCES,
            "",
            "NOT READY",
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("report", "expected"), REPORTS.values(), ids=REPORTS)
def test_rr_34_the_report_says(report: CloseReport, expected: list[str]) -> None:
    first, *lines = close_lines(report)
    assert first == "2026-03 is open in NetSuite."
    assert len(lines) == len(expected)
    for line, beginning in zip(lines, expected, strict=True):
        assert line.startswith(beginning)
    assert (lines[-1] == "READY") is report.ready is close_json(report)["ready"]
