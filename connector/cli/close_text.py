"""Whether a period may be closed, as people read it (rule RR-34)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from connector.causes import CAUSES, sentence
from connector.cli.summary import SHOWN_WORDS, counted
from connector.closing import CloseReport, Journals, consequences
from connector.journal import Dated, Issue
from connector.translation.text import KIND_NAMES, amount_text
from netsuite_client.records import Kind

LISTED_MAX = 20

JOURNALS: dict[Journals, str] = {
    Journals.NOT_NEEDED: "Revenue journal entries: none needed; as far as we may see, no revenue is deferred.",
    Journals.POSTED: "Revenue journal entries: made for everything planned.",
    Journals.MISSING: "Revenue journal entries are missing. Make them in NetSuite before you close (Revenue > Create "
    "Revenue Recognition Journal Entries).",
    Journals.UNKNOWN: "Revenue journal entries: our role may not see whether they are made. Look in NetSuite; if they "
    "are, say so with --journals-posted.",
}


def close_lines(report: CloseReport) -> Iterator[str]:
    """Everything that stands in the way, the consequences of missing journal entries, and the verdict."""
    yield f"{report.period} is {'closed' if report.closed else 'open'} in NetSuite."
    yield from _section("Not in NetSuite as they should be", [_dated_text(one) for one in report.unfinished])
    yield from _section("Memos that a close moves to the next open period", [_dated_text(one) for one in report.memos])
    yield from _section("No record yet, so of unknown date", [_issue_text(one) for one in report.undated])
    yield from _section("Already moved to a later period", [_moved_text(one) for one in report.moved])
    yield JOURNALS[report.journals]
    for one in report.unposted:
        yield f"  {one.currency} {amount_text(one.amount)} in {counted(one.rows, 'row')}"
    if report.journals in {Journals.MISSING, Journals.UNKNOWN}:
        yield "If the period is closed without them:"
        yield from (f"  {number}. {text}" for number, text in enumerate(consequences(report.period), start=1))
    yield ""
    yield "READY" if report.ready else "NOT READY"


def _section(title: str, lines: Sequence[str]) -> Iterator[str]:
    if not lines:
        return
    yield f"{title}: {len(lines)}"
    yield from (f"  {line}" for line in lines[:LISTED_MAX])
    if len(lines) > LISTED_MAX:
        yield f"  … and {len(lines) - LISTED_MAX} more: --json lists all"


def _dated_text(one: Dated) -> str:
    return f"{one.dated}  {KIND_NAMES[Kind(one.kind)]} {one.external_id}  {SHOWN_WORDS[one.shown]}"


def _moved_text(one: Dated) -> str:
    return f"{one.dated} -> {one.posted}  {KIND_NAMES[Kind(one.kind)]} {one.external_id}"


def _issue_text(one: Issue) -> str:
    cause = CAUSES[one.code]
    return f"{cause.code} {sentence(one.code, one.subject, one.values)}  ({cause.who})"


def close_json(report: CloseReport) -> dict[str, object]:
    """The report as data."""
    missing = report.journals in {Journals.MISSING, Journals.UNKNOWN}
    return {
        "period": str(report.period),
        "ready": report.ready,
        "closed": report.closed,
        "unfinished": [_dated_json(one) for one in report.unfinished],
        "memos_to_move": [one.external_id for one in report.memos],
        "undated": [{"code": CAUSES[one.code].code, "name": one.code, "id": one.subject} for one in report.undated],
        "moved": [_dated_json(one) | {"posted": one.posted} for one in report.moved],
        "journals": report.journals,
        "unposted": report.unposted,
        "consequences": consequences(report.period) if missing else [],
    }


def _dated_json(one: Dated) -> dict[str, object]:
    return {"kind": one.kind, "external_id": one.external_id, "date": one.dated, "state": one.shown}
